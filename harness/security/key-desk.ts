/*
 * A key server for the benches of gateways: the rules of 2.6 that a gateway can tell from others.
 * Rows are in memory, answers wait for settle(), and several gateways can be attached.
 *
 * The real one is harness/keys; this one has no store, no join window and no alerts.
 */
import {createHash} from 'node:crypto';
import {isSame} from './crypto.js';
import {acceptBody, decodeHello, type Hello, Mode, type Received} from './frames.js';
import type {
	ConfProof,
	Granted,
	GroupKey,
	HelloQuestion,
	KeyListener,
	KeyService,
} from './key-service.js';
import {
	acceptMac,
	authKey,
	confirmKey,
	confTag,
	factoryKey,
	HANDSHAKE_NONCE_SIZE,
	helloMac,
	nextRootKey,
	saltOf,
	sessionKeys,
	sessionSecret,
} from './keys.js';
import {nameOf} from './peer.js';

interface Row {
	readonly eui: Uint8Array;
	generation: number;
	rootKey: Uint8Array;
	/** Where it proved itself last. */
	at?: KeyListener;
}

interface Desk {
	readonly gwid: Uint8Array;
	readonly listener: KeyListener;
}

const SEV = Buffer.from('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf', 'hex');
const REKEY_LOG2 = 20;
const REKEY_HOURS = 24;

export class KeyDesk {
	readonly #mfk: Uint8Array;
	readonly #batch: Uint8Array;
	readonly #rows = new Map<string, Row>();
	readonly #listeners = new Map<string, KeyListener>();
	#answers: (() => void)[] = [];
	#nonces = 0;
	/** HELLO that came in, sessions that were told, and CONF that proved something or did not. */
	readonly counts = {hellos: 0, activations: 0, proofs: 0, forgeries: 0};
	/** Whether anything comes through. */
	reachable = true;
	/** q of ACCEPT. */
	rekeyLog2 = REKEY_LOG2;

	constructor(mfk: Uint8Array, batch: Uint8Array) {
		this.#mfk = mfk;
		this.#batch = batch;
	}

	/** The way of one gateway to this server. */
	attach(gwid: Uint8Array): KeyService {
		return listener => {
			const desk = {gwid, listener};
			this.#listeners.set(nameOf(gwid), listener);
			return {
				hello: question => this.#later(() => this.#onHello(desk, question)),
				conf: proof => this.#later(() => this.#onConf(desk, proof)),
				activated: ({eui, generation}) =>
					this.#later(() => this.#onActivated(desk, eui, generation)),
			};
		};
	}

	/** What the gateway with `gwid` is told by: the last one that was attached. */
	listener(gwid: Uint8Array): KeyListener {
		return this.#listeners.get(nameOf(gwid))!;
	}

	/** Gives all answers that are due, and those that they lead to. */
	settle(): void {
		while (this.#answers.length > 0) this.#answers.shift()!();
	}

	/** The generation that the server has for a device. */
	generationOf(eui: Uint8Array): number {
		return this.#rowOf(eui).generation;
	}

	/** Has `tell` run as an event of the server. */
	say(tell: () => void): void {
		this.#later(tell);
		this.settle();
	}

	#later(answer: () => void): void {
		if (this.reachable) this.#answers.push(answer);
	}

	#rowOf(eui: Uint8Array): Row {
		const name = nameOf(eui);
		const rootKey = factoryKey(this.#mfk, eui, this.#batch);
		const row = this.#rows.get(name) ?? {eui: Uint8Array.from(eui), generation: 0, rootKey};
		this.#rows.set(name, row);
		return row;
	}

	#onHello(desk: Desk, question: HelloQuestion): void {
		this.counts.hellos += 1;
		const granted = this.#grant(desk, question);
		if (granted === undefined) desk.listener.refused(question.token);
		else desk.listener.granted(question.token, granted);
	}

	#grant({gwid}: Desk, {hello: octets, gwId, sid, suite}: HelloQuestion): Granted | undefined {
		const hello = decodeHello(octets)!;
		const row = this.#rowOf(hello.eui);
		if (hello.mode !== Mode.chain || !this.#follow(row, hello)) return undefined;
		const {eui, generation, rootKey} = row;
		const salt = saltOf(SEV, row);
		const nonce = this.#nonce();
		const secret = sessionSecret(rootKey, {
			eui,
			generation,
			helloNonce: hello.nonce,
			acceptNonce: nonce,
			salt,
			gwid,
			counter: hello.counter,
			sid,
			suite,
		});
		const rekey = {rekeyAfterLog2: this.rekeyLog2, rekeyHours: REKEY_HOURS};
		const body = acceptBody({gwid, nonce, pid: hello.pid, suite, sid, salt, gwId, ...rekey});
		const accept = Buffer.concat([body, acceptMac(confirmKey(secret), hello.mac, body)]);
		const {counter} = hello;
		const keys = sessionKeys(secret);
		const limits = {rekeyAfter: 2 ** this.rekeyLog2, rekeyHours: REKEY_HOURS};
		return {
			accept,
			grant: {eui, generation: generation + 1, suite, sid, counter, ...limits, ...keys},
		};
	}

	/** Moves on to the generation of a HELLO that is genuine and at most one ahead. */
	#follow(row: Row, {generation, mac, body}: Received<Hello>): boolean {
		const ahead = generation - row.generation;
		if (ahead !== 0 && ahead !== 1) return false;
		const rootKey = ahead === 0 ? row.rootKey : nextRootKey(row.rootKey, saltOf(SEV, row), row);
		const expected = helloMac(authKey(rootKey, {eui: row.eui, generation}), body);
		if (!isSame(expected, mac)) return false;
		row.rootKey = rootKey;
		row.generation = generation;
		return true;
	}

	#onConf({listener}: Desk, {eui, generation, tag}: ConfProof): void {
		const row = this.#rowOf(eui);
		if (generation === row.generation) {
			listener.confirmed(row.eui, generation);
			return;
		}
		const rootKey = nextRootKey(row.rootKey, saltOf(SEV, row), row);
		const next = {eui: row.eui, generation: row.generation + 1};
		const isProof = isSame(confTag(authKey(rootKey, next), next), tag);
		if (generation !== next.generation || !isProof) {
			this.counts.forgeries += 1;
			return;
		}
		this.counts.proofs += 1;
		Object.assign(row, {rootKey, generation});
		listener.confirmed(row.eui, generation);
	}

	#onActivated({listener}: Desk, eui: Uint8Array, generation: number): void {
		const row = this.#rowOf(eui);
		this.counts.activations += 1;
		const before = row.at;
		row.at = listener;
		if (before !== undefined && before !== listener) before.drop(row.eui, generation - 1);
	}

	#nonce(): Uint8Array {
		this.#nonces += 1;
		const block = createHash('sha256').update(`nonce ${this.#nonces}`).digest();
		return Uint8Array.from(block.subarray(0, HANDSHAKE_NONCE_SIZE));
	}
}

/** The group key that a test hands out. */
export function groupKey(epoch: number, key: Uint8Array, switchS = 0): GroupKey {
	return {epoch, key, switchS};
}
