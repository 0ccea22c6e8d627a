/*
 * Luck for whoever draws a scenario: throws in a row, all of one seed.
 */
import {below, draw, fraction, type StreamKey, streamKey} from '../../sim/kernel/random.js';

export class Dice {
	readonly #key: StreamKey;
	#throws = 0;

	constructor(seed: number) {
		this.#key = streamKey(seed, 'hunt');
	}

	/** A whole number from `least` to `most`. */
	whole(least: number, most: number): number {
		return least + below(this.#next(), most - least + 1);
	}

	/** A number between, with two digits behind the point. */
	number(least: number, most: number): number {
		return Math.round(100 * (least + fraction(this.#next()) * (most - least))) / 100;
	}

	/** Between, and as often from 1 to 10 as from 10 to 100. */
	spread(least: number, most: number): number {
		return Math.round(least * (most / least) ** fraction(this.#next()));
	}

	chance(probability: number): boolean {
		return fraction(this.#next()) < probability;
	}

	of<Each>(list: readonly Each[]): Each {
		const each = list[below(this.#next(), list.length)];
		if (each === undefined) throw new RangeError('nothing to choose from');
		return each;
	}

	#next(): number {
		return draw(this.#key, 0, 0, this.#throws++);
	}
}
