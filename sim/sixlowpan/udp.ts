/*
 * UDP over IPv6, RFC 768 and RFC 8200 clause 8.1.
 *
 *   0..1         2..3              4..5    6..7      8..
 *   source port  destination port  Length  Checksum  data
 *
 * `at` is where the UDP header lies in a packet; data goes on to the end of the packet.
 */
import {IPV6_SIZE, SOURCE} from './ipv6.js';
import {readU16, writeU16} from './octets.js';

export const UDP = 17;
export const UDP_SIZE = 8;

export const DESTINATION_PORT = 2;
export const LENGTH = 4;
export const CHECKSUM = 6;

/** Says whether the packet ends where Length says. */
export function isDatagram(packet: Uint8Array, at: number, size: number): boolean {
	return size >= at + UDP_SIZE && readU16(packet, at + LENGTH) === size - at;
}

/** Computes the checksum over pseudo-header, header and data and writes it. */
export function writeChecksum(packet: Uint8Array, at: number, size: number): void {
	writeU16(packet, at + CHECKSUM, 0);
	const checksum = ~total(packet, at, size) & 0xffff;
	// Zero would say that there is no checksum, which IPv6 forbids.
	writeU16(packet, at + CHECKSUM, checksum === 0 ? 0xffff : checksum);
}

/** Says whether the checksum is there and right. */
export function checksumHolds(packet: Uint8Array, at: number, size: number): boolean {
	if (readU16(packet, at + CHECKSUM) === 0) return false;
	return total(packet, at, size) === 0xffff;
}

/** The ones' complement sum of all that the checksum covers. */
function total(packet: Uint8Array, at: number, size: number): number {
	// The two addresses end where the header does.
	const addresses = sum(packet, SOURCE, IPV6_SIZE);
	let folded = addresses + (size - at) + UDP + sum(packet, at, size);
	while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
	return folded;
}

function sum(packet: Uint8Array, from: number, to: number): number {
	let words = 0;
	let at = from;
	for (; at + 1 < to; at += 2) words += readU16(packet, at);
	return at < to ? words + (packet[at] << 8) : words;
}
