/* The last step of a message: handed up as a datagram, with where it came from. */
import {Datagram, type DatagramListener} from '../datagram.js';
import type {ApsHeader} from './aps-header.js';
import {portOf} from './endpoints.js';

/** Where a message came from, and how. */
export interface Origin {
	readonly source: number;
	readonly rssiCdbm: number;
	/** 0 where it is not known. */
	readonly hops: number;
}

/** Octets of a frame, or of several that were put together. */
export interface Message {
	readonly octets: Uint8Array;
	readonly at: number;
	readonly size: number;
}

export class Delivery {
	readonly #datagram = new Datagram();

	constructor(private readonly listener: DatagramListener) {}

	handUp(
		node: number,
		{sourceEndpoint, destinationEndpoint}: ApsHeader,
		{source, rssiCdbm, hops}: Origin,
		{octets, at, size}: Message,
	): void {
		const datagram = this.#datagram;
		datagram.source = source;
		datagram.sourcePort = portOf(sourceEndpoint);
		datagram.destinationPort = portOf(destinationEndpoint);
		datagram.octets = octets;
		datagram.at = at;
		datagram.size = size;
		datagram.rssiCdbm = rssiCdbm;
		datagram.hops = hops;
		this.listener.datagram(node, datagram);
	}
}
