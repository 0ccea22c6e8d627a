/*
 * The keys of a fleet in a simulation: a key server within the run, whose luck comes from the
 * seed, and the offline authority's key beside it. Nothing here is secret: whoever knows the
 * seed knows all.
 *
 *   before time begins   every node is provisioned     answered at once
 *   later                gateways ask, orders come     answered after LATENCY_US
 */
import {draw, streamKey} from '../../sim/kernel/random.js';
import type {World} from '../../sim/world.js';
import {enrolled} from '../keys/authority.js';
import type {Desk} from '../keys/desk.js';
import {newFleet} from '../keys/fleet.js';
import {KeyServer} from '../keys/key-server.js';
import {MemoryRowStore} from '../keys/memory-row-store.js';
import type {Answer, Order} from '../keys/order.js';
import {type ProvisionTarget, provision} from '../keys/provision.js';
import {Registry} from '../keys/registry.js';
import type {KeyService} from '../security/key-service.js';
import type {Security} from './schema.js';

/** A question and its answer, between a gateway and the key server. */
const LATENCY_US = 5000;
/** 1 January 2026: the key server keeps dates, the run counts from nought. */
const EPOCH_MS = 1_767_225_600_000;
const BATCH = 1;
const KEY_SIZE = 16;
/** A year: longer than any run. */
const JOIN_MINUTES = 525_600;
/** Locally administered, as those of the nodes are, and none of theirs. */
const GWID_HIGH = 0x0200_0001;

export interface FleetKeysOptions {
	readonly world: World;
	readonly seed: number;
	readonly gatewayCount: number;
	readonly security: Security;
}

export class FleetKeys implements Pick<Desk, 'ask'> {
	readonly #options: FleetKeysOptions;
	readonly #server: KeyServer;
	/** What is put off before time begins. */
	readonly #waiting: (() => void)[] = [];
	#running = false;
	#pollAtMs = Infinity;

	constructor(options: FleetKeysOptions) {
		const {world, gatewayCount, security} = options;
		this.#options = options;
		const store = new MemoryRowStore({schedule: run => this.#later(run)});
		const luck = this.luck('fleet');
		const gateways = Array.from({length: gatewayCount}, (_, index) => gatewayOf(index));
		const draws = () => Buffer.from(luck(KEY_SIZE));
		const fleet = newFleet({gateways, batches: [BATCH], draw: draws});
		Registry.create(store.open(), fleet, () => {});
		this.#settle();
		this.#server = new KeyServer({
			store: store.open(),
			now: () => EPOCH_MS + Math.floor(world.scheduler.now / 1000),
			entropy: this.luck('key server'),
			later: run => this.#later(run),
			rekey: {afterLog2: security.rekeyLog2, hours: security.rekeyHours},
		});
	}

	/** Registers nodes and boards and gives them their keys. Before time begins. */
	async provision(targets: readonly [eui: string, target: ProvisionTarget][]): Promise<void> {
		const authority = {orm: Buffer.from(this.luck('authority')(KEY_SIZE)), devices: []};
		for (const [eui, target] of targets) {
			const {recoveryKey} = enrolled(authority, {eui, batch: BATCH});
			const how = {eui, batch: BATCH, individual: false, replace: false, recoveryKey};
			const outcome = await provision(this, target, how);
			if (outcome === 'refused') throw new RangeError(`node ${eui} has keys already`);
		}
		await this.ask({ask: 'join', minutes: JOIN_MINUTES});
		this.#running = true;
	}

	/** What an order comes to. */
	async ask(order: Order): Promise<unknown> {
		const answer = new Promise<Answer>(resolve => this.#server.orders.ask(order, resolve));
		if (!this.#running) this.#settle();
		const said = await answer;
		if ('mistake' in said) throw new RangeError(said.mistake);
		return said.value;
	}

	/** The key server as the gateway `index` has it, which listens until it attaches again. */
	serviceOf(index: number): KeyService {
		const service = this.#server.serviceOf(gatewayOf(index).gwid);
		return listener => {
			const port = service(listener);
			return {
				hello: question => this.#later(() => port.hello(question)),
				conf: proof => this.#later(() => port.conf(proof)),
				activated: activation => this.#later(() => port.activated(activation)),
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
		const pollAtMs = (this.#server.pollAt() ?? Infinity) - EPOCH_MS;
		if (pollAtMs === Infinity || this.#pollAtMs <= pollAtMs) return;
		this.#pollAtMs = pollAtMs;
		this.#options.world.after(Math.max(0, pollAtMs * 1000 - scheduler.now), () => {
			this.#pollAtMs = Infinity;
			this.#turn(() => this.#server.poll());
		});
	}
}

function gatewayOf(index: number): {gwid: string; gwId: number} {
	const high = GWID_HIGH.toString(16).padStart(8, '0');
	return {gwid: high + (index + 1).toString(16).padStart(8, '0'), gwId: index + 1};
}
