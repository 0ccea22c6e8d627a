/*
 * A device of SNAKE-128 as a model: for tests, properties and attackers. The firmware has another,
 * written apart from this one.
 *
 *   provisioned() --> flash --boot--> Device --hello()--> ACCEPT --received()--> record() ...
 *                       ^                                    |
 *                       +------------------------------------+  commits before it uses
 *
 * The flash is a value: each write makes another one, so that a power cut is `new Device(flash)`
 * with whichever value the cut left. Knows no clock: retries, backoff, and when to forget the
 * session before are its driver's affair.
 */
import {type Auth, decodeAuth, encodeAuth} from './auth.js';
import {isSame} from './crypto.js';
import {DeviceGroup} from './device-group.js';
import {DeviceSession, type SessionFlash} from './device-session.js';
import {
	type Accept,
	decodeAccept,
	HELLO_BODY_SIZE,
	helloBody,
	Mode,
	type Received,
	Suite,
} from './frames.js';
import {decodeGroupFrame, isHint, type ReceivedGroupFrame} from './group-frame.js';
import {readU16} from './integers.js';
import {
	acceptMac,
	authKey,
	confirmKey,
	confTag,
	factoryKey,
	HANDSHAKE_NONCE_SIZE,
	helloMac,
	nextRecoveryKey,
	nextRootKey,
	recoveredGeneration,
	recoveredRootKey,
	recoveryKey,
	sessionKeys,
	sessionSecret,
} from './keys.js';
import {NUMBER_MAX} from './numbers.js';
import {decodeRecord, formOf} from './record.js';

/** All that outlives a power cut. Never changed in place. */
export interface DeviceFlash {
	readonly eui: Uint8Array;
	readonly generation: number;
	/** RK of that generation. */
	readonly rootKey: Uint8Array;
	/** RC of that recovery epoch. */
	readonly recoveryKey: Uint8Array;
	/** No counter above it was used. */
	readonly counterCeiling: number;
	readonly session?: SessionFlash;
}

export interface HelloChoice {
	/** 0 is any. */
	readonly gwId?: number;
	readonly mode?: Mode;
	readonly suites?: number;
}

/** What a datagram was to the device. */
export type Heard =
	| {readonly kind: 'accepted'}
	| {readonly kind: 'message'; readonly inner: Uint8Array}
	| {readonly kind: 'auth'; readonly auth: Auth}
	| {readonly kind: 'hint'; readonly inner: Uint8Array; readonly proved: boolean}
	| {readonly kind: 'ignored'};

interface Attempt {
	readonly octets: Uint8Array;
	readonly nonce: Uint8Array;
	readonly counter: number;
	readonly pid: number;
	readonly suites: number;
	readonly gwId: number;
	readonly mode: Mode;
	/** MAC2 that were computed: 2.5. */
	macs: number;
}

const BLOCK = 256;
const MACS_MAX = 8;
const EPOCH_SHIFT = 24;
/** 2.8: how far one SYNC may move the counter. */
const JUMP_MAX = 1024;
const IGNORED = {kind: 'ignored'} as const;

/** The flash of a device that has left the factory. `batch` has 4 octets. */
export function provisioned(of: {
	mfk: Uint8Array;
	orm: Uint8Array;
	eui: Uint8Array;
	batch: Uint8Array;
}): DeviceFlash {
	const {mfk, orm, eui, batch} = of;
	return {
		eui,
		generation: 0,
		rootKey: factoryKey(mfk, eui, batch),
		recoveryKey: recoveryKey(orm, eui, batch),
		counterCeiling: 0,
	};
}

export class Device {
	readonly #entropy: (size: number) => Uint8Array;
	#flash: DeviceFlash;
	#counter: number;
	#attempt: Attempt | undefined;
	#current: DeviceSession | undefined;
	#previous: DeviceSession | undefined;
	readonly #group = new DeviceGroup();

