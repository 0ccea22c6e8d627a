/*
 * The row after a device has proved a later generation (2.6, 6): with the HELLO that follows, or
 * with CONF. The key that it leaves behind stays as AK alone, to tell a clone from a replay:
 *
 *   HELLO(g), counter C    every honest HELLO of g - 1 had a counter below C
 *   CONF                   the last HELLO of g - 1 that was answered had the highest
 *   neither is known       nobody is suspected: a false alarm costs more than a late one
 *
 * Knows no store and compares no MAC.
 */
import type {Link} from './chain.js';
import {type Row, U32_MAX} from './row.js';

/** What proved the generation. */
export interface Proof {
	/** Of the HELLO that did; undefined for a CONF. */
	readonly counter?: number | undefined;
	/** The highest counter that is known of the generation before. */
	readonly seen: number | undefined;
	/** The gateway that brought the CONF. */
	readonly home?: string;
}

export function committed(row: Row, link: Link, proof: Proof): Row {
	const {eui, batch, recovery, stale} = row;
	const {generation, root, saltVersion, left} = link;
	const isRecovered = recovery !== undefined && generation >>> 24 === recovery.epoch + 1;
	const lastCounter = highestLeft(row, proof);
	return {
		...{eui, batch, generation, root, saltVersion},
		state: row.state === 'suspect' && !isRecovered ? 'suspect' : 'active',
		lastCounter: proof.counter ?? proof.seen ?? row.lastCounter,
		...(left !== undefined && {tombstone: {...left, lastCounter}}),
		...(!isRecovered && recovery !== undefined && {recovery}),
		...(proof.home !== undefined && {home: proof.home}),
		...(stale !== undefined && {stale}),
	};
}

function highestLeft({lastCounter}: Row, {counter, seen}: Proof): number {
	if (counter === undefined) return seen ?? U32_MAX;
	if (seen !== undefined) return Math.max(seen, counter);
	// A counter below an older one has started anew: then it bounds nothing.
	return counter >= lastCounter ? counter : U32_MAX;
}
