/*
 * The faults of a scenario, made and put on the calendar.
 *
 *   scenario.faults[i]  -->  a Fault and what it may touch  -->  strike at `at`, heal after `for`
 *
 * Luck is that of (fault, link, moment), so one fault more changes no other.
 */
import {BitNoise} from '../../sim/faults/bit-noise.js';
import type {Fault} from '../../sim/faults/fault.js';
import {FrameLoss} from '../../sim/faults/frame-loss.js';
import type {LinkLuck} from '../../sim/faults/luck.js';
import {PowerCut} from '../../sim/faults/power-cut.js';
import {draw, fraction, streamKey} from '../../sim/kernel/random.js';
import {FCS_SIZE, writeFcs} from '../../sim/mac/frame.js';
import type {World} from '../../sim/world.js';
import type {BrokerGate} from './broker-gate.js';
import type {FleetKeys} from './fleet-keys.js';
import type {GatewayHost} from './gateway-host.js';
import type {Scenario, ScenarioFault} from './schema.js';

/** What faults may take hold of. */
export interface Struck {
	readonly world: World;
	readonly hosts: readonly GatewayHost[];
	readonly gates: readonly BrokerGate[];
	/** There are none where security is off. */
	readonly keys: FleetKeys | undefined;
}

/** When something strikes, and for how long. */
export interface Term {
	readonly atMs: number;
	readonly forMs?: number;
}

/** Puts every fault of the scenario on the calendar of its world. */
export function scheduleFaults({seed, faults}: Scenario, struck: Struck): void {
	faults.forEach((each, index) => {
		const luck = streamKey(seed, `fault ${index}`);
		schedule(struck.world, faultOf(each, struck, luck), each);
	});
}

/** Has `fault` strike and heal in time. */
export function schedule(world: World, fault: Fault, {atMs, forMs}: Term): void {
	world.after(atMs * 1000, () => fault.strike());
	if (forMs !== undefined) world.after((atMs + forMs) * 1000, () => fault.heal());
}

function faultOf(each: ScenarioFault, struck: Struck, luck: number): Fault {
	const {world, hosts, gates, keys} = struck;
	const {medium} = world.radios;
	switch (each.kind) {
		case 'broker-loss':
			return brokerLoss(gates[each.gateway - 1]);
		case 'gateway-death':
			return gatewayDeath(world, hosts[each.gateway - 1], each.gateway - 1);
		case 'frame-loss':
			return new FrameLoss(medium, {share: each.share, luck: linkLuck(world, luck)});
		case 'bit-noise':
			return new BitNoise(medium, {share: each.share, luck: linkLuck(world, luck), repair});
		case 'power-cut':
			return powerCut(world, each, luck);
		case 'key-server-crash':
			return {strike: () => keys?.crash(), heal: () => keys?.revive()};
		case 'key-server-restore':
			return keyServerRestore(world, each, keys);
	}
}

function brokerLoss(gate: BrokerGate): Fault {
	return {strike: () => gate.shut(), heal: () => gate.open()};
}

function gatewayDeath(world: World, host: GatewayHost, radio: number): Fault {
	const {mac} = world.radios;
	return {
		strike: () => {
			mac.setRxOnWhenIdle(radio, false);
			host.die();
		},
		heal: () => {
			mac.setRxOnWhenIdle(radio, true);
			host.revive();
		},
	};
}

function powerCut(
	{nodes}: World,
	{node, step, torn}: Extract<ScenarioFault, {kind: 'power-cut'}>,
	luck: number,
): Fault {
	let draws = 0;
	const drawn = () => draw(luck, node, 0, draws++);
	return new PowerCut(nodes[node - 1], {step, torn: torn ? drawn : undefined});
}

/** The backup is made on the way to it. */
function keyServerRestore(
	world: World,
	{backup}: Extract<ScenarioFault, {kind: 'key-server-restore'}>,
	keys: FleetKeys | undefined,
): Fault {
	let copy: ReturnType<FleetKeys['backup']> | undefined;
	world.after(backup * 1000, () => {
		copy = keys?.backup();
	});
	return {strike: () => copy && keys?.restore(copy), heal: () => {}};
}

function linkLuck({scheduler}: World, key: number): LinkLuck {
	// A moment has room for sixteen numbers: times are whole microseconds.
	return (sender, receiver, number) =>
		fraction(draw(key, sender, receiver, 16 * scheduler.now + number));
}

function repair(frame: Uint8Array): void {
	writeFcs(frame, 0, frame.length - FCS_SIZE);
}
