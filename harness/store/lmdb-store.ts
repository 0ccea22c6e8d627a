/*
 * A store in a folder, on LMDB: what stored() was told of is there after a kill -9 and after a
 * power cut.
 *
 *   put put put   one turn, one transaction: written, synced to disk, then stored stored stored
 *
 * Gateways on one machine may share a folder, and one process at a time is a gateway: holders.ts.
 * A dead one is known by its process id and start time; a folder that two machines or two
 * containers mount is not guarded. Knows no session and no key.
 */
import {closeSync, mkdirSync, openSync, readSync} from 'node:fs';
import path from 'node:path';
import {open, type RootDatabase} from 'lmdb';
import {EnvironmentError} from '../errors.js';
import {codeOf} from './error-code.js';
import {Holders} from './holders.js';
import type {Store, StoreListener, StorePort} from './port.js';

/** Of the entries of all ports; a shelf has its own. */
const ENTRY = 'entry';
/** In octets, with the name that stands before it: what LMDB takes. */
const KEY_SIZE_MAX = 1978;
/** The first field of LMDB's first page, after a page header of 24 octets. */
const MAGIC_AT = 24;
const MAGIC = 0xbeefc0de;
export interface LmdbStoreOptions {
	/** The number of the gateway that uses the store, which no other process must use meanwhile. */
	readonly gateway: number;
	/**
	 * Told once, when a commit fails: the disk is full, or gone. Nothing is stored any more and
	 * nothing told, so whoever hears this had better stop.
	 */
	readonly failed: (error: EnvironmentError) => void;
}

/** Entries by owner: `value` undefined removes. */
export interface LmdbShelf {
	entries(owner: string): Iterable<readonly [key: string, value: unknown]>;
	/** Changes whenever another gateway may have had `owner` meanwhile. */
	termOf(owner: string): number;
	put(owner: string, entry: {key: string; value: unknown}, stored: () => void): void;
}

interface Opened {
	readonly database: RootDatabase;
	readonly holders: Holders;
}

export class LmdbStore {
	readonly #folder: string;
	readonly #database: RootDatabase;
	readonly #holders: Holders;
	readonly #failed: (error: EnvironmentError) => void;
	#state: 'open' | 'failed' | 'closed' = 'open';

	private constructor(folder: string, opened: Opened, {failed}: LmdbStoreOptions) {
		this.#folder = folder;
		this.#database = opened.database;
		this.#holders = opened.holders;
		this.#failed = failed;
	}

	/**
	 * Opens the store in `folder`, which is made where its parent exists. An EnvironmentError for a
	 * folder that cannot be used, and where another process is this gateway.
	 */
	static open(folder: string, options: LmdbStoreOptions): LmdbStore {
		const database = databaseIn(folder);
		const holders = new Holders(database, options.gateway);
		const other = holders.claim();
		if (other === undefined) return new LmdbStore(folder, {database, holders}, options);
		void database.close();
		const what = `gateway ${options.gateway} uses the store ${folder} already, as process ${other.pid}`;
		throw new EnvironmentError(what, {
			hint: 'give each gateway a --gateway-id of its own, or a folder',
		});
	}

	/** A port for each listener; all see the same entries. */
	readonly store: Store = listener => this.#port(listener);

	/**
	 * Entries of their own under `name`, each of an owner, which is a key of the ports: they are
	 * this gateway's to write while that key is. In the same commits and the same order as those of
	 * the ports. `stored` is called once a put is durable, and never where it was refused.
	 */
	shelf(name: string): LmdbShelf {
		const prefixOf = (owner: string) => `${name}:${owner.length}:${owner}:`;
		return {
			entries: owner => this.#entries(prefixOf(owner)),
			termOf: owner => this.#holders.termOf(owner),
			put: (owner, {key, value}, stored) => {
				const entry = prefixOf(owner) + key;
				const told = (done: boolean) => void (done && stored());
				this.#write(entry, () => this.#shelve(owner, entry, value), told);
			},
		};
	}

