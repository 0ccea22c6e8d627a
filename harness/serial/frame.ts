/*
 * A frame of the line:
 *
 *   00  cobs(type seq payload crc)  00      crc: CRC-32 of all before it, four octets,
 *                                           the least significant first
 *
 * The first 00 ends whatever stood before it. Knows no payload.
 */
import {crc32} from 'node:zlib';
import {decodeCobs, encodeCobs} from './cobs.js';

export interface Frame {
	readonly type: number;
	/** Of this direction, modulo 256. */
	readonly seq: number;
	readonly payload: Uint8Array;
}

/** The longest payload of version 1. */
export const PAYLOAD_MAX = 270;

const HEADER_SIZE = 2;
const CRC_SIZE = 4;
/** A block of COBS is full after so many octets. */
const COBS_BLOCK = 254;

/** What `frame` is on the line. Throws RangeError for a payload that no device can take. */
export function encodeFrame({type, seq, payload}: Frame): Uint8Array {
	if (payload.length > PAYLOAD_MAX) throw new RangeError(`a payload of ${payload.length} octets`);
	const raw = new Uint8Array(HEADER_SIZE + payload.length + CRC_SIZE);
	raw.set([type, seq]);
	raw.set(payload, HEADER_SIZE);
	const crcAt = raw.length - CRC_SIZE;
	new DataView(raw.buffer).setUint32(crcAt, crc32(raw.subarray(0, crcAt)), true);
	return Buffer.concat([Uint8Array.of(0), encodeCobs(raw), Uint8Array.of(0)]);
}

/** The frame that a segment between two 00 is; undefined where it is none. */
export function decodeFrame(segment: Uint8Array): Frame | undefined {
	const raw = decodeCobs(segment);
	if (raw === undefined || raw.length < HEADER_SIZE + CRC_SIZE) return undefined;
	const crcAt = raw.length - CRC_SIZE;
	const crc = new DataView(raw.buffer, raw.byteOffset).getUint32(crcAt, true);
	if (crc !== crc32(raw.subarray(0, crcAt))) return undefined;
	return {type: raw[0]!, seq: raw[1]!, payload: raw.subarray(HEADER_SIZE, crcAt)};
}

/** Octets that a frame with a payload of fewer than 248 has on the line, both 00 included. */
export function frameSize(payloadSize: number): number {
	return 1 + segmentMax(payloadSize) + 1;
}

/** The most octets that a segment has between its 00. */
export function segmentMax(payloadMax: number): number {
	const raw = HEADER_SIZE + payloadMax + CRC_SIZE;
	return raw + 1 + Math.floor(raw / COBS_BLOCK);
}
