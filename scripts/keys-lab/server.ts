/*
 * The key server of the lab: the real one, on rows in memory, which dies at commits by luck and
 * comes back. Gateways keep their way to it, and attach again.
 *
 *   alive   a commit, by luck     -> dead    that commit is durable, or it is not
 *   alive   die()                 -> dead
 *   any     restore()             -> dead    what is durable is the backup
 *   any     lose()                -> dead    what is durable is a fleet with other secrets
 *   dead    REVIVE_MS             -> alive   a new process on what is durable
 */
import {restored} from '../../harness/keys/backup.js';
import type {KeyEvent} from '../../harness/keys/event.js';
import {newFleet} from '../../harness/keys/fleet.js';
import {type AttachedPort, KeyServer} from '../../harness/keys/key-server.js';
import {MemoryRowStore} from '../../harness/keys/memory-row-store.js';
import type {Answer, Entries, Order} from '../../harness/keys/order.js';
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
/** Devices may be far ahead for so long after a restore. */
const GAP_HOURS = 24;

export class LabServer {
	/** Whether it may die at a commit. */
	rages = false;
	deaths = 0;
	/** Told what the key server writes into its operator's log. */
	onEvent: (event: KeyEvent) => void = () => {};
	readonly #clock: Clock;
	readonly #seed: number;
	readonly #luck: Luck;
	readonly #nonces: NonceLog;
	#rows: MemoryRowStore;
	#backup: Entries;
	/** Commits to stores that are gone. */
	#commitsBefore = 0;
	/** Deaths and beginnings: who was to come back before the last one does not. */
	#lives = 0;
	readonly #ways = new Map<string, Way>();
	#server: KeyServer | undefined;
	#starts = 0;

	constructor(clock: Clock, seed: number, nonces: NonceLog) {
		this.#clock = clock;
		this.#seed = seed;
		this.#luck = new Luck(seed, 'key server');
		this.#nonces = nonces;
		this.#backup = this.#newFleet();
		this.#rows = this.#storeWith(this.#backup);
		this.#gone();
	}

	/** How many commits have been asked for: what is durable changes with them alone. */
	get commits(): number {
		return this.#commitsBefore + this.#rows.commits;
	}

	/** What is durable of a device. */
	rowOf(eui: string): Row | undefined {
		return new Map(this.#rows.copy()).get(`device:${eui}`) as Row | undefined;
	}

	/** Answers an order in time, or never if it dies before. */
	ask(order: Order, answered: (answer: Answer) => void = () => {}): void {
		this.#server?.orders.ask(order, answered);
	}

	die(): void {
		if (this.#server === undefined) return;
		this.deaths += 1;
		this.#rows.open();
		this.#gone();
	}

	/** Takes the copy that restore() begins from. */
	backUp(): void {
		this.#backup = this.#rows.copy();
	}

	/** What was durable is gone but for the last backup. */
	restore(): void {
		const nowMs = EPOCH_MS + this.#clock.nowMs;
		const groupKey = Buffer.from(this.#luck.octets(KEY_SIZE));
		this.#replace(restored(this.#backup, {nowMs, gapHours: GAP_HOURS, groupKey}));
	}

	/** Everything is gone, and a fleet with other secrets and no device is made. */
	lose(): void {
		this.#replace(this.#newFleet());
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
				groupKey: group => {
					this.#nonces.groupKey(group);
					listener.groupKey(group);
				},
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
		this.#lives += 1;
		const life = this.#lives;
		this.#clock.after(REVIVE_MS, () => {
			if (life === this.#lives) this.#revive();
		});
	}

	#newFleet(): Entries {
		const draw = () => Buffer.from(this.#luck.octets(KEY_SIZE));
		return [['fleet', newFleet({gateways: GATEWAYS, batches: [1], draw})]];
	}

	#replace(entries: Entries): void {
		this.deaths += 1;
		this.#commitsBefore += this.#rows.commits + 1;
		this.#rows.open();
		this.#rows = this.#storeWith(entries);
		this.#gone();
	}

	/** Its first commit is that of `entries`, which nothing goes wrong with. */
	#storeWith(entries: Entries): MemoryRowStore {
		const rows = new MemoryRowStore({
			schedule: run => this.#clock.after(STORE_MS, run),
			fateOf: commit => (commit === 0 ? 'told' : this.#fate()),
		});
		rows.open().commit(entries, () => {});
		return rows;
	}

	#revive(): void {
		const luck = new Luck(this.#seed, `key server ${++this.#starts}`);
		this.#server = new KeyServer({
			store: this.#rows.open(),
			now: () => EPOCH_MS + this.#clock.nowMs,
			entropy: size => luck.octets(size),
			later: run => this.#clock.after(ASK_MS, run),
			// New keys after 64 records, so that a schedule sees many of them.
			rekey: {afterLog2: 6, hours: 0},
			onEvent: event => this.onEvent(event),
		});
		for (const way of this.#ways.values()) this.#attach(way);
	}

	#attach(way: Way): void {
		way.port = this.#server?.attach(way.gwid, way.listener);
	}
}
