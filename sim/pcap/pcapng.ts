/*
 * Captures for Wireshark: pcapng, with a TAP header before every frame.
 *
 *   Section Header   Interface Description...   Enhanced Packet...
 *
 *   any block   type(4)  length(4)  body, padded to 4  length(4)
 *   packet      interface(4)  time high(4)  low(4)  captured(4)  original(4)  TAP  PSDU  options
 *   TAP         version(1) 0(1) length(2)   type(2) length(2) value, padded to 4 ...
 *
 * Link type 283 (IEEE802_15_4_TAP): TLV 0 says that a 16-bit FCS is there, 1 is the RSS, 3 the
 * channel. All numbers are little-endian. Knows no file: a sink takes the octets, a chunk at a
 * time, and owns them from then on.
 */
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const LINKTYPE_IEEE802_15_4_TAP = 283;
/** The TAP header and the longest PSDU fit easily. */
const SNAP_SIZE = 256;

const OPTION_END = 0;
const OPTION_COMMENT = 1;
const OPTION_INTERFACE_NAME = 2;
const OPTION_TIME_RESOLUTION = 9;
const OPTION_APPLICATION = 4;
/** Times count 10^-6 seconds. */
const MICROSECONDS = 6;

const TAP_SIZE = 28;
const TLV_FCS_TYPE = 0;
const TLV_RSS = 1;
const TLV_CHANNEL = 3;
const FCS_16_BIT = 1;
const CHANNEL_PAGE = 0;

const CHUNK_SIZE = 0x1_0000;
/** Octets of a block without what varies: heads, tails, TAP and the frame of an option. */
const BLOCK_ROOM = 128;
/** Octets of a name or a comment. */
export const TEXT_SIZE_MAX = 4096;

export interface PcapngOptions {
	/** Packets that would make the capture larger than this are left out and counted. */
	readonly sizeMax: number;
	/** Who wrote it, for the reader. */
	readonly application: string;
}

export interface CapturedFrame {
	/** What interface() gave. */
	readonly interfaceId: number;
	readonly timeUs: number;
	/** The PSDU with its FCS: `size` octets at `at`. */
	readonly octets: Uint8Array;
	readonly at: number;
	readonly size: number;
	readonly rssiDbm: number;
	/** 11 to 26. */
	readonly channel: number;
	readonly comment?: string;
}

/** Takes octets, which are its own from then on. */
export type Sink = (octets: Uint8Array) => void;

const encoder = new TextEncoder();

export class Pcapng {
	readonly #sink: Sink;
	readonly #sizeMax: number;
	#chunk = new Uint8Array(CHUNK_SIZE);
	#view = new DataView(this.#chunk.buffer);
	#end = 0;
	#flushedSize = 0;
	#interfaceCount = 0;
	#omitted = 0;

	/** Begins the capture; nothing is final before flush(). */
	constructor(sink: Sink, options: PcapngOptions) {
		this.#sink = sink;
		this.#sizeMax = options.sizeMax;
		const application = textOf(options.application);
		const block = this.#begin(SECTION_HEADER, BLOCK_ROOM + application.length);
		this.#u32(BYTE_ORDER_MAGIC);
		this.#u32(1);
		// The length of the section is not known: all ones.
		this.#u32(0xffff_ffff);
		this.#u32(0xffff_ffff);
		this.#text(OPTION_APPLICATION, application);
		this.#option(OPTION_END, 0);
		this.#finish(block);
	}

	/** Octets of the capture up to now, flushed or not. */
	get size(): number {
		return this.#flushedSize + this.#end;
	}

	/** Packets that were left out. After the first one, all are: a capture has no holes. */
	get omitted(): number {
		return this.#omitted;
	}

	/** Describes one more interface and returns its number. */
	interface(name: string): number {
		const octets = textOf(name);
		const block = this.#begin(INTERFACE_DESCRIPTION, BLOCK_ROOM + octets.length);
		this.#u16(LINKTYPE_IEEE802_15_4_TAP);
		this.#u16(0);
		this.#u32(SNAP_SIZE);
		this.#text(OPTION_INTERFACE_NAME, octets);
		this.#option(OPTION_TIME_RESOLUTION, 1);
		this.#chunk[this.#end] = MICROSECONDS;
		this.#end += 4;
		this.#option(OPTION_END, 0);
		this.#finish(block);
		return this.#interfaceCount++;
	}

