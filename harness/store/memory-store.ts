/*
 * A store in memory, for tests and simulations: it loses what a disk would lose.
 *
 *   put       encoded at once, as LMDB does; in the store when `schedule` runs it, then told
 *   store()   a gateway starts again: what was on its way is lost, and the port before is deaf
 *
 * Knows no session and no key.
 */
import {pack, unpack} from 'msgpackr';
import type {Store, StoreListener, StorePort} from './port.js';

export interface MemoryStoreOptions {
	/** Runs a commit later, in the order of the calls, never at once. */
	readonly schedule: (run: () => void) => void;
}

export class MemoryStore {
	readonly #schedule: (run: () => void) => void;
	readonly #entries = new Map<string, Buffer>();
	#current: StoreListener | undefined;

	constructor({schedule}: MemoryStoreOptions) {
		this.#schedule = schedule;
	}

	/** A port that takes the place of the last one, as a process does after a crash. */
	readonly store: Store = listener => {
		this.#current = listener;
		return this.#port(listener);
	};

	get size(): number {
		return this.#entries.size;
	}

	#port(listener: StoreListener): StorePort {
		return {
			entries: () => this.#decoded(),
			put: (key, value, token) => {
				const octets = value === undefined ? undefined : pack(value);
				this.#schedule(() => {
					if (this.#current !== listener) return;
					if (octets === undefined) this.#entries.delete(key);
					else this.#entries.set(key, octets);
					listener.stored(token);
				});
			},
		};
	}

	*#decoded(): Iterable<readonly [string, unknown]> {
		for (const [key, octets] of [...this.#entries]) yield [key, unpack(octets) as unknown];
	}
}
