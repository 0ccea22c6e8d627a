/*
 * Prefixes that a node knows by number: the contexts of RFC 6282 clause 3.1.2. Whoever hands them in
 * has learnt them from a router (nd/), or knows them beforehand; this is not known here.
 *
 *   in use         compresses and decompresses
 *   receive-only   decompresses: others may still use it, or use it already
 */
import {ADDRESS_SIZE} from './ipv6.js';

export const CONTEXT_COUNT = 16;

/** The contexts that a node knows. */
export type ContextsOf = (node: number) => Contexts;

interface Context {
	readonly prefix: Uint8Array;
	readonly lengthBits: number;
	readonly compresses: boolean;
}

export class Contexts {
	/** By id. */
	readonly #contexts: (Context | undefined)[] = [];

	/**
	 * Sets context `id`, 0 to 15, to the first `lengthBits`, 1 to 128, of `prefix`, in use or
	 * receive-only. Anything else is a RangeError.
	 */
	set(id: number, prefix: Uint8Array, lengthBits: number, compresses = true): void {
		if (!(id >= 0 && id < CONTEXT_COUNT)) throw new RangeError(`no context ${id}`);
		if (!(lengthBits >= 1 && lengthBits <= 128) || prefix.length * 8 < lengthBits) {
			throw new RangeError(`a prefix of ${lengthBits} bits`);
		}
		const kept = new Uint8Array(ADDRESS_SIZE);
		kept.set(prefix.subarray(0, Math.ceil(lengthBits / 8)));
		this.#contexts[id] = {prefix: kept, lengthBits, compresses};
	}

	remove(id: number): void {
		this.#contexts[id] = undefined;
	}

	clear(): void {
		this.#contexts.length = 0;
	}

	/** Packets that come may be compressed with context `id`. */
	has(id: number): boolean {
		return this.#contexts[id] !== undefined;
	}

	/** Packets that go may be compressed with context `id`. */
	compresses(id: number): boolean {
		return this.#contexts[id]?.compresses ?? false;
	}

	lengthBits(id: number): number {
		return this.#contexts[id]?.lengthBits ?? 0;
	}

	/** Lays the bits of context `id` over the address at `at`; the rest of it stays. */
	lay(id: number, packet: Uint8Array, at: number): void {
		const context = this.#contexts[id];
		if (context === undefined) return;
		const {prefix, lengthBits} = context;
		const whole = lengthBits >>> 3;
		for (let index = 0; index < whole; index++) packet[at + index] = prefix[index];
		const rest = lengthBits & 7;
		if (rest === 0) return;
		const mask = 0xff00 >>> rest;
		packet[at + whole] = (packet[at + whole] & ~mask) | (prefix[whole] & mask);
	}
}
