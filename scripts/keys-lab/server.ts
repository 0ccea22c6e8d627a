/*
 * The key server of the lab: the real one, on rows in memory, which dies at commits by luck and
 * comes back. Gateways keep their way to it, and attach again.
 *
 *   alive   a commit, by luck     -> dead    that commit is durable, or it is not
 *   alive   die()                 -> dead
 *   dead    REVIVE_MS             -> alive   a new process on what is durable
 */
import {newFleet} from '../../harness/keys/fleet.js';
import {type AttachedPort, KeyServer} from '../../harness/keys/key-server.js';
import {MemoryRowStore} from '../../harness/keys/memory-row-store.js';
import type {Answer, Order} from '../../harness/keys/order.js';
import {Registry} from '../../harness/keys/registry.js';
import type {Row} from '../../harness/keys/row.js';
import type {NonceLog} from '../../harness/scenario/nonce-log.js';
import type {KeyListener, KeyService} from '../../harness/security/key-service.js';
import type {Clock} from './clock.js';
import {Luck} from './luck.js';

export const GATEWAYS = [
	{gwid: '0200000100000001', gwId: 1},
	{gwid: '0200000100000002', gwId: 2},
] as const;

interface Way {
	readonly gwid: string;
	readonly listener: KeyListener;
	port: AttachedPort | undefined;
}

const EPOCH_MS = 1_767_225_600_000;
const KEY_SIZE = 16;
const STORE_MS = 1;
const ASK_MS = 5;
const REVIVE_MS = 3000;
const DIES = 0.05;

export class LabServer {
	/** Whether it may die at a commit. */
	rages = false;
	deaths = 0;
	readonly #clock: Clock;
	readonly #seed: number;
	readonly #luck: Luck;
	readonly #nonces: NonceLog;
	readonly #rows: MemoryRowStore;
	readonly #ways = new Map<string, Way>();
	#server: KeyServer | undefined;
	#starts = 0;

	constructor(clock: Clock, seed: number, nonces: NonceLog) {
		this.#clock = clock;
		this.#seed = seed;
		this.#luck = new Luck(seed, 'key server');
		this.#nonces = nonces;
		this.#rows = new MemoryRowStore({
			schedule: run => clock.after(STORE_MS, run),
			fateOf: () => this.#fate(),
		});
		const draws = () => Buffer.from(this.#luck.octets(KEY_SIZE));
		const fleet = newFleet({gateways: GATEWAYS, batches: [1], draw: draws});
		Registry.create(this.#rows.open(), fleet, () => this.#revive());
	}

	/** How many commits have been asked for: what is durable changes with them alone. */
	get commits(): number {
		return this.#rows.commits;
	}

	/** KS.j, as it is durable. */
	generationOf(eui: string): number {
		const row = new Map(this.#rows.copy()).get(`device:${eui}`) as Row | undefined;
		return row?.generation ?? -1;
	}

	/** Answers an order in time, or never if it dies before. */
	ask(order: Order, answered: (answer: Answer) => void = () => {}): void {
		this.#server?.orders.ask(order, answered);
	}

	die(): void {
		this.deaths += 1;
		this.#rows.open();
		this.#gone();
	}

	serviceOf(gwid: string): KeyService {
		const octets = Buffer.from(gwid, 'hex');
		return listener => {
			const watched: KeyListener = {
				attached: () => listener.attached(),
				refused: (...event) => listener.refused(...event),
				confirmed: (...event) => listener.confirmed(...event),
				drop: (...event) => listener.drop(...event),
				rekey: (...event) => listener.rekey(...event),
				groupKey: (...event) => listener.groupKey(...event),
				granted: (token, granted) => {
					this.#nonces.granted(octets, granted.grant);
					listener.granted(token, granted);
				},
			};
			const way: Way = {gwid, listener: watched, port: undefined};
			this.#ways.set(gwid, way);
			this.#attach(way);
			const later = (ask: () => void) => this.#clock.after(ASK_MS, ask);
			return {
				hello: question => later(() => way.port?.hello(question)),
				conf: proof => later(() => way.port?.conf(proof)),
				activated: activation => later(() => way.port?.activated(activation)),
			};
		};
	}

	#fate(): 'told' | 'kept' | 'lost' {
		if (!this.rages || !this.#luck.chance(DIES)) return 'told';
		this.deaths += 1;
		this.#gone();
		return this.#luck.chance(0.5) ? 'kept' : 'lost';
	}

	#gone(): void {
		this.#server = undefined;
		for (const way of this.#ways.values()) way.port = undefined;
		this.#clock.after(REVIVE_MS, () => this.#revive());
	}

	#revive(): void {
		if (this.#server !== undefined) return;
		const luck = new Luck(this.#seed, `key server ${++this.#starts}`);
		this.#server = new KeyServer({
			store: this.#rows.open(),
			now: () => EPOCH_MS + this.#clock.nowMs,
			entropy: size => luck.octets(size),
			later: run => this.#clock.after(ASK_MS, run),
			// New keys after 64 records, so that a schedule sees many of them.
			rekey: {afterLog2: 6, hours: 0},
		});
		for (const way of this.#ways.values()) this.#attach(way);
	}

	#attach(way: Way): void {
		way.port = this.#server?.attach(way.gwid, way.listener);
	}
}
