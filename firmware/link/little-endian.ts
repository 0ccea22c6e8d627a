/*
 * Numbers of the line, least significant octet first, at any address: a board may trap where a
 * wider access is not aligned. What is written is answered by the address after it.
 */

export function readWord(at: usize): u32 {
	return readHalf(at) | (readHalf(at + 2) << 16);
}

export function readHalf(at: usize): u32 {
	return u32(load<u8>(at)) | (u32(load<u8>(at, 1)) << 8);
}

export function appendWord(at: usize, value: u32): usize {
	return appendHalf(appendHalf(at, value), value >> 16);
}

/** The lower 16 bits of `value`. */
export function appendHalf(at: usize, value: u32): usize {
	store<u8>(at, u8(value));
	store<u8>(at, u8(value >> 8), 1);
	return at + 2;
}
