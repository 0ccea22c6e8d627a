/*
 * What CMAC and CCM have in common: blocks chained through AES, octets taken as they come.
 *
 *   chain   | 0 | 1 | .. | 15 |      an octet is mixed in at `filled`
 *                 ^ filled
 *
 * A full block is not encrypted before the next octet comes, because CMAC treats its last one
 * differently. Numbers are taken with their most significant octet first.
 */
import {aesEncrypt} from './aes';
import {wipe} from './equal';

/** AES has one size of block. */
export const BLOCK_SIZE: u32 = 16;

@unmanaged
export class CbcMac {
	schedule: usize;
	filled: u32;
	/** The two halves of the chain. */
	chain0: u64;
	chain1: u64;

	/** `schedule` is an expanded key, and stays where it is until the tag is there. */
	begin(schedule: usize): void {
		this.schedule = schedule;
		this.filled = 0;
		this.forget();
	}

	octet(value: u8): void {
		if (this.filled === BLOCK_SIZE) this.encrypt();
		const at = this.chain + usize(this.filled);
		store<u8>(at, load<u8>(at) ^ value);
		this.filled += 1;
	}

	half(value: u16): void {
		this.octet(u8(value >> 8));
		this.octet(u8(value));
	}

	word(value: u32): void {
		this.half(u16(value >> 16));
		this.half(u16(value));
	}

	update(at: usize, size: u32): void {
		for (let index: usize = 0; index < usize(size); index++) this.octet(load<u8>(at + index));
	}

	/** Ends a block, as if zeros filled it. */
	encrypt(): void {
		aesEncrypt(this.schedule, this.chain, this.chain);
		this.filled = 0;
	}

	forget(): void {
		wipe(this.chain, BLOCK_SIZE);
	}

	/** Where the 16 octets of the chain lie. */
	get chain(): usize {
		return changetype<usize>(this) + offsetof<CbcMac>('chain0');
	}
}
