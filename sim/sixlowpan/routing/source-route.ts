/*
 * The source routing header of RPL, RFC 6554: routing type 3.
 *
 *   0             1      2   3               4                 5        6..7   8..
 *   next header   size   3   segments left   CmprI 14 CmprE 14 Pad 4.   0      short addresses, pad
 *
 * All addresses of a network differ in their last two octets alone, so these are all that is said.
 * The destination of a packet is the next hop, its last one the last address here.
 */
import {DESTINATION, extensionSize, IPV6_SIZE, NEXT_HEADER, ROUTING} from '../ipv6.js';
import {readU16, writeU16} from '../octets.js';
import {isGlobal, SHARED_SIZE, shortIn, writeGlobal} from './addresses.js';

const ROUTING_TYPE = 3;
const SEGMENTS_LEFT = 3;
const FIXED_SIZE = 8;
const SHORT_SIZE = 2;
const UNIT = 8;
const COMPRESSION = (SHARED_SIZE << 4) | SHARED_SIZE;

/** Octets of a header for so many hops after the first one. */
export function sourceRouteSize(hops: number): number {
	return FIXED_SIZE + UNIT * Math.ceil((SHORT_SIZE * hops) / UNIT);
}

/** Writes a header for the `hops` after the first one at `at`. */
export function writeSourceRoute(
	packet: Uint8Array,
	at: number,
	next: number,
	hops: readonly number[],
): void {
	const size = sourceRouteSize(hops.length);
	packet.fill(0, at, at + size);
	packet[at] = next;
	packet[at + 1] = size / UNIT - 1;
	packet[at + 2] = ROUTING_TYPE;
	packet[at + SEGMENTS_LEFT] = hops.length;
	packet[at + 4] = COMPRESSION;
	packet[at + 5] = (size - FIXED_SIZE - SHORT_SIZE * hops.length) << 4;
	hops.forEach((hop, index) => {
		writeU16(packet, at + FIXED_SIZE + SHORT_SIZE * index, hop);
	});
}

/** Where the header is in a packet that has one first; 0 if it has none that can be read here. */
export function sourceRouteAt(packet: Uint8Array, size: number): number {
	const at = IPV6_SIZE;
	if (packet[NEXT_HEADER] !== ROUTING || size < at + FIXED_SIZE) return 0;
	if (packet[at + 2] !== ROUTING_TYPE || packet[at + 4] !== COMPRESSION) return 0;
	const end = at + extensionSize(packet, at);
	return end <= size && packet[at + SEGMENTS_LEFT] <= countOf(packet, at) ? at : 0;
}

/**
 * Puts the next hop into the destination and the old one in its place; returns its short address, 0
 * if there is none left. RFC 6554 clause 4.2.
 */
export function nextSegment(packet: Uint8Array, at: number): number {
	const left = packet[at + SEGMENTS_LEFT];
	if (left === 0 || !isGlobal(packet, DESTINATION)) return 0;
	const segment = at + FIXED_SIZE + SHORT_SIZE * (countOf(packet, at) - left);
	const next = readU16(packet, segment);
	writeU16(packet, segment, shortIn(packet, DESTINATION));
	writeGlobal(packet, DESTINATION, next);
	packet[at + SEGMENTS_LEFT] = left - 1;
	return next;
}

function countOf(packet: Uint8Array, at: number): number {
	const pad = packet[at + 5] >>> 4;
	return Math.max(0, (extensionSize(packet, at) - FIXED_SIZE - pad) / SHORT_SIZE);
}