	/** Boots from `flash`: with its session, if it kept one. */
	constructor(flash: DeviceFlash, entropy: (size: number) => Uint8Array) {
		this.#flash = flash;
		this.#entropy = entropy;
		this.#counter = flash.counterCeiling;
		if (flash.session !== undefined) this.#current = this.#sessionOf(flash.session);
	}

	/** What a power cut would leave now. */
	get flash(): DeviceFlash {
		return this.#flash;
	}

	get generation(): number {
		return this.#flash.generation;
	}

	/** The last counter that was used. */
	get counter(): number {
		return this.#counter;
	}

	get hasSession(): boolean {
		return this.#current !== undefined;
	}

	/** The session in use; undefined before the first one. */
	get session(): DeviceSession | undefined {
		return this.#current;
	}

	/** The newest first. */
	get groupEpochs(): number[] {
		return this.#group.epochs;
	}

	/** Begins an attempt and returns its HELLO, which a retry sends again as it is. */
	hello({gwId = 0, mode = Mode.chain, suites = SUITES}: HelloChoice = {}): Uint8Array {
		const {eui, generation} = this.#flash;
		const epoch = generation >>> EPOCH_SHIFT;
		const counter = this.#nextCounter();
		const nonce = this.#entropy(HANDSHAKE_NONCE_SIZE);
		const pid = readU16(this.#entropy(2), 0);
		const cold = !this.hasSession;
		const told = {eui, nonce, counter, pid, suites, mode, cold, gwId};
		const body = helloBody({...told, generation: mode === Mode.chain ? generation : epoch});
		const octets = Buffer.concat([body, helloMac(this.#authKey(mode), body)]);
		this.#attempt = {octets, nonce, counter, pid, suites, gwId, mode, macs: 0};
		return octets;
	}

	/** The driver gives the attempt up. */
	giveUp(): void {
		this.#attempt = undefined;
	}

	/** Goes back to the session before: nothing was heard under the new one. */
	fallBack(): void {
		this.#current = this.#previous ?? this.#current;
		this.#previous = undefined;
	}

	/** One message in a record. Throws RangeError without a session. */
	record(inner: Uint8Array): Uint8Array {
		if (this.#current === undefined) throw new RangeError('no session');
		return this.#current.seal(inner, this.#nextCounter(), this.#entropy);
	}

	/** The proof of commitment, in a record. */
	conf(pid: number): Uint8Array {
		const {eui, generation, rootKey} = this.#flash;
		const tag = confTag(authKey(rootKey, {eui, generation}), {eui, generation});
		return this.record(encodeAuth({type: 'CONF', pid, tag}));
	}

	/** Asks the gateway to go on above all that may have been received before a power cut. */
	resume(pid: number): Uint8Array {
		const floor = this.#flash.session?.receivedCeiling ?? 0;
		return this.record(encodeAuth({type: 'RESUME', pid, floor}));
	}

	/** Takes one datagram of any content. */
	received(octets: Uint8Array): Heard {
		const accept = decodeAccept(octets);
		if (accept !== undefined) return this.#onAccept(accept);
		const group = decodeGroupFrame(octets);
		if (group !== undefined) return this.#onGroupFrame(group);
		const frame = decodeRecord(octets);
		if (frame === undefined) {
			return isHint(octets) ? {kind: 'hint', inner: octets, proved: false} : IGNORED;
		}
		for (const session of [this.#current, this.#previous]) {
			const inner = session?.open(frame, ceiling => this.#raise(session, ceiling));
			if (inner !== undefined) return this.#onInner(inner);
		}
		return IGNORED;
	}

	#onAccept(accept: Received<Accept>): Heard {
		const attempt = this.#attempt;
		if (attempt === undefined || accept.pid !== attempt.pid) return IGNORED;
		const isOffered = (accept.suite & attempt.suites) !== 0;
		const isAimedAt = attempt.gwId === 0 || attempt.gwId === accept.gwId;
		if (!isOffered || !isAimedAt || attempt.macs >= MACS_MAX) return IGNORED;
		attempt.macs += 1;
		const secret = sessionSecret(this.#rootOf(attempt.mode), {
			eui: this.#flash.eui,
			generation: this.#contextOf(attempt.mode),
			helloNonce: attempt.nonce,
			acceptNonce: accept.nonce,
			salt: accept.salt,
			gwid: accept.gwid,
			counter: attempt.counter,
			sid: accept.sid,
			suite: accept.suite,
		});
		const mac1 = attempt.octets.subarray(HELLO_BODY_SIZE);
		const mac2 = acceptMac(confirmKey(secret), mac1, accept.body);
		if (!isSame(mac2, accept.mac)) return IGNORED;
		this.#commit(attempt, accept, secret);
		return {kind: 'accepted'};
	}

	/** The flash first: nothing is sent under the new keys before they are in it. */
	#commit(attempt: Attempt, accept: Accept, secret: Uint8Array): void {
		const {eui, generation, rootKey, recoveryKey: recovery} = this.#flash;
		const isUsedUp = this.#counter >= NUMBER_MAX;
		const isRecovery = attempt.mode === Mode.recover;
		const next = isRecovery ? this.#contextOf(attempt.mode) : generation + 1;
		const from = {eui, generation: isRecovery ? next : generation};
		const session = {
			...sessionKeys(secret),
			form: formOf(accept.suite),
			sid: accept.sid,
			gwid: Uint8Array.from(accept.gwid),
			receivedCeiling: 0,
		};
		this.#flash = {
			eui,
			generation: next,
			rootKey: isRecovery
				? recoveredRootKey(recovery, accept.salt, from)
				: nextRootKey(rootKey, accept.salt, from),
			recoveryKey: isRecovery ? nextRecoveryKey(recovery, from) : recovery,
			counterCeiling: isUsedUp ? 0 : this.#flash.counterCeiling,
			session,
		};
		if (isUsedUp) this.#counter = 0;
		this.#attempt = undefined;
		this.#previous = this.#current;
		this.#current = new DeviceSession(eui, session);
	}

	#onInner(inner: Uint8Array): Heard {
		const auth = decodeAuth(inner);
		if (auth === undefined) return {kind: 'message', inner};
		if (auth.type === 'SYNC') this.#jumpTo(auth.floor);
		if (auth.type === 'GROUPKEY') this.#group.join(auth);
		return {kind: 'auth', auth};
	}

	#onGroupFrame(frame: ReceivedGroupFrame): Heard {
		const {inner} = frame;
		const verdict = this.#group.judge(frame);
		return verdict === 'wrong' ? IGNORED : {kind: 'hint', inner, proved: verdict === 'proved'};
	}

	#jumpTo(floor: number): void {
		this.#counter = Math.max(this.#counter, Math.min(floor, this.#counter + JUMP_MAX));
		this.#reserve();
	}

