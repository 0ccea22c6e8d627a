/*
 * UDP over IPv6, RFC 768 and RFC 8200 clause 8.1.
 *
 *   0..1         2..3              4..5    6..7      8..
 *   source port  destination port  Length  Checksum  data
 *
 * `at` is where the UDP header lies in a packet; data goes on to the end of the packet.
 */

import type {Ports} from '../datagram.js';
import {coveredSum} from './checksum.js';
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

/** Writes the header of a datagram that ends at `size`; addresses and data are there already. */
export function writeUdp(packet: Uint8Array, at: number, ports: Ports, size: number): void {
	writeU16(packet, at, ports.from);
	writeU16(packet, at + DESTINATION_PORT, ports.to);
	writeU16(packet, at + LENGTH, size - at);
	writeChecksum(packet, at, size);
}

/** Computes the checksum over pseudo-header, header and data and writes it. */
export function writeChecksum(packet: Uint8Array, at: number, size: number): void {
	writeU16(packet, at + CHECKSUM, 0);
	const checksum = ~coveredSum(packet, at, size, UDP) & 0xffff;
	// Zero would say that there is no checksum, which IPv6 forbids.
	writeU16(packet, at + CHECKSUM, checksum === 0 ? 0xffff : checksum);
}

/** Says whether the checksum is there and right. */
export function checksumHolds(packet: Uint8Array, at: number, size: number): boolean {
	if (readU16(packet, at + CHECKSUM) === 0) return false;
	return coveredSum(packet, at, size, UDP) === 0xffff;
}
