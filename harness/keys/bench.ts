/*
 * For the tests of the key server: a server on a store in memory with a clock that is set by hand,
 * gateways that note what they are told, and devices that keep to 2.5 without any radio.
 */
import {cmac, isSame} from '../security/crypto.js';
import {
	ACCEPT_BODY_SIZE,
	decodeAccept,
	type Hello,
	helloBody,
	Mode,
	Suite,
} from '../security/frames.js';
import type {Grant, GroupKey, HelloQuestion, KeyListener} from '../security/key-service.js';
import {
	acceptMac,
	authKey,
	confirmKey,
	confTag,
	helloMac,
	nextRecoveryKey,
	nextRootKey,
	recoveredGeneration,
	recoveredRootKey,
	sessionSecret,
} from '../security/keys.js';
import type {EntropySource} from './entropy.js';
import type {KeyEvent} from './event.js';
import {newFleet} from './fleet.js';
import {type AttachedPort, KeyServer} from './key-server.js';
import {type Fate, MemoryRowStore} from './memory-row-store.js';
import type {Entries, Order} from './order.js';
import {Registry} from './registry.js';

export const EUI = '00124b0001020304';
export const OTHER_EUI = '00124b0001020305';
export const GATEWAYS = [
	{gwid: '00124b00aabbcc01', gwId: 1},
	{gwid: '00124b00aabbcc02', gwId: 2},
] as const;

/** Runs what is put off, in order, when it is told to. */
export class Turns {
	readonly #runs: Array<() => void> = [];

	readonly later = (run: () => void): void => {
		this.#runs.push(run);
	};

	settle(): void {
		for (let run = this.#runs.shift(); run !== undefined; run = this.#runs.shift()) run();
	}
}

/** Blocks that differ, from a seed. */
export function luck(seed: number): EntropySource {
	let count = 0;
	return size => {
		const block = Buffer.alloc(16);
		block.writeUInt32BE(seed, 0);
		count += 1;
		block.writeUInt32BE(count, 4);
		return Buffer.from(cmac(Buffer.alloc(16, 0x5a), block)).subarray(0, size);
	};
}

export interface FleetBenchOptions {
	readonly fateOf?: (commit: number) => Fate;
	readonly seed?: number;
}

/** A key server that can be killed and started again, with all gateways attached. */
export class FleetBench {
	readonly turns = new Turns();
	readonly store: MemoryRowStore;
	readonly events: KeyEvent[] = [];
	nowMs = 1_000_000;
	server!: KeyServer;
	gateways!: TestGateway[];
	readonly #seed: number;
	#starts = 0;

	constructor({fateOf = () => 'told', seed = 1}: FleetBenchOptions = {}) {
		this.#seed = seed;
		this.store = new MemoryRowStore({schedule: this.turns.later, fateOf});
		const source = luck(1000 * seed);
		const draw = () => Buffer.from(source(16));
		const fleet = newFleet({gateways: GATEWAYS, batches: [1], draw});
		Registry.create(this.store.open(), fleet, () => undefined);
		this.turns.settle();
		this.start();
	}

	/** The key server as a new process on the same store; what the old one had in memory is gone. */
	start(): void {
		this.#starts += 1;
		this.server = new KeyServer({
			store: this.store.open(),
			now: () => this.nowMs,
			entropy: luck(1000 * this.#seed + this.#starts),
			later: this.turns.later,
			onEvent: event => this.events.push(event),
		});
		this.gateways = GATEWAYS.map(({gwid, gwId}) => new TestGateway(this, gwid, gwId));
		this.turns.settle();
	}

	/** The server again, on what its store held once. */
	setBack(entries: Entries): void {
		this.store.open().commit(entries, () => undefined);
		this.turns.settle();
		this.start();
	}

	/** What an order comes to. */
	ask(order: Order): unknown {
		let outcome: unknown;
		this.server.orders.ask(order, answer => {
			outcome = 'value' in answer ? answer.value : answer;
		});
		this.turns.settle();
		return outcome;
	}

	/** A device that is registered, in an open join window. */
	device(eui = EUI, {individual = true} = {}): TestDevice {
		const batch = 1;
		const made = this.ask({ask: 'register', eui, batch, individual, replace: false});
		this.ask({ask: 'join', minutes: 60});
		const {factoryKey} = made as {factoryKey: Uint8Array};
		return new TestDevice(eui, factoryKey);
	}

	/** What the key server says of a device. */
	listed(eui = EUI): unknown {
		return (this.ask({ask: 'list'}) as Array<{eui: string}>).find(row => row.eui === eui);
	}

	generationOf(eui = EUI): number {
		return (this.listed(eui) as {generation: number}).generation;
	}
}

/** A gateway that hands over and takes note. */
export class TestGateway implements KeyListener {
	readonly said: string[] = [];
	readonly groups: GroupKey[] = [];
	readonly port: AttachedPort;
	readonly #bench: FleetBench;
	readonly #gwId: number;
	#sid = 0;
	#accept: Uint8Array | undefined;
	grant: Grant | undefined;

	constructor(bench: FleetBench, gwid: string, gwId: number) {
		this.#bench = bench;
		this.#gwId = gwId;
		this.port = bench.server.attach(gwid, this);
	}

