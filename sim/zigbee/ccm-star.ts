/*
 * CCM* of ZigBee at level 5: encrypted, with a MIC of four octets. L = 2, M = 4.
 *
 *   B0   49   nonce 13   size 2              first block of the CBC-MAC
 *   ..   size of a 2, a, 0..   m, 0..        the rest of it, in blocks of 16
 *   Ai   01   nonce 13   i 2                 keystream; A0 is that of the MIC
 *
 * `a` is what stays readable, `m` what does not; both lie in one buffer, m behind a. Knows no
 * frame. Nothing is allocated.
 */
import {type Aes, BLOCK_SIZE} from './aes.js';

export const NONCE_SIZE = 13;
export const MIC_SIZE = 4;

/** Adata, M = 4 as (4 - 2) / 2, L - 1 = 1. */
const B0_FLAGS = 0x40 | (1 << 3) | 1;
const A_FLAGS = 1;
const COUNTER = 1 + NONCE_SIZE;

export class CcmStar {
	readonly nonce = new Uint8Array(NONCE_SIZE);
	readonly #mac = new Uint8Array(BLOCK_SIZE);
	readonly #stream = new Uint8Array(BLOCK_SIZE);
	/** Octets of the block in hand that are mixed in. */
	#fill = 0;

	constructor(private readonly aes: Aes) {}

	/** Encrypts `size` octets at `at` and writes the MIC behind them; `open` octets at 0 are `a`. */
	seal(octets: Uint8Array, open: number, size: number): void {
		this.#authenticate(octets, open, size);
		this.#crypt(octets, open, size);
		this.#keystream(0);
		const end = open + size;
		for (let at = 0; at < MIC_SIZE; at++) octets[end + at] = this.#mac[at] ^ this.#stream[at];
	}

	/** Decrypts where it is; false says that the MIC behind it is not that of these octets. */
	open(octets: Uint8Array, open: number, size: number): boolean {
		this.#crypt(octets, open, size);
		this.#authenticate(octets, open, size);
		this.#keystream(0);
		const end = open + size;
		let difference = 0;
		for (let at = 0; at < MIC_SIZE; at++) {
			difference |= octets[end + at] ^ this.#mac[at] ^ this.#stream[at];
		}
		return difference === 0;
	}

	/** CBC-MAC; its first four octets are the tag. */
	#authenticate(octets: Uint8Array, open: number, size: number): void {
		const mac = this.#mac;
		mac[0] = B0_FLAGS;
		mac.set(this.nonce, 1);
		mac[COUNTER] = size >>> 8;
		mac[COUNTER + 1] = size;
		this.aes.encrypt(mac);
		mac[0] ^= open >>> 8;
		mac[1] ^= open;
		this.#fill = 2;
		this.#absorb(octets, 0, open);
		this.#absorb(octets, open, open + size);
	}

	/** Mixes in the octets `from` to `to`, and noughts up to the end of a block. */
	#absorb(octets: Uint8Array, from: number, to: number): void {
		const mac = this.#mac;
		let fill = this.#fill;
		for (let at = from; at < to; at++) {
			mac[fill++] ^= octets[at];
			if (fill < BLOCK_SIZE) continue;
			this.aes.encrypt(mac);
			fill = 0;
		}
		if (fill > 0) this.aes.encrypt(mac);
		this.#fill = 0;
	}

	#crypt(octets: Uint8Array, from: number, size: number): void {
		const stream = this.#stream;
		for (let done = 0; done < size; done++) {
			const place = done % BLOCK_SIZE;
			if (place === 0) this.#keystream(1 + done / BLOCK_SIZE);
			octets[from + done] ^= stream[place];
		}
	}

	#keystream(counter: number): void {
		const stream = this.#stream;
		stream[0] = A_FLAGS;
		stream.set(this.nonce, 1);
		stream[COUNTER] = counter >>> 8;
		stream[COUNTER + 1] = counter;
		this.aes.encrypt(stream);
	}
}
