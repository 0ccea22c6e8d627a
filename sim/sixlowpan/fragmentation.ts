/*
 * Datagrams that are larger than a frame, RFC 4944 clause 5.3.
 *
 *   FRAG1   11000 datagram_size(11)   datagram_tag(16)                        headers, data
 *   FRAGN   11100 datagram_size(11)   datagram_tag(16)   datagram_offset(8)   data
 *
 * Size and offset (in units of eight octets) count octets of the uncompressed packet; all the
 * headers are in FRAG1. Every fragment but the last one ends at a multiple of eight.
 */
import type {HeaderCompression} from './header-compression.js';
import {IPV6_SIZE, MTU} from './ipv6.js';
import {move, readU16, writeU16} from './octets.js';

export const FRAG1_SIZE = 4;
const FRAGN_SIZE = 5;
const TAG = 2;
/** Octets that datagram_offset counts as one. */
export const UNIT_SIZE = 8;

const DISPATCH_MASK = 0xf8;
const FRAG1 = 0xc0;
const FRAGN = 0xe0;
const SIZE_MASK = 0x07ff;

export function isFragment(dispatch: number): boolean {
	const kind = dispatch & DISPATCH_MASK;
	return kind === FRAG1 || kind === FRAGN;
}

/** The header of a fragment, made to be filled again and again. */
export class FragmentHeader {
	/** Short addresses of the frame, for whoever puts packets together; read() leaves them alone. */
	source = 0;
	destination = 0;
	/** Octets of the uncompressed packet: datagram_size. */
	size = 0;
	tag = 0;
	/** Where in the packet the fragment belongs, in octets; 0 is FRAG1. */
	offset = 0;
	/** Octets of the header itself. */
	headerSize = 0;

	/** Reads at `at`; false where it is cut short or claims what no fragment can be. */
	read(octets: Uint8Array, at: number, end: number): boolean {
		const isFirst = (octets[at] & DISPATCH_MASK) === FRAG1;
		this.headerSize = isFirst ? FRAG1_SIZE : FRAGN_SIZE;
		if (at + this.headerSize >= end) return false;
		this.size = readU16(octets, at) & SIZE_MASK;
		this.tag = readU16(octets, at + 2);
		this.offset = isFirst ? 0 : octets[at + 4] * UNIT_SIZE;
		if (this.size < IPV6_SIZE || this.size > MTU) return false;
		return isFirst || this.offset > 0;
	}

	/** Says whether `size` octets of the packet can be what this fragment holds. */
	allows(size: number): boolean {
		const end = this.offset + size;
		return size > 0 && (end === this.size || (end < this.size && size % UNIT_SIZE === 0));
	}
}

/** One packet on its way out, a fragment at a time. */
export class Fragmentation {
	/** Of the fragment that the MAC has now. */
	handle = -1;
	readonly destination: number;
	readonly #packet: Uint8Array;
	readonly #tag: number;
	#offset = 0;

	/** Keeps `packet`. `tag` tells it from the sender's other ones. */
	constructor(packet: Uint8Array, destination: number, tag: number) {
		this.#packet = packet;
		this.destination = destination;
		this.#tag = tag;
	}

	/** FRAG1 was written. */
	get begun(): boolean {
		return this.#offset > 0;
	}

	get done(): boolean {
		return this.#offset === this.#packet.length;
	}

	/** Writes the next fragment, at most `room` octets, at the start of `out`; returns its size. */
	next(headers: HeaderCompression, room: number, out: Uint8Array): number {
		if (this.#offset === 0) return this.#first(headers, room, out);
		writeHeader(out, FRAGN, this.#packet.length, this.#tag);
		out[4] = this.#offset / UNIT_SIZE;
		return this.#fill(out, FRAGN_SIZE, room);
	}

	#first(headers: HeaderCompression, room: number, out: Uint8Array): number {
		writeFrag1(out, this.#packet.length, this.#tag);
		const end = headers.write(this.#packet, this.#packet.length, out, FRAG1_SIZE);
		if (room < end + UNIT_SIZE) throw new RangeError(`${room} octets cannot hold the headers`);
		this.#offset = headers.uncompressedSize;
		return this.#fill(out, end, room);
	}

	/** Fills `out` from `at` with what is left, or up to the last offset that can be said. */
	#fill(out: Uint8Array, at: number, room: number): number {
		const left = this.#packet.length - this.#offset;
		const wholeEnd = (this.#offset + room - at) & ~(UNIT_SIZE - 1);
		const size = left <= room - at ? left : wholeEnd - this.#offset;
		move(this.#packet, this.#offset, out, at, size);
		this.#offset += size;
		return at + size;
	}
}

/** Writes the header of a first fragment at the start of `out`. */
export function writeFrag1(out: Uint8Array, size: number, tag: number): void {
	writeHeader(out, FRAG1, size, tag);
}

/** Gives a fragment another tag. */
export function retag(fragment: Uint8Array, tag: number): void {
	writeU16(fragment, TAG, tag);
}

function writeHeader(out: Uint8Array, dispatch: number, size: number, tag: number): void {
	writeU16(out, 0, (dispatch << 8) | size);
	writeU16(out, TAG, tag);
}
