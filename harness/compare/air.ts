/*
 * The same values in the simulated air, over each network that scenarios know: one gateway and one actuator three metres from it, each
 * under SNAKE-128. The actuator answers every command with the same octets, so every round is a
 * value that comes and a value that goes.
 */
import path from 'node:path';
import {Artefacts} from '../artefacts.js';
import {scenarioSchema} from '../scenario/schema.js';
import {simulate} from '../simulate.js';
import {MANY} from './count.js';

/** Time between two commands: long after whatever the last one caused. */
export const ROUND_S = 10;
/** One for itself, then the many. */
export const ROUNDS = 1 + MANY;
/** Longer than the run, so that no PINGREQ and no ADVERTISE comes in between. */
const LONG = '18h';

export interface AirRun {
	readonly file: string;
	/** Who the device is: part of its topic names, here and in the other ways. */
	readonly clientId: string;
}

/** What carries datagrams in the air, as scenarios call it, and what people do. */
const CARRIERS = new Map([
	['6lowpan', '6LoWPAN'],
	['zigbee', 'ZigBee'],
]);

/** Names of all networks that a scenario may have, by its words for them. */
export function carriers(): [network: string, name: string][] {
	return [...CARRIERS].filter(([network]) => scenarioSchema.safeParse(fleetOver(network)).success);
}

/** Runs it; the frames are in `folder`. */
export async function measureAir(folder: string, network: string): Promise<AirRun> {
	const scenario = scenarioSchema.parse(fleetOver(network));
	const artefacts = new Artefacts({folder, capture: 'all', captureKeys: true});
	try {
		const {outcome} = await simulate(scenario, {
			prepared: (world, described) => artefacts.watch(world, described),
		});
		const clientId = outcome.members.at(-1)?.clientId;
		if (clientId === undefined) throw new RangeError('the device has no ClientId');
		return {file: path.join(folder, 'capture.pcapng'), clientId};
	} finally {
		artefacts.close();
	}
}

/** The scenario, as a file would say it. */
function fleetOver(network: string) {
	return {
		name: 'compare',
		network,
		duration: `${ROUND_S * (ROUNDS + 1)}s`,
		area: {widthM: 12, heightM: 12},
		gateways: [{count: 1, advertise: LONG, placement: {points: [[6, 6]]}}],
		nodes: [
			{
				name: 'device',
				count: 1,
				app: 'actuator',
				placement: {ring: 3},
				keepAlive: LONG,
				start: {within: '0s'},
			},
		],
		traffic: {commands: {every: `${ROUND_S}s`, qos: 1}},
	};
}
