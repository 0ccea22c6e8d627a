/*
 * For tests of attacks in a whole world: a few sensors round a gateway, with keys, changed as the
 * test wants it, and what came of the run.
 */

import type {World} from '../sim/world.js';
import {stolen} from './attackers/stolen-flash.js';
import {simulate} from './bench.js';
import type {Outcome} from './scenario/runner.js';
import {type Scenario, scenarioSchema} from './scenario/schema.js';
import type {SimulateOptions} from './simulate.js';

/** Words of a scenario file, as they stand there. */
export type Words = Readonly<Record<string, unknown>>;

const SENSORS = {
	name: 'sensor',
	count: 6,
	app: 'sensor',
	placement: {ring: 5},
	publish: {every: '20s', jitter: '5s', qos: 1, payload: 24},
	keepAlive: '1m',
	retry: {after: '5s', count: 3},
	start: {within: '10s'},
};

/** One gateway in the middle, another one beside it, both within reach. */
export const ONE = [{count: 1, placement: {points: [[10, 10]]}, advertise: '1m'}];
export const TWO = [
	{
		count: 2,
		placement: {
			points: [
				[10, 10],
				[14, 10],
			],
		},
		advertise: '1m',
	},
];

/** A scenario of six sensors for ten minutes, with `words` in place of its own. */
export function fleet(words: Words, sensors: Words = {}): Scenario {
	return scenarioSchema.parse({
		name: 'attacked',
		duration: '10m',
		seed: 7,
		area: {widthM: 20, heightM: 20},
		gateways: ONE,
		nodes: [{...SENSORS, ...sensors}],
		capture: 'none',
		...words,
	});
}

/** What is left when a run has ended. */
export interface Aftermath extends Outcome {
	readonly world: World;
	/** The generation that each node has in its flash. */
	readonly generations: readonly number[];
	/** Messages that were read or accepted and should not have been. */
	readonly gained: number;
}

/** Runs `scenario` and looks at what is left. */
export async function aftermath(
	scenario: Scenario,
	prepared: NonNullable<SimulateOptions['prepared']> = () => {},
): Promise<Aftermath> {
	let world: World | undefined;
	const outcome = await simulate(scenario, {
		prepared: (made, described) => {
			world = made;
			prepared(made, described);
		},
	});
	const {attack, deliveries} = outcome;
	return {
		...outcome,
		world: world!,
		generations: world!.nodes.map(({flash}) => stolen(flash.image())?.generation ?? -1),
		gained: attack.read + attack.accepted + deliveries.strangers,
	};
}
