/*
 * The faults of a scenario, made and put on the calendar: what each kind is given of the world,
 * whom it strikes, and whether luck lets it.
 *
 *   scenario.faults[i] --> subjects (nodes, a gateway, the air) --> one Fault each
 *
 * Luck is that of (fault, subject, number of the strike), so one fault more changes no other.
 */
import type {Fault} from '../../sim/faults/fault.js';
import {Jammer} from '../../sim/faults/jammer.js';
import {LinkDecay} from '../../sim/faults/link-decay.js';
import {Movement} from '../../sim/faults/movement.js';
import {Partition} from '../../sim/faults/partition.js';
import {PowerLoss} from '../../sim/faults/power-loss.js';
import {SlowClock} from '../../sim/faults/slow-clock.js';
import {Wifi} from '../../sim/faults/wifi.js';
import {draw, fraction, type StreamKey, streamKey} from '../../sim/kernel/random.js';
import type {World} from '../../sim/world.js';
import type {BrokerGate} from './broker-gate.js';
import type {Described} from './describe.js';
import type {ScenarioFault} from './fault-schema.js';
import type {FleetKeys} from './fleet-keys.js';
import type {GatewayHost} from './gateway-host.js';
import type {Scenario} from './schema.js';
import type {Stores} from './stores.js';
import {attackFault} from './strikes.js';

/** What faults may take hold of. */
export interface Struck {
	readonly world: World;
	readonly scenario: Scenario;
	readonly described: Described;
	readonly hosts: readonly GatewayHost[];
	readonly gates: readonly BrokerGate[];
	readonly stores: Stores;
	/** There are none where security is off. */
	readonly keys: FleetKeys | undefined;
}

interface Ground extends Struck {
	readonly luck: StreamKey;
	/** Which fault of the scenario. */
	readonly index: number;
}

/** A fault and the number by which luck knows whom it strikes. */
interface Subject {
	readonly fault: Fault;
	readonly number: number;
}

type Of<Kind extends ScenarioFault['kind']> = Extract<ScenarioFault, {kind: Kind}>;

/** Puts every fault of the scenario on the calendar of its world. */
export function scheduleFaults(struck: Struck): void {
	const luck = streamKey(struck.scenario.seed, 'faults');
	struck.scenario.faults.forEach((fault, index) => {
		const ground = {...struck, luck, index};
		const subjects = subjectsOf(fault, ground);
		strikeAt(fault.atMs, 0, {fault, subjects, ground});
	});
}

interface Plan {
	readonly fault: ScenarioFault;
	readonly subjects: readonly Subject[];
	readonly ground: Ground;
}

function strikeAt(delayMs: number, round: number, plan: Plan): void {
	const {fault, subjects, ground} = plan;
	const {world, luck, index} = ground;
	const {probability = 1, forMs, everyMs} = fault;
	world.after(delayMs * 1000, () => {
		for (const subject of subjects) {
			const chance = fraction(draw(luck, index, subject.number, round));
			if (chance < probability) strike(world, subject.fault, forMs);
		}
		if (everyMs !== undefined) strikeAt(everyMs, round + 1, plan);
	});
}

function strike(world: World, fault: Fault, forMs: number | undefined): void {
	fault.strike();
	if (forMs !== undefined) world.after(forMs * 1000, () => fault.heal());
}

function subjectsOf(fault: ScenarioFault, ground: Ground): Subject[] {
	switch (fault.kind) {
		case 'gateway-death':
		case 'broker-loss':
			return [{fault: gatewayFault(fault, ground), number: -fault.gateway}];
		case 'jam':
			return [{fault: jammer(fault, ground), number: 0}];
		case 'wifi':
			return [{fault: wifi(fault, ground), number: 0}];
		case 'partition':
			return [{fault: partition(fault, ground), number: 0}];
		case 'frame-loss':
		case 'bit-noise':
		case 'power-cut':
		case 'key-server-crash':
		case 'key-server-restore':
			return [{fault: attackFault(fault, {...ground, luck: luckOf(ground)}), number: 0}];
		default:
			return nodesOf(fault.nodes, ground.scenario).map(number => ({
				fault: nodeFault(fault, number, ground),
				number,
			}));
	}
}

