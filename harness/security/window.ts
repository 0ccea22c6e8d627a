/*
 * Which numbers of records were there before: the highest one, and 64 bits for it and those below.
 *
 *   judge(n)   n > highest          fresh       take(n) moves the window up
 *              within 64, no bit    fresh       take(n) sets the bit
 *              within 64, a bit     seen
 *              below                seen
 *
 * Nothing is taken before its tag is proved. Knows no key.
 */

export const WINDOW_SIZE = 64;

const ALL_SEEN = (1n << BigInt(WINDOW_SIZE)) - 1n;
const LOW_COUNT = 0x1_0000;
const LOW_HALF = 0x8000;
const COUNTER_MAX = 0xffff_ffff;

export class Window {
	#highest: number;
	#seen = ALL_SEEN;

	/** Everything up to `highest` counts as seen. */
	constructor(highest: number) {
		this.#highest = highest;
	}

	get highest(): number {
		return this.#highest;
	}

	judge(counter: number): 'fresh' | 'seen' {
		if (counter > this.#highest) return 'fresh';
		const below = this.#highest - counter;
		if (below >= WINDOW_SIZE) return 'seen';
		return ((this.#seen >> BigInt(below)) & 1n) === 0n ? 'fresh' : 'seen';
	}

	/** `counter` is fresh and its tag is right. */
	take(counter: number): void {
		if (counter <= this.#highest) {
			this.#seen |= 1n << BigInt(this.#highest - counter);
			return;
		}
		const up = counter - this.#highest;
		this.#seen = up >= WINDOW_SIZE ? 1n : ((this.#seen << BigInt(up)) | 1n) & ALL_SEEN;
		this.#highest = counter;
	}

	/**
	 * The counter whose low half is `low`: the only one of those in (highest - 2^15,
	 * highest + 2^15]. Undefined where that is none of 0 to 2^32 - 1.
	 */
	nearest(low: number): number | undefined {
		const lowest = this.#highest - LOW_HALF + 1;
		const up = (((low - lowest) % LOW_COUNT) + LOW_COUNT) % LOW_COUNT;
		const counter = lowest + up;
		return counter >= 0 && counter <= COUNTER_MAX ? counter : undefined;
	}
}