	/** Written ahead: a counter that was used is at most the ceiling in the flash. */
	#nextCounter(): number {
		this.#counter += 1;
		this.#reserve();
		return this.#counter;
	}

	#reserve(): void {
		if (this.#counter <= this.#flash.counterCeiling) return;
		this.#flash = {...this.#flash, counterCeiling: this.#counter + BLOCK};
	}

	#raise(session: DeviceSession, receivedCeiling: number): void {
		if (session !== this.#current || this.#flash.session === undefined) return;
		this.#flash = {...this.#flash, session: {...this.#flash.session, receivedCeiling}};
	}

	#sessionOf(flash: SessionFlash): DeviceSession {
		return new DeviceSession(this.#flash.eui, flash);
	}

	#rootOf(mode: Mode): Uint8Array {
		return mode === Mode.chain ? this.#flash.rootKey : this.#flash.recoveryKey;
	}

	/** The generation that goes into the keys of a handshake. */
	#contextOf(mode: Mode): number {
		const {generation} = this.#flash;
		return mode === Mode.chain ? generation : recoveredGeneration(generation >>> EPOCH_SHIFT);
	}

	#authKey(mode: Mode): Uint8Array {
		return authKey(this.#rootOf(mode), {
			eui: this.#flash.eui,
			generation: this.#contextOf(mode),
		});
	}
}

const SUITES = Suite.full | Suite.compact;
