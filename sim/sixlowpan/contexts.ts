/*
 * The prefixes that all nodes of a network know by number: the contexts of RFC 6282 clause 3.1.2.
 * They are handed in; how they get about (6CO of RFC 6775) is not known here.
 */
import {ADDRESS_SIZE} from './ipv6.js';

export const CONTEXT_COUNT = 16;

export class Contexts {
	readonly #prefixes = new Uint8Array(CONTEXT_COUNT * ADDRESS_SIZE);
	/** In bits; 0 is a context that is not set. */
	readonly #lengths = new Uint8Array(CONTEXT_COUNT);

	/**
	 * Sets context `id`, 0 to 15, to the first `lengthBits`, 1 to 128, of `prefix`.
	 * Anything else is a RangeError.
	 */
	set(id: number, prefix: Uint8Array, lengthBits: number): void {
		if (!(id >= 0 && id < CONTEXT_COUNT)) throw new RangeError(`no context ${id}`);
		if (!(lengthBits >= 1 && lengthBits <= 128) || prefix.length * 8 < lengthBits) {
			throw new RangeError(`a prefix of ${lengthBits} bits`);
		}
		const start = id * ADDRESS_SIZE;
		this.#lengths[id] = lengthBits;
		this.#prefixes.fill(0, start, start + ADDRESS_SIZE);
		this.#prefixes.set(prefix.subarray(0, Math.ceil(lengthBits / 8)), start);
	}

	has(id: number): boolean {
		return this.#lengths[id] > 0;
	}

	lengthBits(id: number): number {
		return this.#lengths[id];
	}

	/** Lays the bits of context `id` over the address at `at`; the rest of it stays. */
	lay(id: number, packet: Uint8Array, at: number): void {
		const start = id * ADDRESS_SIZE;
		const whole = this.#lengths[id] >>> 3;
		for (let index = 0; index < whole; index++) packet[at + index] = this.#prefixes[start + index];
		const rest = this.#lengths[id] & 7;
		if (rest === 0) return;
		const mask = 0xff00 >>> rest;
		packet[at + whole] = (packet[at + whole] & ~mask) | (this.#prefixes[start + whole] & mask);
	}
}
