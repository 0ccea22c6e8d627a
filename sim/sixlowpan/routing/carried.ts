/* What a packet carries behind its extension headers. */
import {
	DESTINATION_OPTIONS,
	extensionSize,
	HOP_BY_HOP,
	IPV6_SIZE,
	NEXT_HEADER,
	ROUTING,
} from '../ipv6.js';

const EXTENSIONS = [HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS];
const EXTENSION_SIZE_MIN = 8;

export interface Carried {
	readonly protocol: number;
	readonly at: number;
}

/** Undefined where an extension header does not fit into the packet. */
export function carriedIn(packet: Uint8Array, size: number): Carried | undefined {
	let protocol = packet[NEXT_HEADER];
	let at = IPV6_SIZE;
	while (EXTENSIONS.includes(protocol)) {
		if (at + EXTENSION_SIZE_MIN > size) return undefined;
		protocol = packet[at];
		at += extensionSize(packet, at);
	}
	return at <= size ? {protocol, at} : undefined;
}
