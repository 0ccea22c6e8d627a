/*
 * The handshake of SNAKE-128 in octets: Protection Encapsulation, provider scheme 0x3c.
 *
 *   HELLO    0   41 ff 1e 3c   length, protection, flags, scheme
 *            4   EUI-64        8
 *           12   nonce         16
 *           28   C             4
 *           32   11 03 pid2 19 03 "SNK" 11       AUTH, version 1, code 1
 *           42   suites, mode, GwId, generation4
 *           49   MAC1          16
 *
 *   ACCEPT   0   4c ff 1c 3c
 *            4   GWID          8
 *           12   nonce         16
 *           28   20 03 pid2 00 03 "SNK" 12       AUTH, version 1, code 2
 *           38   suite, SID2, salt16, q, T, GwId
 *           60   MAC2          16
 *
 * Every octet that is constant is compared, before anybody computes anything. Knows no key: the
 * MACs are made and compared elsewhere.
 */
import {AUTH_HEADER_SIZE, authHeader, isAuthHeader} from './auth.js';
import {readU16, readU32, u16, u32} from './integers.js';

export const PROTECTION_TYPE = 0xff;
export const HELLO_SIZE = 65;
export const ACCEPT_SIZE = 76;
/** What MAC1 and MAC2 cover of their frame: all before them. */
export const HELLO_BODY_SIZE = 49;
export const ACCEPT_BODY_SIZE = 60;

/** The bits of `suites`. Full records are always offered. */
export const Suite = {full: 0x01, compact: 0x04} as const;
export type Suite = (typeof Suite)[keyof typeof Suite];
/** Chain is an ordinary handshake, recover one under the offline key. */
export const Mode = {chain: 1, recover: 2} as const;
export type Mode = (typeof Mode)[keyof typeof Mode];

export interface Hello {
	readonly eui: Uint8Array;
	readonly nonce: Uint8Array;
	/** C, the counter that this frame took. */
	readonly counter: number;
	readonly pid: number;
	/** Suite.full, and Suite.compact where the device has it. */
	readonly suites: number;
	readonly mode: Mode;
	/** Whether the device has no session left. */
	readonly cold: boolean;
	/** The gateway it aims at; 0 is any. */
	readonly gwId: number;
	/** In Mode.recover the recovery epoch, 0 to 254. */
	readonly generation: number;
}

export interface Accept {
	readonly gwid: Uint8Array;
	readonly nonce: Uint8Array;
	/** Of the HELLO. */
	readonly pid: number;
	readonly suite: Suite;
	readonly sid: number;
	readonly salt: Uint8Array;
	/** q: to re-key after 2^q records. */
	readonly rekeyAfterLog2: number;
	/** T: to re-key after so many hours; 0 is never. */
	readonly rekeyHours: number;
	readonly gwId: number;
}

/** A frame that was read, with what its MAC covers and the MAC itself. */
export type Received<Fields> = Fields & {
	readonly body: Uint8Array;
	readonly mac: Uint8Array;
};

const HELLO_HEADER = Uint8Array.of(HELLO_SIZE, PROTECTION_TYPE, 0x1e, 0x3c);
const ACCEPT_HEADER = Uint8Array.of(ACCEPT_SIZE, PROTECTION_TYPE, 0x1c, 0x3c);
const HELLO_AUTH = {size: 17, reason: 0x19, code: 0x11} as const;
const ACCEPT_AUTH = {size: 32, reason: 0x00, code: 0x12} as const;
const ID_AT = 4;
const ID_SIZE = 8;
const NONCE_AT = 12;
const NONCE_SIZE = 16;
const COUNTER_AT = 28;
const HELLO_AUTH_AT = 32;
const ACCEPT_AUTH_AT = 28;
const PID_AT = 2;
const COLD = 0x80;
const SALT_SIZE = 16;
/** A further recovery has no generation left. */
const RECOVERY_EPOCH_MAX = 254;

/** HELLO without MAC1, 49 octets. Throws RangeError for what has no such frame. */
export function helloBody(hello: Hello): Uint8Array {
	checkSizes(hello.eui, hello.nonce);
	const {counter, pid, suites, mode, cold, gwId, generation} = hello;
	return Buffer.concat([
		HELLO_HEADER,
		hello.eui,
		hello.nonce,
		u32(counter),
		authHeader(HELLO_AUTH, pid),
		Uint8Array.of(suites, cold ? mode | COLD : mode, gwId),
		u32(generation),
	]);
}

