/*
 * The packets that nodes are putting together, a bounded number a node.
 *
 *   fragment of a packet that is there      -> that one
 *   of a new one, room left                 -> a fresh one
 *   of a new one, none left                 -> the oldest one makes room
 *
 * The oldest, not the newest, is given up: after a loss it waits in vain for the rest of its time,
 * and a gateway would be deaf for as long. No timer runs: who is too old is found when the next
 * fragment comes. Buffers go round and are made only when more are in use than ever before.
 */
import type {Counters} from './counters.js';
import {Reassembly, type ReassemblyKey} from './reassembly.js';

/** RFC 4944 clause 5.3: at most 60 seconds after the first fragment. */
export const REASSEMBLY_TIMEOUT_US = 60_000_000;

export class ReassemblyTable {
	readonly #counters: Counters;
	readonly #roomMax: number;
	/** By node, oldest first. */
	readonly #open: Reassembly[][] = [];
	readonly #spare: Reassembly[] = [];

	/** Each node has room for `roomMax` packets. */
	constructor(roomMax: number, counters: Counters) {
		this.#roomMax = roomMax;
		this.#counters = counters;
	}

	/** The packet of `key` at `node`, begun if need be. */
	take(node: number, key: ReassemblyKey, nowUs: number): Reassembly {
		this.#open[node] ??= [];
		const open = this.#open[node];
		this.#expire(open, nowUs);
		const known = open.find(reassembly => reassembly.isOf(key));
		if (known !== undefined) return known;
		if (open.length === this.#roomMax) {
			this.#spare.push(open.shift()!);
			this.#counters.reassemblyEvictions++;
		}
		const fresh = this.#spare.pop() ?? new Reassembly();
		fresh.begin(key, nowUs);
		open.push(fresh);
		return fresh;
	}

	/** Gives back what take() gave. Its octets stay until the next take(). */
	close(node: number, reassembly: Reassembly): void {
		const open = this.#open[node];
		open.splice(open.indexOf(reassembly), 1);
		this.#spare.push(reassembly);
	}

	#expire(open: Reassembly[], nowUs: number): void {
		while (open.length > 0 && nowUs - open[0].startedUs >= REASSEMBLY_TIMEOUT_US) {
			this.#spare.push(open.shift()!);
			this.#counters.reassemblyTimeouts++;
		}
	}
}
