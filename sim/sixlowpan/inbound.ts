/*
 * Frames from the MAC on their way to datagrams.
 *
 *   FRAG1, FRAGN -> put together -.
 *   IPHC, IPv6   -> unpacked ------> a packet -> checks -> the listener
 *                                             -> routers, where there are some
 *
 * What fails a check is dropped and counted, and nobody is told: it came off the air. A packet
 * whose UDP checksum was elided is taken as it is where it ends here, so that nothing would read
 * the checksum that RFC 6282 clause 4.3.2 wants restored for others. Routers refuse it.
 */
import {BROADCAST} from '../mac/frame.js';
import type {MacIndication} from '../mac/mac.js';
import {Contexts, type ContextsOf} from './contexts.js';
import type {Counters} from './counters.js';
import type {Delivery} from './delivery.js';
import {FragmentHeader, isFragment} from './fragmentation.js';
import {HeaderCompression} from './header-compression.js';
import {isIphc} from './iphc.js';
import {
	DESTINATION,
	IPV6_SIZE,
	isAllNodes,
	isLinkLocal,
	isPacket,
	MTU,
	NEXT_HEADER,
	SOURCE,
} from './ipv6.js';
import {LinkAddresses} from './link-addresses.js';
import {move} from './octets.js';
import type {Reassembly} from './reassembly.js';
import {ReassemblyTable} from './reassembly-table.js';
import type {FragmentRelay} from './routing/fragment-relay.js';
import {checksumHolds, isDatagram, UDP} from './udp.js';

const DISPATCH_IPV6 = 0x41;
/** No packet has this size. */
const NONE = -1;

/** Takes packets that are whole, wherever they are to go. */
export type PacketTaker = (
	node: number,
	frame: MacIndication,
	packet: Uint8Array,
	size: number,
) => void;

export interface InboundOptions {
	readonly now: () => number;
	readonly delivery: Delivery;
	/** Whoever knows what is to become of packets; they end here if not said. */
	readonly taker?: PacketTaker | undefined;
	/** Whoever passes fragments on; all are put together if not said. */
	readonly relay?: FragmentRelay | undefined;
	/** The contexts of a node. */
	readonly contextsOf: ContextsOf;
	readonly counters: Counters;
	readonly reassembliesMax: number;
}

export class Inbound {
	readonly #now: () => number;
	readonly #delivery: Delivery;
	readonly #taker: PacketTaker | undefined;
	readonly #relay: FragmentRelay | undefined;
	readonly #counters: Counters;
	readonly #link = new LinkAddresses();
	readonly #contextsOf: ContextsOf;
	readonly #headers: HeaderCompression;
	readonly #reassemblies: ReassemblyTable;
	readonly #fragment = new FragmentHeader();
	readonly #packet = new Uint8Array(MTU);
	/** Of the packet unpacked last. */
	#checksumElided = false;

	constructor(options: InboundOptions) {
		this.#now = options.now;
		this.#delivery = options.delivery;
		this.#taker = options.taker;
		this.#relay = options.relay;
		this.#counters = options.counters;
		this.#contextsOf = options.contextsOf;
		this.#headers = new HeaderCompression(new Contexts(), this.#link);
		this.#reassemblies = new ReassemblyTable(options.reassembliesMax, options.counters);
	}

	received(node: number, frame: MacIndication): void {
		if (frame.size === 0) {
			this.#counters.malformed++;
			return;
		}
		this.#link.setShort(frame.source, frame.destination);
		this.#headers.use(this.#contextsOf(node));
		if (isFragment(frame.octets[frame.at])) {
			this.#fragmentArrived(node, frame);
			return;
		}
		const size = this.#unpack(frame, frame.at, 0);
		if (size !== NONE) this.#packetArrived(node, frame, this.#packet, size);
	}

	/* Fragments. */