/** ACCEPT without MAC2, 60 octets. Throws RangeError for what has no such frame. */
export function acceptBody(accept: Accept): Uint8Array {
	checkSizes(accept.gwid, accept.nonce);
	if (accept.salt.length !== SALT_SIZE) throw new RangeError('no salt');
	const {pid, suite, sid, rekeyAfterLog2, rekeyHours, gwId} = accept;
	return Buffer.concat([
		ACCEPT_HEADER,
		accept.gwid,
		accept.nonce,
		authHeader(ACCEPT_AUTH, pid),
		Uint8Array.of(suite),
		u16(sid),
		accept.salt,
		Uint8Array.of(rekeyAfterLog2, rekeyHours, gwId),
	]);
}

/** The HELLO in a datagram, or undefined. Views of `octets`: copy what must outlive it. */
export function decodeHello(octets: Uint8Array): Received<Hello> | undefined {
	if (octets.length !== HELLO_SIZE || !startsWith(octets, HELLO_HEADER)) return undefined;
	if (!isAuthHeader(octets, HELLO_AUTH_AT, HELLO_AUTH)) return undefined;
	const at = HELLO_AUTH_AT + AUTH_HEADER_SIZE;
	const suites = octets[at]!;
	const mode = octets[at + 1]! & ~COLD;
	const generation = readU32(octets, at + 3);
	if (suites !== Suite.full && suites !== (Suite.full | Suite.compact)) return undefined;
	if (mode !== Mode.chain && mode !== Mode.recover) return undefined;
	if (mode === Mode.recover && generation > RECOVERY_EPOCH_MAX) return undefined;
	return {
		eui: octets.subarray(ID_AT, ID_AT + ID_SIZE),
		nonce: octets.subarray(NONCE_AT, NONCE_AT + NONCE_SIZE),
		counter: readU32(octets, COUNTER_AT),
		pid: readU16(octets, HELLO_AUTH_AT + PID_AT),
		suites,
		mode,
		cold: (octets[at + 1]! & COLD) !== 0,
		gwId: octets[at + 2]!,
		generation,
		body: octets.subarray(0, HELLO_BODY_SIZE),
		mac: octets.subarray(HELLO_BODY_SIZE),
	};
}

/** The ACCEPT in a datagram, or undefined. Views of `octets`: copy what must outlive it. */
export function decodeAccept(octets: Uint8Array): Received<Accept> | undefined {
	if (octets.length !== ACCEPT_SIZE || !startsWith(octets, ACCEPT_HEADER)) return undefined;
	if (!isAuthHeader(octets, ACCEPT_AUTH_AT, ACCEPT_AUTH)) return undefined;
	const at = ACCEPT_AUTH_AT + AUTH_HEADER_SIZE;
	const suite = octets[at]!;
	if (suite !== Suite.full && suite !== Suite.compact) return undefined;
	const after = at + 3 + SALT_SIZE;
	return {
		gwid: octets.subarray(ID_AT, ID_AT + ID_SIZE),
		nonce: octets.subarray(NONCE_AT, NONCE_AT + NONCE_SIZE),
		pid: readU16(octets, ACCEPT_AUTH_AT + PID_AT),
		suite,
		sid: readU16(octets, at + 1),
		salt: octets.subarray(at + 3, after),
		rekeyAfterLog2: octets[after]!,
		rekeyHours: octets[after + 1]!,
		gwId: octets[after + 2]!,
		body: octets.subarray(0, ACCEPT_BODY_SIZE),
		mac: octets.subarray(ACCEPT_BODY_SIZE),
	};
}

export function startsWith(octets: Uint8Array, prefix: Uint8Array): boolean {
	return octets.length >= prefix.length && prefix.every((octet, index) => octets[index] === octet);
}

function checkSizes(id: Uint8Array, nonce: Uint8Array): void {
	if (id.length !== ID_SIZE) throw new RangeError(`an identifier of ${id.length} octets`);
	if (nonce.length !== NONCE_SIZE) throw new RangeError(`a nonce of ${nonce.length} octets`);
}
