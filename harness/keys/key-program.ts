/*
 * A key server that runs: the folder, the door for gateways, the socket for its operator, and a
 * log. What fails ends it; nothing secret is said.
 */
import type {EnvironmentError} from '../errors.js';
import {type Credentials, KeyDoor} from './key-door.js';
import {KeyHouse} from './key-house.js';

export interface KeyProgramOptions {
	readonly folder: string;
	readonly listen: {readonly host: string; readonly port: number};
	readonly credentials: Credentials;
	/** A line of the log: what happened, and plain fields. */
	readonly log: (event: string, fields: Record<string, string | number>) => void;
}

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
		const house = await KeyHouse.open({folder, log, failed: error => this.#fail(error)});
		this.#closing.push(() => house.close());
		const onGateway = (what: string, who: string) => log(`gateway-${what}`, {who});
		const listener = await KeyDoor.open(house.server, {...listen, credentials, onGateway});
		this.#closing.push(() => listener.close());
		const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
		log('listening', {tls: `${host}:${listener.port}`});
	}
}
