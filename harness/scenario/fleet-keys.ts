/*
 * The keys of a fleet in a simulation: a key server within the run, whose luck comes from the
 * seed, and the offline authority's key beside it. Nothing here is secret: whoever knows the
 * seed knows all.
 *
 *   before time begins   every node is provisioned     answered at once
 *   later                gateways ask, orders come     answered after LATENCY_US
 *   crash                nobody answers                what is not durable is lost
 *   revive               a new process                 gateways attach again
 */
import {draw, streamKey} from '../../sim/kernel/random.js';
import type {World} from '../../sim/world.js';
import {enrolled} from '../keys/authority.js';
import {restored} from '../keys/backup.js';
import type {Desk} from '../keys/desk.js';
import type {KeyEvent} from '../keys/event.js';
import {type Fleet, newFleet} from '../keys/fleet.js';
import {type AttachedPort, KeyServer} from '../keys/key-server.js';
import {MemoryRowStore} from '../keys/memory-row-store.js';
import type {Answer, Entries, Order} from '../keys/order.js';
import {type ProvisionTarget, provision} from '../keys/provision.js';
import {Registry} from '../keys/registry.js';
import type {Grant, GroupKey, KeyListener, KeyService} from '../security/key-service.js';
import {nextRootKey, saltOf} from '../security/keys.js';
import type {Ends} from './nonce-log.js';
import type {Security} from './schema.js';

/** A question and its answer, between a gateway and the key server. */
const LATENCY_US = 5000;
/** 1 January 2026: the key server keeps dates, the run counts from nought. */
const EPOCH_MS = 1_767_225_600_000;
const BATCH = 1;
const KEY_SIZE = 16;
/** A year: longer than any run. */
const JOIN_MINUTES = 525_600;
/** After a restore devices may be far ahead for a day. */
const GAP_HOURS = 24;
/** Locally administered, as those of the nodes are, and none of theirs. */
const GWID_HIGH = 0x0200_0001;

export interface FleetKeysOptions {
	readonly world: World;
	readonly seed: number;
	readonly gatewayCount: number;
	readonly security: Security;
}

/** Told what the key server hands out: it knows every key there is. Reads, and changes nothing. */
export interface KeyObserver {
	granted?(gwid: Uint8Array, grant: Grant): void;
	groupKey?(group: GroupKey): void;
	/** Whoever holds the keys of a node has sent something in its name. */
	spoke?(ends: Ends, datagram: Uint8Array): void;
	/** What the key server says of itself. */
	happened?(event: KeyEvent): void;
}

/** A gateway that listens, with its way to the process that runs now. */
interface Way {
	readonly gwid: string;
	readonly listener: KeyListener;
	port: AttachedPort | undefined;
}

export class FleetKeys implements Pick<Desk, 'ask'> {
	readonly #options: FleetKeysOptions;
	readonly #store: MemoryRowStore;
	readonly #observers: KeyObserver[] = [];
	readonly #ways = new Map<string, Way>();
	/** FK of each node, by index. */
	readonly #factoryKeys: Uint8Array[] = [];
	#euis: readonly string[] = [];
	#saltKey: Uint8Array | undefined;
	#server: KeyServer | undefined;
	#starts = 0;
	/** What is put off before time begins. */
	readonly #waiting: (() => void)[] = [];
	#running = false;
	#pollAtMs = Infinity;

