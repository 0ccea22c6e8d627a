/*
 * Broadcasts that have been here lately, by their source and sequence number, and which neighbours
 * have passed them on: ZigBee specification 3.6.5. For nwkBroadcastDeliveryTime each.
 */

import {NONE_KEPT} from './frame-store.js';
import {NEIGHBORS_MAX} from './neighbors.js';

export const BROADCASTS_MAX = 64;
export const NO_BROADCAST = -1;

const WORDS = Math.ceil(NEIGHBORS_MAX / 32);

export class BroadcastTable {
	/** The frame that is repeated, and how often still; NONE_KEPT where nothing is. */
	readonly kept = new Int32Array(BROADCASTS_MAX).fill(NONE_KEPT);
	readonly left = new Uint8Array(BROADCASTS_MAX);
	/** Counts what an entry was used for, so that a late event is known as late. */
	readonly stamp = new Int32Array(BROADCASTS_MAX);
	readonly #source = new Uint16Array(BROADCASTS_MAX);
	readonly #sequence = new Uint8Array(BROADCASTS_MAX);
	readonly #overUs = new Float64Array(BROADCASTS_MAX);
	readonly #relayed = new Uint32Array(BROADCASTS_MAX * WORDS);

	find(source: number, sequence: number, nowUs: number): number {
		for (let index = 0; index < BROADCASTS_MAX; index++) {
			if (this.#sequence[index] !== sequence || this.#source[index] !== source) continue;
			if (this.#overUs[index] > nowUs) return index;
		}
		return NO_BROADCAST;
	}

	/** A new entry; NO_BROADCAST while all are in use. */
	begin(source: number, sequence: number, nowUs: number, overUs: number): number {
		for (let index = 0; index < BROADCASTS_MAX; index++) {
			if (this.#overUs[index] > nowUs || this.kept[index] !== NONE_KEPT) continue;
			this.#source[index] = source;
			this.#sequence[index] = sequence;
			this.#overUs[index] = overUs;
			this.#relayed.fill(0, index * WORDS, (index + 1) * WORDS);
			this.stamp[index]++;
			return index;
		}
		return NO_BROADCAST;
	}

	/** Neighbour `neighbor` has passed it on. */
	passed(index: number, neighbor: number): void {
		this.#relayed[index * WORDS + (neighbor >>> 5)] |= 1 << (neighbor & 31);
	}

	hasPassed(index: number, neighbor: number): boolean {
		return (this.#relayed[index * WORDS + (neighbor >>> 5)] & (1 << (neighbor & 31))) !== 0;
	}
}
