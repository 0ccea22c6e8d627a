/*
 * AES-128 and what is made of it, on node:crypto: CMAC (RFC 4493), CCM (SP 800-38C) and the KDF of
 * SP 800-108 in counter mode, one block. All of it is synchronous.
 *
 *   KDF(K, label, context) = CMAC(K, 0x01 | label | 0x00 | context | 0x0080)
 *
 * Knows no frame, and no key by name.
 */
import {createCipheriv, createDecipheriv, timingSafeEqual} from 'node:crypto';

export const KEY_SIZE = 16;
export const BLOCK_SIZE = 16;
/** What SNAKE-128 uses of CCM. */
export const TAG_SIZE = 8;
export const NONCE_SIZE = 13;

/** What CCM is told beside the octets that it hides. */
export interface Sealing {
	readonly key: Uint8Array;
	/** 7 to 13 octets, never twice under one key. */
	readonly nonce: Uint8Array;
	readonly aad: Uint8Array;
	/** 4 to 16 and even; 8 where it is not given. */
	readonly tagSize?: number;
}

const ZERO_BLOCK = new Uint8Array(BLOCK_SIZE);
const PADDING_START = 0x80;
/** The polynomial of GF(2^128): SP 800-38B, 5.3. */
const RB = 0x87;
const COUNTER = Uint8Array.of(0x01);
const SEPARATOR = Uint8Array.of(0x00);
const LENGTH_BITS = Uint8Array.of(0x00, 0x80);

/** One block under AES-128. Throws RangeError for a block or key that has not 16 octets. */
export function aesEncrypt(key: Uint8Array, block: Uint8Array): Uint8Array {
	if (block.length !== BLOCK_SIZE) throw new RangeError(`a block of ${block.length} octets`);
	checkKey(key);
	return createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(block);
}

/** The CMAC of `message`, 16 octets. Throws RangeError for a key that has not 16 octets. */
export function cmac(key: Uint8Array, message: Uint8Array): Uint8Array {
	const subkey = doubled(aesEncrypt(key, ZERO_BLOCK));
	const size = Math.max(Math.ceil(message.length / BLOCK_SIZE), 1) * BLOCK_SIZE;
	const padded = new Uint8Array(size);
	padded.set(message);
	const whole = message.length === size;
	if (!whole) padded[message.length] = PADDING_START;
	const last = padded.subarray(size - BLOCK_SIZE);
	xorInto(last, whole ? subkey : doubled(subkey));
	const chain = createCipheriv('aes-128-cbc', key, ZERO_BLOCK).setAutoPadding(false);
	return chain.update(padded).subarray(size - BLOCK_SIZE);
}

/** The octets that stand for `plaintext`, with the tag behind them. */
export function ccmSeal(sealing: Sealing, plaintext: Uint8Array): Uint8Array {
	const {key, nonce, aad, tagSize: authTagLength = TAG_SIZE} = sealing;
	checkKey(key);
	const cipher = createCipheriv('aes-128-ccm', key, nonce, {authTagLength});
	cipher.setAAD(aad, {plaintextLength: plaintext.length});
	const hidden = cipher.update(plaintext);
	cipher.final();
	return Buffer.concat([hidden, cipher.getAuthTag()]);
}

/** What ccmSeal() hid, or undefined where a bit of it, of its tag or of `aad` is another. */
export function ccmOpen(sealing: Sealing, sealed: Uint8Array): Uint8Array | undefined {
	const {key, nonce, aad, tagSize: authTagLength = TAG_SIZE} = sealing;
	checkKey(key);
	if (sealed.length < authTagLength) return undefined;
	const size = sealed.length - authTagLength;
	const decipher = createDecipheriv('aes-128-ccm', key, nonce, {authTagLength});
	decipher.setAuthTag(sealed.subarray(size));
	decipher.setAAD(aad, {plaintextLength: size});
	const plaintext = decipher.update(sealed.subarray(0, size));
	return isAuthentic(decipher) ? plaintext : undefined;
}

/** A key of 16 octets. `label` is ASCII; the context is `parts` in order. */
export function kdf(key: Uint8Array, label: string, ...parts: Uint8Array[]): Uint8Array {
	const fixed = [COUNTER, Buffer.from(label, 'latin1'), SEPARATOR, ...parts, LENGTH_BITS];
	return cmac(key, Buffer.concat(fixed));
}

/** Whether two secrets are the same, in a time that tells nothing of where they differ. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
	return one.length === other.length && timingSafeEqual(one, other);
}

/** OpenSSL says it by an exception that has no type, at the only place where final() can fail. */
function isAuthentic(decipher: {final(): unknown}): boolean {
	try {
		decipher.final();
		return true;
	} catch (error) {
		if (error instanceof Error && error.message.includes('unable to authenticate')) return false;
		throw error;
	}
}

/** Times x in GF(2^128). */
function doubled(block: Uint8Array): Uint8Array {
	const twice = new Uint8Array(BLOCK_SIZE);
	for (let index = 0; index < BLOCK_SIZE; index += 1) {
		twice[index] = (block[index]! << 1) | ((block[index + 1] ?? 0) >> 7);
	}
	twice[BLOCK_SIZE - 1]! ^= (block[0]! >> 7) * RB;
	return twice;
}

function xorInto(target: Uint8Array, other: Uint8Array): void {
	for (let index = 0; index < target.length; index += 1) target[index]! ^= other[index]!;
}

function checkKey(key: Uint8Array): void {
	if (key.length !== KEY_SIZE) throw new RangeError(`a key of ${key.length} octets`);
}
