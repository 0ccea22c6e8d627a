/*
 * For the tests of the stores: a listener that waits, and a process that puts until it is killed.
 */
import {LmdbStore} from './lmdb-store.js';
import type {StoreListener} from './port.js';

const DEADLINE_MS = 10_000;

/** Writes down the tokens that were told. */
export class Stored implements StoreListener {
	readonly tokens: number[] = [];
	#wake: (() => void) | undefined;

	stored = (token: number) => this.#write(token);
	/** A put that was refused counts below nought. */
	taken = (_key: string, token: number) => this.#write(-token);

	/** Resolves once `count` were told in all; fails after ten seconds. */
	async until(count: number): Promise<void> {
		while (this.tokens.length < count) await this.#more();
	}

	#write(token: number): void {
		this.tokens.push(token);
		this.#wake?.();
	}

	#more(): Promise<void> {
		return new Promise((resolve, reject) => {
			const deadline = setTimeout(() => reject(new Error('nothing is stored')), DEADLINE_MS);
			this.#wake = () => {
				clearTimeout(deadline);
				resolve();
			};
		});
	}
}

/** Puts 1, 2, 3 and so on for ever, ten in a turn, and sends each that is stored to the parent. */
export function putUntilKilled(folder: string): void {
	const {store} = LmdbStore.open(folder, {
		gateway: 1,
		failed: error => {
			throw error;
		},
	});
	const port = store({stored: token => process.send!(token), taken: () => {}});
	let last = 0;
	setInterval(() => {
		for (let count = 0; count < 10; count += 1) {
			last += 1;
			port.put(`key ${last % 500}`, {last, payload: Buffer.alloc(200, last)}, last);
		}
	}, 1);
}
