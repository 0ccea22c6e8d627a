/*
 * Who has which key of a store that several gateways share, in a database of LMDB beside the
 * entries. Whoever writes an entry does so on condition that its key is his, which LMDB decides
 * within the transaction: a gateway that has lost a key cannot write it any more, however late it
 * learns that.
 *
 *   gateway:7    the process that is gateway 7, and the number of its life: one at a time
 *   lives        how many lives there were
 *   of:KEY       the gateway that has KEY; the version is the number of its life
 *
 * That a key is ours is remembered from when it was asked for, so that one transaction can take it
 * and write. A number of a life is never used twice, so neither a former life nor a former holder
 * is taken for the one of now.
 */
import type {Database, RootDatabase} from 'lmdb';
import {isAlive, type LiveProcess, thisProcess} from './live-process.js';
import type {Holder} from './port.js';

const LIVES = 'lives';

interface Claim extends LiveProcess {
	readonly life: number;
}

interface Held {
	/** Tells one time of holding from another. */
	readonly term: number;
	durable: boolean;
}

export class Holders {
	readonly #root: RootDatabase;
	readonly #database: Database;
	readonly #gateway: number;
	readonly #held = new Map<string, Held>();
	/** Lives of the dead whose keys were read, by key. */
	readonly #orphans = new Map<string, number>();
	#life = 0;
	#terms = 0;

	constructor(root: RootDatabase, gateway: number) {
		this.#root = root;
		this.#database = root.openDB({name: 'holders', useVersions: true});
		this.#gateway = gateway;
	}

	/** Makes this process the gateway, or returns the one that is. */
	claim(): LiveProcess | undefined {
		return this.#database.transactionSync(() => {
			const claim = this.#claimOf(this.#gateway);
			if (claim !== undefined && isAlive(claim)) return claim;
			this.#life = ((this.#database.get(LIVES) as number | undefined) ?? 0) + 1;
			this.#database.putSync(LIVES, this.#life, this.#life);
			const own: Claim = {...thisProcess(), life: this.#life};
			this.#database.putSync(claimKey(this.#gateway), own, this.#life);
			return undefined;
		});
	}

	/** From now on this gateway is dead. */
	letGo(): void {
		this.#database.removeSync(claimKey(this.#gateway));
	}

	holderOf(key: string): Holder {
		const held = this.#held.get(key);
		if (held !== undefined && !held.durable) return 'us';
		const holder = this.#holderEntry(key);
		if (held !== undefined) return holder?.version === this.#life ? 'us' : 'other';
		// What was ours in this life and is not held is being removed.
		if (holder === undefined || holder.version === this.#life) return 'nobody';
		if (holder.gateway === this.#gateway) return 'us';
		return this.#isAlive(holder) ? 'other' : 'dead';
	}

	/** Whether `key` may be taken up as it is; the first put takes it, unless another was quicker. */
	isLeft(key: string): boolean {
		const holder = this.holderOf(key);
		if (holder === 'dead') this.#orphans.set(key, this.#holderEntry(key)!.version);
		return holder !== 'other';
	}

	/** Changes whenever another may have had `key` meanwhile; 0 while it is not ours. */
	termOf(key: string): number {
		return this.#held.get(key)?.term ?? 0;
	}

	/** Makes `key` ours, whosever it is. */
	take(key: string): Promise<boolean> {
		const holder = {gateway: this.#gateway};
		return this.#acquired(key, this.#database.put(holderKey(key), holder, this.#life));
	}

	/** Runs `write` in a transaction in which `key` is ours, or resolves to false. */
	write(key: string, write: () => void): Promise<boolean> {
		if (!this.#held.has(key)) this.#claimKey(key);
		return this.#settled(key, this.#database.ifVersion(holderKey(key), this.#life, write));
	}

	/** The same for a removal, after which `key` is nobody's; one that nobody has may be cleared. */
	release(key: string, remove: () => void): Promise<boolean> {
		if (!this.#held.has(key) && this.#expected(key) === undefined) {
			return this.#settled(key, this.#database.ifNoExists(holderKey(key), remove));
		}
		const written = this.write(key, () => {
			remove();
			void this.#database.remove(holderKey(key));
		});
		this.#held.delete(key);
		return written;
	}

	#claimKey(key: string): void {
		const expected = this.#expected(key);
		if (expected === 'another') return;
		const put = () => void this.#database.put(holderKey(key), {gateway: this.#gateway}, this.#life);
		const name = holderKey(key);
		void this.#acquired(
			key,
			expected === undefined
				? this.#database.ifNoExists(name, put)
				: this.#database.ifVersion(name, expected, put),
		);
	}

	/** The life that has `key`, if it may be ours after that; undefined for nobody. */
	#expected(key: string): number | 'another' | undefined {
		const holder = this.#holderEntry(key);
		if (holder === undefined || holder.version === this.#life) return undefined;
		if (holder.gateway === this.#gateway) return holder.version;
		return this.#orphans.get(key) === holder.version ? holder.version : 'another';
	}

	#acquired(key: string, written: Promise<boolean>): Promise<boolean> {
		this.#terms += 1;
		const held = {term: this.#terms, durable: false};
		this.#held.set(key, held);
		this.#orphans.delete(key);
		return written.then(done => {
			if (done) held.durable = true;
			else this.#lose(key, held);
			return done;
		});
	}

	#settled(key: string, written: Promise<boolean>): Promise<boolean> {
		const held = this.#held.get(key);
		return written.then(done => {
			if (!done) this.#lose(key, held);
			return done;
		});
	}

	#lose(key: string, held: Held | undefined): void {
		if (this.#held.get(key) === held) this.#held.delete(key);
	}

	#isAlive({gateway, version}: {gateway: number; version: number}): boolean {
		const claim = this.#claimOf(gateway);
		return claim?.life === version && isAlive(claim);
	}

	#claimOf(gateway: number): Claim | undefined {
		return this.#database.get(claimKey(gateway)) as Claim | undefined;
	}

	#holderEntry(key: string): {gateway: number; version: number} | undefined {
		// What another process has committed in the meantime counts.
		this.#root.resetReadTxn();
		const entry = this.#database.getEntry(holderKey(key));
		return entry && {gateway: (entry.value as {gateway: number}).gateway, version: entry.version!};
	}
}

function claimKey(gateway: number): string {
	return `gateway:${gateway}`;
}

function holderKey(key: string): string {
	return `of:${key}`;
}
