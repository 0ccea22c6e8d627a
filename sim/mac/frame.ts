/*
 * The MAC frame of IEEE 802.15.4, clause 7. Everything is little-endian.
 *
 *   0..1   2     3..                                              ..    size-2..size-1
 *   FCF    DSN   [dst PAN, dst] [src PAN, src] [aux security]  payload  FCS
 *
 *   FCF bit  0-2 type   3 security   4 pending   5 AR   6 PAN id compression
 *            8 DSN suppressed   9 IE present (both 2015)
 *            10-11 dst mode   12-13 version (0 2003, 1 2006, 2 2015)   14-15 src mode
 *
 * Left out: information elements (a frame that has them is not read), the security of 2003,
 * multipurpose and extended frame types, and writing an auxiliary security header.
 * Knows no PIB, no time, and not what a payload means.
 */
export const FrameType = {beacon: 0, data: 1, ack: 2, command: 3} as const;
export const AddressMode = {none: 0, short: 2, extended: 3} as const;
export const Version = {v2003: 0, v2006: 1, v2015: 2} as const;

/** Everybody in radio range, as a short address or a PAN id. */
export const BROADCAST = 0xffff;
/** aMaxPHYPacketSize: the longest PSDU in octets. */
export const PSDU_SIZE_MAX = 127;
export const FCS_SIZE = 2;
/** An Imm-Ack with its FCS. */
export const ACK_SIZE = 5;
/** MHR of data from short to short in one PAN. */
export const SHORT_MHR_SIZE = 9;
/** Stands where an address has no short form. */
export const NO_SHORT = 0xfffe;

const SECURITY = 0x08;
const PENDING = 0x10;
const AR = 0x20;
const PAN_COMPRESSION = 0x40;
const DSN_SUPPRESSED = 0x0100;
const IE_PRESENT = 0x0200;

const DST_PAN = 1;
const SRC_PAN = 2;
const ILLEGAL = -1;

/** Octets of an address by its mode. Mode 1 is reserved and refused before this is asked. */
const ADDRESS_SIZES = [0, 0, 2, 8];
/** Octets of the key identifier by KeyIdMode. */
const KEY_ID_SIZES = [0, 1, 5, 9];

/** x^16 + x^12 + x^5 + 1, least significant bit first. */
const CRC_TABLE = Uint16Array.from({length: 256}, (_, octet) => {
	let remainder = octet;
	for (let bit = 0; bit < 8; bit++) {
		remainder = remainder & 1 ? (remainder >>> 1) ^ 0x8408 : remainder >>> 1;
	}
	return remainder;
});

/** Computes the FCS of the octets `from` up to but not including `to`. */
export function fcs(octets: Uint8Array, from: number, to: number): number {
	let crc = 0;
	for (let at = from; at < to; at++) {
		crc = CRC_TABLE[(crc ^ octets[at]) & 0xff] ^ (crc >>> 8);
	}
	return crc;
}

/** Appends the FCS of the octets `from` to `to` behind them; returns where the frame ends. */
export function writeFcs(octets: Uint8Array, from: number, to: number): number {
	return writeU16(octets, to, fcs(octets, from, to));
}

/** Says whether the last two of the octets `from` to `to` are the FCS of those before. */
export function fcsHolds(octets: Uint8Array, from: number, to: number): boolean {
	// A message followed by its own remainder leaves none.
	return to - from > FCS_SIZE && fcs(octets, from, to) === 0;
}

/** Writes the nine octets of a data MHR, short to short in one PAN; returns its end. */
export function writeShortData(
	octets: Uint8Array,
	at: number,
	dsn: number,
	panId: number,
	dst: number,
	src: number,
	acknowledge: boolean,
): number {
	octets[at] = FrameType.data | PAN_COMPRESSION | (acknowledge ? AR : 0);
	octets[at + 1] = (AddressMode.short << 2) | (AddressMode.short << 6);
	octets[at + 2] = dsn;
	writeU16(octets, at + 3, panId);
	writeU16(octets, at + 5, dst);
	return writeU16(octets, at + 7, src);
}

/** Writes a whole Imm-Ack with its FCS; returns its end. */
export function writeAck(octets: Uint8Array, at: number, dsn: number, pending: boolean): number {
	octets[at] = FrameType.ack | (pending ? PENDING : 0);
	octets[at + 1] = 0;
	octets[at + 2] = dsn;
	return writeFcs(octets, at, at + 3);
}

