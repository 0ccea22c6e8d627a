/*
 * AES-128, one block forward: FIPS-197. CCM* needs no other direction.
 *
 * One table holds what SubBytes and MixColumns make of an octet; the other three columns are its
 * rotations. Time depends on the key, which is a simulated one: not for keys of value.
 */

const ROUNDS = 10;
const WORDS = 4 * (ROUNDS + 1);
export const KEY_SIZE = 16;
export const BLOCK_SIZE = 16;

const SBOX = substitution();
/** 2s, s, s, 3s from the upper octet down, where s is SubBytes of the index. */
const TABLE = Uint32Array.from(
	SBOX,
	s => (double(s) << 24) | (s << 16) | (s << 8) | (double(s) ^ s),
);

/** A key, expanded. A RangeError says that it is not of 16 octets. */
export class Aes {
	readonly #keys = new Uint32Array(WORDS);

	constructor(key: Uint8Array) {
		if (key.length !== KEY_SIZE) throw new RangeError(`an AES key of ${key.length} octets`);
		const keys = this.#keys;
		for (let word = 0; word < 4; word++) keys[word] = readWord(key, 4 * word);
		let constant = 1;
		for (let word = 4; word < WORDS; word++) {
			let next = keys[word - 1];
			if (word % 4 === 0) {
				next = substituted((next << 8) | (next >>> 24)) ^ (constant << 24);
				constant = double(constant);
			}
			keys[word] = keys[word - 4] ^ next;
		}
	}

	/** Encrypts the 16 octets of `block` where they are. */
	encrypt(block: Uint8Array): void {
		const keys = this.#keys;
		let a = readWord(block, 0) ^ keys[0];
		let b = readWord(block, 4) ^ keys[1];
		let c = readWord(block, 8) ^ keys[2];
		let d = readWord(block, 12) ^ keys[3];
		for (let at = 4; at < 4 * ROUNDS; at += 4) {
			const e = mixed(a, b, c, d) ^ keys[at];
			const f = mixed(b, c, d, a) ^ keys[at + 1];
			const g = mixed(c, d, a, b) ^ keys[at + 2];
			d = mixed(d, a, b, c) ^ keys[at + 3];
			a = e;
			b = f;
			c = g;
		}
		writeWord(block, 0, last(a, b, c, d) ^ keys[40]);
		writeWord(block, 4, last(b, c, d, a) ^ keys[41]);
		writeWord(block, 8, last(c, d, a, b) ^ keys[42]);
		writeWord(block, 12, last(d, a, b, c) ^ keys[43]);
	}
}

/** ShiftRows, SubBytes and MixColumns of one column. */
function mixed(a: number, b: number, c: number, d: number): number {
	const second = TABLE[(b >>> 16) & 0xff];
	const third = TABLE[(c >>> 8) & 0xff];
	const fourth = TABLE[d & 0xff];
	return (
		TABLE[a >>> 24] ^
		((second >>> 8) | (second << 24)) ^
		((third >>> 16) | (third << 16)) ^
		((fourth >>> 24) | (fourth << 8))
	);
}

/** The last round has no MixColumns. */
function last(a: number, b: number, c: number, d: number): number {
	return (
		(SBOX[a >>> 24] << 24) |
		(SBOX[(b >>> 16) & 0xff] << 16) |
		(SBOX[(c >>> 8) & 0xff] << 8) |
		SBOX[d & 0xff]
	);
}

function substituted(word: number): number {
	return last(word, word, word, word);
}

/** Multiplication by x in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. */
function double(octet: number): number {
	return ((octet << 1) ^ (octet & 0x80 ? 0x11b : 0)) & 0xff;
}

/** FIPS-197, 5.1.1: the inverse, found by walking the powers of 3 both ways, and an affine map. */
function substitution(): Uint8Array {
	const box = new Uint8Array(256);
	let power = 1;
	let inverse = 1;
	do {
		power ^= double(power);
		inverse ^= inverse << 1;
		inverse ^= inverse << 2;
		inverse ^= inverse << 4;
		inverse &= 0xff;
		if (inverse & 0x80) inverse ^= 0x09;
		const rotations = inverse ^ rotated(inverse, 1) ^ rotated(inverse, 2) ^ rotated(inverse, 3);
		box[power] = rotations ^ rotated(inverse, 4) ^ 0x63;
	} while (power !== 1);
	box[0] = 0x63;
	return box;
}

function rotated(octet: number, bits: number): number {
	return ((octet << bits) | (octet >>> (8 - bits))) & 0xff;
}

function readWord(octets: Uint8Array, at: number): number {
	return (
		((octets[at] << 24) | (octets[at + 1] << 16) | (octets[at + 2] << 8) | octets[at + 3]) >>> 0
	);
}

function writeWord(octets: Uint8Array, at: number, word: number): void {
	octets[at] = word >>> 24;
	octets[at + 1] = word >>> 16;
	octets[at + 2] = word >>> 8;
	octets[at + 3] = word;
}
