/*
 * A storm: faults and attackers drawn by a seed, written as a scenario's file writes them. Each
 * seed allows some kinds and leaves the others out, since a bug may need that nothing else goes on.
 *
 *   0           at                 at + for         calm
 *   |-----------|==================|----------------|
 *               strike             heal             all have healed
 *
 * Knows no schema and no world: that all this is a scenario is for its schema to say.
 */
import {formatDuration} from '../scenario/duration.js';
import type {Raw} from '../sweep/override.js';
import {Dice} from './dice.js';

/** What faults may be drawn for. */
export interface Fleet {
	readonly nodes: number;
	readonly gateways: number;
	readonly widthM: number;
	readonly heightM: number;
	/** Whether everybody has to have keys. */
	readonly keys: boolean;
	/** Whether links are computed from places, rather than listed. */
	readonly open: boolean;
	/** When all has healed, at the latest. */
	readonly calmMs: number;
}

export interface Storm {
	readonly faults: readonly Raw[];
	readonly attackers: readonly Raw[];
}

const FAULTS_MAX = 6;
const LISTED_MAX = 5;
const SECOND = 1000;
/** Faults begin and end at tenths of a second. */
const GRAIN_MS = 100;

type Draw = (dice: Dice, fleet: Fleet, forMs: number) => Raw;

const ALWAYS: Readonly<Record<string, Draw>> = {
	'gateway-death': (dice, {gateways}) => ({gateway: dice.whole(1, gateways)}),
	'broker-loss': (dice, {gateways}) => ({gateway: dice.whole(1, gateways)}),
	reboot: (dice, fleet) => ({nodes: some(dice, fleet)}),
	drain: (dice, fleet) => ({nodes: some(dice, fleet)}),
	jam: (dice, fleet) => ({position: place(dice, fleet), powerDbm: dice.whole(-20, 10)}),
	wifi: (dice, fleet) => ({
		position: place(dice, fleet),
		wifiChannel: dice.whole(1, 13),
		duty: dice.number(0.05, 0.9),
	}),
	partition: (dice, fleet) =>
		dice.chance(0.5)
			? {nodes: some(dice, fleet)}
			: {gateways: [dice.whole(1, Math.max(1, fleet.gateways))]},
	'slow-clock': (dice, fleet) => ({nodes: some(dice, fleet), ppm: dice.whole(-50_000, 50_000)}),
	'link-decay': (dice, fleet, forMs) => ({
		nodes: some(dice, fleet),
		lossDb: dice.whole(5, 60),
		over: within(dice, forMs),
	}),
	'frame-loss': dice => ({share: dice.number(0.1, 0.9)}),
	'power-cut': (dice, {nodes}) => ({
		node: dice.whole(1, nodes),
		...(dice.chance(0.7) && {step: dice.whole(1, 30), torn: dice.chance(0.5)}),
	}),
};

/** Where nodes have places. */
const OPEN: Readonly<Record<string, Draw>> = {
	move: (dice, fleet, forMs) => ({
		nodes: some(dice, fleet),
		to: place(dice, fleet),
		over: within(dice, forMs),
	}),
};

/** Without keys nobody would notice that octets are others. */
const WITH_KEYS: Readonly<Record<string, Draw>> = {
	'bit-noise': dice => ({share: dice.number(0.01, 0.3)}),
	'key-server-crash': () => ({}),
};

const ATTACKERS: Readonly<Record<string, Draw>> = {
	replayer: (dice, fleet) => ({
		position: place(dice, fleet),
		every: formatDuration(dice.spread(100, 5000)),
	}),
	reflector: (dice, fleet) => ({position: place(dice, fleet), share: dice.number(0.05, 0.5)}),
	'rogue-gateway': (dice, fleet) => ({position: place(dice, fleet)}),
};

/** The storm of `seed` over `fleet`. */
export function stormOf(seed: number, fleet: Fleet): Storm {
	const dice = new Dice(seed);
	const kinds = allowed(dice, {
		...ALWAYS,
		...(fleet.open && OPEN),
		...(fleet.keys && {...WITH_KEYS, ...ATTACKERS}),
	});
	const drawn = Array.from({length: dice.whole(1, FAULTS_MAX)}, () => {
		const [kind, draw] = dice.of(kinds);
		return entryOf(kind, draw, dice, fleet);
	});
	const attacks = (entry: Raw) => Object.hasOwn(ATTACKERS, String(entry['kind']));
	return {faults: drawn.filter(entry => !attacks(entry)), attackers: drawn.filter(attacks)};
}

function allowed(dice: Dice, kinds: Readonly<Record<string, Draw>>): [string, Draw][] {
	const all = Object.entries(kinds);
	const some = all.filter(() => dice.chance(0.4));
	return some.length > 0 ? some : [dice.of(all)];
}

function entryOf(kind: string, draw: Draw, dice: Dice, fleet: Fleet): Raw {
	const lastMs = fleet.calmMs - SECOND;
	const atMs = grain(dice.whole(0, lastMs));
	const forMs = grain(dice.spread(SECOND, Math.max(SECOND, fleet.calmMs - atMs)));
	const fields = draw(dice, fleet, forMs);
	return {kind, ...fields, at: formatDuration(atMs), for: formatDuration(forMs)};
}

function some(dice: Dice, {nodes}: Fleet): 'all' | number[] {
	if (dice.chance(0.2)) return 'all';
	const count = dice.chance(0.5) ? 1 : dice.whole(1, Math.min(nodes, LISTED_MAX));
	const numbers = Array.from({length: count}, () => dice.whole(1, nodes));
	return [...new Set(numbers)].sort((one, other) => one - other);
}

function place(dice: Dice, {widthM, heightM}: Fleet): [number, number] {
	return [dice.number(0, widthM), dice.number(0, heightM)];
}

/** A part of the time that the fault lasts. */
function within(dice: Dice, forMs: number): string {
	return formatDuration(grain(dice.spread(SECOND, Math.max(SECOND, forMs))));
}

function grain(ms: number): number {
	return Math.max(0, Math.floor(ms / GRAIN_MS) * GRAIN_MS);
}
