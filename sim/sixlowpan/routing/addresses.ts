/*
 * Addresses of a network of many hops. All nodes share one prefix, which is context 0:
 *
 *   2001:db8:0:1:0:ff:fe00:XXXX   the node with short address XXXX, wherever it is
 *   2001:db8:0:1:0:ff:fe00:0      the virtual root: whichever border router gets it
 *   ff02::1a                      all RPL nodes in range, RFC 6550 clause 20.19
 *   ff03::1                       all nodes of the network, RFC 7346
 *   ff13::1                       the border routers: a group of our own, hence the T bit
 */
import {Contexts} from '../contexts.js';
import {ADDRESS_SIZE} from '../ipv6.js';
import {equal, isZero, readU16, writeU16} from '../octets.js';

/** The prefix of documents, RFC 3849. */
export const PREFIX = Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1);
export const PREFIX_BITS = 64;
/** All of an address but the short one. */
export const SHARED_SIZE = 14;
/** No radio has this short address. */
export const VIRTUAL_ROOT = 0;

const SHARED = Uint8Array.of(...PREFIX, 0, 0, 0, 0xff, 0xfe, 0);

const LINK_RPL_NODES = 0xff02_001a;
const REALM_NODES = 0xff03_0001;
const BORDER_ROUTERS = 0xff13_0001;

/** The prefixes that nodes of such a network know. */
export function routedContexts(): Contexts {
	const contexts = new Contexts();
	contexts.set(0, PREFIX, PREFIX_BITS);
	return contexts;
}

export function writeGlobal(packet: Uint8Array, at: number, short: number): void {
	for (let index = 0; index < SHARED_SIZE; index++) packet[at + index] = SHARED[index];
	writeU16(packet, at + SHARED_SIZE, short);
}

export function isGlobal(packet: Uint8Array, at: number): boolean {
	return equal(packet, at, SHARED, 0, SHARED_SIZE);
}

/** The short address in a unicast address. */
export function shortIn(packet: Uint8Array, at: number): number {
	return readU16(packet, at + SHARED_SIZE);
}

export function writeAllRplNodes(packet: Uint8Array, at: number): void {
	writeGroup(packet, at, LINK_RPL_NODES);
}

export function isAllRplNodes(packet: Uint8Array, at: number): boolean {
	return isGroup(packet, at, LINK_RPL_NODES);
}

export function writeRealmNodes(packet: Uint8Array, at: number): void {
	writeGroup(packet, at, REALM_NODES);
}

export function isRealmNodes(packet: Uint8Array, at: number): boolean {
	return isGroup(packet, at, REALM_NODES);
}

export function writeBorderRouters(packet: Uint8Array, at: number): void {
	writeGroup(packet, at, BORDER_ROUTERS);
}

export function isBorderRouters(packet: Uint8Array, at: number): boolean {
	return isGroup(packet, at, BORDER_ROUTERS);
}

/** `group` has the first and the last two octets of an address with zeros between. */
function writeGroup(packet: Uint8Array, at: number, group: number): void {
	packet.fill(0, at, at + ADDRESS_SIZE);
	writeU16(packet, at, group >>> 16);
	writeU16(packet, at + SHARED_SIZE, group & 0xffff);
}

function isGroup(packet: Uint8Array, at: number, group: number): boolean {
	if (readU16(packet, at) !== group >>> 16 || !isZero(packet, at + 2, 12)) return false;
	return readU16(packet, at + SHARED_SIZE) === (group & 0xffff);
}
