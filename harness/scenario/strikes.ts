/*
 * Faults of what keys and frames go through, made as the scenario describes them, and the calendar
 * of whatever strikes once.
 *
 *   a Fault and what it may touch  -->  strike at `at`, heal after `for`
 *
 * Luck is that of (fault, link, moment), so one fault more changes no other.
 */
import {BitNoise} from '../../sim/faults/bit-noise.js';
import type {Fault} from '../../sim/faults/fault.js';
import {FrameLoss} from '../../sim/faults/frame-loss.js';
import type {LinkLuck} from '../../sim/faults/luck.js';
import {PowerCut} from '../../sim/faults/power-cut.js';
import {draw, fraction, type StreamKey} from '../../sim/kernel/random.js';
import {FCS_SIZE, writeFcs} from '../../sim/mac/frame.js';
import type {World} from '../../sim/world.js';
import type {AttackKind} from './attack-schema.js';
import type {ScenarioFault} from './fault-schema.js';
import type {FleetKeys} from './fleet-keys.js';

/** When something strikes, and for how long. */
export interface Term {
	readonly atMs: number;
	readonly forMs?: number;
}

/** Has `fault` strike and heal in time. */
export function schedule(world: World, fault: Fault, {atMs, forMs}: Term): void {
	world.after(atMs * 1000, () => fault.strike());
	if (forMs !== undefined) world.after((atMs + forMs) * 1000, () => fault.heal());
}

/** What such a fault may take hold of. */
export interface Hold {
	readonly world: World;
	/** There are none where security is off. */
	readonly keys: FleetKeys | undefined;
	readonly luck: StreamKey;
}

export type AttackFault = Extract<ScenarioFault, {kind: AttackKind}>;

/** The fault that `each` describes. */
export function attackFault(each: AttackFault, {world, keys, luck}: Hold): Fault {
	const {medium} = world.radios;
	switch (each.kind) {
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
