/*
 * 6LoWPAN for one hop: UDP datagrams between neighbours, RFC 4944 and RFC 6282.
 *
 *   first octet of a frame   0x41 IPv6 as it is   0x60 to 0x7f IPHC
 *                            0xc0 to 0xc7 FRAG1   0xe0 to 0xe7 FRAGN
 *
 * Addresses are link-local, made from short addresses, and ff02::1: all of them are elided. One
 * object serves all nodes; a node is the index of its radio. Left out: routes, mesh and broadcast
 * headers, recoverable fragments, paging, neighbour discovery, anything in a packet but UDP.
 */
import type {MacIndication, MacListener, SendStatus} from '../mac/mac.js';
import {Contexts} from './contexts.js';
import {Counters} from './counters.js';
import type {Ports, SixLowpanListener} from './datagram.js';
import {Inbound} from './inbound.js';
import type {MacPort} from './mac-port.js';
import {Outbound} from './outbound.js';

export interface SixLowpanOptions {
	readonly mac: MacPort;
	/** The time in microseconds, never running back. */
	readonly now: () => number;
	readonly listener: SixLowpanListener;
	/** Prefixes that all nodes know: none if not said. */
	readonly contexts?: Contexts;
	/** Packets in fragments that a node can put together at a time: 16 if not said. */
	readonly reassembliesMax?: number;
	/** Datagrams in fragments that a node can have on their way out: 16 if not said. */
	readonly fragmentationsMax?: number;
}

export class SixLowpan implements MacListener {
	readonly counters = new Counters();
	readonly #inbound: Inbound;
	readonly #outbound: Outbound;

	constructor(options: SixLowpanOptions) {
		const {counters} = this;
		const {mac, now, listener, contexts = new Contexts()} = options;
		const {reassembliesMax = 16, fragmentationsMax = 16} = options;
		this.#inbound = new Inbound({now, listener, contexts, counters, reassembliesMax});
		this.#outbound = new Outbound({mac, contexts, counters, fragmentationsMax});
	}

	/**
	 * Sends `size` octets at `at` to the short address `destination`; 0xffff is all neighbours.
	 * Returns false where it was refused, and a counter says why. True is no promise.
	 */
	send(
		node: number,
		destination: number,
		ports: Ports,
		octets: Uint8Array,
		at: number,
		size: number,
	): boolean {
		return this.#outbound.send(node, destination, ports, octets, at, size);
	}

	macReceived(node: number, frame: MacIndication): void {
		this.#inbound.received(node, frame);
	}

	macSent(node: number, handle: number, status: SendStatus): void {
		this.#outbound.sent(node, handle, status);
	}
}
