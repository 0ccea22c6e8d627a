/*
 * Rows in memory, for tests and simulations: it loses what a disk would lose, and dies where it
 * is told to.
 *
 *   commit   fate told   durable, then told
 *            fate kept   durable; the process dies before it hears of it
 *            fate lost   not durable; the process dies
 *   open     the next process: it sees what is durable, and the process before is deaf
 *
 * Knows no device and no key.
 */
import {pack, unpack} from 'msgpackr';
import type {Put, RowStore} from './row-store.js';

/** What becomes of a commit. */
export type Fate = 'told' | 'kept' | 'lost';

export interface MemoryRowStoreOptions {
	/** Runs a commit later, in the order of the calls, never at once. */
	readonly schedule: (run: () => void) => void;
	/** Of the commit with this number, counted from 0 over all processes; told if not given. */
	readonly fateOf?: (commit: number) => Fate;
}

export class MemoryRowStore {
	readonly #schedule: (run: () => void) => void;
	readonly #fateOf: (commit: number) => Fate;
	readonly #durable = new Map<string, Buffer>();
	#process = 0;
	#commits = 0;

	constructor({schedule, fateOf = () => 'told'}: MemoryRowStoreOptions) {
		this.#schedule = schedule;
		this.#fateOf = fateOf;
	}

	/** How many commits have been asked for. */
	get commits(): number {
		return this.#commits;
	}

	/** The store as a process sees it that starts now. */
	open(): RowStore {
		this.#process += 1;
		const mine = this.#process;
		return {
			entries: () => this.#decoded(),
			commit: (puts, stored) => {
				const octets = puts.map(encoded);
				this.#schedule(() => {
					if (this.#process === mine) this.#end(octets, stored);
				});
			},
		};
	}

	/** What is durable, as it would be found in a backup. */
	copy(): Array<readonly [string, unknown]> {
		return [...this.#decoded()];
	}

	#end(puts: ReadonlyArray<readonly [string, Buffer | undefined]>, stored: () => void): void {
		const fate = this.#fateOf(this.#commits);
		this.#commits += 1;
		if (fate !== 'told') this.#process += 1;
		if (fate === 'lost') return;
		for (const [key, value] of puts) {
			if (value === undefined) this.#durable.delete(key);
			else this.#durable.set(key, value);
		}
		if (fate === 'told') stored();
	}

	*#decoded(): Iterable<readonly [string, unknown]> {
		for (const [key, octets] of [...this.#durable]) yield [key, unpack(octets) as unknown];
	}
}

function encoded([key, value]: Put): readonly [string, Buffer | undefined] {
	return [key, value === undefined ? undefined : pack(value)];
}
