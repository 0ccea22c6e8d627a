/*
 * A store in memory, for tests and simulations: it loses what a disk would lose.
 *
 *   put           encoded at once, as LMDB does; in the store when `schedule` runs it, then told
 *   storeOf(7)()  gateway 7 starts again: what was on its way is lost, and the port before is deaf
 *   died(7)       the same, and nobody is gateway 7
 *
 * Gateways share it as they share a folder: store/port.ts. Knows no session and no key.
 */
import {pack, unpack} from 'msgpackr';
import type {Holder, Store, StoreListener, StorePort} from './port.js';

export interface MemoryStoreOptions {
	/** Runs a commit later, in the order of the calls, never at once. */
	readonly schedule: (run: () => void) => void;
}

/** One start of a gateway until the next one, or its death. */
interface Life {
	readonly gateway: number;
	readonly listener: StoreListener;
	alive: boolean;
	readonly held: Map<string, Held>;
	/** Whose the keys of the dead were when they were read. */
	readonly orphans: Map<string, Life>;
}

/** A key that is ours, or will be if it still is `from`'s; null is whosever it is. */
interface Held {
	durable: boolean;
	readonly from: Life | null | undefined;
}

export class MemoryStore {
	readonly #schedule: (run: () => void) => void;
	readonly #entries = new Map<string, Buffer>();
	readonly #holders = new Map<string, Life>();
	readonly #lives = new Map<number, Life>();

	constructor({schedule}: MemoryStoreOptions) {
		this.#schedule = schedule;
	}

	/** Ports of one gateway; each takes the place of the last one, as a process does after a crash. */
	storeOf(gateway: number): Store {
		return listener => {
			this.died(gateway);
			const life = {gateway, listener, alive: true, held: new Map(), orphans: new Map()};
			this.#lives.set(gateway, life);
			return this.#port(life);
		};
	}

	/** The only gateway of a store that nobody shares. */
	readonly store: Store = this.storeOf(0);

	/** What `gateway` has put and was not told of is lost. */
	died(gateway: number): void {
		const life = this.#lives.get(gateway);
		if (life !== undefined) life.alive = false;
		this.#lives.delete(gateway);
	}

	/**
	 * Runs `then` once all that `gateway` has put so far of `key` is durable; never, if it has died
	 * or lost the key before.
	 */
	settled(gateway: number, key: string, then: () => void): void {
		const life = this.#lives.get(gateway);
		this.#schedule(() => {
			if (life?.alive && this.#holders.get(key) === life) then();
		});
	}

	get size(): number {
		return this.#entries.size;
	}

	#port(life: Life): StorePort {
		return {
			entries: () => this.#left(life),
			get: key => decoded(this.#entries.get(key)),
			holderOf: key => this.#holderOf(life, key),
			take: (key, token) => {
				const held = {durable: false, from: null};
				life.held.set(key, held);
				this.#commit(life, () => {
					this.#acquire(life, key, held);
					life.listener.stored(token);
				});
			},
			put: (key, value, token) => this.#put(life, key, {value, token}),
		};
	}

	#put(life: Life, key: string, {value, token}: {value: unknown; token: number}): void {
		const octets = value === undefined ? undefined : pack(value);
		const held = life.held.get(key) ?? this.#expected(life, key);
		if (octets === undefined) life.held.delete(key);
		else life.held.set(key, held);
		this.#commit(life, () => {
			this.#acquire(life, key, held);
			if (this.#holders.get(key) !== life) {
				if (life.held.get(key) === held) life.held.delete(key);
				life.listener.taken(key, token);
				return;
			}
			if (octets !== undefined) this.#entries.set(key, octets);
			else {
				this.#entries.delete(key);
				this.#holders.delete(key);
			}
			life.listener.stored(token);
		});
	}

	#commit(life: Life, write: () => void): void {
		this.#schedule(() => {
			if (life.alive) write();
		});
	}

	#expected(life: Life, key: string): Held {
		const holder = this.#holders.get(key);
		const ours = holder?.gateway === life.gateway || life.orphans.get(key) === holder;
		// What was ours in this life and is not held is being removed.
		return {durable: false, from: holder !== life && ours ? holder : undefined};
	}

	#acquire(life: Life, key: string, held: Held): void {
		if (held.durable) return;
		held.durable = true;
		if (held.from !== null && this.#holders.get(key) !== held.from) return;
		this.#holders.set(key, life);
	}

	#holderOf(life: Life, key: string): Holder {
		const [held, holder] = [life.held.get(key), this.#holders.get(key)];
		if (held !== undefined && !held.durable) return 'us';
		if (held !== undefined) return holder === life ? 'us' : 'other';
		if (holder === undefined || holder === life) return 'nobody';
		if (holder.gateway === life.gateway) return 'us';
		return holder.alive ? 'other' : 'dead';
	}

	*#left(life: Life): Iterable<readonly [string, unknown]> {
		for (const [key, octets] of [...this.#entries]) {
			const holder = this.#holderOf(life, key);
			if (holder === 'dead') life.orphans.set(key, this.#holders.get(key)!);
			if (holder !== 'other') yield [key, decoded(octets)];
		}
	}
}

function decoded(octets: Buffer | undefined): unknown {
	return octets && (unpack(octets) as unknown);
}
