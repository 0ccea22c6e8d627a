/*
 * AUTH messages of SNAKE-128: the inner message of a handshake frame, and key management inside
 * of records.
 *
 *   0        1    2..3   4        5    6..8    9        10..
 *   Length   03   pid    reason   03   "SNK"   code     data
 *
 *   code   message      data                              reason
 *   0x13   REKEY-REQ    reason1 deadline2                 0x18
 *   0x14   GROUPKEY     epoch2 key16 floor4 flags1        0x18
 *   0x15   GK-ACK       epoch2                            0x18
 *   0x16   SYNC         floor4                            0x00 as an answer, 0x18 unasked
 *   0x17   RESUME       floor4                            0x18
 *   0x18   CONF         tag8                              0x18
 *   0x19   CONF-ACK     -                                 0x00
 *
 * An answer has the pid of what it answers. Knows no key and no session.
 */
import {readU16, readU32, u16, u32} from './integers.js';

/** Reserved in MQTT-SN 1.2. */
export const AUTH_TYPE = 0x03;
/** With the code, which is the first octet of the data. */
export const AUTH_HEADER_SIZE = 10;

export type Auth = {readonly pid: number} & (
	| {readonly type: 'REKEY-REQ'; readonly reason: number; readonly deadlineS: number}
	| {
			readonly type: 'GROUPKEY';
			readonly epoch: number;
			readonly key: Uint8Array;
			/** The broadcast counter that was used last. */
			readonly floor: number;
	  }
	| {readonly type: 'GK-ACK'; readonly epoch: number}
	| {readonly type: 'SYNC'; readonly floor: number; readonly asked: boolean}
	| {readonly type: 'RESUME'; readonly floor: number}
	| {readonly type: 'CONF'; readonly tag: Uint8Array}
	| {readonly type: 'CONF-ACK'}
);

/** What is constant in the header of one AUTH. */
export interface AuthShape {
	/** Of the whole message. */
	readonly size: number;
	readonly reason: number;
	readonly code: number;
}

const METHOD = Uint8Array.of(0x03, 0x53, 0x4e, 0x4b);
const ANSWER = 0x00;
const CONTINUE = 0x18;
const PID_AT = 2;
const REASON_AT = 4;
const METHOD_AT = 5;
const CODE_AT = 9;
const DATA_AT = 10;
const KEY_SIZE = 16;
const TAG_SIZE = 8;

const shapes = {
	'REKEY-REQ': {size: 13, reason: CONTINUE, code: 0x13},
	GROUPKEY: {size: 33, reason: CONTINUE, code: 0x14},
	'GK-ACK': {size: 12, reason: CONTINUE, code: 0x15},
	SYNC: {size: 14, reason: CONTINUE, code: 0x16},
	RESUME: {size: 14, reason: CONTINUE, code: 0x17},
	CONF: {size: 18, reason: CONTINUE, code: 0x18},
	'CONF-ACK': {size: 10, reason: ANSWER, code: 0x19},
} as const satisfies Record<Auth['type'], AuthShape>;

const SYNC_ANSWER: AuthShape = {...shapes.SYNC, reason: ANSWER};

/** The ten octets before the data. */
export function authHeader({size, reason, code}: AuthShape, pid: number): Uint8Array {
	const {[0]: high, [1]: low} = u16(pid);
	return Uint8Array.of(size, AUTH_TYPE, high!, low!, reason, ...METHOD, code);
}

/** Whether those ten octets stand at `at`, whatever the pid. The caller has compared sizes. */
export function isAuthHeader(octets: Uint8Array, at: number, shape: AuthShape): boolean {
	return (
		octets[at] === shape.size &&
		octets[at + 1] === AUTH_TYPE &&
		octets[at + REASON_AT] === shape.reason &&
		METHOD.every((octet, index) => octets[at + METHOD_AT + index] === octet) &&
		octets[at + CODE_AT] === shape.code
	);
}

/** Throws RangeError for numbers and octets that do not fit. */
export function encodeAuth(auth: Auth): Uint8Array {
	const shape = auth.type === 'SYNC' && auth.asked ? SYNC_ANSWER : shapes[auth.type];
	const octets = Buffer.concat([authHeader(shape, auth.pid), dataOf(auth)]);
	if (octets.length !== shape.size) throw new RangeError(`${auth.type} of ${octets.length} octets`);
	return octets;
}

/** The key management in an inner message, or undefined. Octets in it are copies. */
export function decodeAuth(octets: Uint8Array): Auth | undefined {
	for (const type of Object.keys(shapes) as Auth['type'][]) {
		if (isOf(octets, shapes[type])) return read(octets, type, false);
	}
	return isOf(octets, SYNC_ANSWER) ? read(octets, 'SYNC', true) : undefined;
}

function isOf(octets: Uint8Array, shape: AuthShape): boolean {
	return octets.length === shape.size && isAuthHeader(octets, 0, shape);
}

function dataOf(auth: Auth): Uint8Array {
	switch (auth.type) {
		case 'REKEY-REQ':
			return Buffer.concat([Uint8Array.of(auth.reason), u16(auth.deadlineS)]);
		case 'GROUPKEY':
			return Buffer.concat([u16(auth.epoch), auth.key, u32(auth.floor), Uint8Array.of(0)]);
		case 'GK-ACK':
			return u16(auth.epoch);
		case 'SYNC':
		case 'RESUME':
			return u32(auth.floor);
		case 'CONF':
			return auth.tag;
		case 'CONF-ACK':
			return new Uint8Array(0);
	}
}

function read(octets: Uint8Array, type: Auth['type'], asked: boolean): Auth {
	const pid = readU16(octets, PID_AT);
	switch (type) {
		case 'REKEY-REQ':
			return {type, pid, reason: octets[DATA_AT]!, deadlineS: readU16(octets, DATA_AT + 1)};
		case 'GROUPKEY': {
			const key = copied(octets, DATA_AT + 2, KEY_SIZE);
			const floor = readU32(octets, DATA_AT + 2 + KEY_SIZE);
			return {type, pid, epoch: readU16(octets, DATA_AT), key, floor};
		}
		case 'GK-ACK':
			return {type, pid, epoch: readU16(octets, DATA_AT)};
		case 'SYNC':
			return {type, pid, asked, floor: readU32(octets, DATA_AT)};
		case 'RESUME':
			return {type, pid, floor: readU32(octets, DATA_AT)};
		case 'CONF':
			return {type, pid, tag: copied(octets, DATA_AT, TAG_SIZE)};
		case 'CONF-ACK':
			return {type, pid};
	}
}

/** Not slice(), which is a view where the octets are a Buffer. */
function copied(octets: Uint8Array, at: number, size: number): Uint8Array {
	return Uint8Array.from(octets.subarray(at, at + size));
}
