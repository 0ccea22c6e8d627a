/*
 * Values over a stream of octets: MessagePack with its length before it.
 *
 *   0..3            4..
 *   size, u32 BE    MessagePack of size octets
 *
 * Knows no socket and no meaning: it is given octets as they come, and gives values.
 */
import {pack, unpack} from 'msgpackr';

/** More than any message between gateway and key server takes; a peer that claims more is mad. */
const SIZE_MAX = 1 << 16;
const HEADER_SIZE = 4;

/** A value as it goes over the stream. A RangeError if it is larger than `sizeMax`. */
export function framed(value: unknown, sizeMax = SIZE_MAX): Buffer {
	const content = pack(value);
	if (content.length > sizeMax) throw new RangeError('the value is too large for a frame');
	const header = Buffer.alloc(HEADER_SIZE);
	header.writeUInt32BE(content.length);
	return Buffer.concat([header, content]);
}

/** Puts together what a stream has cut. */
export class FrameStream {
	readonly #sizeMax: number;
	#rest: Buffer = Buffer.alloc(0);

	constructor(sizeMax = SIZE_MAX) {
		this.#sizeMax = sizeMax;
	}

	/** The values that `octets` complete; undefined once the peer has sent what is no frame. */
	received(octets: Uint8Array): unknown[] | undefined {
		this.#rest = Buffer.concat([this.#rest, octets]);
		const values: unknown[] = [];
		while (this.#rest.length >= HEADER_SIZE) {
			const size = this.#rest.readUInt32BE();
			if (size > this.#sizeMax) return undefined;
			if (this.#rest.length < HEADER_SIZE + size) break;
			const value = valueIn(this.#rest.subarray(HEADER_SIZE, HEADER_SIZE + size));
			if (value === undefined) return undefined;
			values.push(value);
			this.#rest = this.#rest.subarray(HEADER_SIZE + size);
		}
		return values;
	}
}

function valueIn(octets: Uint8Array): unknown {
	try {
		return unpack(octets) as unknown;
	} catch (error) {
		// Whatever the decoder dislikes about a peer's octets.
		if (!(error instanceof Error)) throw error;
		return undefined;
	}
}
