/*
 * The checksum that UDP and ICMPv6 share, RFC 8200 clause 8.1: over the two addresses, the size,
 * the protocol and everything from `at` on.
 */
import {IPV6_SIZE, SOURCE} from './ipv6.js';
import {readU16} from './octets.js';

/** The ones' complement sum of all that the checksum covers; 0xffff if the checksum is right. */
export function coveredSum(packet: Uint8Array, at: number, size: number, protocol: number): number {
	// The two addresses end where the header does.
	const addresses = sum(packet, SOURCE, IPV6_SIZE);
	let folded = addresses + (size - at) + protocol + sum(packet, at, size);
	while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
	return folded;
}

function sum(packet: Uint8Array, from: number, to: number): number {
	let words = 0;
	let at = from;
	for (; at + 1 < to; at += 2) words += readU16(packet, at);
	return at < to ? words + (packet[at] << 8) : words;
}
