/*
 * Datagrams on their way to the MAC. Large ones go a fragment at a time:
 *
 *   nothing under way   large datagram           -> FRAG1 to the MAC
 *   under way           large datagram           -> waits, or is refused if too many do
 *   under way           sent, not the last one   -> FRAGN to the MAC
 *   under way           sent, the last one       -> the next datagram's FRAG1
 *   under way           not sent, or no room     -> given up; the next datagram's FRAG1
 *
 * So the queue of the MAC need not hold a whole datagram, and none is sent in vain. Where others
 * pass fragments on, there is a pause between two of them: RFC 8930 clause 6.1.
 */

import type {Ports} from '../datagram.js';
import {BROADCAST} from '../mac/frame.js';
import type {MacIndication, SendStatus} from '../mac/mac.js';
import {Contexts, type ContextsOf} from './contexts.js';
import type {Counters} from './counters.js';
import {FRAG1_SIZE, Fragmentation, retag, writeFrag1} from './fragmentation.js';
import {HEADERS_SIZE_MAX, HeaderCompression} from './header-compression.js';
import {
	DESTINATION,
	HOP_LIMIT,
	IPV6_SIZE,
	MTU,
	NEXT_HEADER,
	PAYLOAD_LENGTH,
	SOURCE,
	writeAllNodes,
	writeLinkLocal,
	writeTraffic,
} from './ipv6.js';
import {LinkAddresses, shortOf} from './link-addresses.js';
import type {MacPort} from './mac-port.js';
import {move, writeU16} from './octets.js';
import {UDP, UDP_SIZE, writeUdp} from './udp.js';

/** The data of the largest datagram in octets: 1232. */
export const DATA_SIZE_MAX = MTU - IPV6_SIZE - UDP_SIZE;

const DATA = IPV6_SIZE + UDP_SIZE;
/** Elided in IPHC, and what other stacks send. */
const HOP_LIMIT_SENT = 64;

export interface OutboundOptions {
	readonly mac: MacPort;
	/** The contexts of a node. */
	readonly contextsOf: ContextsOf;
	readonly counters: Counters;
	/** Datagrams in fragments that a node can have under way. */
	readonly fragmentationsMax: number;
	/** Where others pass fragments on; nobody does, if not said. */
	readonly relayed?: Relayed | undefined;
}

/** What the way of fragments over many hops asks of their source. */
export interface Relayed {
	/** Octets that a first fragment has to spare, since headers get longer on the way. */
	readonly slackSize: number;
	/** Calls resume() for `node` when the fragment before has got far enough. */
	readonly pause: (node: number) => void;
}

export class Outbound {
	readonly #mac: MacPort;
	readonly #counters: Counters;
	readonly #fragmentationsMax: number;
	readonly #relayed: Relayed | undefined;
	readonly #link = new LinkAddresses();
	readonly #contextsOf: ContextsOf;
	readonly #headers: HeaderCompression;
	readonly #packet = new Uint8Array(MTU);
	readonly #frame: Uint8Array;
	/** By node; the first one is being sent. */
	readonly #underWay: Fragmentation[][] = [];
	/** By node: the datagram_tag used last. */
	readonly #tags: number[] = [];

	constructor(options: OutboundOptions) {
		this.#mac = options.mac;
		this.#counters = options.counters;
		this.#fragmentationsMax = options.fragmentationsMax;
		this.#relayed = options.relayed;
		this.#contextsOf = options.contextsOf;
		this.#headers = new HeaderCompression(new Contexts(), this.#link);
		// Headers are written before it is known whether they and the rest fit.
		this.#frame = new Uint8Array(options.mac.payloadMax + HEADERS_SIZE_MAX);
	}

