/*
 * What somebody reads who has opened a node and soldered wires to its flash: the newest whole
 * record of each kind, wherever it lies.
 *
 *   0       2      3      4     8         8 + size
 *   | magic | kind | size | seq | body .. | crc32 |          little-endian
 *
 *   Key     1   44   generation 4 | EUI 8 | RC 16 | RK 16
 *   Uplink  3    4   no counter from here on was sent
 *
 * Written apart from the firmware's journal. Knows no page.
 */
import {crc32} from 'node:zlib';
import type {DeviceFlash} from '../security/device.js';

const MAGIC = 0x4a52;
const KEY = {kind: 1, size: 44};
const UPLINK = {kind: 3, size: 4};
const HEADER_SIZE = 8;
const SEQ_AT = 4;
const CRC_SIZE = 4;
const WORD = 4;
const ALL_ONES = 0xffff_ffff;

/** What a device model needs to go on as the node with that flash; undefined where it has no keys. */
export function stolen(image: Uint8Array): DeviceFlash | undefined {
	const octets = Buffer.from(image);
	const key = newest(octets, KEY);
	if (key === undefined) return undefined;
	return {
		generation: key.readUInt32LE(0),
		eui: key.subarray(4, 12),
		recoveryKey: key.subarray(12, 28),
		rootKey: key.subarray(28, 44),
		counterCeiling: newest(octets, UPLINK)?.readUInt32LE(0) ?? 0,
	};
}

function newest(octets: Buffer, {kind, size}: {kind: number; size: number}): Buffer | undefined {
	const first = (MAGIC | (kind << 16) | (size << 24)) >>> 0;
	let found: Buffer | undefined;
	let highest = -1;
	for (let at = 0; at + HEADER_SIZE + size + CRC_SIZE <= octets.length; at += WORD) {
		if (octets.readUInt32LE(at) !== first || !isWhole(octets, at, HEADER_SIZE + size)) continue;
		const seq = octets.readUInt32LE(at + SEQ_AT);
		if (seq <= highest) continue;
		highest = seq;
		found = octets.subarray(at + HEADER_SIZE, at + HEADER_SIZE + size);
	}
	return found;
}

/** The firmware keeps the checksum before its last step, which turns all bits over. */
function isWhole(octets: Buffer, at: number, size: number): boolean {
	const sum = (crc32(octets.subarray(at, at + size)) ^ ALL_ONES) >>> 0;
	return octets.readUInt32LE(at + size) === sum;
}
