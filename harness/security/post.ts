/*
 * What every part of a guard is handed: the time, the devices, the ways out. Decides nothing
 * itself but where a number is safe to use.
 *
 *   core message  --seal-->   record, under the next number   --transmit-->   envelopes, network
 */
import {enveloped, isForwarded} from '../gateway/forwarding.js';
import type {Address, Transport} from '../transport/transport.js';
import {type Auth, encodeAuth} from './auth.js';
import {zeroCounters} from './counters.js';
import {readU16} from './integers.js';
import type {KeyPort} from './key-service.js';
import {Ledger} from './ledger.js';
import {Numbers} from './numbers.js';
import {type CompleteGuardOptions, complete, type GuardOptions} from './options.js';
import type {Peer} from './peer.js';
import {Peers} from './peers.js';
import {INNER_SIZE_MAX, RANDOM_SIZE, sealRecord} from './record.js';
import type {SecureSession} from './session.js';

/** Takes a message of a client, as a Gateway does. */
export type Deliver = (nowMs: number, from: Address, datagram: Uint8Array) => void;

export interface PostWays {
	readonly transport: Transport;
	readonly deliver: Deliver;
}

/** Where the numbers of full records stand in the store. */
const NUMBERS_KEY = 'numbers';
const PID_MAX = 0xffff;

export class Post {
	readonly counters = zeroCounters();
	readonly options: CompleteGuardOptions;
	readonly ledger: Ledger;
	readonly peers: Peers;
	readonly transport: Transport;
	readonly #deliver: Deliver;
	/** Of all full records of this gateway. */
	numbers: Numbers;
	keys!: KeyPort;
	nowMs = 0;
	#pid = 0;

	constructor(options: GuardOptions, {transport, deliver}: PostWays) {
		this.options = complete(options);
		this.transport = transport;
		this.#deliver = deliver;
		this.ledger = new Ledger(this.options.store);
		this.peers = new Peers(this.options.devicesMax, readU16(this.options.entropy(2), 0));
		this.numbers = this.#numbersFrom(0);
	}

	/** Throws RangeError where time goes back. */
	advance(nowMs: number): void {
		if (!(nowMs >= this.nowMs)) throw new RangeError(`${nowMs} ms after ${this.nowMs} ms`);
		this.nowMs = nowMs;
	}

	/** Takes up what stands in the store for NUMBERS_KEY. */
	restoreNumbers(key: string, value: unknown): boolean {
		if (key !== NUMBERS_KEY || typeof value !== 'number') return false;
		this.numbers = this.#numbersFrom(value);
		return true;
	}

	/** All full records were of sessions that are over: their numbers begin again. */
	restartNumbers(): void {
		this.ledger.put(NUMBERS_KEY, 0);
		this.numbers = this.#numbersFrom(0);
	}

	/** Ours, towards devices; theirs are another space. */
	nextPid(): number {
		this.#pid = this.#pid === PID_MAX ? 1 : this.#pid + 1;
		return this.#pid;
	}

	deliver(from: Address, datagram: Uint8Array): void {
		this.#deliver(this.nowMs, from, datagram);
	}

	/** Sends `datagram` as it is, in the envelopes of the forwarders on the way. */
	transmit(place: Address, datagram: Uint8Array): void {
		if (!isForwarded(place)) {
			this.transport.send(place, datagram);
			return;
		}
		const {to, datagram: wrapped} = enveloped(place, datagram, 0);
		this.transport.send(to, wrapped);
	}

	/** Sends one message in a record of the active session. `inner` stays as it is. */
	seal(peer: Peer, inner: Uint8Array): void {
		const session = peer.active;
		if (session === undefined || inner.length > INNER_SIZE_MAX[session.form]) {
			this.counters.unsealed += 1;
			return;
		}
		const taken = session.sent.next(counter => this.#sendRecord(session, inner, counter));
		if (!taken) this.counters.unsealed += 1;
	}

	tell(peer: Peer, auth: Auth): void {
		this.seal(peer, encodeAuth(auth));
	}

	/** Its number may have waited for the store, and the session may be over meanwhile. */
	#sendRecord(session: SecureSession, inner: Uint8Array, counter: number): void {
		if (session.peer.active !== session) return;
		const random = this.options.entropy(session.form === 'full' ? RANDOM_SIZE : 0);
		const numbered = session.form === 'full' ? {counter, random} : {counter};
		session.recordCount += 1;
		this.transmit(session.peer.place, sealRecord(session.down, inner, numbered));
	}

	#numbersFrom(durable: number): Numbers {
		return new Numbers({used: durable, durable}, (ceiling, then) =>
			this.ledger.put(NUMBERS_KEY, ceiling, then),
		);
	}
}
