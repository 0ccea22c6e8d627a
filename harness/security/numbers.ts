/*
 * The numbers of what is sent under one key: one after the other, each once, over restarts as
 * well. Knows no key.
 */
import {Ceiling, type Reserve} from './ceiling.js';

/** Sessions end before a number has no follower: 2^32 - 2^16. */
export const NUMBER_MAX = 0xffff_0000;

export class Numbers {
	readonly #ceiling: Ceiling;
	#used: number;

	/** `durable` is the ceiling in the store: after a restart all up to it are used. */
	constructor({used, durable}: {used: number; durable: number}, reserve: Reserve) {
		this.#used = used;
		this.#ceiling = new Ceiling(durable, reserve);
	}

	/** The last one. */
	get used(): number {
		return this.#used;
	}

	/** What stands, or is about to stand, in the store. */
	get ceiling(): number {
		return this.#ceiling.asked;
	}

	get exhausted(): boolean {
		return this.#used >= NUMBER_MAX;
	}

	/** Hands the next number to `use` once it is safe to use. Returns false where it never will. */
	next(use: (number: number) => void): boolean {
		if (this.exhausted) return false;
		this.#used += 1;
		const number = this.#used;
		return this.#ceiling.within(number, () => use(number));
	}

	/** Counts everything up to `number` as used. */
	skipTo(number: number): void {
		this.#used = Math.max(this.#used, number);
	}
}
