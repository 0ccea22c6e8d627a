/*
 * The headers of a packet, compressed and not: IPHC and the NHCs behind it, RFC 6282.
 *
 *   compressed      IPHC  NHC...            | the rest, as it is
 *   uncompressed    IPv6  extensions, UDP   | the rest, as it is
 *                   0                       uncompressedSize
 *
 * Lengths are not carried: restore() sets them once the size of the datagram is known.
 */
import type {Contexts} from './contexts.js';
import {Cursor} from './cursor.js';
import {Iphc} from './iphc.js';
import {IPV6_SIZE, NEXT_HEADER, PAYLOAD_LENGTH} from './ipv6.js';
import type {LinkAddresses} from './link-addresses.js';
import {NhcReader, NhcWriter} from './nhc.js';
import {writeU16} from './octets.js';
import {LENGTH} from './udp.js';

/**
 * IPHC with everything inline and a CID octet, UDP with both ports and a checksum, and between
 * them a hop-by-hop header of eight octets and a routing header of 72: sixteen hops.
 */
export const HEADERS_SIZE_MAX = 48 + 9 + 73;

export class HeaderCompression {
	/** Octets of the packet that the last headers, read or written, stand for. */
	uncompressedSize = 0;
	/** Where the headers read last end in the frame. */
	end = 0;
	readonly #cursor = new Cursor();
	readonly #iphc: Iphc;
	readonly #nhc = new NhcReader();
	readonly #writer = new NhcWriter();

	/** Addresses that are elided are those in `link` at the time of the call. */
	constructor(contexts: Contexts, link: LinkAddresses) {
		this.#iphc = new Iphc(contexts, link);
	}

	/** The headers read last wanted a context that is not there. */
	get contextMissing(): boolean {
		return this.#iphc.contextMissing;
	}

	/** Reads and writes with the contexts of another node from now on. */
	use(contexts: Contexts): void {
		this.#iphc.use(contexts);
	}

	/** The headers read last have no UDP checksum: the whole packet is needed to compute it. */
	get checksumElided(): boolean {
		return this.#nhc.checksumElided;
	}

	/** Writes the headers of the packet of `size` octets at `at` of `out`; returns their end. */
	write(packet: Uint8Array, size: number, out: Uint8Array, at: number): number {
		const writer = this.#writer;
		const follows = writer.takes(packet, size, packet[NEXT_HEADER], IPV6_SIZE);
		const end = this.#iphc.write(packet, follows, out, at);
		const whole = follows ? writer.write(packet, size, out, end) : end;
		this.uncompressedSize = follows ? writer.uncompressedSize : IPV6_SIZE;
		return whole;
	}

	/**
	 * Reads the headers at `at` into the start of `packet`; `end` is where the frame ends.
	 * False where they are malformed or of a kind that is not known here.
	 */
	read(octets: Uint8Array, at: number, end: number, packet: Uint8Array): boolean {
		this.#cursor.over(octets, at, end);
		if (!this.#iphc.read(this.#cursor, packet)) return false;
		if (!this.#nhc.read(this.#cursor, this.#iphc.nhcFollows, packet)) return false;
		this.end = this.#cursor.at;
		this.uncompressedSize = this.#nhc.end;
		return true;
	}

	/** Sets the lengths in the headers read last: the whole packet has `size` octets. */
	restore(packet: Uint8Array, size: number): void {
		writeU16(packet, PAYLOAD_LENGTH, size - IPV6_SIZE);
		const {udpAt} = this.#nhc;
		if (udpAt !== 0) writeU16(packet, udpAt + LENGTH, size - udpAt);
	}
}
