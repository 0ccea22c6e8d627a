/*
 * Numbers that are written ahead, so that after a crash none is used twice: all up to the ceiling
 * in the store count as used then.
 *
 *   used ....... | ... durable ............ asked
 *                ^ half a block is left: the next block is asked for
 *
 *   within(n)   n <= durable      runs at once
 *               n > durable       runs when a block that holds n is durable
 *               too many wait     refused: the number is lost, never used twice
 *
 * Since a block is asked for while half of one is left, hardly anything ever waits. Knows neither
 * what is counted nor where it is stored.
 */

/** How many numbers one write reserves. */
export const BLOCK = 256;
const LOW_WATER = BLOCK / 2;
const WAITING_MAX = 64;
/** Of four octets: nothing is counted beyond. */
const NUMBER_LAST = 0xffff_ffff;

/** Has `ceiling` stored, and runs `then` once it is durable. */
export type Reserve = (ceiling: number, then: () => void) => void;

interface Waiting {
	readonly number: number;
	readonly use: () => void;
}

export class Ceiling {
	readonly #reserve: Reserve;
	#durable: number;
	#asked: number;
	#waiting: Waiting[] = [];

	/** `durable` is the ceiling that is stored: 0 for none. */
	constructor(durable: number, reserve: Reserve) {
		this.#durable = durable;
		this.#asked = durable;
		this.#reserve = reserve;
	}

	/** What stands, or is about to stand, in the store. */
	get asked(): number {
		return this.#asked;
	}

	/** Runs `use` once `number` is safe to use. Returns false where it never will. */
	within(number: number, use: () => void): boolean {
		const waits = number > this.#durable;
		if (waits && this.#waiting.length >= WAITING_MAX) return false;
		if (waits) this.#waiting.push({number, use});
		if (number > this.#asked - LOW_WATER) this.#ask(Math.min(number + BLOCK, NUMBER_LAST));
		if (!waits) use();
		return true;
	}

	#ask(ceiling: number): void {
		if (ceiling === this.#asked) return;
		this.#asked = ceiling;
		this.#reserve(ceiling, () => this.#reserved(ceiling));
	}

	#reserved(ceiling: number): void {
		this.#durable = Math.max(this.#durable, ceiling);
		const ready = this.#waiting.filter(({number}) => number <= this.#durable);
		this.#waiting = this.#waiting.filter(({number}) => number > this.#durable);
		for (const {use} of ready) use();
	}
}