	/**
	 * Appends a frame. A RangeError for an interface that is not there, a frame of more than 228
	 * octets or a comment of more than TEXT_SIZE_MAX.
	 */
	packet(frame: CapturedFrame): void {
		const {interfaceId, size} = frame;
		if (!(interfaceId < this.#interfaceCount)) throw new RangeError(`interface ${interfaceId}`);
		if (size > SNAP_SIZE - TAP_SIZE) throw new RangeError(`a frame of ${size} octets`);
		const comment = frame.comment === undefined ? undefined : textOf(frame.comment);
		const before = this.size;
		if (this.#omitted === 0) this.#writePacket(frame, comment);
		if (this.#omitted === 0 && this.size <= this.#sizeMax) return;
		this.#end -= this.size - before;
		this.#omitted++;
	}

	/** Hands over what has gathered. */
	flush(): void {
		if (this.#end === 0) return;
		this.#flushedSize += this.#end;
		this.#sink(this.#chunk.subarray(0, this.#end));
		this.#chunk = new Uint8Array(CHUNK_SIZE);
		this.#view = new DataView(this.#chunk.buffer);
		this.#end = 0;
	}

	#writePacket(frame: CapturedFrame, comment: Uint8Array | undefined): void {
		const block = this.#begin(ENHANCED_PACKET, BLOCK_ROOM + frame.size + (comment?.length ?? 0));
		this.#packetHead(frame);
		this.#tap(frame);
		this.#octets(frame.octets, frame.at, frame.size);
		if (comment !== undefined) {
			this.#text(OPTION_COMMENT, comment);
			this.#option(OPTION_END, 0);
		}
		this.#finish(block);
	}

	#packetHead(frame: CapturedFrame): void {
		this.#u32(frame.interfaceId);
		this.#u32(Math.floor(frame.timeUs / 0x1_0000_0000));
		this.#u32(frame.timeUs);
		this.#u32(TAP_SIZE + frame.size);
		this.#u32(TAP_SIZE + frame.size);
	}

	#tap(frame: CapturedFrame): void {
		this.#u16(0);
		this.#u16(TAP_SIZE);
		this.#option(TLV_FCS_TYPE, 1);
		this.#u32(FCS_16_BIT);
		this.#option(TLV_RSS, 4);
		this.#view.setFloat32(this.#end, frame.rssiDbm, true);
		this.#end += 4;
		this.#option(TLV_CHANNEL, 3);
		this.#u16(frame.channel);
		this.#u16(CHANNEL_PAGE);
	}

	/** Starts a block of at most `room` octets; returns where it lies. */
	#begin(type: number, room: number): number {
		if (this.#end + room > CHUNK_SIZE) this.flush();
		const block = this.#end;
		this.#u32(type);
		this.#u32(0);
		return block;
	}

	/** Says the length of `block` at both of its ends. */
	#finish(block: number): void {
		const size = this.#end + 4 - block;
		this.#view.setUint32(block + 4, size, true);
		this.#u32(size);
	}

	/** The head of an option or of a TLV, which look alike. */
	#option(code: number, size: number): void {
		this.#u16(code);
		this.#u16(size);
	}

	#text(code: number, octets: Uint8Array): void {
		this.#option(code, octets.length);
		this.#octets(octets, 0, octets.length);
	}

	#octets(octets: Uint8Array, at: number, size: number): void {
		for (let index = 0; index < size; index++) this.#chunk[this.#end++] = octets[at + index];
		while ((this.#end & 3) !== 0) this.#chunk[this.#end++] = 0;
	}

	#u16(value: number): void {
		this.#view.setUint16(this.#end, value, true);
		this.#end += 2;
	}

	#u32(value: number): void {
		this.#view.setUint32(this.#end, value, true);
		this.#end += 4;
	}
}

/** Asked before a block is begun, so that what is refused leaves no trace. */
function textOf(text: string): Uint8Array {
	const octets = encoder.encode(text);
	if (octets.length > TEXT_SIZE_MAX) throw new RangeError(`a text of ${octets.length} octets`);
	return octets;
}