	#fragmentArrived(node: number, frame: MacIndication): void {
		const header = this.#fragment;
		const end = frame.at + frame.size;
		if (!header.read(frame.octets, frame.at, end)) {
			this.#counters.malformed++;
			return;
		}
		header.source = frame.source;
		header.destination = frame.destination;
		const at = frame.at + header.headerSize;
		if (header.offset > 0) {
			if (this.#relay?.later(node, frame, header)) return;
			this.#pieceArrived(node, frame, frame.octets, at, end - at);
			return;
		}
		const size = this.#unpack(frame, at, header.size);
		if (size === NONE || this.#relay?.first(node, frame, header, this.#packet, size)) return;
		this.#pieceArrived(node, frame, this.#packet, 0, size);
	}

	/** A piece of the packet that the fragment's header names: `size` octets at `at`. */
	#pieceArrived(
		node: number,
		frame: MacIndication,
		octets: Uint8Array,
		at: number,
		size: number,
	): void {
		const header = this.#fragment;
		if (!header.allows(size)) {
			this.#counters.malformed++;
			return;
		}
		let reassembly = this.#reassemblies.take(node, header, this.#now());
		let fate = reassembly.add(octets, at, size, header.offset);
		if (fate === 'overlapping') {
			// RFC 4944 clause 5.3: what there was is void, the newest fragment may begin anew.
			this.#counters.overlapping++;
			this.#reassemblies.close(node, reassembly);
			reassembly = this.#reassemblies.take(node, header, this.#now());
			fate = reassembly.add(octets, at, size, header.offset);
		}
		if (fate === 'repeated') this.#counters.repeated++;
		if (header.offset === 0) reassembly.checksumElided = this.#checksumElided;
		if (reassembly.complete) this.#reassembled(node, frame, reassembly);
	}

	#reassembled(node: number, frame: MacIndication, reassembly: Reassembly): void {
		this.#reassemblies.close(node, reassembly);
		this.#checksumElided = reassembly.checksumElided;
		this.#packetArrived(node, frame, reassembly.packet, reassembly.size);
	}

	/* Unpacking. */

	/**
	 * Unpacks what lies at `at` of the frame into a packet of `packetSize` octets, 0 if it ends
	 * with the frame. Returns how many octets of it are there, or NONE, counted.
	 */
	#unpack(frame: MacIndication, at: number, packetSize: number): number {
		const dispatch = frame.octets[at];
		const isPlain = dispatch === DISPATCH_IPV6;
		if (!isPlain && !isIphc(dispatch)) {
			this.#counters.unsupported++;
			return NONE;
		}
		this.#checksumElided = false;
		const size = isPlain ? this.#copy(frame, at + 1, 0) : this.#decompress(frame, at, packetSize);
		if (size !== NONE) return size;
		if (!isPlain && this.#headers.contextMissing) this.#counters.contextUnknown++;
		else this.#counters.malformed++;
		return NONE;
	}

	#decompress(frame: MacIndication, at: number, packetSize: number): number {
		const headers = this.#headers;
		if (!headers.read(frame.octets, at, frame.at + frame.size, this.#packet)) return NONE;
		const size = this.#copy(frame, headers.end, headers.uncompressedSize);
		if (size === NONE) return NONE;
		headers.restore(this.#packet, packetSize === 0 ? size : packetSize);
		this.#checksumElided = headers.checksumElided;
		return size;
	}

	/** Copies the frame from `at` on to `to` of the packet; returns where it ends there. */
	#copy(frame: MacIndication, at: number, to: number): number {
		const size = frame.at + frame.size - at;
		if (to + size > MTU) return NONE;
		move(frame.octets, at, this.#packet, to, size);
		return to + size;
	}

	/* Packets. */

	#packetArrived(node: number, frame: MacIndication, packet: Uint8Array, size: number): void {
		if (this.#taker === undefined) this.#packetEnds(node, frame, packet, size);
		else if (this.#checksumElided) this.#counters.unsupported++;
		else this.#taker(node, frame, packet, size);
	}

	#packetEnds(node: number, frame: MacIndication, packet: Uint8Array, size: number): void {
		if (!isPacket(packet, size)) this.#counters.malformed++;
		else if (packet[NEXT_HEADER] !== UDP) this.#counters.unsupported++;
		else if (!isDatagram(packet, IPV6_SIZE, size)) this.#counters.malformed++;
		else if (!this.#checksumIsFine(packet, size)) this.#counters.checksumBad++;
		else if (!this.#isOfThisHop(packet, frame.destination)) this.#counters.foreign++;
		else this.#deliver(node, frame, packet, size);
	}

	#checksumIsFine(packet: Uint8Array, size: number): boolean {
		return this.#checksumElided || checksumHolds(packet, IPV6_SIZE, size);
	}

	/** From who sent the frame, and for all or for who received it. */
	#isOfThisHop(packet: Uint8Array, destination: number): boolean {
		if (!isLinkLocal(packet, SOURCE, this.#link.source)) return false;
		if (isAllNodes(packet, DESTINATION)) return true;
		return destination !== BROADCAST && isLinkLocal(packet, DESTINATION, this.#link.destination);
	}

	#deliver(node: number, frame: MacIndication, packet: Uint8Array, size: number): void {
		const {source, rssiCdbm} = frame;
		this.#delivery.handUp(node, packet, IPV6_SIZE, size, {source, rssiCdbm, hops: 1});
	}
}
