/*
 * What the network layer asks of the MAC, of the world, and what goes up. Mac has this shape.
 */
import type {Addresses} from '../mac/addresses.js';
import type {Mhr} from '../mac/frame.js';

export interface ZigbeeMac {
	readonly addresses: Addresses;
	setPanId(panId: number): void;
	/** Octets of payload that fit one frame between short addresses. */
	readonly payloadMax: number;
	/** Handles, or -1 where there is no room: sim/mac/mac.ts. */
	send(radio: number, destination: number, payload: Uint8Array, at: number, size: number): number;
	sendIndirect(
		radio: number,
		destination: number,
		payload: Uint8Array,
		at: number,
		size: number,
	): number;
	sendFrame(radio: number, mhr: Mhr, payload: Uint8Array, size: number): number;
	sendFrameIndirect(radio: number, mhr: Mhr, payload: Uint8Array, size: number): number;
	setRxOnWhenIdle(radio: number, on: boolean): void;
}

/** A message as it is handed up. The same one is filled again and again. */
export class Arrival {
	/** The sender's short address. */
	source = 0;
	sourcePort = 0;
	destinationPort = 0;
	/** The data are `size` octets at `at`, valid during the call. */
	octets: Uint8Array = new Uint8Array(0);
	at = 0;
	size = 0;
	/** Of the last hop, in hundredths of dBm. */
	rssiCdbm = 0;

	/** A copy of the data, to be kept. */
	payload(): Uint8Array {
		return this.octets.slice(this.at, this.at + this.size);
	}
}

/** What the layer above learns. */
export interface ZigbeeListener {
	/** A message for `node`, valid during the call. */
	datagram(node: number, arrival: Arrival): void;
	/** `node` has joined through `parent`; -1 where it has lost it. */
	parentChanged?(node: number, parent: number): void;
}
