/*
 * Messages of neighbour discovery as packets: what nodes say is written here, and what comes is read,
 * held against the frame that it came in, and handed to them.
 *
 *   RS   link-local   to ff02::2, or to a router     RA   link-local   to the host that asked
 *   NS   global       to the router, link-local      NA   link-local   to the host, global
 *
 * The hop limit is 255 on all: nobody can have forwarded them. An NA that refuses goes to the address
 * that comes from the EUI-64 in it (RFC 6775 clause 6.5.2); from that of a short address comes the
 * link-local one. All who speak have short addresses, and say the ones of their frames.
 */
import {BROADCAST} from '../../mac/frame.js';
import type {Counters} from '../counters.js';
import {
	ADDRESS_SIZE,
	DESTINATION,
	HOP_LIMIT,
	IPV6_SIZE,
	isLinkLocal,
	MTU,
	SOURCE,
	writeAllRouters,
	writeLinkLocal,
} from '../ipv6.js';
import {setShort} from '../link-addresses.js';
import {readU16, writeU16} from '../octets.js';
import {isGlobal, shortIn, writeGlobal} from '../routing/addresses.js';
import type {Heard, PacketSender} from '../routing/control-plane.js';
import {ICMPV6, ICMPV6_SIZE, isIcmpv6, writeIcmpv6} from '../routing/icmpv6.js';
import {layOut} from '../routing/layout.js';
import {type AddressRegistration, RegistrationStatus} from './address-registration-option.js';
import type {Announcement} from './announcement.js';
import type {Discovery} from './discovery.js';
import {type LinkLayerAddress, SHORT_SIZE} from './link-layer-option.js';
import {
	NEIGHBOR_ADVERTISEMENT,
	readNeighborAdvertisement,
	writeNeighborAdvertisement,
} from './neighbor-advertisement.js';
import {
	NEIGHBOR_SOLICITATION,
	readNeighborSolicitation,
	writeNeighborSolicitation,
} from './neighbor-solicitation.js';
import {
	ROUTER_ADVERTISEMENT,
	readRouterAdvertisement,
	writeRouterAdvertisement,
} from './router-advertisement.js';
import {
	ROUTER_SOLICITATION,
	readRouterSolicitation,
	writeRouterSolicitation,
} from './router-solicitation.js';

const HOP_LIMIT_LINK = 255;
const BODY = IPV6_SIZE + ICMPV6_SIZE;

/** What becomes of a message; the counter has the same name. */
type Fate = 'discoveryReceived' | 'malformed' | 'foreign' | 'unsupported';

type WriteAddress = (packet: Uint8Array, at: number) => void;

/** A message whose body of so many octets is written. */
interface Written {
	readonly node: number;
	readonly to: number;
	readonly type: number;
	readonly end: number;
	readonly source: WriteAddress;
	readonly destination: WriteAddress;
}

export function isDiscovery(type: number): boolean {
	return type >= ROUTER_SOLICITATION && type <= NEIGHBOR_ADVERTISEMENT;
}

export class DiscoveryPlane {
	readonly #send: PacketSender;
	readonly #counters: Counters;
	readonly #packet = new Uint8Array(MTU);

	constructor(send: PacketSender, counters: Counters) {
		this.#send = send;
		this.#counters = counters;
	}

