/*
 * 6LoWPAN: UDP datagrams between neighbours, RFC 4944 and RFC 6282, and over many hops where
 * routing/ is asked for.
 *
 *   first octet of a frame   0x41 IPv6 as it is   0x60 to 0x7f IPHC
 *                            0xc0 to 0xc7 FRAG1   0xe0 to 0xe7 FRAGN
 *
 * Between neighbours addresses are link-local, made from short addresses, and ff02::1: all of them
 * are elided. One object serves all nodes; a node is the index of its radio. Left out: mesh and
 * broadcast headers, recoverable fragments, paging, neighbour discovery.
 */
import type {MacIndication, MacListener, SendStatus} from '../mac/mac.js';
import {Contexts} from './contexts.js';
import {Counters} from './counters.js';
import type {Ports, SixLowpanListener} from './datagram.js';
import {Delivery} from './delivery.js';
import {Inbound} from './inbound.js';
import type {MacPort} from './mac-port.js';
import {Outbound, type Relayed} from './outbound.js';
import {routedContexts} from './routing/addresses.js';
import {FragmentRelay} from './routing/fragment-relay.js';
import {LinkMonitor} from './routing/link-monitor.js';
import {Network, type RoutingOptions} from './routing/network.js';

/**
 * What compressed headers can gain on the way: the hop limit and two short addresses, five octets,
 * and three to the next offset that can be said.
 */
const SLACK_SIZE = 8;
/** A frame of 127 octets and its backoff, over the two hops within which it disturbs the next one. */
const GAP_US = 15_000;

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
	/** Many hops; one, if not said. */
	readonly routing?: RoutingOptions;
}

export class SixLowpan implements MacListener {
	readonly counters = new Counters();
	readonly #inbound: Inbound;
	readonly #outbound: Outbound;
	readonly #network: Network | undefined;
	readonly #monitor: LinkMonitor | undefined;
	readonly #relay: FragmentRelay | undefined;

	constructor(options: SixLowpanOptions) {
		const {counters} = this;
		const {now, listener, routing} = options;
		const {reassembliesMax = 16, fragmentationsMax = 16} = options;
		const contexts = options.contexts ?? (routing ? routedContexts() : new Contexts());
		const delivery = new Delivery(listener, counters);
		this.#monitor = routing && new LinkMonitor(options.mac);
		const mac = this.#monitor ?? options.mac;
		const relayed = routing && this.#relayedOn(routing);
		this.#outbound = new Outbound({mac, contexts, counters, fragmentationsMax, relayed});
		this.#network = routing && this.#over(routing, delivery);
		this.#relay = routing && this.#network && this.#relayOn(routing, this.#network);
		const taker = this.#network?.packetArrived.bind(this.#network);
		const relay = this.#relay;
		this.#inbound = new Inbound({now, delivery, taker, relay, contexts, counters, reassembliesMax});
	}

	/** The router of `node` begins, where there are some. */
	start(node: number): void {
		this.#network?.start(node);
	}

	/** The router of `node` has lost power, and with it what it knew. */
	stop(node: number): void {
		this.#network?.stop(node);
	}

	/** `node` sleeps, or is awake again: what its router has to say waits as long. */
	rest(node: number, resting: boolean): void {
		this.#network?.rest(node, resting);
	}

	/** Begins all routes anew: RFC 6550 calls it global repair. */
	repair(): void {
		this.#network?.repair();
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
		if (this.#network === undefined) {
			return this.#outbound.send(node, destination, ports, octets, at, size);
		}
		return this.#network.send(node, destination, ports, octets, at, size, radius);
	}

	macReceived(node: number, frame: MacIndication): void {
		this.#inbound.received(node, frame);
	}

	macSent(node: number, handle: number, status: SendStatus, attempts = 1): void {
		this.#outbound.sent(node, handle, status);
		if (status !== 'success') this.#relay?.failed(node, handle);
		const neighbour = this.#monitor?.done(node, handle);
		// A busy channel says nothing of the link.
		if (neighbour === undefined || status === 'channelAccessFailure') return;
		this.#network?.linkUsed(node, neighbour, {acknowledged: status === 'success', attempts});
	}

	#relayedOn({scheduler}: RoutingOptions): Relayed {
		const resumes = scheduler.register(node => this.#outbound.resume(node));
		const pause = (node: number) => scheduler.at(scheduler.now + GAP_US, resumes, node);
		return {slackSize: SLACK_SIZE, pause};
	}

	#relayOn({fragments, scheduler}: RoutingOptions, network: Network): FragmentRelay | undefined {
		if (fragments === 'reassembled') return undefined;
		return new FragmentRelay({
			outbound: this.#outbound,
			counters: this.counters,
			now: () => scheduler.now,
			onward: network.onward.bind(network),
		});
	}

	#over(routing: RoutingOptions, delivery: Delivery): Network {
		const send = (node: number, hop: number, packet: Uint8Array, size: number) =>
			void this.#outbound.sendPacket(node, hop, packet, size);
		return new Network(routing, {send, delivery, counters: this.counters});
	}
}