function luckOf({scenario, index}: Ground): StreamKey {
	return streamKey(scenario.seed, `fault ${index}`);
}

function gatewayFault(fault: Of<'gateway-death' | 'broker-loss'>, ground: Ground): Fault {
	const {world, hosts, gates, stores} = ground;
	const [host, gate, radio] = [
		hosts[fault.gateway - 1],
		gates[fault.gateway - 1],
		fault.gateway - 1,
	];
	if (fault.kind === 'broker-loss') return {strike: () => gate.shut(), heal: () => gate.open()};
	return {
		strike: () => {
			world.setEndpoint(radio, false);
			host.die();
			stores.died(fault.gateway);
		},
		heal: () => {
			world.setEndpoint(radio, true);
			host.revive();
		},
	};
}

function jammer(fault: Of<'jam'>, {world, scenario, index}: Ground): Fault {
	const emitter = world.emitter(emitterOf(scenario, index));
	return new Jammer(emitter, fault.channel ?? scenario.air.channel);
}

function wifi({wifiChannel, duty, burstMs}: Of<'wifi'>, ground: Ground): Fault {
	const {world, scenario, luck, index} = ground;
	const handle = {
		...world.emitter(emitterOf(scenario, index)),
		after: (delayUs: number, run: () => void) => world.after(delayUs, run),
		luck: (number: number) => fraction(draw(luck, index, -1_000_000, number)),
	};
	return new Wifi(handle, {wifiChannel, duty, burstUs: Math.round(1000 * burstMs)});
}

function partition({nodes, gateways}: Of<'partition'>, {world, scenario}: Ground): Fault {
	const first = world.endpoints.length;
	const inside = nodes === undefined ? [] : nodesOf(nodes, scenario);
	const side = [...gateways.map(number => number - 1), ...inside.map(number => first + number - 1)];
	return new Partition(world.radios.terrain, side);
}

type NodeFault = Of<'reboot' | 'drain' | 'slow-clock' | 'link-decay' | 'move'>;

function nodeFault(fault: NodeFault, number: number, {world, described}: Ground): Fault {
	const index = number - 1;
	const radio = world.endpoints.length + index;
	const {radios} = world;
	const {terrain} = radios;
	const after = (delayUs: number, run: () => void) => world.after(delayUs, run);
	const {overMs = 0} = fault as {overMs?: number};
	switch (fault.kind) {
		case 'reboot':
		case 'drain':
			return new PowerLoss(on => world.setPower(index, on));
		case 'slow-clock': {
			const {driftPpm} = described.world.nodes[index];
			return new SlowClock(ppm => world.nodes[index].drift(ppm), driftPpm, fault.ppm);
		}
		case 'link-decay': {
			const peer = fault.gateway === undefined ? undefined : fault.gateway - 1;
			const lossCdb = Math.round(100 * fault.lossDb);
			const handle = {
				obstruct: terrain.obstruct.bind(terrain),
				refresh: () => terrain.refresh(),
				after,
			};
			return new LinkDecay(handle, {radio, peer, lossCdb, overUs: 1000 * overMs});
		}
		case 'move': {
			const handle = {
				placeOf: terrain.placeOf.bind(terrain),
				move: radios.move.bind(radios),
				after,
			};
			return new Movement(handle, radio, {to: fault.to, overUs: 1000 * overMs});
		}
	}
}

/** Numbers of nodes from 1: all, a group, or those that are listed. */
function nodesOf(nodes: string | readonly number[], scenario: Scenario): number[] {
	const total = scenario.nodes.reduce((sum, {count}) => sum + count, 0);
	if (typeof nodes !== 'string') return nodes.filter(number => number <= total);
	let first = 1;
	return scenario.nodes.flatMap(({name, count}) => {
		const start = first;
		first += count;
		const members = Array.from({length: count}, (_, index) => start + index);
		return nodes === 'all' || nodes === name ? members : [];
	});
}

/** Which source of noise the fault `index` is: only some faults have one. */
function emitterOf({faults}: Scenario, index: number): number {
	return faults.slice(0, index).filter(({kind}) => kind === 'jam' || kind === 'wifi').length;
}
