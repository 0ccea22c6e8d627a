/*
 * The key of a generation, from what a row holds: the row lags behind its device, never the other
 * way round (2.6), so keys are rolled forward.
 *
 *   row     RK_j --s_j--> RK_{j+1} --...--> RK_g            g <= j + gap, in the epoch of j
 *   rescue  RC_e --s_G--> RK_G     --...--> RK_g            G = (e + 1) << 24, g < G + gap
 *
 * What is computed here is scratch until somebody has compared a MAC. Knows no HELLO, no store.
 */
import {
	authKey,
	erase,
	factoryKey,
	nextRecoveryKey,
	nextRootKey,
	recoveredGeneration,
	recoveredRootKey,
	saltOf,
} from '../security/keys.js';
import {euiOctets} from './eui.js';
import {currentSalt, type Fleet, saltSecret} from './fleet.js';
import type {Row} from './row.js';

const INDEX_MAX = 0xff_ffff;

/** A generation of a device, with the key that its MACs are made of. */
export interface Link {
	readonly generation: number;
	readonly root: Buffer;
	/** s of the generation. */
	readonly saltVersion: number;
	/** The generation that was left on the way here. */
	readonly left?: {readonly generation: number; readonly authKey: Buffer};
}

/** Where a device may be. */
export interface Reach {
	readonly fleet: Fleet;
	/** By how many generations it may be ahead. */
	readonly gap: number;
}

/** The link of `generation`, or undefined where the row does not lead there. */
export function linkAt(row: Row, reach: Reach, generation: number): Link | undefined {
	const rescued = rescuedLink(row, reach, generation);
	if (rescued !== undefined) return rescued;
	const first = firstLink(row, reach.fleet);
	if (first === undefined) return undefined;
	const ahead = generation - row.generation;
	if (ahead < 0 || ahead > reach.gap || !isSameEpoch(generation, row.generation)) return undefined;
	return rolled(row.eui, first, {...reach, generation});
}

/** RC of recovery epoch `epoch`: the one that was imported, or the next; else undefined. */
export function recoveryAt({eui, recovery}: Row, epoch: number): Buffer | undefined {
	if (recovery === undefined) return undefined;
	if (epoch === recovery.epoch) return recovery.key;
	if (epoch !== recovery.epoch + 1) return undefined;
	// The device has committed to that epoch, and nobody here has heard of it since.
	const generation = recoveredGeneration(recovery.epoch);
	return Buffer.from(nextRecoveryKey(recovery.key, {eui: euiOctets(eui), generation}));
}

/** Whether no generation follows in this recovery epoch. */
export function isExhausted(generation: number): boolean {
	return (generation & INDEX_MAX) === INDEX_MAX;
}

function firstLink(row: Row, {masters}: Fleet): Link | undefined {
	const {generation, saltVersion, state} = row;
	if (row.root !== undefined) return {generation, saltVersion, root: row.root};
	const master = masters.find(({batch}) => batch === row.batch);
	if (state !== 'new' || master === undefined) return undefined;
	const batch = Buffer.alloc(4);
	batch.writeUInt32BE(row.batch);
	const root = Buffer.from(factoryKey(master.key, euiOctets(row.eui), batch));
	return {generation, saltVersion, root};
}

function rescuedLink({eui, recovery}: Row, reach: Reach, generation: number): Link | undefined {
	if (recovery === undefined) return undefined;
	const first = recoveredGeneration(recovery.epoch);
	const ahead = generation - first;
	if (ahead < 0 || ahead >= reach.gap || !isSameEpoch(generation, first)) return undefined;
	const member = {eui: euiOctets(eui), generation: first};
	const salt = saltOf(saltSecret(reach.fleet, recovery.saltVersion), member);
	const root = Buffer.from(recoveredRootKey(recovery.key, salt, member));
	const {version} = currentSalt(reach.fleet);
	return rolled(eui, {generation: first, root, saltVersion: version}, {...reach, generation});
}

function rolled(eui: string, first: Link, target: Reach & {generation: number}): Link {
	let link = first;
	while (link.generation < target.generation) {
		const next = nextLink(eui, link, target.fleet);
		// What the row itself holds is not scratch.
		if (link !== first) erase(link.root, ...(link.left ? [link.left.authKey] : []));
		link = next;
	}
	return link;
}

function nextLink(eui: string, link: Link, fleet: Fleet): Link {
	const member = {eui: euiOctets(eui), generation: link.generation};
	const salt = saltOf(saltSecret(fleet, link.saltVersion), member);
	return {
		generation: link.generation + 1,
		root: Buffer.from(nextRootKey(link.root, salt, member)),
		// From here on with the newest: it is the one that this generation begins with.
		saltVersion: currentSalt(fleet).version,
		left: {
			generation: link.generation,
			authKey: Buffer.from(authKey(link.root, member)),
		},
	};
}

function isSameEpoch(one: number, other: number): boolean {
	return one >>> 24 === other >>> 24;
}
