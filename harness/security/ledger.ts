/*
 * What of a guard outlives it. A put is followed by what waits for it, once it is durable; without
 * a store everything is durable at once, and nothing outlives.
 *
 *   put(key, value, then)   ...   stored   then()
 *
 * Knows no session: values are plain, and come back as `unknown`.
 */
import type {Store, StorePort} from '../store/port.js';

export class Ledger {
	readonly #store: StorePort | undefined;
	readonly #waiting = new Map<number, () => void>();
	#tokens = 0;

	constructor(store: Store | undefined) {
		this.#store = store?.({
			stored: token => this.#stored(token),
			// Nobody else is this gateway.
			taken: () => {},
		});
	}

	/** What is durable, in any order. */
	entries(): Iterable<readonly [key: string, value: unknown]> {
		return this.#store?.entries() ?? [];
	}

	/** Puts, or removes where value is undefined. Runs `then` later, or at once without a store. */
	put(key: string, value: unknown, then?: () => void): void {
		if (this.#store === undefined) {
			then?.();
			return;
		}
		this.#tokens += 1;
		if (then !== undefined) this.#waiting.set(this.#tokens, then);
		this.#store.put(key, value, this.#tokens);
	}

	#stored(token: number): void {
		const then = this.#waiting.get(token);
		this.#waiting.delete(token);
		then?.();
	}
}
