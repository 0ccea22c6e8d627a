/*
 * Writes the MessagePack of control frames, each integer in its shortest form. What is written is
 * answered by the address after it; that it fits, the caller has seen to.
 */

const ARRAY16: u8 = 0xdc;
const BIN8: u8 = 0xc4;
const UINT8: u8 = 0xcc;
const UINT16: u8 = 0xcd;
const UINT32: u8 = 0xce;
const STR_SIZE_MAX: u32 = 31;

/** `count` values follow. */
export function packArray(at: usize, count: u32): usize {
	if (count <= 15) return octet(at, 0x90 | count);
	return big(octet(at, ARRAY16), count, 2);
}

export function packWord(at: usize, value: u32): usize {
	if (value <= 0x7f) return octet(at, value);
	if (value <= 0xff) return big(octet(at, UINT8), value, 1);
	if (value <= 0xffff) return big(octet(at, UINT16), value, 2);
	return big(octet(at, UINT32), value, 4);
}

/** Up to 255 octets. */
export function packBinary(at: usize, octets: usize, size: u32): usize {
	return copied(big(octet(at, BIN8), size, 1), octets, size);
}

/** Up to 31 octets. */
export function packText(at: usize, octets: usize, size: u32): usize {
	return copied(octet(at, 0xa0 | min(size, STR_SIZE_MAX)), octets, min(size, STR_SIZE_MAX));
}

function copied(at: usize, octets: usize, size: u32): usize {
	memory.copy(at, octets, usize(size));
	return at + usize(size);
}

function big(at: usize, value: u32, octets: u32): usize {
	for (let left = octets; left > 0; left--) at = octet(at, value >> (8 * (left - 1)));
	return at;
}

function octet(at: usize, value: u32): usize {
	store<u8>(at, u8(value));
	return at + 1;
}
