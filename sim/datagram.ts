/*
 * What goes over the border to whoever is above the network: UDP, or a message between endpoints
 * of ZigBee that stand for ports. Without a word on how it travels.
 */

export interface Ports {
	readonly from: number;
	readonly to: number;
}

/** A datagram as it is handed up. The layer below fills the same one again and again. */
export class Datagram {
	/** The sender's short address. */
	source = 0;
	sourcePort = 0;
	destinationPort = 0;
	/** The data are `size` octets at `at`, valid during the call. */
	octets: Uint8Array = new Uint8Array(0);
	at = 0;
	size = 0;
	/** Of the last frame that it took, in hundredths of dBm. */
	rssiCdbm = 0;
	/**
	 * Frames that it took one after the other, 0 where that is not known; a wire between border
	 * routers counts as one.
	 */
	hops = 1;

	/** A copy of the data, to be kept. */
	payload(): Uint8Array {
		return this.octets.slice(this.at, this.at + this.size);
	}
}

/** What the layer above learns. */
export interface DatagramListener {
	/** A datagram for `node`, valid during the call. */
	datagram(node: number, datagram: Datagram): void;
}
