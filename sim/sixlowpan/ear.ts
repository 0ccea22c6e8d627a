/*
 * What somebody reads in frames that are for others: the datagram in each, wherever it is on its
 * way.
 *
 *   mesh header   gone: originator and final address are those of the frame inside
 *   fragments     put together, from neighbour to neighbour
 *   source route  followed to its end: that is who the datagram is for
 *   UDP           told; anything else is passed over
 *
 * Counts nothing of the network's, sends nothing, and needs no route. A datagram is heard as often
 * as it is sent.
 */

import type {Datagram, DatagramListener} from '../datagram.js';
import {BROADCAST} from '../mac/frame.js';
import type {MacIndication} from '../mac/mac.js';
import type {Contexts} from './contexts.js';
import {Counters} from './counters.js';
import {Delivery} from './delivery.js';
import {Inbound} from './inbound.js';
import {DESTINATION, isMulticast, isPacket, SOURCE} from './ipv6.js';
import {shortIn} from './routing/addresses.js';
import {carriedIn} from './routing/carried.js';
import {isMesh, MeshHeader} from './routing/mesh-header.js';
import {nextSegment, sourceRouteAt} from './routing/source-route.js';
import {checksumHolds, isDatagram, UDP} from './udp.js';

/** Packets in fragments that are put together at a time. */
const REASSEMBLIES_MAX = 16;

export interface EarWays {
	readonly now: () => number;
	readonly contexts: Contexts;
	/** Told of each datagram, and of whom it is for: BROADCAST for groups. */
	readonly heard: (datagram: Datagram, destination: number) => void;
}

export class Ear {
	readonly #delivery: Delivery;
	readonly #inbound: Inbound;
	readonly #mesh = new MeshHeader();
	/** Of the packet in hand. */
	#destination = BROADCAST;

	constructor({now, contexts, heard}: EarWays) {
		const counters = new Counters();
		const listener: DatagramListener = {
			datagram: (_, datagram) => heard(datagram, this.#destination),
		};
		this.#delivery = new Delivery(listener, counters);
		this.#inbound = new Inbound({
			now,
			contextsOf: () => contexts,
			counters,
			delivery: this.#delivery,
			taker: (node, frame, packet, size) => this.#read(node, frame, packet, size),
			reassembliesMax: REASSEMBLIES_MAX,
		});
	}

	/** A frame that `node` has overheard. */
	overhear(node: number, frame: MacIndication): void {
		if (frame.size === 0 || !isMesh(frame.octets[frame.at])) this.#inbound.received(node, frame);
		else if (this.#mesh.read(frame.octets, frame.at, frame.at + frame.size)) {
			const {originator: source, final: destination, size} = this.#mesh;
			const within = {at: frame.at + size, size: frame.size - size};
			this.#inbound.received(node, {...frame, ...within, source, destination});
		}
	}

	#read(node: number, {rssiCdbm}: MacIndication, packet: Uint8Array, size: number): void {
		if (!isPacket(packet, size)) return;
		const routeAt = sourceRouteAt(packet, size);
		// A checksum covers the last destination, not the next one.
		while (routeAt !== 0 && nextSegment(packet, routeAt) !== 0);
		const carried = carriedIn(packet, size);
		if (carried?.protocol !== UDP || !isDatagram(packet, carried.at, size)) return;
		if (!checksumHolds(packet, carried.at, size)) return;
		const toAll = isMulticast(packet, DESTINATION);
		this.#destination = toAll ? BROADCAST : shortIn(packet, DESTINATION);
		const origin = {source: shortIn(packet, SOURCE), rssiCdbm, hops: 1};
		this.#delivery.handUp(node, packet, carried.at, size, origin);
	}
}
