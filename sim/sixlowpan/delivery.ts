/* The last step of a datagram: what UDP carries, handed up with where it came from. */

import {Datagram, type DatagramListener} from '../datagram.js';
import type {Counters} from './counters.js';
import {readU16} from './octets.js';
import {DESTINATION_PORT, UDP_SIZE} from './udp.js';

/** Where a datagram came from, and how. */
export interface Origin {
	/** The sender's short address. */
	readonly source: number;
	readonly rssiCdbm: number;
	readonly hops: number;
}

export class Delivery {
	readonly #listener: DatagramListener;
	readonly #counters: Counters;
	readonly #datagram = new Datagram();

	constructor(listener: DatagramListener, counters: Counters) {
		this.#listener = listener;
		this.#counters = counters;
	}

	/** The UDP header at `at` of a packet of `size` octets was checked. */
	handUp(node: number, packet: Uint8Array, at: number, size: number, origin: Origin): void {
		const datagram = this.#datagram;
		datagram.source = origin.source;
		datagram.sourcePort = readU16(packet, at);
		datagram.destinationPort = readU16(packet, at + DESTINATION_PORT);
		datagram.octets = packet;
		datagram.at = at + UDP_SIZE;
		datagram.size = size - datagram.at;
		datagram.rssiCdbm = origin.rssiCdbm;
		datagram.hops = origin.hops;
		this.#counters.received++;
		this.#listener.datagram(node, datagram);
	}
}
