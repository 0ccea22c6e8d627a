/*
 * The cryptography of the firmware, alone, for tests. No part of node.wasm.
 *
 *   schedule, work         what layout.ts lends to security/ in a node
 *   key, nonce, input      where a test lays octets
 *   output                 where it finds them; a message is changed in place
 */
import {aesEncrypt, aesExpand} from '../../security/aes';
import {Ccm} from '../../security/ccm';
import {CMAC_SCHEDULE_SIZE, Cmac, cmacExpand} from '../../security/cmac';
import {equal} from '../../security/equal';
import {kdfBegin, kdfEnd, Label} from '../../security/kdf';

export {panicCode} from '../../panic';
export {Label} from '../../security/kdf';

/** Octets at `input` and at `output`. */
export const BUFFER_SIZE: u32 = 1024;

export const key: usize = memory.data(16);
export const nonce: usize = memory.data(13);
export const input: usize = memory.data(1024);
export const output: usize = memory.data(1024);

const schedule: usize = memory.data(i32(CMAC_SCHEDULE_SIZE));
const work: usize = memory.data(offsetof<Ccm>());
const CHAIN: usize = offsetof<Ccm>('chain0');
const STREAM_END: usize = CHAIN + 48;

const cmac: Cmac = changetype<Cmac>(work);
const ccm: Ccm = changetype<Ccm>(work);

/** Fills everything that is lent: nothing may rest on what was there before. */
export function soil(): void {
	memory.fill(key, 0xa5, 16);
	memory.fill(nonce, 0xa5, 13);
	memory.fill(input, 0xa5, usize(BUFFER_SIZE));
	memory.fill(output, 0xa5, usize(BUFFER_SIZE));
	memory.fill(schedule, 0xa5, usize(CMAC_SCHEDULE_SIZE));
	memory.fill(work, 0xa5, offsetof<Ccm>());
}

/** True where the working memory holds nothing but what every message shares. */
export function forgotten(): bool {
	let left: u8 = 0;
	for (let at = work + CHAIN; at < work + STREAM_END; at++) left |= load<u8>(at);
	return left === 0;
}

/** The block at `output`, encrypted from `input`. */
export function encryptBlock(): void {
	aesExpand(key, schedule);
	aesEncrypt(schedule, input, output);
}

/** The tag at `output` of `size` octets at `input`, taken in pieces of at most `piece`. */
export function authenticate(size: u32, piece: u32): void {
	cmacExpand(key, schedule);
	cmac.begin(schedule);
	for (let at: u32 = 0; at < size; at += piece) {
		cmac.update(input + at, min(piece, size - at));
	}
	cmac.finish(output);
}

/** The tag at `output` of one octet, one of two, one of four: 01 0203 04050607. */
export function authenticateNumbers(): void {
	cmacExpand(key, schedule);
	cmac.begin(schedule);
	cmac.octet(0x01);
	cmac.half(0x0203);
	cmac.word(0x04050607);
	cmac.finish(output);
}

/** The key at `output`, derived in the context of `size` octets at `input`. */
export function derive(label: Label, size: u32): void {
	cmacExpand(key, schedule);
	kdfBegin(cmac, schedule, label);
	cmac.update(input, size);
	kdfEnd(cmac, output);
}

/** Seals the message of `size` octets at `output` under the aad at `input`; the tag follows them. */
export function seal(aadSize: u32, size: u32, tagSize: u32): void {
	aesExpand(key, schedule);
	ccm.start(schedule, nonce, tagSize);
	ccm.cover(input, aadSize, size);
	ccm.seal(output, size, output + size);
}

/** The reverse; false where the tag is wrong. */
export function open(aadSize: u32, size: u32, tagSize: u32): bool {
	aesExpand(key, schedule);
	ccm.start(schedule, nonce, tagSize);
	ccm.cover(input, aadSize, size);
	return ccm.open(output, size, output + size);
}

/** Compares `size` octets at `input` with those at `output`. */
export function agree(size: u32): bool {
	return equal(input, output, size);
}