	constructor(options: FleetKeysOptions) {
		const {gatewayCount} = options;
		this.#options = options;
		this.#store = new MemoryRowStore({schedule: run => this.#later(run)});
		const luck = this.luck('fleet');
		const gateways = Array.from({length: gatewayCount}, (_, index) => gatewayOf(index));
		const draws = () => Buffer.from(luck(KEY_SIZE));
		const fleet = newFleet({gateways, batches: [BATCH], draw: draws});
		Registry.create(this.#store.open(), fleet, () => {});
		this.#settle();
		this.revive();
	}

	/** Tells `observer` from now on. */
	watch(observer: KeyObserver): void {
		this.#observers.push(observer);
	}

	/** Tells observers of a datagram that no node has sent, under a node's keys. */
	spoke(ends: Ends, datagram: Uint8Array): void {
		this.#tell(observer => observer.spoke?.(ends, datagram));
	}

	/** The process of the key server dies, with all that is not durable. */
	crash(): void {
		this.#server = undefined;
		this.#store.open();
		for (const way of this.#ways.values()) way.port = undefined;
	}

	/** A new process takes up what is durable, and gateways attach again. */
	revive(): void {
		const {world, security} = this.#options;
		if (this.#server !== undefined) return;
		this.#starts += 1;
		this.#server = new KeyServer({
			store: this.#store.open(),
			now: () => EPOCH_MS + Math.floor(world.scheduler.now / 1000),
			entropy: this.luck(`key server ${this.#starts}`),
			later: run => this.#later(run),
			rekey: {afterLog2: security.rekeyLog2, hours: security.rekeyHours},
			onEvent: event => this.#tell(observer => observer.happened?.(event)),
		});
		for (const way of this.#ways.values()) this.#attach(way);
	}

	/** A copy of all that is durable now. */
	backup(): Entries {
		return this.#store.copy();
	}

	/** The key server is gone, and another one begins with `copy`. */
	restore(copy: Entries): void {
		this.crash();
		const nowMs = EPOCH_MS + Math.floor(this.#options.world.scheduler.now / 1000);
		const groupKey = Buffer.from(this.luck(`group after ${this.#starts}`)(KEY_SIZE));
		const entries = restored(copy, {nowMs, gapHours: GAP_HOURS, groupKey});
		this.#store.open().commit(entries, () => this.revive());
	}

	/** RK of node `index` in `generation`: no more than whoever knows FK and the salt can compute. */
	rootOf(index: number, generation: number): Uint8Array {
		const eui = Buffer.from(this.#euis[index], 'hex');
		let root = this.#factoryKeys[index];
		for (let link = 0; link < generation; link++) {
			const member = {eui, generation: link};
			root = nextRootKey(root, saltOf(this.#salt, member), member);
		}
		return root;
	}

	/** Registers nodes and boards and gives them their keys. Before time begins. */
	async provision(targets: readonly [eui: string, target: ProvisionTarget][]): Promise<void> {
		this.#euis = targets.map(([eui]) => eui);
		const authority = {orm: Buffer.from(this.luck('authority')(KEY_SIZE)), devices: []};
		for (const [index, [eui, target]] of targets.entries()) {
			const {recoveryKey} = enrolled(authority, {eui, batch: BATCH});
			const how = {eui, batch: BATCH, individual: false, replace: false, recoveryKey};
			const outcome = await provision(this, this.#recorded(target, index), how);
			if (outcome === 'refused') throw new RangeError(`node ${eui} has keys already`);
		}
		await this.ask({ask: 'join', minutes: JOIN_MINUTES});
		this.#running = true;
	}

	/** What an order comes to. */
	async ask(order: Order): Promise<unknown> {
		const server = this.#server;
		if (server === undefined) throw new RangeError('the key server is down');
		const answer = new Promise<Answer>(resolve => server.orders.ask(order, resolve));
		if (!this.#running) this.#settle();
		const said = await answer;
		if ('mistake' in said) throw new RangeError(said.mistake);
		return said.value;
	}

	/** The key server as the gateway `index` has it, which listens until it attaches again. */
	serviceOf(index: number): KeyService {
		const {gwid} = gatewayOf(index);
		return listener => {
			const way: Way = {gwid, listener: this.#watched(gwid, listener), port: undefined};
			this.#ways.set(gwid, way);
			this.#attach(way);
			return {
				hello: question => this.#later(() => way.port?.hello(question)),
				conf: proof => this.#later(() => way.port?.conf(proof)),
				activated: activation => this.#later(() => way.port?.activated(activation)),
			};
		};
	}

	/** The 8 octets by which the gateway `index` is known. */
	gwidOf(index: number): Uint8Array {
		return Buffer.from(gatewayOf(index).gwid, 'hex');
	}

	/** Octets of luck for `purpose`, the same in each run of the seed. */
	luck(purpose: string): (size: number) => Uint8Array {
		const key = streamKey(this.#options.seed, `keys of ${purpose}`);
		let drawn = 0;
		return size => Uint8Array.from({length: size}, () => draw(key, 0, 0, drawn++) & 0xff);
	}

	#attach(way: Way): void {
		way.port = this.#server?.attach(way.gwid, way.listener);
	}

	#watched(gwid: string, listener: KeyListener): KeyListener {
		const octets = Buffer.from(gwid, 'hex');
		return {
			...toldBy(listener),
			granted: (token, granted) => {
				this.#tell(observer => observer.granted?.(octets, granted.grant));
				listener.granted(token, granted);
			},
			groupKey: group => {
				this.#tell(observer => observer.groupKey?.(group));
				listener.groupKey(group);
			},
		};
	}

	#tell(what: (observer: KeyObserver) => void): void {
		for (const observer of this.#observers) what(observer);
	}

	/** A target whose factory key is kept here for those who look for it where it must not be. */
	#recorded(target: ProvisionTarget, index: number): ProvisionTarget {
		return {
			provision: identity => {
				this.#factoryKeys[index] = Uint8Array.from(identity.factoryKey);
				return target.provision(identity);
			},
		};
	}

	/** The salt secret: a run has but one, and a copy of the store is as large as the fleet. */
	get #salt(): Uint8Array {
		if (this.#saltKey === undefined) {
			const {salts} = new Map(this.#store.copy()).get('fleet') as Fleet;
			this.#saltKey = salts[0].key;
		}
		return this.#saltKey;
	}

	#later(run: () => void): void {
		if (this.#running) this.#options.world.after(LATENCY_US, () => this.#turn(run));
		else this.#waiting.push(run);
	}

	#settle(): void {
		for (let run = this.#waiting.shift(); run; run = this.#waiting.shift()) run();
	}

	/** What the key server keeps for a minute is cleared away when it wants to be asked. */
	#turn(run: () => void): void {
		run();
		const {scheduler} = this.#options.world;
		const pollAtMs = (this.#server?.pollAt() ?? Infinity) - EPOCH_MS;
		if (pollAtMs === Infinity || this.#pollAtMs <= pollAtMs) return;
		this.#pollAtMs = pollAtMs;
		this.#options.world.after(Math.max(0, pollAtMs * 1000 - scheduler.now), () => {
			this.#pollAtMs = Infinity;
			this.#turn(() => this.#server?.poll());
		});
	}
}

/** A listener may be an object with a life of its own: it is called as it is. */
function toldBy(listener: KeyListener): KeyListener {
	return {
		attached: () => listener.attached(),
		granted: (...event) => listener.granted(...event),
		refused: (...event) => listener.refused(...event),
		confirmed: (...event) => listener.confirmed(...event),
		drop: (...event) => listener.drop(...event),
		rekey: (...event) => listener.rekey(...event),
		groupKey: (...event) => listener.groupKey(...event),
	};
}

function gatewayOf(index: number): {gwid: string; gwId: number} {
	const high = GWID_HIGH.toString(16).padStart(8, '0');
	return {gwid: high + (index + 1).toString(16).padStart(8, '0'), gwId: index + 1};
}
