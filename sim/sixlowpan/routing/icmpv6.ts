/*
 * ICMPv6, RFC 4443, as far as RPL needs it.
 *
 *   0      1      2..3       4..
 *   Type   Code   Checksum   body
 */
import {coveredSum} from '../checksum.js';
import {writeU16} from '../octets.js';

export const ICMPV6 = 58;
export const ICMPV6_SIZE = 4;
/** RFC 6550 clause 6: Code says which message. */
export const RPL_CONTROL = 155;

const CHECKSUM = 2;

/** Writes Type and Code at `at` and, once all of the packet of `size` octets is there, the sum. */
export function writeIcmpv6(
	packet: Uint8Array,
	at: number,
	size: number,
	{type, code}: {readonly type: number; readonly code: number},
): void {
	packet[at] = type;
	packet[at + 1] = code;
	writeU16(packet, at + CHECKSUM, 0);
	writeU16(packet, at + CHECKSUM, ~coveredSum(packet, at, size, ICMPV6) & 0xffff);
}

/** Says whether there is a message at `at` and its checksum is right. */
export function isIcmpv6(packet: Uint8Array, at: number, size: number): boolean {
	return size >= at + ICMPV6_SIZE && coveredSum(packet, at, size, ICMPV6) === 0xffff;
}