/** Says in a whole frame of `size` octets whether there is more for its receiver, and its FCS. */
export function setPending(octets: Uint8Array, size: number, pending: boolean): void {
	octets[0] = pending ? octets[0] | PENDING : octets[0] & ~PENDING;
	writeFcs(octets, 0, size - FCS_SIZE);
}

/**
 * The fields of one MHR, made to be filled again and again. An address that is not short is
 * NO_SHORT in `dstShort` or `srcShort`; the u32 High (with the OUI) and Low are valid if it is
 * extended.
 */
export class Mhr {
	type = 0;
	version = 0;
	secured = false;
	pending = false;
	acknowledge = false;
	panCompressed = false;
	dsnSuppressed = false;
	dsn = 0;
	dstMode = 0;
	dstPan = BROADCAST;
	dstShort = NO_SHORT;
	dstHigh = 0;
	dstLow = 0;
	srcMode = 0;
	srcPan = BROADCAST;
	srcShort = NO_SHORT;
	srcHigh = 0;
	srcLow = 0;
	/** Security level 0 to 7, and where the frame counter lies; only if `secured`. */
	securityLevel = 0;
	frameCounterAt = 0;
	/** Octets before the payload. */
	size = 0;

	/**
	 * Reads the MHR at the start of `octets`, of which `size` are there without the FCS.
	 * Returns false, with fields of no meaning, where it is cut short or not of a kind known here.
	 */
	read(octets: Uint8Array, size: number): boolean {
		if (size < 2) return false;
		if (!this.#readControl(readU16(octets, 0))) return false;
		const pans = this.#pans();
		if (pans === ILLEGAL || this.#sizeOf(pans) > size) return false;
		let at = 2;
		if (!this.dsnSuppressed) this.dsn = octets[at++];
		at = this.#readDestination(octets, at, (pans & DST_PAN) !== 0);
		this.size = this.#readSource(octets, at, (pans & SRC_PAN) !== 0);
		return !this.secured || this.#readSecurity(octets, size);
	}

	/**
	 * Writes the MHR at `at`, sets `size` and returns where the MHR ends.
	 * A RangeError says that the fields contradict each other, or that `secured` is set.
	 */
	write(octets: Uint8Array, at: number): number {
		const pans = this.#pans();
		if (pans === ILLEGAL || this.secured) throw new RangeError('an MHR that cannot be written');
		let end = writeU16(octets, at, this.#control());
		if (!this.dsnSuppressed) octets[end++] = this.dsn;
		if ((pans & DST_PAN) !== 0) end = writeU16(octets, end, this.dstPan);
		end = writeAddress(octets, end, this.dstMode, this.dstShort, this.dstHigh, this.dstLow);
		if ((pans & SRC_PAN) !== 0) end = writeU16(octets, end, this.srcPan);
		end = writeAddress(octets, end, this.srcMode, this.srcShort, this.srcHigh, this.srcLow);
		this.size = end - at;
		return end;
	}

	#readControl(fcf: number): boolean {
		this.type = fcf & 7;
		this.secured = (fcf & SECURITY) !== 0;
		this.pending = (fcf & PENDING) !== 0;
		this.acknowledge = (fcf & AR) !== 0;
		this.panCompressed = (fcf & PAN_COMPRESSION) !== 0;
		this.dstMode = (fcf >>> 10) & 3;
		this.version = (fcf >>> 12) & 3;
		this.srcMode = fcf >>> 14;
		const isNew = this.version === Version.v2015;
		this.dsnSuppressed = isNew && (fcf & DSN_SUPPRESSED) !== 0;
		if (isNew && (fcf & IE_PRESENT) !== 0) return false;
		if (this.secured && this.version === Version.v2003) return false;
		return this.type <= FrameType.command && this.version <= Version.v2015;
	}

	#control(): number {
		let fcf = this.type | (this.dstMode << 10) | (this.version << 12) | (this.srcMode << 14);
		if (this.pending) fcf |= PENDING;
		if (this.acknowledge) fcf |= AR;
		if (this.panCompressed) fcf |= PAN_COMPRESSION;
		if (this.dsnSuppressed) fcf |= DSN_SUPPRESSED;
		return fcf;
	}

	/** Which PAN ids are there: DST_PAN, SRC_PAN, both, neither, or ILLEGAL. */
	#pans(): number {
		const {dstMode, srcMode, panCompressed} = this;
		if (dstMode === 1 || srcMode === 1) return ILLEGAL;
		if (this.version === Version.v2015) return pansOf2015(dstMode, srcMode, panCompressed);
		if (this.dsnSuppressed) return ILLEGAL;
		if (panCompressed) return dstMode !== 0 && srcMode !== 0 ? DST_PAN : ILLEGAL;
		return (dstMode === 0 ? 0 : DST_PAN) | (srcMode === 0 ? 0 : SRC_PAN);
	}

