/*
 * A key server in this process, with all that it takes: the folder, the socket for its operator,
 * and a timer for what it forgets. Who asks it, over TLS or from within, is others' business.
 */
import {EnvironmentError} from '../errors.js';
import {Control} from './control.js';
import {serverOn} from './desk.js';
import type {KeyEvent} from './event.js';
import type {KeyServer} from './key-server.js';
import {LmdbRowStore} from './lmdb-row-store.js';

export interface KeyHouseOptions {
	readonly folder: string;
	/** A line of the log: what happened, and plain fields. */
	readonly log: (event: string, fields: Record<string, string | number>) => void;
	/** Told once, when the store can be written no more. */
	readonly failed: (error: EnvironmentError) => void;
}

/** How often keys that are not needed any more are looked for. */
const POLL_MS = 5_000;

export class KeyHouse {
	readonly server: KeyServer;
	readonly #closing: readonly (() => Promise<void> | void)[];

	private constructor(server: KeyServer, closing: readonly (() => Promise<void> | void)[]) {
		this.server = server;
		this.#closing = closing;
	}

	/** An EnvironmentError for a folder that another process holds, or that cannot be used. */
	static async open({folder, log, failed}: KeyHouseOptions): Promise<KeyHouse> {
		const store = LmdbRowStore.open(folder, {failed});
		if (typeof store === 'number') {
			throw new EnvironmentError(`${folder} is in use by process ${store}`, {
				hint: 'one key server serves a folder',
			});
		}
		try {
			const server = serverOn(store, event => log(event.type, fieldsOf(event)));
			const control = await Control.open(folder, server.orders);
			const timer = setInterval(() => server.poll(), POLL_MS);
			const closing = [() => clearInterval(timer), () => control.close(), () => store.close()];
			return new KeyHouse(server, closing);
		} catch (error) {
			await store.close();
			throw error;
		}
	}

	async close(): Promise<void> {
		for (const close of this.#closing) await close();
	}
}

function fieldsOf({type: _type, ...fields}: KeyEvent): Record<string, string | number> {
	return fields;
}
