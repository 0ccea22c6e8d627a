/*
 * Packets as they begin their way through a network of many hops.
 *
 *   up      IPv6   hop-by-hop: RPL option   UDP or ICMPv6   to the root, parent by parent
 *   down    IPv6   source route             UDP or ICMPv6   from a border router; none for one hop
 *   link    IPv6                            UDP or ICMPv6   to neighbours
 *
 * Checksums cover the last destination, while a source-routed packet names its first hop: so the
 * destination is written twice, by layOut()'s caller before and by aim() after the checksum.
 */
import {
	DESTINATION,
	HOP_BY_HOP,
	HOP_LIMIT,
	IPV6_SIZE,
	NEXT_HEADER,
	PAYLOAD_LENGTH,
	ROUTING,
	writeTraffic,
} from '../ipv6.js';
import {writeU16} from '../octets.js';
import {writeGlobal} from './addresses.js';
import {RPL_OPTION_SIZE, writeRplOption} from './rpl-option.js';
import {sourceRouteSize, writeSourceRoute} from './source-route.js';

export interface Outline {
	/** Of what comes after the headers. */
	readonly protocol: number;
	readonly size: number;
	readonly hopLimit: number;
	/** It goes up, from this rank. */
	readonly rank?: number;
	/** It goes down over these short addresses, the last one its destination. */
	readonly hops?: readonly number[];
}

/** Octets of headers between IPv6 and what is carried. */
export function extensionsSize({rank, hops = []}: Omit<Outline, 'size'>): number {
	if (rank !== undefined) return RPL_OPTION_SIZE;
	return hops.length > 1 ? sourceRouteSize(hops.length - 1) : 0;
}

/** Writes all headers but the addresses; returns where what is carried begins. */
export function layOut(packet: Uint8Array, outline: Outline): number {
	const {protocol, size, hopLimit, rank, hops = []} = outline;
	const carriedAt = IPV6_SIZE + extensionsSize(outline);
	writeTraffic(packet, 0, 0);
	writeU16(packet, PAYLOAD_LENGTH, carriedAt - IPV6_SIZE + size);
	packet[HOP_LIMIT] = hopLimit;
	packet[NEXT_HEADER] = protocol;
	if (rank !== undefined) {
		packet[NEXT_HEADER] = HOP_BY_HOP;
		writeRplOption(packet, IPV6_SIZE, protocol, rank);
	} else if (hops.length > 1) {
		packet[NEXT_HEADER] = ROUTING;
		writeSourceRoute(packet, IPV6_SIZE, protocol, hops.slice(1));
	}
	return carriedAt;
}

/** Sends a packet that is complete to the first of its hops. */
export function aim(packet: Uint8Array, [first]: readonly number[]): void {
	if (first !== undefined) writeGlobal(packet, DESTINATION, first);
}
