/*
 * The fixed header of IPv6, RFC 8200 clause 3, at the start of a buffer that holds one packet.
 *
 *   0..3                              4..5            6            7          8..23   24..39
 *   version 4, class 8, flow label 20  Payload Length  Next Header  Hop Limit  source  destination
 *
 * Of extension headers it knows the size, of neighbours nothing.
 */
import {equal, isZero, readU16, writeU16, writeU32} from './octets.js';

export const IPV6_SIZE = 40;
/** The least MTU of IPv6, and with 6LoWPAN also the greatest: RFC 4944 clause 4. */
export const MTU = 1280;

export const PAYLOAD_LENGTH = 4;
export const NEXT_HEADER = 6;
export const HOP_LIMIT = 7;
export const SOURCE = 8;
export const DESTINATION = 24;
export const ADDRESS_SIZE = 16;

/** Protocol numbers of extension headers. */
export const HOP_BY_HOP = 0;
export const ROUTING = 43;
export const DESTINATION_OPTIONS = 60;

const VERSION = 6;

export function writeTraffic(packet: Uint8Array, trafficClass: number, flowLabel: number): void {
	packet[0] = (VERSION << 4) | (trafficClass >>> 4);
	packet[1] = ((trafficClass & 0x0f) << 4) | (flowLabel >>> 16);
	writeU16(packet, 2, flowLabel & 0xffff);
}

export function trafficClass(packet: Uint8Array): number {
	return ((packet[0] & 0x0f) << 4) | (packet[1] >>> 4);
}

export function flowLabel(packet: Uint8Array): number {
	return ((packet[1] & 0x0f) << 16) | readU16(packet, 2);
}

/** Says whether `size` octets are one whole packet with a header that agrees. */
export function isPacket(packet: Uint8Array, size: number): boolean {
	if (size < IPV6_SIZE || packet[0] >>> 4 !== VERSION) return false;
	return readU16(packet, PAYLOAD_LENGTH) === size - IPV6_SIZE;
}

/** Octets of the extension header at `at`: its second octet counts those beyond eight, by eight. */
export function extensionSize(packet: Uint8Array, at: number): number {
	return 8 * (packet[at + 1] + 1);
}

export function isMulticast(packet: Uint8Array, at: number): boolean {
	return packet[at] === 0xff;
}

/** Writes fe80::/64 and the interface identifier `iid` at `at`. */
export function writeLinkLocal(packet: Uint8Array, at: number, iid: Uint8Array): void {
	writeU32(packet, at, 0xfe80_0000);
	writeU32(packet, at + 4, 0);
	for (let index = 0; index < 8; index++) packet[at + 8 + index] = iid[index];
}

export function isLinkLocal(packet: Uint8Array, at: number, iid: Uint8Array): boolean {
	if (readU16(packet, at) !== 0xfe80 || !isZero(packet, at + 2, 6)) return false;
	return equal(packet, at + 8, iid, 0, 8);
}

/** Writes ff02::1 at `at`: all nodes on the link. */
export function writeAllNodes(packet: Uint8Array, at: number): void {
	writeLinkGroup(packet, at, 1);
}

/** Writes ff02::2 at `at`: all routers on the link. */
export function writeAllRouters(packet: Uint8Array, at: number): void {
	writeLinkGroup(packet, at, 2);
}

export function isAllNodes(packet: Uint8Array, at: number): boolean {
	return readU16(packet, at) === 0xff02 && isZero(packet, at + 2, 13) && packet[at + 15] === 1;
}

function writeLinkGroup(packet: Uint8Array, at: number, group: number): void {
	writeU32(packet, at, 0xff02_0000);
	writeU32(packet, at + 4, 0);
	writeU32(packet, at + 8, 0);
	writeU32(packet, at + 12, group);
}
