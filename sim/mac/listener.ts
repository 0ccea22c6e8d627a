/* What the layer above the MAC learns. */

/** How sending a frame ended. */
export type SendStatus = 'success' | 'noAck' | 'channelAccessFailure';

export interface MacIndication {
	source: number;
	destination: number;
	octets: Uint8Array;
	at: number;
	size: number;
	rssiCdbm: number;
	/** The sender has more for whoever rests. */
	pending?: boolean;
}

/** Who sent a command: NO_SHORT where that is an address of eight octets. */
export interface MacOrigin {
	readonly srcShort: number;
	readonly srcHigh: number;
	readonly srcLow: number;
}

export interface MacListener {
	/** A data frame for `node`: its payload is `size` octets at `at`. Valid during the call. */
	macReceived(node: number, frame: MacIndication): void;
	/** The frame that send() named `handle` is done with, after so many attempts. */
	macSent(node: number, handle: number, status: SendStatus, attempts: number): void;
	/** Nobody came for the frame that sendIndirect() named `handle`. */
	macExpired?(node: number, handle: number): void;
	/** A beacon, whose payload is that of MacIndication, from a short address. */
	macBeacon?(node: number, frame: MacIndication): void;
	/** A command other than a data request, with what follows the MHR. */
	macCommand?(node: number, frame: MacIndication, origin: MacOrigin): void;
	/** A child at the short address `child` has asked `node` for frames. */
	macAsked?(node: number, child: number): void;
	/** What became of a data request of `node`; whether a frame follows. */
	macPolled?(node: number, status: SendStatus, promised: boolean): void;
}
