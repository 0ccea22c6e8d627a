/*
 * The payloads of frames, but for those of control. Numbers are least significant octet first.
 *
 *   DGRAM_UP     t_us u32   tag u8      destination u16   the datagram
 *   DGRAM_DOWN   t_us u32   rssi i8     source u16        the datagram
 *   LOG          t_us u32   level u8    text, UTF-8
 *   PING         nonce u32  t1 u32      sent u32
 *   PONG         nonce u32  t1 u32      t2 u32   t3 u32   rxBytes u32   credit u32   flags u8
 *   PANIC        t_us u32   code u16    line u16   trap u8
 *   FAULT        r0 r1 r2 r3 r12 lr pc psr cfsr hfsr mmfar bfar, u32 each
 *
 * A payload that is too short is undefined; what follows a payload of known size is passed over.
 */

export interface DatagramUp {
	/** The device's clock. */
	readonly tUs: number;
	readonly tag: number;
	/** A link address; 0xffff is everybody. */
	readonly destination: number;
	readonly octets: Uint8Array;
}

export interface DatagramDown {
	readonly tUs: number;
	readonly rssiDbm: number;
	readonly source: number;
	readonly octets: Uint8Array;
}

export interface LogLine {
	readonly tUs: number;
	readonly level: number;
	readonly text: string;
}

export interface Ping {
	readonly nonce: number;
	/** Microseconds of the host. */
	readonly t1: number;
	/** Octets since HELLO, this frame included. */
	readonly sent: number;
}

export interface Pong {
	/** 0: nobody has asked. */
	readonly nonce: number;
	readonly t1: number;
	readonly t2: number;
	readonly t3: number;
	readonly rxBytes: number;
	readonly credit: number;
	readonly flags: number;
}

export interface Panic {
	readonly tUs: number;
	readonly code: number;
	readonly line: number;
	readonly trap: number;
}

export type Fault = Readonly<Record<(typeof REGISTERS)[number], number>>;

const REGISTERS = [
	'r0',
	'r1',
	'r2',
	'r3',
	'r12',
	'lr',
	'pc',
	'psr',
	'cfsr',
	'hfsr',
	'mmfar',
	'bfar',
] as const;

const DATAGRAM_AT = 7;
const TEXT_AT = 5;
const PING_SIZE = 12;
const PONG_SIZE = 25;
const PANIC_SIZE = 9;
const WORD_SIZE = 4;

export function datagramUp(payload: Uint8Array): DatagramUp | undefined {
	if (payload.length < DATAGRAM_AT) return undefined;
	const view = viewOf(payload);
	const destination = view.getUint16(5, true);
	return {tUs: view.getUint32(0, true), tag: payload[4]!, destination, octets: payload.slice(7)};
}

export function encodeDatagramDown({tUs, rssiDbm, source, octets}: DatagramDown): Uint8Array {
	const payload = new Uint8Array(DATAGRAM_AT + octets.length);
	const view = viewOf(payload);
	view.setUint32(0, tUs >>> 0, true);
	view.setInt8(4, rssiDbm);
	view.setUint16(5, source, true);
	payload.set(octets, DATAGRAM_AT);
	return payload;
}

export function logLine(payload: Uint8Array): LogLine | undefined {
	if (payload.length < TEXT_AT) return undefined;
	const text = Buffer.from(payload.subarray(TEXT_AT)).toString();
	return {tUs: viewOf(payload).getUint32(0, true), level: payload[4]!, text};
}

export function encodePing({nonce, t1, sent}: Ping): Uint8Array {
	const payload = new Uint8Array(PING_SIZE);
	const view = viewOf(payload);
	for (const [index, word] of [nonce, t1, sent].entries()) {
		view.setUint32(index * WORD_SIZE, word >>> 0, true);
	}
	return payload;
}

export function pongIn(payload: Uint8Array): Pong | undefined {
	if (payload.length < PONG_SIZE) return undefined;
	const [nonce, t1, t2, t3, rxBytes, credit] = words(payload, 6);
	return {
		nonce: nonce!,
		t1: t1!,
		t2: t2!,
		t3: t3!,
		rxBytes: rxBytes!,
		credit: credit!,
		flags: payload[24]!,
	};
}

export function panicIn(payload: Uint8Array): Panic | undefined {
	if (payload.length < PANIC_SIZE) return undefined;
	const view = viewOf(payload);
	return {
		tUs: view.getUint32(0, true),
		code: view.getUint16(4, true),
		line: view.getUint16(6, true),
		trap: payload[8]!,
	};
}

export function faultIn(payload: Uint8Array): Fault | undefined {
	if (payload.length < REGISTERS.length * WORD_SIZE) return undefined;
	const values = words(payload, REGISTERS.length);
	return Object.fromEntries(REGISTERS.map((name, index) => [name, values[index]!])) as Fault;
}

function words(payload: Uint8Array, count: number): number[] {
	const view = viewOf(payload);
	return Array.from({length: count}, (_, index) => view.getUint32(index * WORD_SIZE, true));
}

function viewOf(octets: Uint8Array): DataView {
	return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}
