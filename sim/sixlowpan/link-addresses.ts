/*
 * The two link-layer addresses of a frame as what 6LoWPAN makes of them: interface identifiers.
 *
 *   short XXXX   0000:00ff:fe00:XXXX         RFC 6282 clause 3.2.2: the PAN id is not used
 *   EUI-64       the same with bit 0x02 of the first octet turned over
 */
import {writeU16, writeU32} from './octets.js';

const IID_SIZE = 8;

/** The short address of radio `node`: numbers begin with 0, addresses with 1. */
export function shortOf(node: number): number {
	return node + 1;
}

/** The radio that has a short address. */
export function nodeOf(short: number): number {
	return short - 1;
}

export class LinkAddresses {
	readonly source = new Uint8Array(IID_SIZE);
	readonly destination = new Uint8Array(IID_SIZE);

	setShort(source: number, destination: number): void {
		setShort(this.source, source);
		setShort(this.destination, destination);
	}
}

export function setShort(iid: Uint8Array, short: number): void {
	writeU32(iid, 0, 0x0000_00ff);
	writeU16(iid, 4, 0xfe00);
	writeU16(iid, 6, short);
}

/** An EUI-64 as two u32; `high` has the OUI. */
export function setExtended(iid: Uint8Array, high: number, low: number): void {
	writeU32(iid, 0, high ^ 0x0200_0000);
	writeU32(iid, 4, low);
}
