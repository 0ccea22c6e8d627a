/*
 * What went over a line, octet by octet: a file of MessagePack arrays, one after the other.
 *
 *   [t_ns, direction, octets]     t_ns: since the recording began     0 from the device, 1 to it
 *
 * Secret octets are recorded as that many zeros, which mean nothing on the line.
 */
import {Packr, Unpackr} from 'msgpackr';

export const Direction = {FROM_DEVICE: 0, TO_DEVICE: 1} as const;

export interface Entry {
	readonly tNs: number;
	readonly direction: number;
	readonly octets: Uint8Array;
}

const OPTIONS = {useRecords: false, variableMapSize: true, int64AsType: 'number'} as const;
const packr = new Packr(OPTIONS);
const unpackr = new Unpackr(OPTIONS);

/** What an entry has beside its octets, at most. */
const OVERHEAD = 16;

/** Hands entries as they are to be appended to a file, until they are `sizeMax` octets. */
export class Recorder {
	readonly #append: (octets: Uint8Array) => void;
	readonly #sizeMax: number;
	#size = 0;

	constructor(append: (octets: Uint8Array) => void, sizeMax: number) {
		this.#append = append;
		this.#sizeMax = sizeMax;
	}

	/** True once something was left out for want of room. */
	get full(): boolean {
		return this.#size > this.#sizeMax;
	}

	add({tNs, direction, octets}: Entry, secret = false): void {
		this.#size += octets.length + OVERHEAD;
		if (this.full) return;
		const shown = secret ? new Uint8Array(octets.length) : octets;
		this.#append(new Uint8Array(packr.pack([BigInt(Math.floor(tNs)), direction, shown])));
	}
}

/** The entries of a recording; RangeError where it is none. A last one that was cut off is left out. */
export function entriesOf(recording: Uint8Array): Entry[] {
	const entries: Entry[] = [];
	try {
		unpackr.unpackMultiple(recording, value => void entries.push(entryOf(value)));
	} catch (error) {
		if (error instanceof RangeError || !isCutOff(error)) {
			throw new RangeError('not a recording of a serial line', {cause: error});
		}
	}
	return entries;
}

function entryOf(value: unknown): Entry {
	const [tNs, direction, octets] = Array.isArray(value) ? value : [];
	const numbers = typeof tNs === 'number' && (direction === 0 || direction === 1);
	if (numbers && octets instanceof Uint8Array) return {tNs, direction, octets};
	throw new RangeError('an entry is [t_ns, direction, octets]');
}

function isCutOff(error: unknown): boolean {
	return error instanceof Error && 'incomplete' in error && error.incomplete === true;
}
