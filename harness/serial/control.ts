/*
 * What control frames say: MessagePack, but only of
 *
 *   arrays of up to 65,535    integers from -2^31 to 2^32 - 1    binary and text of up to 255 octets
 *   true, false, nil
 *
 * msgpackr could read and write much more (floats, maps, its own records): none of it may reach
 * the line, or be believed from there.
 */
import {Packr, Unpackr} from 'msgpackr';

export type Value = number | string | boolean | null | Uint8Array | readonly Value[];

const OPTIONS = {useRecords: false, variableMapSize: true, int64AsType: 'number'} as const;
const packr = new Packr(OPTIONS);
const unpackr = new Unpackr(OPTIONS);

const INTEGER_MIN = -(2 ** 31);
const INTEGER_MAX = 2 ** 32 - 1;
const SIZE_MAX = 0xff;

/** Octets of the tags that are followed by so many of a number, and nothing else. */
const NUMBERS: Readonly<Record<number, number>> = {
	204: 1,
	205: 2,
	206: 4,
	208: 1,
	209: 2,
	210: 4,
};
const NIL = 0xc0;
const FALSE = 0xc2;
const TRUE = 0xc3;
const BIN8 = 0xc4;
const STR8 = 0xd9;
const ARRAY16 = 0xdc;

/** The octets of `values`. Throws RangeError for what the line does not know. */
export function packControl(values: readonly Value[]): Uint8Array {
	if (!values.every(isValue)) throw new RangeError('a value that no control frame can hold');
	return new Uint8Array(packr.pack(values));
}

/** The array that `octets` are, all of them; undefined where they are anything else. */
export function unpackControl(octets: Uint8Array): readonly Value[] | undefined {
	if (!isOneValue(octets)) return undefined;
	const value: unknown = unpackr.unpack(octets);
	return Array.isArray(value) && value.every(isValue) ? value : undefined;
}

function isValue(value: unknown): value is Value {
	if (Array.isArray(value)) return value.every(isValue);
	if (value instanceof Uint8Array) return value.length <= SIZE_MAX;
	if (typeof value === 'string') return Buffer.byteLength(value) <= SIZE_MAX;
	if (typeof value !== 'number') return value === null || typeof value === 'boolean';
	return Number.isInteger(value) && value >= INTEGER_MIN && value <= INTEGER_MAX;
}

/** True where `octets` are one value of the kinds above, to the last octet. */
function isOneValue(octets: Uint8Array): boolean {
	let at = 0;
	for (let pending = 1; pending > 0; pending--) {
		const head = headAt(octets, at);
		if (head === undefined) return false;
		at += head.size;
		pending += head.elements;
	}
	return at === octets.length;
}

interface Head {
	/** Of the value without what is within it. */
	readonly size: number;
	readonly elements: number;
}

function headAt(octets: Uint8Array, at: number): Head | undefined {
	const [tag, next = 0, last = 0] = octets.subarray(at, at + 3);
	if (tag === undefined) return undefined;
	if (tag >= 0x90 && tag <= 0x9f) return {size: 1, elements: tag & 0x0f};
	if (tag === ARRAY16) return {size: 3, elements: (next << 8) | last};
	const size = sizeOf(tag, next);
	return size === undefined ? undefined : {size, elements: 0};
}

function sizeOf(tag: number, next: number): number | undefined {
	if (tag <= 0x7f || tag >= 0xe0) return 1;
	if (tag === NIL || tag === FALSE || tag === TRUE) return 1;
	if (tag >= 0xa0 && tag <= 0xbf) return 1 + (tag & 0x1f);
	if (tag === STR8 || tag === BIN8) return 2 + next;
	const octets = NUMBERS[tag];
	return octets === undefined ? undefined : 1 + octets;
}
