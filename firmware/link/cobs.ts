/*
 * Consistent overhead octet stuffing (Cheshire and Baker, 1999): no octet of what is encoded is 0,
 * so that 0 can part frames.
 *
 *   raw       11 22 00 33             a block is up to 254 octets, none of them 0
 *   encoded   03 11 22 02 33          its first octet is its size, itself included; a 0 follows
 *                                     each block but the last and those of size 0xff
 */

/** So many octets more than raw ones: 1 for each 254, and 1. */
export const COBS_OVERHEAD: u32 = 2;

/** A block of this size is full: no 0 follows it. */
export const FULL_BLOCK: u8 = 0xff;

/**
 * Encodes `size` octets, fewer than 508, and returns how many it made. `to` may lie before `from`
 * in the same buffer, COBS_OVERHEAD octets or more.
 */
export function encodeCobs(from: usize, size: u32, to: usize): u32 {
	let block = to;
	let end = to + 1;
	for (let i: u32 = 0; i < size; i++) {
		const octet = load<u8>(from + usize(i));
		if (octet !== 0) {
			store<u8>(end, octet);
			end += 1;
		}
		const full = end - block === usize(FULL_BLOCK) && i + 1 < size;
		if (octet === 0 || full) {
			store<u8>(block, u8(end - block));
			block = end;
			end += 1;
		}
	}
	store<u8>(block, u8(end - block));
	return u32(end - to);
}
