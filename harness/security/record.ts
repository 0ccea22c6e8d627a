/*
 * Records of SNAKE-128: one MQTT-SN message, hidden and proved under the keys of a session.
 *
 *   full      len1 | ff 16 f0 | sender8 | random4 | SID2 | n4 | hidden | tag8      + 30 octets
 *             nonce = random | IV | n              aad = all before the hidden octets
 *   compact   len1 | 1f | SID2 | n2 | hidden | tag8                                + 14 octets
 *             nonce = 0000 | IV | n                aad = EUI | GWID | n4 | the six octets
 *
 * n counts upwards in each direction and is never used twice under one key. A session has one
 * form, and the other is not read in it. Knows no session and no window.
 */
import {ccmOpen, ccmSeal, type Sealing, TAG_SIZE} from './crypto.js';
import {PROTECTION_TYPE, Suite, startsWith} from './frames.js';
import {readU16, readU32, u16, u32} from './integers.js';

export type RecordForm = 'full' | 'compact';

/** The form that the one bit of ACCEPT stands for. */
export function formOf(suite: Suite): RecordForm {
	return suite === Suite.compact ? 'compact' : 'full';
}

/** Reserved in MQTT-SN 1.2, and never sent in clear. */
export const COMPACT_TYPE = 0x1f;
export const RANDOM_SIZE = 4;
/** What a message may have, since a record has one octet of Length. */
export const INNER_SIZE_MAX = {full: 225, compact: 241} as const;
/** Octets that a record adds. */
export const RECORD_OVERHEAD = {full: 30, compact: 14} as const;

/** One direction of a session. */
export interface Way {
	readonly form: RecordForm;
	readonly sid: number;
	readonly key: Uint8Array;
	readonly iv: Uint8Array;
	readonly eui: Uint8Array;
	readonly gwid: Uint8Array;
	/** Whose counter n is: the device's EUI or the gateway's GWID. */
	readonly sender: Uint8Array;
}

/** What can be read of a record without a key. Views of the datagram. */
export interface RecordFrame {
	readonly form: RecordForm;
	readonly sid: number;
	/** All of n, or its low half where the form is compact. */
	readonly counter: number;
	/** Undefined where the form is compact: it names nobody. */
	readonly sender: Uint8Array | undefined;
	readonly header: Uint8Array;
	readonly sealed: Uint8Array;
}

const FULL_PREFIX = Uint8Array.of(PROTECTION_TYPE, 0x16, 0xf0);
const FULL = {headerSize: 22, senderAt: 4, randomAt: 12, sidAt: 16, counterAt: 18} as const;
const COMPACT = {headerSize: 6, sidAt: 2, counterAt: 4} as const;
const ID_SIZE = 8;
/** Length and MsgType. */
const INNER_SIZE_MIN = 2;
const NO_RANDOM = new Uint8Array(RANDOM_SIZE);
const COMPACT_MASK = 0xffff;

/** The record in a datagram, or undefined for anything else. */
export function decodeRecord(octets: Uint8Array): RecordFrame | undefined {
	if (octets[0] !== octets.length) return undefined;
	if (octets[1] === COMPACT_TYPE) return decodeCompact(octets);
	return startsWith(octets.subarray(1), FULL_PREFIX) ? decodeFull(octets) : undefined;
}

/**
 * The record of one message. `random` has 4 octets and goes into a full record alone. Throws
 * RangeError for a message that is longer than a record holds.
 */
export function sealRecord(
	way: Way,
	inner: Uint8Array,
	{counter, random = NO_RANDOM}: {counter: number; random?: Uint8Array},
): Uint8Array {
	const {form, sid, sender} = way;
	const size = inner.length + RECORD_OVERHEAD[form];
	if (inner.length > INNER_SIZE_MAX[form]) throw new RangeError(`a record of ${size} octets`);
	const low = u16(counter & COMPACT_MASK);
	const header =
		form === 'compact'
			? Uint8Array.of(size, COMPACT_TYPE, ...u16(sid), ...low)
			: Uint8Array.of(size, ...FULL_PREFIX, ...sender, ...random, ...u16(sid), ...u32(counter));
	return Buffer.concat([header, ccmSeal(sealingOf(way, header, counter), inner)]);
}

/**
 * The message in a record, or undefined where the tag is wrong. `counter` is all of n. Costs one
 * CCM, or nothing where form, SID or sender are another's.
 */
export function openRecord(way: Way, frame: RecordFrame, counter: number): Uint8Array | undefined {
	if (frame.form !== way.form || frame.sid !== way.sid) return undefined;
	if (frame.sender !== undefined && Buffer.compare(frame.sender, way.sender) !== 0)
		return undefined;
	return ccmOpen(sealingOf(way, frame.header, counter), frame.sealed);
}

function sealingOf({form, key, iv, eui, gwid}: Way, header: Uint8Array, counter: number): Sealing {
	const n = u32(counter);
	if (form === 'compact') {
		const nonce = Buffer.concat([NO_RANDOM, iv, n]);
		return {key, nonce, aad: Buffer.concat([eui, gwid, n, header])};
	}
	const random = header.subarray(FULL.randomAt, FULL.randomAt + RANDOM_SIZE);
	return {key, nonce: Buffer.concat([random, iv, n]), aad: header};
}

function decodeFull(octets: Uint8Array): RecordFrame | undefined {
	if (octets.length < FULL.headerSize + INNER_SIZE_MIN + TAG_SIZE) return undefined;
	return {
		form: 'full',
		sid: readU16(octets, FULL.sidAt),
		counter: readU32(octets, FULL.counterAt),
		sender: octets.subarray(FULL.senderAt, FULL.senderAt + ID_SIZE),
		header: octets.subarray(0, FULL.headerSize),
		sealed: octets.subarray(FULL.headerSize),
	};
}

function decodeCompact(octets: Uint8Array): RecordFrame | undefined {
	if (octets.length < COMPACT.headerSize + INNER_SIZE_MIN + TAG_SIZE) return undefined;
	return {
		form: 'compact',
		sid: readU16(octets, COMPACT.sidAt),
		counter: readU16(octets, COMPACT.counterAt),
		sender: undefined,
		header: octets.subarray(0, COMPACT.headerSize),
		sealed: octets.subarray(COMPACT.headerSize),
	};
}