	/** Commits what was put, and lets go of the folder. Nothing is told any more. */
	async close(): Promise<void> {
		if (this.#state === 'closed') return;
		this.#state = 'closed';
		this.#holders.letGo();
		await this.#database.close();
	}

	#port(listener: StoreListener): StorePort {
		return {
			entries: () => this.#left(),
			get: key => {
				this.#database.resetReadTxn();
				return this.#database.get(entryOf(key));
			},
			holderOf: key => this.#holders.holderOf(key),
			take: (key, token) =>
				this.#write(
					entryOf(key),
					() => this.#holders.take(key),
					() => listener.stored(token),
				),
			put: (key, value, token) =>
				this.#write(
					entryOf(key),
					() => this.#put(key, value),
					done => (done ? listener.stored(token) : listener.taken(key, token)),
				),
		};
	}

	/** The entries of the ports that no gateway has who is alive, but for this one. */
	*#left(): Iterable<readonly [string, unknown]> {
		for (const [key, value] of [...this.#entries(entryOf(''))]) {
			if (this.#holders.isLeft(key)) yield [key, value];
		}
	}

	*#entries(prefix: string): Iterable<readonly [string, unknown]> {
		this.#database.resetReadTxn();
		// A prefix ends with a colon, and the next character is a semicolon.
		const end = `${prefix.slice(0, -1)};`;
		for (const {key, value} of this.#database.getRange({start: prefix, end})) {
			yield [String(key).slice(prefix.length), value];
		}
	}

	#put(key: string, value: unknown): Promise<boolean> {
		const entry = entryOf(key);
		if (value === undefined) {
			return this.#holders.release(key, () => void this.#database.remove(entry));
		}
		return this.#holders.write(key, () => void this.#database.put(entry, value));
	}

	#shelve(owner: string, entry: string, value: unknown): Promise<boolean> {
		return this.#holders.write(owner, () => {
			if (value === undefined) void this.#database.remove(entry);
			else void this.#database.put(entry, value);
		});
	}

	#write(entry: string, write: () => Promise<boolean>, told: (done: boolean) => void): void {
		if (this.#state !== 'open') return;
		if (Buffer.byteLength(entry) > KEY_SIZE_MAX) throw new RangeError('the key is too long');
		write().then(
			done => {
				if (this.#state === 'open') told(done);
			},
			(cause: unknown) => this.#fail(cause),
		);
	}

	#fail(cause: unknown): void {
		if (this.#state !== 'open') return;
		this.#state = 'failed';
		const what = `the store ${this.#folder} cannot be written: ${messageOf(cause)}`;
		this.#failed(new EnvironmentError(what, {cause}));
	}
}

function entryOf(key: string): string {
	return `${ENTRY}:${key}`;
}

function databaseIn(folder: string): RootDatabase {
	try {
		makeFolder(folder);
		mustBeDatabase(path.join(folder, 'data.mdb'));
		// Without overlappingSync a commit is answered only after the disk has it.
		return open({path: folder, noSubdir: false, overlappingSync: false});
	} catch (cause) {
		if (!(cause instanceof Error)) throw cause;
		throw new EnvironmentError(`the store ${folder} cannot be used: ${cause.message}`, {
			cause,
			hint: 'name a folder that can be written',
		});
	}
}

function makeFolder(folder: string): void {
	try {
		mkdirSync(folder, {mode: 0o700});
	} catch (error) {
		if (codeOf(error) !== 'EEXIST') throw error;
	}
}

/** LMDB itself does not come back from a file that is none of its own. */
function mustBeDatabase(file: string): void {
	const head = Buffer.alloc(MAGIC_AT + 4);
	let descriptor: number;
	try {
		descriptor = openSync(file, 'r');
	} catch (error) {
		if (codeOf(error) === 'ENOENT') return;
		throw error;
	}
	const size = readSync(descriptor, head);
	closeSync(descriptor);
	if (size === 0 || head.readUInt32LE(MAGIC_AT) === MAGIC) return;
	throw new Error(`${path.basename(file)} is not an LMDB file`);
}

function messageOf(cause: unknown): string {
	return cause instanceof Error ? cause.message : String(cause);
}