	send(
		node: number,
		destination: number,
		ports: Ports,
		octets: Uint8Array,
		at: number,
		size: number,
	): boolean {
		if (size > DATA_SIZE_MAX) {
			this.#counters.oversize++;
			return false;
		}
		this.#between(node, destination);
		this.#writeHeader(destination, size);
		move(octets, at, this.#packet, DATA, size);
		writeUdp(this.#packet, IPV6_SIZE, ports, DATA + size);
		return this.sendPacket(node, destination, this.#packet, DATA + size);
	}

	/** Sends the packet of `size` octets to the neighbour `hop`, or to all of them. */
	sendPacket(node: number, hop: number, packet: Uint8Array, size: number): boolean {
		this.#between(node, hop);
		const end = this.#headers.write(packet, size, this.#frame, 0);
		const {uncompressedSize} = this.#headers;
		const whole = end + size - uncompressedSize;
		if (whole > this.#mac.payloadMax) return this.#sendFragments(node, hop, packet.slice(0, size));
		move(packet, uncompressedSize, this.#frame, end, size - uncompressedSize);
		if (this.#mac.send(node, hop, this.#frame, 0, whole) === -1) {
			this.#counters.queueFull++;
			return false;
		}
		this.#counters.sent++;
		return true;
	}

	/** The MAC is done with the frame it named `handle`. */
	sent(node: number, handle: number, status: SendStatus): void {
		const waiting = this.#underWay[node];
		if (waiting === undefined || waiting.length === 0 || waiting[0].handle !== handle) return;
		if (status !== 'success') {
			this.#counters.fragmentsFailed++;
			waiting.shift();
		} else if (waiting[0].done) {
			this.#counters.sent++;
			waiting.shift();
		} else if (this.#relayed !== undefined) {
			waiting[0].handle = -1;
			this.#relayed.pause(node);
			return;
		}
		this.resume(node);
	}

	/** Goes on with the fragments that wait. */
	resume(node: number): void {
		const waiting = this.#underWay[node];
		while (waiting.length > 0 && !this.#sendFragment(node, waiting[0])) waiting.shift();
	}

	/** Passes on the first `present` octets of a packet as FRAG1; its handle, -1 if there is no room. */
	relayFirst(
		node: number,
		hop: number,
		packet: Uint8Array,
		present: number,
		{size, tag}: {readonly size: number; readonly tag: number},
	): number {
		this.#between(node, hop);
		writeFrag1(this.#frame, size, tag);
		const end = this.#headers.write(packet, size, this.#frame, FRAG1_SIZE);
		const {uncompressedSize} = this.#headers;
		const whole = end + present - uncompressedSize;
		if (present < uncompressedSize || whole > this.#mac.payloadMax) return -1;
		move(packet, uncompressedSize, this.#frame, end, present - uncompressedSize);
		return this.#mac.send(node, hop, this.#frame, 0, whole);
	}

	/** Passes on a further fragment under another tag; its handle, -1 if there is no room. */
	relayLater(node: number, hop: number, {octets, at, size}: MacIndication, tag: number): number {
		move(octets, at, this.#frame, 0, size);
		retag(this.#frame, tag);
		return this.#mac.send(node, hop, this.#frame, 0, size);
	}

	/** What is written from now on goes from `node` to the neighbour `hop`. */
	#between(node: number, hop: number): void {
		this.#link.setShort(shortOf(node), hop);
		this.#headers.use(this.#contextsOf(node));
	}

	#writeHeader(destination: number, size: number): void {
		const packet = this.#packet;
		writeTraffic(packet, 0, 0);
		writeU16(packet, PAYLOAD_LENGTH, UDP_SIZE + size);
		packet[NEXT_HEADER] = UDP;
		packet[HOP_LIMIT] = HOP_LIMIT_SENT;
		writeLinkLocal(packet, SOURCE, this.#link.source);
		if (destination === BROADCAST) writeAllNodes(packet, DESTINATION);
		else writeLinkLocal(packet, DESTINATION, this.#link.destination);
	}

	#sendFragments(node: number, destination: number, packet: Uint8Array): boolean {
		this.#underWay[node] ??= [];
		const waiting = this.#underWay[node];
		if (waiting.length === this.#fragmentationsMax) {
			this.#counters.queueFull++;
			return false;
		}
		const fragmentation = new Fragmentation(packet, destination, this.nextTag(node));
		if (waiting.length === 0 && !this.#sendFragment(node, fragmentation)) return false;
		waiting.push(fragmentation);
		this.#counters.fragmented++;
		return true;
	}

	/** RFC 4944 clause 5.3: one more for every datagram, 0 after 65535. */
	nextTag(node: number): number {
		const tag = ((this.#tags[node] ?? -1) + 1) & 0xffff;
		this.#tags[node] = tag;
		return tag;
	}

	#sendFragment(node: number, fragmentation: Fragmentation): boolean {
		const {destination} = fragmentation;
		this.#between(node, destination);
		const slackSize = fragmentation.begun ? 0 : (this.#relayed?.slackSize ?? 0);
		const room = this.#mac.payloadMax - slackSize;
		const size = fragmentation.next(this.#headers, room, this.#frame);
		fragmentation.handle = this.#mac.send(node, destination, this.#frame, 0, size);
		if (fragmentation.handle !== -1) return true;
		this.#counters.queueFull++;
		return false;
	}
}
