/*
 * AES-CMAC, SP 800-38B and RFC 4493, over octets that need not lie together.
 *
 *   schedule   0                   176
 *              | AES_SCHEDULE_SIZE | L |      CMAC_SCHEDULE_SIZE octets; L is AES of a zero block
 *
 *   begin   octet, half, word, update ..   finish
 *
 * L is kept with the key, so that every further tag under one key costs a block less. Knows no
 * message and no key by name.
 */
import {AES_SCHEDULE_SIZE, aesEncrypt, aesExpand} from './aes';
import {BLOCK_SIZE, CbcMac} from './cbc-mac';
import {wipe} from './equal';

/** Octets that cmacExpand() fills. The first AES_SCHEDULE_SIZE of them serve AES alone as well. */
export const CMAC_SCHEDULE_SIZE: u32 = AES_SCHEDULE_SIZE + BLOCK_SIZE;

const PADDING: u8 = 0x80;
/** What x^128 is in this field: SP 800-38B, 5.3. */
const REDUCTION: u64 = 0x87;

/** Makes the key of 16 octets at `key` ready for CMAC: CMAC_SCHEDULE_SIZE octets at `schedule`. */
export function cmacExpand(key: usize, schedule: usize): void {
	const l = schedule + usize(AES_SCHEDULE_SIZE);
	aesExpand(key, schedule);
	wipe(l, BLOCK_SIZE);
	aesEncrypt(schedule, l, l);
}

/** begin() wants a schedule of cmacExpand(). */
@unmanaged
export class Cmac extends CbcMac {
	/** Writes the tag, 16 octets, and forgets what it was made of. */
	finish(tag: usize): void {
		const complete = this.filled === BLOCK_SIZE;
		if (!complete) this.octet(PADDING);
		this.mixSubkey(complete ? 1 : 2);
		this.encrypt();
		memory.copy(tag, this.chain, usize(BLOCK_SIZE));
		this.forget();
	}

	/** K1 is L doubled once, K2 is L doubled twice: SP 800-38B, 6.1. */
	private mixSubkey(doublings: u32): void {
		const l = this.schedule + usize(AES_SCHEDULE_SIZE);
		let high = bswap(load<u64>(l));
		let low = bswap(load<u64>(l, 8));
		for (let i: u32 = 0; i < doublings; i++) {
			const carry = high >> 63;
			high = (high << 1) | (low >> 63);
			low = (low << 1) ^ (REDUCTION * carry);
		}
		this.chain0 ^= bswap(high);
		this.chain1 ^= bswap(low);
	}
}