	#sizeOf(pans: number): number {
		const panSize = ((pans & DST_PAN) !== 0 ? 2 : 0) + ((pans & SRC_PAN) !== 0 ? 2 : 0);
		const controlSize = this.dsnSuppressed ? 2 : 3;
		return controlSize + panSize + ADDRESS_SIZES[this.dstMode] + ADDRESS_SIZES[this.srcMode];
	}

	#readDestination(octets: Uint8Array, from: number, hasPan: boolean): number {
		const at = hasPan ? from + 2 : from;
		this.dstPan = hasPan ? readU16(octets, from) : BROADCAST;
		const isShort = this.dstMode === AddressMode.short;
		this.dstShort = isShort ? readU16(octets, at) : NO_SHORT;
		if (this.dstMode === AddressMode.extended) {
			this.dstLow = readU32(octets, at);
			this.dstHigh = readU32(octets, at + 4);
		}
		return at + ADDRESS_SIZES[this.dstMode];
	}

	#readSource(octets: Uint8Array, from: number, hasPan: boolean): number {
		const at = hasPan ? from + 2 : from;
		this.srcPan = hasPan ? readU16(octets, from) : this.dstPan;
		const isShort = this.srcMode === AddressMode.short;
		this.srcShort = isShort ? readU16(octets, at) : NO_SHORT;
		if (this.srcMode === AddressMode.extended) {
			this.srcLow = readU32(octets, at);
			this.srcHigh = readU32(octets, at + 4);
		}
		return at + ADDRESS_SIZES[this.srcMode];
	}

	#readSecurity(octets: Uint8Array, size: number): boolean {
		if (this.size >= size) return false;
		const control = octets[this.size];
		this.securityLevel = control & 7;
		this.frameCounterAt = this.size + 1;
		// Bit 5 of 2015: the counter is not carried.
		const counterSize = this.version === Version.v2015 && (control & 0x20) !== 0 ? 0 : 4;
		this.size += 1 + counterSize + KEY_ID_SIZES[(control >>> 3) & 3];
		return this.size <= size;
	}
}

function pansOf2015(dstMode: number, srcMode: number, compressed: boolean): number {
	if (dstMode === 0 && srcMode === 0) return compressed ? DST_PAN : 0;
	if (srcMode === 0) return compressed ? 0 : DST_PAN;
	if (dstMode === 0) return compressed ? 0 : SRC_PAN;
	const extended = dstMode === AddressMode.extended && srcMode === AddressMode.extended;
	if (extended) return compressed ? 0 : DST_PAN;
	return compressed ? DST_PAN : DST_PAN | SRC_PAN;
}

function readU16(octets: Uint8Array, at: number): number {
	return octets[at] | (octets[at + 1] << 8);
}

function readU32(octets: Uint8Array, at: number): number {
	return (readU16(octets, at) | (readU16(octets, at + 2) << 16)) >>> 0;
}

function writeU16(octets: Uint8Array, at: number, value: number): number {
	octets[at] = value;
	octets[at + 1] = value >>> 8;
	return at + 2;
}

function writeAddress(
	octets: Uint8Array,
	at: number,
	mode: number,
	short: number,
	high: number,
	low: number,
): number {
	if (mode === AddressMode.none) return at;
	if (mode === AddressMode.short) return writeU16(octets, at, short);
	writeU16(octets, at, low);
	writeU16(octets, at + 2, low >>> 16);
	writeU16(octets, at + 4, high);
	return writeU16(octets, at + 6, high >>> 16);
}
