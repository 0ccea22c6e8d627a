/*
 * A gateway of the lab: the real guard before a core that agrees to all, with sessions on a disk.
 *
 *   alive   die()      -> dead    what is not on the disk is gone
 *   any     lose()     -> dead    and so is the disk
 *   dead    revive()   -> alive   a new guard on the same disk
 */
import {keysInTurn, storeInTurn} from '../../harness/scenario/in-turn.js';
import {Guard} from '../../harness/security/guard.js';
import type {KeyService} from '../../harness/security/key-service.js';
import {MemoryStore} from '../../harness/store/memory-store.js';
import {decode, encode, type Message} from '../../harness/wire/wire.js';
import type {Clock} from './clock.js';
import type {Luck} from './luck.js';
import {EVERYBODY, type Network} from './network.js';

export interface GatewayParts {
	readonly clock: Clock;
	readonly network: Network;
	readonly luck: Luck;
	readonly address: number;
	readonly gwid: Uint8Array;
	readonly gwId: number;
	readonly keys: KeyService;
	/** A message of a client was taken. */
	readonly served: () => void;
}

const STORE_MS = 1;
const ADVERTISE_MS = 60_000;
const DURATION_S = 60;

export class LabGateway {
	readonly #parts: GatewayParts;
	#disk: MemoryStore;
	#guard: Guard | undefined;
	#wakeMs = Infinity;

	constructor(parts: GatewayParts) {
		const {clock, network, address} = parts;
		this.#parts = parts;
		this.#disk = this.#blankDisk();
		network.join(address, (from, octets) => {
			this.#guard?.received(clock.nowMs, String(from), octets);
			this.#arm();
		});
		this.revive();
		this.#advertise();
	}

	get isAlive(): boolean {
		return this.#guard !== undefined;
	}

	die(): void {
		this.#guard = undefined;
	}

	/** Another machine takes its place: it knows nothing but who it is. */
	lose(): void {
		this.die();
		this.#disk = this.#blankDisk();
	}

	revive(): void {
		if (this.#guard !== undefined) return;
		const {clock, gwid, gwId, luck, keys} = this.#parts;
		const entropy = (size: number) => luck.octets(size);
		const alive = (tell: () => void) => {
			if (this.#guard === guard) this.#at(tell);
		};
		const store = this.#disk.store;
		const guard: Guard = new Guard(
			{
				gwid,
				gwId,
				entropy,
				store: listener => store(storeInTurn(listener, alive)),
			},
			{
				transport: {
					send: (to, octets) => this.#send(Number(to), octets),
					broadcast: octets => this.#send(EVERYBODY, octets),
				},
				keys: listener => keys(keysInTurn(listener, alive)),
				deliver: (_nowMs, from, octets) => this.#answer(from, octets),
			},
		);
		this.#guard = guard;
		guard.start(clock.nowMs);
		this.#arm();
	}

	#blankDisk(): MemoryStore {
		return new MemoryStore({schedule: run => this.#parts.clock.after(STORE_MS, run)});
	}

	#send(to: number, octets: Uint8Array): void {
		this.#parts.network.send({from: this.#parts.address, to, octets});
	}

	#answer(from: string, octets: Uint8Array): void {
		const {gwId, served, clock} = this.#parts;
		const guard = this.#guard;
		const message = decode(octets);
		if (message.type === 'PUBLISH') served();
		const answer = answerTo(message, gwId);
		if (answer === undefined) return;
		// A core never sends from within deliver(): its broker answers later.
		clock.after(STORE_MS, () => {
			if (this.#guard !== guard) return;
			if (answer.type === 'GWINFO') this.#at(() => guard?.broadcast(encode(answer), 1));
			else this.#at(() => guard?.send(from, encode(answer)));
		});
	}

	#advertise(): void {
		const {clock, gwId} = this.#parts;
		const message = encode({type: 'ADVERTISE', gwId, durationS: DURATION_S});
		if (this.#guard !== undefined) this.#at(() => this.#guard?.broadcast(message, 1));
		clock.after(ADVERTISE_MS, () => this.#advertise());
	}

	#at(tell: () => void): void {
		this.#guard?.poll(this.#parts.clock.nowMs);
		tell();
		this.#arm();
	}

	#arm(): void {
		const {clock} = this.#parts;
		const pollAtMs = Math.ceil(this.#guard?.pollAt() ?? Infinity);
		if (pollAtMs >= this.#wakeMs) return;
		this.#wakeMs = Math.max(pollAtMs, clock.nowMs);
		clock.at(Math.max(this.#wakeMs * 1000, clock.nowUs), () => {
			this.#wakeMs = Infinity;
			this.#at(() => {});
		});
	}
}

function answerTo(message: ReturnType<typeof decode>, gwId: number): Message | undefined {
	switch (message.type) {
		case 'SEARCHGW':
			return {type: 'GWINFO', gwId};
		case 'CONNECT':
			return {type: 'CONNACK', returnCode: 0};
		case 'REGISTER':
			return {type: 'REGACK', topicId: 1, msgId: message.msgId, returnCode: 0};
		case 'PUBLISH':
			return {type: 'PUBACK', topicId: 1, msgId: message.msgId, returnCode: 0};
		case 'PINGREQ':
			return {type: 'PINGRESP'};
		case 'DISCONNECT':
			return {type: 'DISCONNECT'};
		default:
			return undefined;
	}
}
