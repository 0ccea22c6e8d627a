/*
 * Datagrams between neighbours: nobody passes anything on.
 */
import type {MacIndication, SendStatus} from '../mac/mac.js';
import {Inbound} from './inbound.js';
import {Outbound} from './outbound.js';
import type {Network, NetworkParts, Outgoing} from './routing/network.js';

export class OneHop implements Network {
	readonly #inbound: Inbound;
	readonly #outbound: Outbound;

	constructor(parts: NetworkParts) {
		this.#inbound = new Inbound(parts);
		this.#outbound = new Outbound(parts);
	}

	start(): void {}

	stop(): void {}

	rest(): void {}

	repair(): void {}

	send(node: number, {destination, ports, octets, at, size}: Outgoing): boolean {
		return this.#outbound.send(node, destination, ports, octets, at, size);
	}

	sendNear(node: number, datagram: Outgoing): boolean {
		return this.send(node, datagram);
	}

	macReceived(node: number, frame: MacIndication): void {
		this.#inbound.received(node, frame);
	}

	macSent(node: number, handle: number, status: SendStatus): void {
		this.#outbound.sent(node, handle, status);
	}
}
