/*
 * Numbers of two octets, most significant first, at any address. Octet by octet, because a
 * board may trap where a wider access is not aligned.
 */

/** Reads the number at `at`. */
export function readU16(at: usize): u16 {
	return u16((u32(load<u8>(at)) << 8) | u32(load<u8>(at, 1)));
}

/** Writes the number at `at`. */
export function writeU16(at: usize, value: u16): void {
	store<u8>(at, u8(value >> 8));
	store<u8>(at, u8(value), 1);
}
