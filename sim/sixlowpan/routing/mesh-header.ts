/*
 * The mesh addressing header and BC0, RFC 4944 clauses 5.2 and 11.1, between short addresses.
 *
 *   0                        1..2         3..4            [5    6]
 *   1 0 V 1 F 1 HopsLft(4)   originator   final address   0x50  sequence number, where it is for all
 *
 * HopsLft 15 says that one more octet counts the hops; it is read and not written. EUI-64 (V or F
 * nought) are not understood.
 */
import {readU16, writeU16} from '../octets.js';

/** Of a header for all; the other one is two octets shorter. */
export const MESH_SIZE_MAX = 7;
export const HOPS_LEFT_MAX = 14;

const DISPATCH_MASK = 0xc0;
const DISPATCH = 0x80;
const SHORT_ADDRESSES = 0x30;
const HOPS_MASK = 0x0f;
const BC0 = 0x50;
const NONE = -1;

export function isMesh(dispatch: number): boolean {
	return (dispatch & DISPATCH_MASK) === DISPATCH;
}

/** A header, made to be filled again and again. */
export class MeshHeader {
	hopsLeft = 0;
	originator = 0;
	final = 0;
	/** Of a frame for all; -1 for any other. */
	sequence = NONE;
	/** Octets of the header itself. */
	size = 0;

	/** Reads at `at`; false where it is cut short or has long addresses. */
	read(octets: Uint8Array, at: number, end: number): boolean {
		const isDeep = (octets[at] & HOPS_MASK) === HOPS_MASK;
		const addresses = at + (isDeep ? 2 : 1);
		if (addresses + 4 >= end || (octets[at] & SHORT_ADDRESSES) !== SHORT_ADDRESSES) return false;
		this.hopsLeft = isDeep ? octets[at + 1] : octets[at] & HOPS_MASK;
		this.originator = readU16(octets, addresses);
		this.final = readU16(octets, addresses + 2);
		const next = addresses + 4;
		const isForAll = octets[next] === BC0;
		if (isForAll && next + 2 >= end) return false;
		this.sequence = isForAll ? octets[next + 1] : NONE;
		this.size = next + (isForAll ? 2 : 0) - at;
		return true;
	}

	/** Writes at the start of `out`; returns the end. */
	write(out: Uint8Array): number {
		out[0] = DISPATCH | SHORT_ADDRESSES | this.hopsLeft;
		writeU16(out, 1, this.originator);
		writeU16(out, 3, this.final);
		if (this.sequence === NONE) return 5;
		out[5] = BC0;
		out[6] = this.sequence;
		return MESH_SIZE_MAX;
	}
}