	/** The ACCEPT that a HELLO is answered with, or undefined. */
	hello(hello: Uint8Array, fields: Partial<HelloQuestion> = {}): Uint8Array | undefined {
		this.#accept = undefined;
		this.#sid += 1;
		const usual = {token: this.#sid, gwId: this.#gwId, sid: this.#sid, suite: Suite.compact};
		this.port.hello({...usual, hello, ...fields});
		this.#bench.turns.settle();
		return this.#accept;
	}

	/** Whether a proof is confirmed. */
	conf(device: TestDevice): boolean {
		const before = this.said.length;
		this.port.conf({...device.conf(), eui: device.eui});
		this.#bench.turns.settle();
		return this.said.slice(before).includes(`confirmed ${device.generation}`);
	}

	/** The whole of a handshake; whether a session came of it. */
	handshake(device: TestDevice): boolean {
		const accept = this.hello(device.hello());
		return accept !== undefined && device.accepts(accept);
	}

	attached(): void {
		this.said.push('attached');
	}
	granted(_token: number, granted: {accept: Uint8Array; grant: Grant}): void {
		this.#accept = Uint8Array.from(granted.accept);
		this.grant = granted.grant;
	}
	refused(): void {
		this.said.push('refused');
	}
	confirmed(_eui: Uint8Array, generation: number): void {
		this.said.push(`confirmed ${generation}`);
	}
	drop(_eui: Uint8Array, generation: number): void {
		this.said.push(`drop ${generation}`);
	}
	rekey(_eui: Uint8Array, reason: number, deadlineS: number): void {
		this.said.push(`rekey ${reason} ${deadlineS}`);
	}
	groupKey(group: GroupKey): void {
		this.groups.push(group);
		this.said.push(`group ${group.epoch} in ${group.switchS}`);
	}
}

/** A device: its flash, and the attempt that is under way. */
export class TestDevice {
	readonly eui: Buffer;
	root: Uint8Array;
	generation = 0;
	counter = 0;
	epoch = 0;
	rc: Uint8Array;
	/** Whether it asks for recovery. */
	recovers = false;
	#hello: Uint8Array = Buffer.alloc(0);
	#fields: Hello | undefined;

	constructor(eui: string, root: Uint8Array, rc: Uint8Array = Buffer.alloc(16)) {
		this.eui = Buffer.from(eui, 'hex');
		this.root = root;
		this.rc = rc;
	}

	/** The same flash and the same keys in another case. */
	clone(): TestDevice {
		const other = new TestDevice(this.eui.toString('hex'), this.root, this.rc);
		const {generation, counter, epoch, recovers} = this;
		return Object.assign(other, {generation, counter, epoch, recovers});
	}

	/** A new attempt. */
	hello(fields: Partial<Hello> = {}): Uint8Array {
		this.counter += 16;
		const {eui, counter, generation, epoch} = this;
		const nonce = cmac(this.root, Buffer.from(`${counter}`));
		const usual = {pid: 7, suites: Suite.full | Suite.compact, cold: false, gwId: 0};
		const mode = this.recovers ? Mode.recover : Mode.chain;
		const which = {mode, generation: this.recovers ? epoch : generation};
		this.#fields = {eui, nonce, counter, ...usual, ...which, ...fields};
		const body = helloBody(this.#fields);
		const key = authKey(this.#base(), {eui, generation: this.#generation()});
		this.#hello = Buffer.concat([body, helloMac(key, body)]);
		return this.#hello;
	}

	/** Checks MAC2 of the last attempt and commits; whether it did. */
	accepts(octets: Uint8Array): boolean {
		const accept = decodeAccept(octets);
		if (accept === undefined || this.#fields === undefined) return false;
		const {nonce: helloNonce, counter} = this.#fields;
		const {salt, gwid, sid, suite, nonce: acceptNonce} = accept;
		const member = {eui: this.eui, generation: this.#generation()};
		const nonces = {helloNonce, acceptNonce};
		const secret = sessionSecret(this.#base(), {
			...member,
			...nonces,
			salt,
			gwid,
			counter,
			sid,
			suite,
		});
		const body = octets.subarray(0, ACCEPT_BODY_SIZE);
		const mac = acceptMac(confirmKey(secret), this.#hello.subarray(-16), body);
		if (!isSame(mac, accept.mac)) return false;
		this.#commit(salt);
		return true;
	}

	conf(): {generation: number; tag: Uint8Array} {
		const {eui, generation} = this;
		return {generation, tag: confTag(authKey(this.root, {eui, generation}), {eui, generation})};
	}

	#commit(salt: Uint8Array): void {
		const {eui} = this;
		this.#fields = undefined;
		if (!this.recovers) {
			this.root = nextRootKey(this.root, salt, {eui, generation: this.generation});
			this.generation += 1;
			return;
		}
		const generation = recoveredGeneration(this.epoch);
		this.root = recoveredRootKey(this.rc, salt, {eui, generation});
		this.rc = nextRecoveryKey(this.rc, {eui, generation});
		Object.assign(this, {generation, epoch: this.epoch + 1, recovers: false});
	}

	#base(): Uint8Array {
		return this.recovers ? this.rc : this.root;
	}

	#generation(): number {
		return this.recovers ? recoveredGeneration(this.epoch) : this.generation;
	}
}
