/*
 * What one node knows of ways: the routing table, and the discoveries that pass through it.
 * ZigBee specification 3.6.3.
 *
 *   route       destination, next hop, perhaps another one; whether many have their way to it, and
 *               it wants to be told the way back
 *   discovery   originator and id of a request, who sent it here, the cost so far, that of the
 *               best reply
 *
 * A full table forgets what was used least lately. Knows no frame.
 */

import {NONE_KEPT} from './frame-store.js';

export const ROUTES_MAX = 64;
export const DISCOVERIES_MAX = 48;
export const NO_ENTRY = -1;
export const NO_HOP = 0xffff;
const FREE = 0xffff;

export class Routes {
	readonly destination = new Uint16Array(ROUTES_MAX).fill(FREE);
	readonly nextHop = new Uint16Array(ROUTES_MAX);
	/** 1: many have their way to it. */
	readonly manyToOne = new Uint8Array(ROUTES_MAX);
	/** Another next hop, nearer to it than this device; NO_HOP if none is known. */
	readonly alternate = new Uint16Array(ROUTES_MAX);
	/** 1: it has not been told the way back since it asked last. */
	readonly recordRequired = new Uint8Array(ROUTES_MAX);
	readonly #usedUs = new Float64Array(ROUTES_MAX);

	find(destination: number): number {
		return this.destination.indexOf(destination);
	}

	/** The entry of `destination`, from now on by `nextHop`. */
	learn(destination: number, nextHop: number, nowUs: number): number {
		let index = this.find(destination);
		if (index === NO_ENTRY) {
			index = this.#oldest();
			this.destination[index] = destination;
			this.manyToOne[index] = 0;
			this.recordRequired[index] = 0;
			this.alternate[index] = NO_HOP;
		}
		this.nextHop[index] = nextHop;
		this.#usedUs[index] = nowUs;
		return index;
	}

	use(index: number, nowUs: number): number {
		this.#usedUs[index] = nowUs;
		return this.nextHop[index];
	}

	/** True if there was one. */
	forget(destination: number): boolean {
		const index = this.find(destination);
		if (index !== NO_ENTRY) this.destination[index] = FREE;
		return index !== NO_ENTRY;
	}

	/** Leaves all ways that begin with `nextHop`, for others where there are any. */
	forgetBy(nextHop: number): void {
		for (let index = 0; index < ROUTES_MAX; index++) {
			if (this.alternate[index] === nextHop) this.alternate[index] = NO_HOP;
			if (this.nextHop[index] !== nextHop) continue;
			if (this.alternate[index] === NO_HOP) this.destination[index] = FREE;
			this.nextHop[index] = this.alternate[index];
			this.alternate[index] = NO_HOP;
			this.recordRequired[index] = this.manyToOne[index];
		}
	}

	clear(): void {
		this.destination.fill(FREE);
	}

	#oldest(): number {
		let oldest = 0;
		for (let index = 0; index < ROUTES_MAX; index++) {
			if (this.destination[index] === FREE) return index;
			if (this.#usedUs[index] < this.#usedUs[oldest]) oldest = index;
		}
		return oldest;
	}
}

/** Worse than any path. */
const NO_COST = 0xffff;

export class Discoveries {
	readonly sender = new Uint16Array(DISCOVERIES_MAX);
	readonly forwardCost = new Uint16Array(DISCOVERIES_MAX);
	readonly residualCost = new Uint16Array(DISCOVERIES_MAX);
	/** Neighbours whose request was no better than the one that is passed on. */
	readonly overheard = new Uint8Array(DISCOVERIES_MAX);
	/** The request that is passed on, and how often still; NONE_KEPT where nothing is. */
	readonly kept = new Int32Array(DISCOVERIES_MAX).fill(NONE_KEPT);
	readonly left = new Uint8Array(DISCOVERIES_MAX);
	/** Counts what an entry was planned for, so that a late event is known as late. */
	readonly stamp = new Int32Array(DISCOVERIES_MAX);
	readonly #originator = new Uint16Array(DISCOVERIES_MAX).fill(FREE);
	readonly #id = new Uint8Array(DISCOVERIES_MAX);
	readonly #overUs = new Float64Array(DISCOVERIES_MAX);

	find(originator: number, id: number, nowUs: number): number {
		for (let index = 0; index < DISCOVERIES_MAX; index++) {
			if (this.#originator[index] !== originator || this.#id[index] !== id) continue;
			if (this.#overUs[index] > nowUs) return index;
		}
		return NO_ENTRY;
	}

	/** A new entry; NO_ENTRY while all are being passed on. */
	begin(originator: number, id: number, overUs: number): number {
		let oldest = NO_ENTRY;
		for (let index = 0; index < DISCOVERIES_MAX; index++) {
			if (this.kept[index] !== NONE_KEPT) continue;
			if (oldest === NO_ENTRY || this.#overUs[index] < this.#overUs[oldest]) oldest = index;
		}
		if (oldest === NO_ENTRY) return oldest;
		this.#originator[oldest] = originator;
		this.#id[oldest] = id;
		this.#overUs[oldest] = overUs;
		this.forwardCost[oldest] = NO_COST;
		this.residualCost[oldest] = NO_COST;
		this.overheard[oldest] = 0;
		return oldest;
	}

	clear(): void {
		this.#overUs.fill(0);
	}
}
