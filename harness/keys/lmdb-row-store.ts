/*
 * Rows in a folder, on LMDB: what stored() was told of is there after a kill -9 and after a power
 * cut. The folder is its owner's alone (0700), and so is what lies in it (0600).
 *
 *   commit commit   one turn, one transaction: written, synced to disk, then stored stored
 *
 * One process holds a folder at a time; who it is stands in the database, so the claim is made
 * under LMDB's own lock. What is replaced stays in free pages of the file until LMDB takes them
 * again. Knows no device and no key.
 */
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {open, type RootDatabase} from 'lmdb';
import {EnvironmentError, UsageError} from '../errors.js';
import type {Put, RowStore} from './row-store.js';

/** Where the holder stands, apart from all rows. */
const HOLDER = '\0holder';
const DATABASE = 'data.mdb';
/** The start time, counted in fields after the name: proc(5), /proc/pid/stat, field 22. */
const START_TIME = 19;

interface Holder {
	readonly pid: number;
	readonly startTime: string;
}

export interface LmdbRowStoreOptions {
	/** Told once when a commit fails. Nothing is stored or told any more. */
	readonly failed: (error: EnvironmentError) => void;
}

export class LmdbRowStore implements RowStore {
	readonly #folder: string;
	readonly #database: RootDatabase;
	readonly #failed: (error: EnvironmentError) => void;
	#state: 'open' | 'failed' | 'closed' = 'open';

	private constructor(folder: string, database: RootDatabase, {failed}: LmdbRowStoreOptions) {
		this.#folder = folder;
		this.#database = database;
		this.#failed = failed;
	}

	/** Makes `folder` and an empty store in it. A UsageError if there is one already. */
	static create(folder: string, options: LmdbRowStoreOptions): LmdbRowStore {
		const isThere = existsSync(folder);
		if (isThere && (!isFolder(folder) || readdirSync(folder).length > 0)) {
			throw new UsageError(`${folder} is there and is not an empty folder`);
		}
		if (!isThere) usable(folder, () => mkdirSync(folder, {mode: 0o700}));
		const store = LmdbRowStore.#held(folder, options);
		if (typeof store !== 'number') return store;
		throw new EnvironmentError(`${folder} is in use by process ${store}`);
	}

	/**
	 * Opens the store in `folder`, or returns the number of the process that holds it. A UsageError
	 * where there is none, an EnvironmentError where it cannot be used.
	 */
	static open(folder: string, options: LmdbRowStoreOptions): LmdbRowStore | number {
		if (!existsSync(path.join(folder, DATABASE))) {
			throw new UsageError(`${folder} is no folder of keys (motebench keys init makes one)`);
		}
		return LmdbRowStore.#held(folder, options);
	}

	*entries(): Iterable<readonly [string, unknown]> {
		for (const {key, value} of this.#database.getRange({})) {
			if (key !== HOLDER) yield [String(key), value];
		}
	}

	commit(puts: readonly Put[], stored: () => void): void {
		if (this.#state !== 'open') return;
		const written = this.#database.transaction(() => {
			for (const [key, value] of puts) {
				if (value === undefined) void this.#database.remove(key);
				else void this.#database.put(key, value);
			}
		});
		written.then(
			() => {
				if (this.#state === 'open') stored();
			},
			(cause: unknown) => this.#fail(cause),
		);
	}

	/** Ends the commits under way, and lets go of the folder. Nothing is told any more. */
	async close(): Promise<void> {
		if (this.#state === 'closed') return;
		this.#state = 'closed';
		this.#database.removeSync(HOLDER);
		await this.#database.close();
	}

	static #held(folder: string, options: LmdbRowStoreOptions): LmdbRowStore | number {
		const database = usable(folder, () => databaseIn(folder));
		const holder = claim(database);
		if (holder === undefined) return new LmdbRowStore(folder, database, options);
		void database.close();
		return holder.pid;
	}

	#fail(cause: unknown): void {
		if (this.#state !== 'open') return;
		this.#state = 'failed';
		const why = cause instanceof Error ? cause.message : String(cause);
		this.#failed(new EnvironmentError(`${this.#folder} cannot be written: ${why}`, {cause}));
	}
}

/** Does what may fail because of the folder; then an EnvironmentError. */
function usable<Result>(folder: string, act: () => Result): Result {
	try {
		return act();
	} catch (cause) {
		if (!(cause instanceof Error)) throw cause;
		throw new EnvironmentError(`${folder} cannot be used: ${cause.message}`, {
			cause,
			hint: 'name a folder that can be written',
		});
	}
}

function databaseIn(folder: string): RootDatabase {
	// LMDB makes its files as umask says; the folder shuts them off until they are narrowed.
	chmodSync(folder, 0o700);
	// Without overlappingSync a commit is answered only after the disk has it.
	const database = open({path: folder, noSubdir: false, overlappingSync: false});
	for (const file of readdirSync(folder)) {
		if (file.endsWith('.mdb')) chmodSync(path.join(folder, file), 0o600);
	}
	return database;
}

function isFolder(place: string): boolean {
	return statSync(place).isDirectory();
}

/** Makes this process the holder, or returns the one that lives. */
function claim(database: RootDatabase): Holder | undefined {
	return database.transactionSync(() => {
		const holder = database.get(HOLDER) as Holder | undefined;
		if (holder !== undefined && startTimeOf(holder.pid) === holder.startTime) return holder;
		database.putSync(HOLDER, {pid: process.pid, startTime: startTimeOf(process.pid)});
		return undefined;
	});
}

/** Tells a process from a later one with its number; `gone` where none has it. */
function startTimeOf(pid: number): string {
	if (!isAlive(pid)) return 'gone';
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME] ?? '';
	} catch (error) {
		// A system without /proc: there a number is all that a process has.
		if (codeOf(error) === 'ENOENT') return '';
		throw error;
	}
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		if (codeOf(error) === 'ESRCH') return false;
		if (codeOf(error) === 'EPERM') return true;
		throw error;
	}
}

function codeOf(error: unknown): unknown {
	return error instanceof Error && 'code' in error ? error.code : undefined;
}
