/* What the network layer asks of the MAC below it; Mac has this shape. */
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
