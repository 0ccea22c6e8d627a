/*
 * Lines, and whatever else there is, as one transport:
 *
 *   send       to the line that has this address, else to the rest
 *   broadcast  to each line and to the rest
 *
 * Without a rest, what is for no line is lost without a word. Knows nothing of what is carried.
 */
import type {Address, Transport} from './transport.js';

/** A transport with one place at its other end. */
export interface Line extends Transport {
	readonly address: Address;
}

export class SideBySide implements Transport {
	readonly #lines: ReadonlyMap<Address, Line>;
	readonly #rest: Transport | undefined;

	/** Throws RangeError where two lines have one address. */
	constructor(lines: readonly Line[], rest?: Transport) {
		this.#lines = new Map(lines.map(line => [line.address, line]));
		this.#rest = rest;
		if (this.#lines.size < lines.length) throw new RangeError('two lines with one address');
	}

	/** Whether a line leads to this address. */
	isLine(address: Address): boolean {
		return this.#lines.has(address);
	}

	send(to: Address, datagram: Uint8Array): void {
		const way = this.#lines.get(to) ?? this.#rest;
		way?.send(to, datagram);
	}

	broadcast(datagram: Uint8Array, radius: number): void {
		for (const line of this.#lines.values()) line.broadcast(datagram, radius);
		this.#rest?.broadcast(datagram, radius);
	}
}
