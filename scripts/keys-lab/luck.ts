/*
 * Luck of one schedule: a row of draws from its seed.
 */
import {below, draw, fraction, streamKey} from '../../sim/kernel/random.js';

export class Luck {
	readonly #key: number;
	#draws = 0;

	constructor(seed: number, purpose: string) {
		this.#key = streamKey(seed, purpose);
	}

	/** 32 bits. */
	next(): number {
		return draw(this.#key, 0, 0, this.#draws++);
	}

	/** More than 0, less than 1. */
	fraction(): number {
		return fraction(this.next());
	}

	/** 0 to `count` - 1. */
	below(count: number): number {
		return below(this.next(), count);
	}

	/** Whether what is so likely comes to pass. */
	chance(likely: number): boolean {
		return this.fraction() < likely;
	}

	octets(size: number): Uint8Array {
		return Uint8Array.from({length: size}, () => this.next() & 0xff);
	}
}
