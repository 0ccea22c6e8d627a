/*
 * Consistent overhead octet stuffing (Cheshire and Baker, 1999): 0 parts frames, so no frame may
 * hold one.
 *
 *   raw       11 22 00 33        blocks of up to 254 octets, none of them 0
 *   encoded   03 11 22 02 33     each begins with its size, itself included; a 0 follows each
 *                                but the last and those of size 0xff
 */
const BLOCK_MAX = 0xff;

/** Octets without a 0 that decode to `raw`. */
export function encodeCobs(raw: Uint8Array): Uint8Array {
	const encoded = new Uint8Array(raw.length + 1 + Math.floor(raw.length / (BLOCK_MAX - 1)));
	let block = 0;
	let end = 1;
	for (const [index, octet] of raw.entries()) {
		if (octet !== 0) encoded[end++] = octet;
		const full = end - block === BLOCK_MAX && index + 1 < raw.length;
		if (octet !== 0 && !full) continue;
		encoded[block] = end - block;
		block = end++;
	}
	encoded[block] = end - block;
	return encoded.subarray(0, end);
}

/** What octets without a 0 decode to; undefined where a block is cut off, or there is none. */
export function decodeCobs(encoded: Uint8Array): Uint8Array | undefined {
	const raw = new Uint8Array(encoded.length);
	let size = 0;
	let at = 0;
	while (at < encoded.length) {
		const block = encoded[at]!;
		const next = at + block;
		if (next > encoded.length) return undefined;
		raw.set(encoded.subarray(at + 1, next), size);
		size += block - 1;
		if (block < BLOCK_MAX && next < encoded.length) raw[size++] = 0;
		at = next;
	}
	return encoded.length > 0 ? raw.subarray(0, size) : undefined;
}