	sendRs(node: number, from: number, to: number): void {
		const end = writeRouterSolicitation({source: octetsOf(from)}, this.#packet, BODY);
		const source = linkLocal(from);
		const destination = to === BROADCAST ? writeAllRouters : linkLocal(to);
		this.#finish({node, to, type: ROUTER_SOLICITATION, end, source, destination});
	}

	sendRa(node: number, from: number, to: number, announced: Announcement): void {
		const message = {...announced, source: octetsOf(from)};
		const end = writeRouterAdvertisement(message, this.#packet, BODY);
		const [source, destination] = [linkLocal(from), linkLocal(to)];
		this.#finish({node, to, type: ROUTER_ADVERTISEMENT, end, source, destination});
	}

	sendNs(node: number, from: number, to: number, registration: AddressRegistration): void {
		const message = {target: addressOf(to), source: octetsOf(from), registration};
		const end = writeNeighborSolicitation(message, this.#packet, BODY);
		const [source, destination] = [global(from), linkLocal(to)];
		this.#finish({node, to, type: NEIGHBOR_SOLICITATION, end, source, destination});
	}

	sendNa(node: number, from: number, to: number, registration: AddressRegistration): void {
		const message = {solicited: true, target: addressOf(from), registration};
		const end = writeNeighborAdvertisement(message, this.#packet, BODY);
		const isTaken = registration.status === RegistrationStatus.success;
		const [source, destination] = [linkLocal(from), isTaken ? global(to) : linkLocal(to)];
		this.#finish({node, to, type: NEIGHBOR_ADVERTISEMENT, end, source, destination});
	}

	/** The message at `at` of a packet of `size` octets has come to the node of `discovery`. */
	arrived(discovery: Discovery, packet: Uint8Array, at: number, size: number, heard: Heard): void {
		if (!isIcmpv6(packet, at, size)) this.#counters.checksumBad++;
		else if (packet[HOP_LIMIT] !== HOP_LIMIT_LINK || packet[at + 1] !== 0) {
			this.#counters.malformed++;
		} else this.#counters[this.#fateOf(discovery, packet, at, size, heard)]++;
	}

	#fateOf(discovery: Discovery, packet: Uint8Array, at: number, size: number, heard: Heard): Fate {
		const body = at + ICMPV6_SIZE;
		switch (packet[at]) {
			case ROUTER_SOLICITATION:
				return this.#rs(discovery, packet, body, size, heard);
			case ROUTER_ADVERTISEMENT:
				return this.#ra(discovery, packet, body, size, heard);
			case NEIGHBOR_SOLICITATION:
				return this.#ns(discovery, packet, body, size, heard);
			default:
				return this.#na(discovery, packet, body, size, heard);
		}
	}

	#rs(discovery: Discovery, packet: Uint8Array, at: number, size: number, heard: Heard): Fate {
		const message = readRouterSolicitation(packet, at, size);
		if (message === undefined) return 'malformed';
		if (!isShort(message.source, heard.from)) return 'foreign';
		discovery.solicitationArrived(heard.from, heard.nowUs);
		return 'discoveryReceived';
	}

	#ra(discovery: Discovery, packet: Uint8Array, at: number, size: number, heard: Heard): Fate {
		const message = readRouterAdvertisement(packet, at, size);
		if (message === undefined || isGlobal(packet, SOURCE)) return 'malformed';
		if (!isShort(message.source, heard.from)) return 'foreign';
		const lesson = discovery.advertisementArrived(message, heard.nowUs);
		return lesson === 'foreign' ? 'foreign' : 'discoveryReceived';
	}

	#ns(discovery: Discovery, packet: Uint8Array, at: number, size: number, heard: Heard): Fate {
		const message = readNeighborSolicitation(packet, at, size);
		if (message === undefined) return 'malformed';
		const {target, source, registration} = message;
		if (registration === undefined || source === undefined) return 'unsupported';
		const isOwn = isGlobal(packet, SOURCE) && shortIn(packet, SOURCE) === heard.from;
		const isAsked = isLinkLocal(target, 0, iidOf(discovery.address));
		if (!isOwn || !isAsked || !isShort(source, heard.from)) return 'foreign';
		const status = discovery.registrationArrived(heard.from, registration, heard.nowUs);
		if (status !== RegistrationStatus.success) this.#counters.registrationsRefused++;
		return 'discoveryReceived';
	}

	#na(discovery: Discovery, packet: Uint8Array, at: number, size: number, heard: Heard): Fate {
		const message = readNeighborAdvertisement(packet, at, size);
		if (message === undefined) return 'malformed';
		const {target, registration} = message;
		if (registration === undefined) return 'unsupported';
		if (!isLinkLocal(target, 0, iidOf(heard.from))) return 'foreign';
		discovery.answerArrived(heard.from, registration, heard.nowUs);
		return 'discoveryReceived';
	}

	#finish({node, to, type, end, source, destination}: Written): void {
		const packet = this.#packet;
		const size = end - IPV6_SIZE;
		const at = layOut(packet, {protocol: ICMPV6, size, hopLimit: HOP_LIMIT_LINK});
		source(packet, SOURCE);
		destination(packet, DESTINATION);
		writeIcmpv6(packet, at, end, {type, code: 0});
		this.#counters.discoverySent++;
		this.#send(node, to, packet, end);
	}
}

function linkLocal(short: number): WriteAddress {
	return (packet, at) => writeLinkLocal(packet, at, iidOf(short));
}

function global(short: number): WriteAddress {
	return (packet, at) => writeGlobal(packet, at, short);
}

/** The link-local address of a short one. */
function addressOf(short: number): Uint8Array {
	const address = new Uint8Array(ADDRESS_SIZE);
	writeLinkLocal(address, 0, iidOf(short));
	return address;
}

function iidOf(short: number): Uint8Array {
	const iid = new Uint8Array(8);
	setShort(iid, short);
	return iid;
}

function octetsOf(short: number): LinkLayerAddress {
	const octets = new Uint8Array(SHORT_SIZE);
	writeU16(octets, 0, short);
	return octets;
}

function isShort(address: LinkLayerAddress, short: number): boolean {
	return address.length === SHORT_SIZE && readU16(address, 0) === short;
}
