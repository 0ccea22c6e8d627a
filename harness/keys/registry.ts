/*
 * Rows and fleet as they are on disk, held in memory; changes go to disk first.
 *
 *   free   change            -> busy    commit
 *   busy   change            -> busy    waits, in order
 *   busy   durable           -> free    memory follows, whoever asked is told, the next change
 *
 * A device with a change under way is busy: it is asked to come again rather than answered from a
 * row that may be gone after a crash. Knows no protocol and no clock.
 */
import {UsageError} from '../errors.js';
import {linkAt} from './chain.js';
import {type Fleet, fleet} from './fleet.js';
import {type Row, row} from './row.js';
import type {Put, RowStore} from './row-store.js';

const FLEET = 'fleet';
const DEVICE = 'device:';

/** What a change makes of what is there; an EUI with undefined is forgotten. */
export interface Change {
	readonly fleet?: Fleet;
	readonly rows?: ReadonlyMap<string, Row | undefined>;
}

interface Waiting {
	/** Computed when its turn has come, from what is durable then; undefined changes nothing. */
	readonly make: () => Change | undefined;
	readonly done: () => void;
}

export class Registry {
	readonly #store: RowStore;
	readonly #rows = new Map<string, Row>();
	readonly #waiting: Waiting[] = [];
	readonly #busy = new Set<string>();
	#fleet: Fleet;

	private constructor(store: RowStore, first: Fleet) {
		this.#store = store;
		this.#fleet = first;
	}

	/** What is in `store`. A UsageError if that is not what a registry has written. */
	static load(store: RowStore): Registry {
		let found: Fleet | undefined;
		const rows: Row[] = [];
		for (const [key, value] of store.entries()) {
			if (key === FLEET) found = checked(fleet.safeParse(value), key);
			else if (key.startsWith(DEVICE)) rows.push(checked(row.safeParse(value), key));
		}
		if (found === undefined) throw new UsageError('no keys are here: they were never made');
		const registry = new Registry(store, found);
		for (const one of rows) registry.#rows.set(one.eui, one);
		return registry;
	}

	/** Writes the first content into an empty store; `stored` once it is durable. */
	static create(store: RowStore, first: Fleet, stored: () => void): void {
		store.commit([[FLEET, first]], stored);
	}

	get fleet(): Fleet {
		return this.#fleet;
	}

	get(eui: string): Row | undefined {
		return this.#rows.get(eui);
	}

	rows(): Iterable<Row> {
		return this.#rows.values();
	}

	/** All that is durable, as a store holds it. */
	entries(): Array<readonly [string, unknown]> {
		const rows = [...this.rows()].map(one => [DEVICE + one.eui, one] as const);
		return [[FLEET, this.#fleet], ...rows];
	}

	/** FK of a device that is new, of its own or from the master key of its batch: a copy. */
	factoryKeyOf(one: Row): Uint8Array {
		const link = linkAt(one, {fleet: this.#fleet, gap: 0}, one.generation);
		if (one.state !== 'new' || link === undefined) throw new RangeError('no factory key is kept');
		return Uint8Array.from(link.root);
	}

	/** Whether the row is about to change. */
	isBusy(eui: string): boolean {
		return this.#busy.has(eui) || this.#waiting.length > 0;
	}

	/** Stores a row that is not busy; `done` once it is durable. */
	put(next: Row, done: () => void): void {
		if (this.isBusy(next.eui)) throw new RangeError('the row is busy');
		this.#commit({rows: new Map([[next.eui, next]])}, done);
	}

	/** Changes anything, once all that is under way is durable; `done` once this is. */
	change(make: () => Change | undefined, done: () => void): void {
		this.#waiting.push({make, done});
		this.#next();
	}

	#next(): void {
		while (this.#busy.size === 0) {
			const first = this.#waiting.shift();
			if (first === undefined) return;
			const change = first.make();
			if (change === undefined) first.done();
			else this.#commit(change, first.done);
		}
	}

	#commit({fleet: nextFleet, rows = new Map()}: Change, done: () => void): void {
		const puts: Put[] = [...rows].map(([eui, value]) => [DEVICE + eui, value]);
		if (nextFleet !== undefined) puts.push([FLEET, nextFleet]);
		const names = nextFleet === undefined ? [...rows.keys()] : [...rows.keys(), FLEET];
		for (const name of names) this.#busy.add(name);
		this.#store.commit(puts, () => {
			for (const name of names) this.#busy.delete(name);
			if (nextFleet !== undefined) this.#fleet = nextFleet;
			for (const [eui, value] of rows) this.#replace(eui, value);
			done();
			this.#next();
		});
	}

	#replace(eui: string, value: Row | undefined): void {
		const before = this.#rows.get(eui);
		if (value === undefined) this.#rows.delete(eui);
		else this.#rows.set(eui, value);
		wipe(before, value);
	}
}

/** Nothing of a key that the new row does not hold stays in memory. */
function wipe(before: Row | undefined, after: Row | undefined): void {
	const kept = new Set(secretsOf(after));
	for (const octets of secretsOf(before)) if (!kept.has(octets)) octets.fill(0);
}

function secretsOf(one: Row | undefined): Buffer[] {
	const all = [one?.root, one?.tombstone?.authKey, one?.recovery?.key];
	return all.filter(octets => octets !== undefined);
}

function checked<Value>(parsed: {data?: Value | undefined}, key: string): Value {
	if (parsed.data !== undefined) return parsed.data;
	throw new UsageError(`the entry ${key} is not what motebench writes: restore a backup`);
}
