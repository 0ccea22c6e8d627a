/*
 * What a gateway asks of the key server, and what the key server tells. Types only. Nothing here
 * waits: an answer is an event that comes later, never from inside the question, and one that
 * never comes is as good as a refusal.
 *
 *   gateway                                        key server
 *   hello      a HELLO came in             --->    checks MAC1, makes ACCEPT
 *              granted, or refused         <---
 *   activated  the first valid record      --->    has the gateways before drop the device
 *   conf       the device's proof          --->    moves on to the next generation
 *              confirmed                   <---
 *              drop, rekey, groupKey       <---    of its own accord
 *
 * A port belongs to one gateway: its GWID is known from how it is attached (a certificate, or a
 * place in memory), never from what it says here. Octets that are handed over are the receiver's
 * to keep; nobody changes them afterwards.
 */
import type {Suite} from './frames.js';
import type {SessionKeys} from './keys.js';

/** Names one question, so that its answer can be told from others. Chosen by the gateway. */
export type KeyToken = number;

export interface HelloQuestion {
	readonly token: KeyToken;
	/** The MQTT-SN GwId of the gateway, 0 to 255, for ACCEPT. */
	readonly gwId: number;
	/** 65 octets, well-formed: frames.ts, decodeHello(). */
	readonly hello: Uint8Array;
	/** Free at this gateway: for ACCEPT, unless an ACCEPT is repeated. */
	readonly sid: number;
	/** What the gateway chose of what the HELLO offers. */
	readonly suite: Suite;
}

/** What a device proves itself with: CMAC under the key of the generation it has committed to. */
export interface ConfProof {
	readonly eui: Uint8Array;
	/** Of the session that it came in: 2.17, j + 1, or G after a recovery. */
	readonly generation: number;
	/** 8 octets. */
	readonly tag: Uint8Array;
}

/** A session of a device at a gateway. */
export interface Activation {
	readonly eui: Uint8Array;
	readonly generation: number;
}

/** All that a gateway is told of a session. */
export interface Grant extends SessionKeys {
	readonly eui: Uint8Array;
	/** The one that the device commits to: j + 1, or (e + 1) << 24. */
	readonly generation: number;
	readonly suite: Suite;
	/** That of ACCEPT, which is not that of the question where an ACCEPT is repeated. */
	readonly sid: number;
	/** C of the HELLO. */
	readonly counter: number;
	/** In records: 2^q. */
	readonly rekeyAfter: number;
	/** 0 is never. */
	readonly rekeyHours: number;
}

export interface Granted {
	/** 76 octets. */
	readonly accept: Uint8Array;
	readonly grant: Grant;
}

/** A group key that gateways and members are to have. */
export interface GroupKey {
	/** 0 to 65,535, and then 0 again; a key server that begins anew counts from the start. */
	readonly epoch: number;
	/** GK, 16 octets. */
	readonly key: Uint8Array;
	/** Broadcasts go under it after that at the latest; 0 is at once, as after an expulsion. */
	readonly switchS: number;
}

/** Why a device is to re-key: the octet of REKEY-REQ. */
export const RekeyReason = {operator: 1, compromise: 2, limit: 3} as const;
export type RekeyReason = (typeof RekeyReason)[keyof typeof RekeyReason];

/** What a key server tells. Called from its own turn, never from inside a KeyPort call. */
export interface KeyListener {
	/** The way to the key server is open, for the first time or again: activated() is due. */
	attached(): void;
	granted(token: KeyToken, granted: Granted): void;
	/** The HELLO gets no answer, whatever the reason. */
	refused(token: KeyToken): void;
	/** The key server knows that the device has committed to `generation`. */
	confirmed(eui: Uint8Array, generation: number): void;
	/**
	 * Sessions of a device up to `generation` are over: it has proved itself elsewhere, or is
	 * revoked; then `generation` is 2^32 - 1.
	 */
	drop(eui: Uint8Array, generation: number): void;
	/** A device is to re-key within `deadlineS`, 0 to 65,535. */
	rekey(eui: Uint8Array, reason: RekeyReason, deadlineS: number): void;
	/** The current group key, told after attached(), or the next one. */
	groupKey(group: GroupKey): void;
}

/** Questions to a key server. What it cannot take now is dropped: whoever asked asks again. */
export interface KeyPort {
	/** Answered by granted() or refused(). */
	hello(question: HelloQuestion): void;
	/** Answered by confirmed(), or not at all where the proof is none. */
	conf(proof: ConfProof): void;
	/**
	 * For information: a record of the session was valid. Told of all sessions again after
	 * attached(), so that drop() can be answered for those that ended meanwhile.
	 */
	activated(activation: Activation): void;
}

/** Opens the way to a key server that tells `listener`. */
export type KeyService = (listener: KeyListener) => KeyPort;
