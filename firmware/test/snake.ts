/*
 * SNAKE-128 as the far end has it, small and on node:crypto: the keys of 2.2 and the frames of 2.3
 * and 2.16 as octets. Written for tests of the device alone: one device, no store, no promise.
 */
import {createCipheriv, createDecipheriv} from 'node:crypto';

export type Form = 'full' | 'compact';

/** What both ends have of a session. */
export interface Keys {
	readonly form: Form;
	readonly generation: number;
	readonly sid: number;
	readonly eui: Buffer;
	readonly gwid: Buffer;
	readonly up: Buffer;
	readonly down: Buffer;
	readonly ivUp: Buffer;
	readonly ivDown: Buffer;
}

export interface Opened {
	readonly counter: number;
	/** Key and nonce: no two records may share both. */
	readonly nonce: string;
	readonly message: string;
}

const TAG_SIZE = 8;
const FULL_HEADER_SIZE = 22;
const COMPACT_HEADER_SIZE = 6;

export function u32(value: number): Buffer {
	const octets = Buffer.alloc(4);
	octets.writeUInt32BE(value >>> 0);
	return octets;
}

export function u16(value: number): Buffer {
	return u32(value).subarray(2);
}

export function octets(hex: string): Buffer {
	return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

/** RFC 4493. */
export function cmac(key: Buffer, ...parts: Buffer[]): Buffer {
	const message = Buffer.concat(parts);
	const [first, second] = subkeys(key);
	const complete = message.length > 0 && message.length % 16 === 0;
	const padded = Buffer.alloc(Math.max(16, Math.ceil(message.length / 16) * 16));
	message.copy(padded);
	if (!complete) padded[message.length] = 0x80;
	const last = padded.length - 16;
	for (let i = 0; i < 16; i++) padded[last + i]! ^= (complete ? first : second)[i]!;
	const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
	return cipher.update(padded).subarray(-16);
}

/** SP 800-108 with one block of CMAC. */
export function kdf(key: Buffer, label: string, ...context: Buffer[]): Buffer {
	const head = Buffer.from(`\x01${label}\0`, 'latin1');
	return cmac(key, head, ...context, u16(128));
}

/** `handshake` is nD, nK, s, EUI, GWID, generation, C, SID and suite, one after the other. */
export function sessionOf(
	secret: Buffer,
	about: Omit<Keys, 'up' | 'down' | 'ivUp' | 'ivDown'>,
): Keys {
	const ivs = kdf(secret, 'ivs');
	return {
		...about,
		up: kdf(secret, 'c2s'),
		down: kdf(secret, 's2c'),
		ivUp: ivs.subarray(0, 5),
		ivDown: ivs.subarray(5, 10),
	};
}

/** Opens what a device sent; undefined where it is no record under `keys`. */
export function open(keys: Keys, record: Buffer, highest: number): Opened | undefined {
	return keys.form === 'full' ? openFull(keys, record) : openCompact(keys, record, highest);
}

/** A record for the device. */
export function seal(keys: Keys, message: Buffer, counter: number, random = 0): Buffer {
	if (keys.form === 'compact') return sealCompact(keys, message, counter);
	const size = FULL_HEADER_SIZE + message.length + TAG_SIZE;
	const head = Buffer.from([size, 0xff, 0x16, 0xf0]);
	const header = Buffer.concat([head, keys.gwid, u32(random), u16(keys.sid), u32(counter)]);
	const nonce = Buffer.concat([u32(random), keys.ivDown, u32(counter)]);
	return encrypted({key: keys.down, nonce, aad: header, header}, message);
}

function openFull(keys: Keys, record: Buffer): Opened | undefined {
	const random = record.subarray(12, 16);
	const counter = record.subarray(18, 22);
	if (!record.subarray(4, 12).equals(keys.eui)) return undefined;
	if (record.readUInt16BE(16) !== keys.sid) return undefined;
	const nonce = Buffer.concat([random, keys.ivUp, counter]);
	const header = record.subarray(0, FULL_HEADER_SIZE);
	const message = decrypted({key: keys.up, nonce, aad: header, header}, record);
	if (message === undefined) return undefined;
	return opened(keys, nonce, counter.readUInt32BE(), message);
}

function openCompact(keys: Keys, record: Buffer, highest: number): Opened | undefined {
	if (record.readUInt16BE(2) !== keys.sid) return undefined;
	const ahead = (record.readUInt16BE(4) - highest) & 0xffff;
	const counter = highest + (ahead <= 0x8000 ? ahead : ahead - 0x10000);
	const nonce = Buffer.concat([u32(0), keys.ivUp, u32(counter)]);
	const header = record.subarray(0, COMPACT_HEADER_SIZE);
	const aad = Buffer.concat([keys.eui, keys.gwid, u32(counter), header]);
	const message = decrypted({key: keys.up, nonce, aad, header}, record);
	return message === undefined ? undefined : opened(keys, nonce, counter, message);
}

function sealCompact(keys: Keys, message: Buffer, counter: number): Buffer {
	const size = COMPACT_HEADER_SIZE + message.length + TAG_SIZE;
	const header = Buffer.concat([Buffer.from([size, 0x1f]), u16(keys.sid), u16(counter & 0xffff)]);
	const nonce = Buffer.concat([u32(0), keys.ivDown, u32(counter)]);
	const aad = Buffer.concat([keys.eui, keys.gwid, u32(counter), header]);
	return encrypted({key: keys.down, nonce, aad, header}, message);
}

interface Cipher {
	readonly key: Buffer;
	readonly nonce: Buffer;
	readonly aad: Buffer;
	readonly header: Buffer;
}

function encrypted({key, nonce, aad, header}: Cipher, message: Buffer): Buffer {
	const cipher = createCipheriv('aes-128-ccm', key, nonce, {authTagLength: TAG_SIZE});
	cipher.setAAD(aad, {plaintextLength: message.length});
	const ciphertext = cipher.update(message);
	cipher.final();
	return Buffer.concat([header, ciphertext, cipher.getAuthTag()]);
}

function decrypted({key, nonce, aad, header}: Cipher, record: Buffer): Buffer | undefined {
	const ciphertext = record.subarray(header.length, -TAG_SIZE);
	const decipher = createDecipheriv('aes-128-ccm', key, nonce, {authTagLength: TAG_SIZE});
	decipher.setAAD(aad, {plaintextLength: ciphertext.length});
	decipher.setAuthTag(record.subarray(-TAG_SIZE));
	const message = decipher.update(ciphertext);
	try {
		decipher.final();
	} catch {
		return undefined;
	}
	return message;
}

function opened(keys: Keys, nonce: Buffer, counter: number, message: Buffer): Opened {
	const used = `${keys.up.toString('hex')} ${nonce.toString('hex')}`;
	return {counter, nonce: used, message: message.toString('hex')};
}

function subkeys(key: Buffer): [Buffer, Buffer] {
	const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
	const first = doubled(cipher.update(Buffer.alloc(16)));
	return [first, doubled(first)];
}

function doubled(block: Buffer): Buffer {
	const value = (BigInt(`0x${block.toString('hex')}`) << 1n) ^ (block[0]! >> 7 ? 0x87n : 0n);
	return Buffer.from(BigInt.asUintN(128, value).toString(16).padStart(32, '0'), 'hex');
}
