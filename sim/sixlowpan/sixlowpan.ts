/*
 * 6LoWPAN: UDP datagrams between neighbours, RFC 4944 and RFC 6282, and over many hops where
 * routing/ is asked for.
 *
 *   first octet of a frame   0x41 IPv6 as it is   0x60 to 0x7f IPHC
 *                            0xc0 to 0xc7 FRAG1   0xe0 to 0xe7 FRAGN
 *
 * Between neighbours addresses are link-local, made from short addresses, and ff02::1: all of them
 * are elided. One object serves all nodes; a node is the index of its radio. Left out: recoverable
 * fragments, paging. Nodes of RPL learn their prefix and contexts by nd/.
 */

import type {DatagramListener, Ports} from '../datagram.js';
import type {MacIndication, MacListener, SendStatus} from '../mac/mac.js';
import {Contexts} from './contexts.js';
import {Counters} from './counters.js';
import {Delivery} from './delivery.js';
import type {MacPort} from './mac-port.js';
import {OneHop} from './one-hop.js';
import {routedContexts} from './routing/addresses.js';
import {MeshUnder} from './routing/mesh-under.js';
import type {Network, RoutingOptions} from './routing/network.js';
import {RouteOver} from './routing/route-over.js';

export interface SixLowpanOptions {
	readonly mac: MacPort;
	/** The time in microseconds, never running back. */
	readonly now: () => number;
	readonly listener: DatagramListener;
	/** Prefixes that all nodes know beforehand: none if not said. Those of RPL learn theirs. */
	readonly contexts?: Contexts;
	/** Packets in fragments that a node can put together at a time: 16 if not said. */
	readonly reassembliesMax?: number;
	/** Datagrams in fragments that a node can have on their way out: 16 if not said. */
	readonly fragmentationsMax?: number;
	/** Many hops; one, if not said. */
	readonly routing?: RoutingOptions;
}

export class SixLowpan implements MacListener {
	readonly counters = new Counters();
	/** Prefixes that all nodes know. */
	readonly contexts: Contexts;
	readonly #network: Network;

	constructor(options: SixLowpanOptions) {
		const {counters} = this;
		const {mac, now, listener, routing} = options;
		const {reassembliesMax = 16, fragmentationsMax = 16} = options;
		const contexts = options.contexts ?? (routing ? routedContexts() : new Contexts());
		this.contexts = contexts;
		const delivery = new Delivery(listener, counters);
		const limits = {reassembliesMax, fragmentationsMax};
		const parts = {mac, now, contextsOf: () => contexts, counters, delivery, ...limits};
		if (routing === undefined) this.#network = new OneHop(parts);
		else if (routing.kind === 'mesh-under') this.#network = new MeshUnder(routing, parts);
		else this.#network = new RouteOver(routing, parts);
	}

	/** The router of `node` begins, where there are some. */
	start(node: number): void {
		this.#network.start(node);
	}

	/** The router of `node` has lost power, and with it what it knew. */
	stop(node: number): void {
		this.#network.stop(node);
	}

	/** `node` sleeps, or is awake again: what its router has to say waits as long. */
	rest(node: number, resting: boolean): void {
		this.#network.rest(node, resting);
	}

	/** Begins all routes anew: RFC 6550 calls it global repair. */
	repair(): void {
		this.#network.repair();
	}

	/**
	 * Sends `size` octets at `at` to the short address `destination`; 0xffff is all neighbours, or
	 * with routers all within `radius` hops, 0 for all there are. Returns false where it was refused,
	 * and a counter says why. True is no promise.
	 */
	send(
		node: number,
		destination: number,
		ports: Ports,
		octets: Uint8Array,
		at: number,
		size: number,
		radius = 0,
	): boolean {
		return this.#network.send(node, {destination, ports, octets, at, size, radius});
	}

	/** The same to a neighbour, or to all in range, whatever routers there are. */
	sendNear(node: number, destination: number, ports: Ports, octets: Uint8Array): boolean {
		const whole = {octets, at: 0, size: octets.length, radius: 1};
		return this.#network.sendNear(node, {destination, ports, ...whole});
	}

	macReceived(node: number, frame: MacIndication): void {
		this.#network.macReceived(node, frame);
	}

	macSent(node: number, handle: number, status: SendStatus, attempts = 1): void {
		this.#network.macSent(node, handle, status, attempts);
	}
}
