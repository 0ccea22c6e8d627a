/*
 * Stands between 6LoWPAN and the MAC and remembers whom each frame was for, so that what the MAC
 * says of a frame becomes what a router knows of a neighbour. Broadcasts say nothing of anybody.
 */
import {BROADCAST} from '../../mac/frame.js';
import type {MacPort} from '../mac-port.js';

export class LinkMonitor implements MacPort {
	readonly #mac: MacPort;
	/** By node: neighbours by handle. */
	readonly #underWay: Map<number, number>[] = [];

	constructor(mac: MacPort) {
		this.#mac = mac;
	}

	get payloadMax(): number {
		return this.#mac.payloadMax;
	}

	send(node: number, destination: number, payload: Uint8Array, at: number, size: number): number {
		const handle = this.#mac.send(node, destination, payload, at, size);
		if (handle === -1 || destination === BROADCAST) return handle;
		this.#underWay[node] ??= new Map();
		this.#underWay[node].set(handle, destination);
		return handle;
	}

	/** The neighbour that the frame `handle` was for, told once; undefined for a broadcast. */
	done(node: number, handle: number): number | undefined {
		const underWay = this.#underWay[node];
		const neighbour = underWay?.get(handle);
		if (neighbour !== undefined) underWay.delete(handle);
		return neighbour;
	}
}
