/*
 * A key server that runs: the folder, the door for gateways, the socket for its operator, and a
 * log. What fails ends it; nothing secret is said.
 */
import {EnvironmentError} from '../errors.js';
import {Control} from './control.js';
import {serverOn} from './desk.js';
import type {KeyEvent} from './event.js';
import {type Credentials, KeyDoor} from './key-door.js';
import {LmdbRowStore} from './lmdb-row-store.js';

export interface KeyProgramOptions {
	readonly folder: string;
	readonly listen: {readonly host: string; readonly port: number};
	readonly credentials: Credentials;
	/** A line of the log: what happened, and plain fields. */
	readonly log: (event: string, fields: Record<string, string | number>) => void;
}

/** How often keys that are not needed any more are looked for. */
const POLL_MS = 5_000;

export class KeyProgram {
	/** Rejects when the store can be written no more. */
	readonly failed: Promise<never>;
	#fail!: (error: EnvironmentError) => void;
	#closing: Array<() => Promise<void>> = [];

	private constructor() {
		this.failed = new Promise((_resolve, reject) => {
			this.#fail = reject;
		});
		this.failed.catch(() => undefined);
	}

	/** Starts, or throws and leaves nothing open. */
	static async start(options: KeyProgramOptions): Promise<KeyProgram> {
		const program = new KeyProgram();
		try {
			await program.#open(options);
			return program;
		} catch (error) {
			await program.stop();
			throw error;
		}
	}

	async stop(): Promise<void> {
		for (const close of this.#closing.reverse()) await close();
		this.#closing = [];
	}

	async #open({folder, listen, credentials, log}: KeyProgramOptions): Promise<void> {
		const store = LmdbRowStore.open(folder, {failed: error => this.#fail(error)});
		if (typeof store === 'number') {
			throw new EnvironmentError(`${folder} is in use by process ${store}`, {
				hint: 'one key server serves a folder',
			});
		}
		this.#closing.push(() => store.close());
		const server = serverOn(store, event => log(event.type, fieldsOf(event)));
		const control = await Control.open(folder, server.orders);
		this.#closing.push(() => control.close());
		const onGateway = (what: string, who: string) => log(`gateway-${what}`, {who});
		const listener = await KeyDoor.open(server, {...listen, credentials, onGateway});
		this.#closing.push(() => listener.close());
		const timer = setInterval(() => server.poll(), POLL_MS);
		this.#closing.push(async () => clearInterval(timer));
		const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
		log('listening', {tls: `${host}:${listener.port}`});
	}
}

function fieldsOf({type: _type, ...fields}: KeyEvent): Record<string, string | number> {
	return fields;
}
