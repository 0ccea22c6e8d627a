/*
 * A MAC without air, for tests: it keeps what it is given, and the test says what becomes of it.
 * Octets are copied at once, as a real one does.
 */

import type {Ports} from '../datagram.js';
import type {MacIndication, SendStatus} from '../mac/mac.js';
import type {Contexts} from './contexts.js';
import {SixLowpan} from './sixlowpan.js';

export const TO_GATEWAY: Ports = {from: 61617, to: 61616};

export interface SentFrame {
	readonly node: number;
	readonly destination: number;
	readonly octets: Buffer;
}

/** A datagram as it was handed up; its data in hex. */
export interface Arrival {
	readonly node: number;
	readonly source: number;
	readonly ports: readonly [number, number];
	readonly data: string;
	readonly rssiCdbm: number;
}

export interface LoopbackOptions {
	readonly payloadMax?: number;
	readonly contexts?: Contexts;
	readonly reassembliesMax?: number;
	readonly fragmentationsMax?: number;
}

export class Loopback {
	nowUs = 0;
	full = false;
	readonly frames: SentFrame[] = [];
	readonly arrivals: Arrival[] = [];
	readonly lowpan: SixLowpan;

	constructor(options: LoopbackOptions = {}) {
		const {payloadMax = 116, ...rest} = options;
		this.lowpan = new SixLowpan({
			...rest,
			mac: {payloadMax, send: (...frame) => this.#taken(...frame)},
			now: () => this.nowUs,
			listener: {
				datagram: (node, datagram) => {
					const {source, sourcePort, destinationPort, rssiCdbm} = datagram;
					const data = Buffer.from(datagram.payload()).toString('hex');
					const ports = [sourcePort, destinationPort] as const;
					this.arrivals.push({node, source, ports, data, rssiCdbm});
				},
			},
		});
	}

	/** Sends from `node` to a short address, by default from node 1 to the gateway, node 0. */
	send(data: Uint8Array, node = 1, destination = 1): boolean {
		return this.lowpan.send(node, destination, TO_GATEWAY, data, 0, data.length);
	}

	/** Sends, and says that each frame was sent, until nothing more comes; returns the frames. */
	sendAll(data: Uint8Array, node = 1, destination = 1): SentFrame[] {
		const before = this.frames.length;
		this.send(data, node, destination);
		for (let handle = before; handle < this.frames.length; handle++) this.sent(handle);
		return this.frames.slice(before);
	}

	sent(handle: number, status: SendStatus = 'success'): void {
		this.lowpan.macSent(this.frames[handle].node, handle, status);
	}

	/** Lets `frame` arrive, somewhere in a buffer, at its destination or at node 0. */
	deliver(frame: SentFrame): void {
		this.receive(frame.octets, {source: frame.node + 1, destination: frame.destination});
	}

	receive(lowpan: Uint8Array, frame: Partial<MacIndication> = {}, node?: number): void {
		const octets = Buffer.concat([Buffer.alloc(9, 0xa5), lowpan, Buffer.alloc(2, 0x5a)]);
		const {source = 2, destination = 1, rssiCdbm = -6000} = frame;
		const receiver = node ?? (destination === 0xffff ? 0 : destination - 1);
		const indication = {source, destination, octets, at: 9, size: lowpan.length, rssiCdbm};
		this.lowpan.macReceived(receiver, indication);
	}

	#taken(node: number, destination: number, octets: Uint8Array, at: number, size: number): number {
		if (this.full) return -1;
		this.frames.push({node, destination, octets: Buffer.from(octets.slice(at, at + size))});
		return this.frames.length - 1;
	}
}

/** Octets that differ from their neighbours, so that a piece in the wrong place is noticed. */
export function someData(size: number): Buffer {
	return Buffer.from(Array.from({length: size}, (_, index) => (index * 37 + (index >>> 8)) & 0xff));
}
