/*
 * ASCII in octets. Everything is written at an address and answered by the address after it.
 * A word ends with an octet of zero, which is not copied.
 */
const ZERO: u8 = 0x30;
const TEN: u8 = 0x61 - 10;
const MINUS: u8 = 0x2d;

export function append(at: usize, octets: usize, size: u32): usize {
	memory.copy(at, octets, usize(size));
	return at + usize(size);
}

export function appendWord(at: usize, word: usize): usize {
	return append(at, word, u32(wordSize(word)));
}

export function appendOctet(at: usize, octet: u8): usize {
	store<u8>(at, octet);
	return at + 1;
}

/** Eight lower-case digits, the most significant first. */
export function appendHex(at: usize, value: u32): usize {
	for (let shift: u32 = 32; shift > 0; ) {
		shift -= 4;
		const digit = u8((value >> shift) & 0x0f);
		at = appendOctet(at, digit < 10 ? ZERO + digit : TEN + digit);
	}
	return at;
}

/** As many digits as it takes, at most ten. */
export function appendDecimal(at: usize, value: u32): usize {
	let power: u32 = 1;
	while (value / power >= 10) power *= 10;
	for (; power > 0; power /= 10) {
		at = appendOctet(at, ZERO + u8((value / power) % 10));
	}
	return at;
}

/** The same with a sign where it is negative. */
export function appendSigned(at: usize, value: i32): usize {
	if (value >= 0) return appendDecimal(at, u32(value));
	return appendDecimal(appendOctet(at, MINUS), u32(0) - u32(value));
}

/** The number that `size` decimal digits say, or -1. What is above `limit` is `limit`. */
export function readDecimal(at: usize, size: u32, limit: u32): i32 {
	let value: u32 = 0;
	for (let i: u32 = 0; i < size; i++) {
		const digit = u32(load<u8>(at + usize(i))) - u32(ZERO);
		if (digit > 9) return -1;
		value = min(value * 10 + digit, limit);
	}
	return size > 0 ? i32(value) : -1;
}

export function wordSize(word: usize): usize {
	let size: usize = 0;
	while (load<u8>(word + size) !== 0) size += 1;
	return size;
}
