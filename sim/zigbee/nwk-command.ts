/*
 * Payloads of NWK commands: ZigBee specification 3.4. The first octet says which.
 *
 *   01 route request       options   id   destination 2   path cost
 *   02 route reply         options   id   originator 2   responder 2   path cost
 *   03 network status      code   address 2
 *   04 leave               options
 *   05 route record        relay count   relays 2 each
 *   06 rejoin request      capabilities
 *   07 rejoin response     address 2   status
 *   08 link status         options: count 0-4, first 5, last 6   (address 2, costs 1) each
 *
 * Bits 3 and 4 of a route request's options say that many are to find the way to one: with (1) or
 * without (2) a table for route records. Addresses of eight octets in requests and replies are
 * read over, and never written.
 */
import {readU16, writeU16} from './octets.js';

export const Command = {
	routeRequest: 1,
	routeReply: 2,
	networkStatus: 3,
	leave: 4,
	routeRecord: 5,
	rejoinRequest: 6,
	rejoinResponse: 7,
	linkStatus: 8,
} as const;

/** Codes of a network status. */
export const NetworkStatus = {
	noRoute: 0x00,
	linkFailure: 0x02,
	parentLinkFailure: 0x09,
	sourceRouteFailure: 0x0b,
	manyToOneFailure: 0x0c,
} as const;

/** Octets of each, or the fewest that it can have. */
const SIZES = [0, 6, 8, 4, 2, 2, 2, 4, 2];
const MANY_TO_ONE_WITH_TABLE = 0x08;
const MANY_TO_ONE = 0x18;
const COUNT_MASK = 0x1f;
const FIRST = 0x20;
const LAST = 0x40;
/** Octets of a neighbour in a link status. */
const LINK_SIZE = 3;
export const LINK_STATUS_HEADER_SIZE = 2;
/** Neighbours in one link status: what fits a frame beside an EUI-64. */
export const LINKS_MAX = 26;

/** Which command lies at `at`, or -1 where it is none or cut short before `end`. */
export function commandAt(octets: Uint8Array, at: number, end: number): number {
	if (at >= end) return -1;
	const command = octets[at];
	if (command === 0 || command >= SIZES.length || end - at < SIZES[command]) return -1;
	if (command === Command.routeRecord && end - at < 2 + 2 * octets[at + 1]) return -1;
	if (command === Command.linkStatus && end - at < 2 + LINK_SIZE * linkCount(octets, at)) return -1;
	return command;
}

/** A route request, filled again and again. */
export class RouteRequest {
	id = 0;
	destination = 0;
	cost = 0;
	manyToOne = false;

	read(octets: Uint8Array, at: number): void {
		this.manyToOne = (octets[at + 1] & MANY_TO_ONE) !== 0;
		this.id = octets[at + 2];
		this.destination = readU16(octets, at + 3);
		this.cost = octets[at + 5];
	}

	/** Returns where it ends. */
	write(octets: Uint8Array, at: number): number {
		octets[at] = Command.routeRequest;
		octets[at + 1] = this.manyToOne ? MANY_TO_ONE_WITH_TABLE : 0;
		octets[at + 2] = this.id;
		writeU16(octets, at + 3, this.destination);
		octets[at + 5] = this.cost;
		return at + 6;
	}
}

export class RouteReply {
	id = 0;
	originator = 0;
	responder = 0;
	cost = 0;

	read(octets: Uint8Array, at: number): void {
		this.id = octets[at + 2];
		this.originator = readU16(octets, at + 3);
		this.responder = readU16(octets, at + 5);
		this.cost = octets[at + 7];
	}

	/** Returns where it ends. */
	write(octets: Uint8Array, at: number): number {
		octets[at] = Command.routeReply;
		octets[at + 1] = 0;
		octets[at + 2] = this.id;
		writeU16(octets, at + 3, this.originator);
		writeU16(octets, at + 5, this.responder);
		octets[at + 7] = this.cost;
		return at + 8;
	}
}

export function writeNetworkStatus(
	octets: Uint8Array,
	at: number,
	code: number,
	address: number,
): number {
	octets[at] = Command.networkStatus;
	octets[at + 1] = code;
	return writeU16(octets, at + 2, address);
}

/** A route record without relays yet; each router on the way appends itself. */
export function writeRouteRecord(octets: Uint8Array, at: number): number {
	octets[at] = Command.routeRecord;
	octets[at + 1] = 0;
	return at + 2;
}

/** Appends `relay` to the route record at `at`; returns where it ends now. */
export function appendRelay(octets: Uint8Array, at: number, relay: number): number {
	const end = at + 2 + 2 * octets[at + 1]++;
	return writeU16(octets, end, relay);
}

export function writeRejoinRequest(octets: Uint8Array, at: number, capabilities: number): number {
	octets[at] = Command.rejoinRequest;
	octets[at + 1] = capabilities;
	return at + 2;
}

export function writeRejoinResponse(
	octets: Uint8Array,
	at: number,
	address: number,
	status: number,
): number {
	octets[at] = Command.rejoinResponse;
	writeU16(octets, at + 1, address);
	octets[at + 3] = status;
	return at + 4;
}

/** Neighbours in the link status at `at`. */
export function linkCount(octets: Uint8Array, at: number): number {
	return octets[at + 1] & COUNT_MASK;
}

/** Whether the list begins, or ends, with the link status at `at`. */
export function listBegins(octets: Uint8Array, at: number): boolean {
	return (octets[at + 1] & FIRST) !== 0;
}

export function listEnds(octets: Uint8Array, at: number): boolean {
	return (octets[at + 1] & LAST) !== 0;
}

/** Where neighbour `index` lies in the link status at `at`: its address 2, then costs 1. */
export function linkAt(at: number, index: number): number {
	return at + LINK_STATUS_HEADER_SIZE + LINK_SIZE * index;
}

/** Begins a link status of `count` neighbours, of which the lists may go on in another one. */
export function writeLinkStatus(
	octets: Uint8Array,
	at: number,
	count: number,
	ends: {first: boolean; last: boolean},
): number {
	octets[at] = Command.linkStatus;
	octets[at + 1] = count | (ends.first ? FIRST : 0) | (ends.last ? LAST : 0);
	return linkAt(at, count);
}

/** Costs of one to seven: how well we hear the neighbour, and how well it has heard us. */
export function writeLink(
	octets: Uint8Array,
	at: number,
	address: number,
	costs: {incoming: number; outgoing: number},
): void {
	octets[writeU16(octets, at, address)] = costs.incoming | (costs.outgoing << 4);
}
