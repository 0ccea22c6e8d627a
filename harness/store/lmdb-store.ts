/*
 * A store in a folder, on LMDB: what stored() was told of is there after a kill -9 and after a
 * power cut.
 *
 *   put put put   one turn, one transaction: written, synced to disk, then stored stored stored
 *
 * One process holds a folder at a time. Who it is stands in the database itself, so the claim is
 * made under LMDB's own lock, and a dead holder is known by its process id and start time; a
 * folder that two machines or two containers mount is not guarded. Knows no session and no key.
 */
import {closeSync, mkdirSync, openSync, readFileSync, readSync} from 'node:fs';
import path from 'node:path';
import {open, type RootDatabase} from 'lmdb';
import {EnvironmentError} from '../errors.js';
import type {Store, StoreListener, StorePort} from './port.js';

/** Where the holder stands, apart from all entries. */
const HOLDER = '\0holder';
/** Of the entries of all ports; a shelf has its own. */
const ENTRY = 'entry';
/** In octets, with the name that stands before it: what LMDB takes. */
const KEY_SIZE_MAX = 1978;
/** The first field of LMDB's first page, after a page header of 24 octets. */
const MAGIC_AT = 24;
const MAGIC = 0xbeefc0de;
/** The start time, counted in fields after the name: proc(5), /proc/pid/stat, field 22. */
const START_TIME = 19;

interface Holder {
	readonly pid: number;
	readonly startTime: string;
}

export interface LmdbStoreOptions {
	/**
	 * Told once, when a commit fails: the disk is full, or gone. Nothing is stored any more and
	 * nothing told, so whoever hears this had better stop.
	 */
	readonly failed: (error: EnvironmentError) => void;
}

export class LmdbStore {
	readonly #folder: string;
	readonly #database: RootDatabase;
	readonly #failed: (error: EnvironmentError) => void;
	#state: 'open' | 'failed' | 'closed' = 'open';

	private constructor(folder: string, database: RootDatabase, {failed}: LmdbStoreOptions) {
		this.#folder = folder;
		this.#database = database;
		this.#failed = failed;
	}

	/**
	 * Opens the store in `folder`, which is made where its parent exists. An EnvironmentError for a
	 * folder that cannot be used or that another process holds.
	 */
	static open(folder: string, options: LmdbStoreOptions): LmdbStore {
		const database = databaseIn(folder);
		const holder = claim(database);
		if (holder === undefined) return new LmdbStore(folder, database, options);
		void database.close();
		throw new EnvironmentError(`the store ${folder} is in use by process ${holder.pid}`, {
			hint: 'give each gateway a folder of its own',
		});
	}

	/** A port for each listener; all see the same entries. */
	readonly store: Store = this.storeOf(ENTRY);

	/** The same, with entries of their own under `name`. */
	storeOf(name: string): Store {
		return listener => this.#port(name, listener);
	}

	/**
	 * Entries of their own under `name`, in the same commits and the same order as those of the
	 * ports. `stored` is called once a put is durable.
	 */
	shelf(name: string): {
		entries(): Iterable<readonly [key: string, value: unknown]>;
		put(key: string, value: unknown, stored: () => void): void;
	} {
		const prefix = `${name}:`;
		return {
			entries: () => this.#entries(prefix),
			put: (key, value, stored) => this.#put(prefix + key, value, stored),
		};
	}

	/** Commits what was put, and lets go of the folder. Nothing is told any more. */
	async close(): Promise<void> {
		if (this.#state === 'closed') return;
		this.#state = 'closed';
		this.#database.removeSync(HOLDER);
		await this.#database.close();
	}

	#port(name: string, listener: StoreListener): StorePort {
		const {entries, put} = this.shelf(name);
		return {
			entries,
			put: (key, value, token) => put(key, value, () => listener.stored(token)),
		};
	}

	*#entries(prefix: string): Iterable<readonly [string, unknown]> {
		for (const {key, value} of this.#database.getRange({start: prefix})) {
			const name = String(key);
			if (!name.startsWith(prefix)) return;
			yield [name.slice(prefix.length), value];
		}
	}

	#put(name: string, value: unknown, stored: () => void): void {
		if (this.#state !== 'open') return;
		if (Buffer.byteLength(name) > KEY_SIZE_MAX) throw new RangeError('the key is too long');
		const written =
			value === undefined ? this.#database.remove(name) : this.#database.put(name, value);
		written.then(
			() => {
				if (this.#state === 'open') stored();
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
		mkdirSync(folder);
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

/** Makes this process the holder, or returns the one that lives. */
function claim(database: RootDatabase): Holder | undefined {
	return database.transactionSync(() => {
		const holder = database.get(HOLDER) as Holder | undefined;
		if (holder !== undefined && isAlive(holder)) return holder;
		database.putSync(HOLDER, {pid: process.pid, startTime: startTimeOf(process.pid)});
		return undefined;
	});
}

function isAlive({pid, startTime}: Holder): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		if (codeOf(error) === 'ESRCH') return false;
		if (codeOf(error) !== 'EPERM') throw error;
	}
	return startTimeOf(pid) === startTime;
}

/** Tells a process from a later one with its number; the same for all where there is no /proc. */
function startTimeOf(pid: number): string {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME] ?? '';
	} catch (error) {
		if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return '';
		throw error;
	}
}

function codeOf(error: unknown): unknown {
	return error instanceof Error && 'code' in error ? error.code : undefined;
}

function messageOf(cause: unknown): string {
	return cause instanceof Error ? cause.message : String(cause);
}
