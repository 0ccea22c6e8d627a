/*
 * Numbers of four octets, most significant first, at any address, as wire/octets.ts has those of
 * two; and a few octets from any address to any other.
 */

/** Reads the number at `at`. */
export function readU32(at: usize): u32 {
	const high = (u32(load<u8>(at)) << 24) | (u32(load<u8>(at, 1)) << 16);
	return high | (u32(load<u8>(at, 2)) << 8) | u32(load<u8>(at, 3));
}

/** Writes the number at `at`. */
export function writeU32(at: usize, value: u32): void {
	store<u8>(at, u8(value >> 24));
	store<u8>(at, u8(value >> 16), 1);
	store<u8>(at, u8(value >> 8), 2);
	store<u8>(at, u8(value), 3);
}

/**
 * Copies `size` octets, one by one. A memory.copy() of four or eight becomes one access to memory,
 * which a Cortex-M0 does not do at an odd address.
 */
export function copyFew(to: usize, from: usize, size: u32): void {
	for (let i: usize = 0; i < usize(size); i++) store<u8>(to + i, load<u8>(from + i));
}
