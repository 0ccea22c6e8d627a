/*
 * How datagrams leave a gateway. A simulated radio, a UDP socket and a serial line have this
 * shape; what is carried, and to whom an address belongs, none of them knows.
 */

/** Where a datagram came from and answers go to: opaque, equal strings are equal places. */
export type Address = string;

export interface Transport {
	/** Sends one datagram to one place. May be lost without a word. */
	send(to: Address, datagram: Uint8Array): void;
	/** Sends one datagram to everybody in reach; `radius` in hops, 0 is the whole network. */
	broadcast(datagram: Uint8Array, radius: number): void;
}
