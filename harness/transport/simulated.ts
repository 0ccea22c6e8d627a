/*
 * Datagrams over the simulated air: a short address of the PAN is an Address.
 */
import {AS_GATEWAY, type Endpoint} from '../../sim/world.js';
import type {Address, Transport} from './transport.js';

const EVERYBODY = 0xffff;

export class SimulatedTransport implements Transport {
	/** Addresses are asked for with each datagram: each is spelled once. */
	readonly #addresses: Address[] = [];

	constructor(private readonly endpoint: Endpoint) {}

	/** The Address of a short address. */
	addressOf(short: number): Address {
		this.#addresses[short] ??= String(short);
		return this.#addresses[short];
	}

	send(to: Address, datagram: Uint8Array): void {
		this.endpoint.send(Number(to), datagram);
	}

	/** Over 6LoWPAN one hop far, whatever the radius; 0 is the whole network. */
	broadcast(datagram: Uint8Array, radius: number): void {
		this.endpoint.send(EVERYBODY, datagram, AS_GATEWAY, radius);
	}
}
