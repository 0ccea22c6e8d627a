/*
 * Frames of the network layer on their last way down: protected with a counter of this hop, and
 * given to the MAC, or kept there for a child that rests.
 *
 *   NWK header   payload        -->   NWK header   auxiliary header   payload   MIC   -->  MAC
 *
 * A unicast frame is kept until the MAC has an ACK for it: the router is told of one that has none,
 * and may know another way.
 */
import {EUI_HIGH} from '../mac/addresses.js';
import type {SendStatus} from '../mac/mac.js';
import type {Counters} from './counters.js';
import type {Device} from './device.js';
import {type FrameStore, type Kept, NONE_KEPT} from './frame-store.js';
import type {ZigbeeMac} from './mac-port.js';
import {AUX_SIZE, COUNTER_END, type NetworkSecurity} from './network-security.js';
import {NwkHeader} from './nwk-header.js';
import {move} from './octets.js';

const EVERYBODY_IN_RANGE = 0xffff;
/** Frames of one node that the MAC may have at a time. */
const HANDLES = 64;

/** Told of a frame that four attempts have not got across; it is the receiver's to give back. */
export type LinkFailed = (device: Device, nextHop: number, kept: Kept, tries: number) => void;

export interface SenderWays {
	readonly mac: ZigbeeMac;
	readonly security: NetworkSecurity;
	readonly store: FrameStore;
	readonly counters: Counters;
	readonly failed: LinkFailed;
}

export class Sender {
	readonly #ways: SenderWays;
	readonly #frame = new Uint8Array(256);
	readonly #header = new NwkHeader();
	readonly #sealing = {counter: 0, euiHigh: EUI_HIGH, euiLow: 0};
	/** By node and handle: what was sent to whom, and how many ways were tried before. */
	readonly #kept: Int32Array;
	readonly #handle: Int32Array;
	readonly #nextHop: Uint16Array;
	readonly #tries: Uint8Array;

	constructor(ways: SenderWays, radioCount: number) {
		this.#ways = ways;
		this.#kept = new Int32Array(radioCount * HANDLES).fill(NONE_KEPT);
		this.#handle = new Int32Array(radioCount * HANDLES);
		this.#nextHop = new Uint16Array(radioCount * HANDLES);
		this.#tries = new Uint8Array(radioCount * HANDLES);
	}

	/** Sends a frame of `size` octets to everybody in range. */
	broadcast(device: Device, npdu: Uint8Array, size: number): void {
		const sealed = this.#seal(device, npdu, size);
		if (sealed === 0) return;
		const handle = this.#ways.mac.send(device.radio, EVERYBODY_IN_RANGE, this.#frame, 0, sealed);
		if (handle === -1) this.#ways.counters.queueFull++;
	}

	/** Sends a frame to a neighbour; `tries` is how many have been told of before. */
	unicast(device: Device, nextHop: number, npdu: Uint8Array, size: number, tries = 0): void {
		const {mac, store, counters} = this.#ways;
		const sealed = this.#seal(device, npdu, size);
		if (sealed === 0) return;
		if (device.neighbors.isChild(nextHop)) {
			this.#toChild(device, nextHop, sealed);
			return;
		}
		const handle = mac.send(device.radio, nextHop, this.#frame, 0, sealed);
		if (handle === -1) {
			counters.queueFull++;
			return;
		}
		const place = device.radio * HANDLES + (handle % HANDLES);
		this.#release(place);
		this.#kept[place] = store.keep(npdu, size);
		this.#handle[place] = handle;
		this.#nextHop[place] = nextHop;
		this.#tries[place] = tries;
	}

	/** The MAC is done with the frame that it named `handle`. */
	sent(device: Device, handle: number, status: SendStatus): void {
		const place = device.radio * HANDLES + (handle % HANDLES);
		const kept = this.#kept[place];
		// A child may take a frame long after its handle has come round.
		if (kept === NONE_KEPT || this.#handle[place] !== handle) return;
		const nextHop = this.#nextHop[place];
		this.#kept[place] = NONE_KEPT;
		if (status === 'noAck') {
			this.#ways.counters.linksFailed++;
			this.#ways.failed(device, nextHop, kept, this.#tries[place]);
			return;
		}
		this.#ways.store.give(kept);
		if (status === 'success') device.neighbors.reached(nextHop);
	}

	/** A copy of a broadcast for each child that rests, but for the one that it came from. */
	toChildren(device: Device, npdu: Uint8Array, size: number, except: number): void {
		device.neighbors.forEachChild(child => {
			if (child !== except) this.unicast(device, child, npdu, size);
		});
	}

	#toChild(device: Device, child: number, sealed: number): void {
		const handle = this.#ways.mac.sendIndirect(device.radio, child, this.#frame, 0, sealed);
		if (handle === -1) this.#ways.counters.queueFull++;
	}

	#release(place: number): void {
		if (this.#kept[place] !== NONE_KEPT) this.#ways.store.give(this.#kept[place]);
		this.#kept[place] = NONE_KEPT;
	}

	/** Returns the size of the protected frame, 0 if it is too long for the MAC. */
	#seal(device: Device, npdu: Uint8Array, size: number): number {
		const {mac, security, counters} = this.#ways;
		const header = this.#header;
		if (!header.read(npdu, size)) throw new RangeError('a frame of ours has no header');
		if (device.frameCounter >= COUNTER_END)
			throw new RangeError(`${device.radio} has no counter left`);
		const payload = size - header.size;
		move(npdu, 0, this.#frame, 0, header.size);
		move(npdu, header.size, this.#frame, header.size + AUX_SIZE, payload);
		this.#sealing.counter = device.frameCounter++;
		this.#sealing.euiLow = device.euiLow;
		const sealed = security.seal(this.#frame, header.size, payload, this.#sealing);
		if (sealed <= mac.payloadMax) return sealed;
		counters.oversize++;
		return 0;
	}
}
