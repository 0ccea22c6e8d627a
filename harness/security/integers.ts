/*
 * Integers in octets, big-endian. Reading trusts its caller to have compared sizes; writing
 * refuses what does not fit, because that is our fault.
 */

const U16_MAX = 0xffff;
const U32_MAX = 0xffff_ffff;

/** Throws RangeError unless `value` is an integer from 0 to 65,535. */
export function u16(value: number): Uint8Array {
	check(value, U16_MAX);
	return Uint8Array.of(value >>> 8, value & 0xff);
}

/** Throws RangeError unless `value` is an integer from 0 to 2^32 - 1. */
export function u32(value: number): Uint8Array {
	check(value, U32_MAX);
	return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

export function readU16(octets: Uint8Array, at: number): number {
	return (octets[at]! << 8) | octets[at + 1]!;
}

export function readU32(octets: Uint8Array, at: number): number {
	return readU16(octets, at) * 0x1_0000 + readU16(octets, at + 2);
}

function check(value: number, most: number): void {
	if (Number.isInteger(value) && value >= 0 && value <= most) return;
	throw new RangeError(`not an integer from 0 to ${most}: ${value}`);
}
