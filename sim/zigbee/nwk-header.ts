/*
 * The header of a NWK frame: ZigBee specification 3.3.1. Numbers go low octet first.
 *
 *   0..1   2..3   4..5   6        7     8..
 *   FCF    dst    src    radius   seq   [dst IEEE 8] [src IEEE 8] [source route]
 *
 *   FCF bit   0-1 type (0 data, 1 command)   2-5 protocol version, 2   6-7 discover route
 *             8 multicast   9 security   10 source route   11 dst IEEE   12 src IEEE   13 end device
 *
 *   source route   relay count 1   relay index 1   relays 2 each, the nearest to dst first
 *
 * Left out: multicast and inter-PAN frames, which are not read. Security is the business of
 * network-security.ts; its header follows this one.
 */
import {readU16, readU32, writeU16, writeU32} from './octets.js';

export const NwkType = {data: 0, command: 1} as const;
export const PROTOCOL_VERSION = 2;
export const HEADER_SIZE = 8;
/** Relays that a source route may name: what is more does not fit beside a message. */
export const RELAYS_MAX = 6;
/** Where radius and the relay index lie; they change on the way. */
export const RADIUS_AT = 6;

/** Destinations of broadcasts. */
export const Everybody = {
	/** All devices, those that sleep among them. */
	all: 0xffff,
	/** All whose receiver is on when idle. */
	awake: 0xfffd,
	/** Routers and the coordinator. */
	routers: 0xfffc,
} as const;

const BROADCASTS = 0xfff8;
const VERSION_SHIFT = 2;
const DISCOVER = 0x40;
const MULTICAST = 0x0100;
const SECURITY = 0x0200;
const SOURCE_ROUTE = 0x0400;
const DST_IEEE = 0x0800;
const SRC_IEEE = 0x1000;
const IEEE_SIZE = 8;

/** Whether an address is one of the broadcast addresses. */
export function isBroadcast(address: number): boolean {
	return address >= BROADCASTS;
}

/** The fields of one header, made to be filled again and again. */
export class NwkHeader {
	type = 0;
	discover = false;
	secured = true;
	destination = 0;
	source = 0;
	radius = 0;
	sequence = 0;
	/** High is -1 where the frame does not carry the EUI-64. */
	dstHigh = -1;
	dstLow = 0;
	srcHigh = -1;
	srcLow = 0;
	/** -1 where the frame has no source route. */
	relayCount = -1;
	relayIndex = 0;
	readonly relays = new Uint16Array(RELAYS_MAX);
	/** Octets of the header. */
	size = 0;

	/** Whether the frame is for many. */
	get broadcast(): boolean {
		return isBroadcast(this.destination);
	}

	/** Makes a header of our own: secured, without addresses of eight octets and source route. */
	begin(type: number, source: number, destination: number): void {
		this.type = type;
		this.discover = false;
		this.secured = true;
		this.source = source;
		this.destination = destination;
		this.dstHigh = -1;
		this.srcHigh = -1;
		this.relayCount = -1;
	}

	/** Has the frame carry the EUI-64 of its source. */
	sign(high: number, low: number): void {
		this.srcHigh = high;
		this.srcLow = low;
	}

	/** Reads the header at 0 of `size` octets; false where it is cut short or of another kind. */
	read(octets: Uint8Array, size: number): boolean {
		if (size < HEADER_SIZE) return false;
		const fcf = readU16(octets, 0);
		this.type = fcf & 3;
		if (this.type > NwkType.command || (fcf & MULTICAST) !== 0) return false;
		if (((fcf >>> VERSION_SHIFT) & 0xf) !== PROTOCOL_VERSION) return false;
		this.discover = (fcf & DISCOVER) !== 0;
		this.secured = (fcf & SECURITY) !== 0;
		this.destination = readU16(octets, 2);
		this.source = readU16(octets, 4);
		this.radius = octets[RADIUS_AT];
		this.sequence = octets[7];
		const after = this.#readAddresses(octets, fcf, size);
		if (after < 0) return false;
		this.size = this.#readRelays(octets, after, (fcf & SOURCE_ROUTE) !== 0 ? size : 0);
		return this.size > 0;
	}

	/** Writes the header at 0, sets `size` and returns it. */
	write(octets: Uint8Array): number {
		let fcf = this.type | (PROTOCOL_VERSION << VERSION_SHIFT);
		if (this.discover) fcf |= DISCOVER;
		if (this.secured) fcf |= SECURITY;
		if (this.relayCount >= 0) fcf |= SOURCE_ROUTE;
		if (this.dstHigh >= 0) fcf |= DST_IEEE;
		if (this.srcHigh >= 0) fcf |= SRC_IEEE;
		writeU16(octets, 0, fcf);
		writeU16(octets, 2, this.destination);
		writeU16(octets, 4, this.source);
		octets[RADIUS_AT] = this.radius;
		octets[7] = this.sequence;
		let end = HEADER_SIZE;
		if (this.dstHigh >= 0) end = writeIeee(octets, end, this.dstHigh, this.dstLow);
		if (this.srcHigh >= 0) end = writeIeee(octets, end, this.srcHigh, this.srcLow);
		this.size = this.relayCount < 0 ? end : this.#writeRelays(octets, end);
		return this.size;
	}

	#readAddresses(octets: Uint8Array, fcf: number, size: number): number {
		let at = HEADER_SIZE;
		const hasDst = (fcf & DST_IEEE) !== 0;
		const hasSrc = (fcf & SRC_IEEE) !== 0;
		if (at + (hasDst ? IEEE_SIZE : 0) + (hasSrc ? IEEE_SIZE : 0) > size) return -1;
		this.dstHigh = hasDst ? readU32(octets, at + 4) : -1;
		this.dstLow = hasDst ? readU32(octets, at) : 0;
		if (hasDst) at += IEEE_SIZE;
		this.srcHigh = hasSrc ? readU32(octets, at + 4) : -1;
		this.srcLow = hasSrc ? readU32(octets, at) : 0;
		return hasSrc ? at + IEEE_SIZE : at;
	}

	/** Returns where the header ends, or -1. A size of 0 says that there is no source route. */
	#readRelays(octets: Uint8Array, at: number, size: number): number {
		this.relayCount = -1;
		if (size === 0) return at;
		if (at + 2 > size) return -1;
		const count = octets[at];
		const index = octets[at + 1];
		if (count > RELAYS_MAX || (index >= count && count > 0) || at + 2 + 2 * count > size) return -1;
		this.relayCount = count;
		this.relayIndex = index;
		for (let relay = 0; relay < count; relay++) {
			this.relays[relay] = readU16(octets, at + 2 + 2 * relay);
		}
		return at + 2 + 2 * count;
	}

	#writeRelays(octets: Uint8Array, at: number): number {
		octets[at] = this.relayCount;
		octets[at + 1] = this.relayIndex;
		let end = at + 2;
		for (let relay = 0; relay < this.relayCount; relay++) {
			end = writeU16(octets, end, this.relays[relay]);
		}
		return end;
	}
}

function writeIeee(octets: Uint8Array, at: number, high: number, low: number): number {
	return writeU32(octets, writeU32(octets, at, low), high);
}
