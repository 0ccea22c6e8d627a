/*
 * AES-CCM, SP 800-38C and RFC 3610: nonces of 13 octets, so a message counts its size in two.
 *
 *   B0      flags 1 | nonce 13 | size 2               first into the chain,
 *           size of aad 2 | aad | zeros | message     then these
 *   A(i)    1 | nonce 13 | i 2                        encrypted: i = 0 masks the tag, 1.. the message
 *
 * The message is changed where it lies. Knows no key, no nonce's meaning, no frame.
 */
import {must, Panic} from '../panic';
import {aesEncrypt} from './aes';
import {BLOCK_SIZE, CbcMac} from './cbc-mac';
import {equal, wipe} from './equal';

/** The tag of records. SNAKE-128 uses no other. */
export const TAG_SIZE: u32 = 8;

const NONCE_SIZE: usize = 13;
const COUNTER: usize = 14;
/** L - 1, where L octets count the message. */
const FLAGS: u8 = 1;
const HAS_AAD: u8 = 0x40;
/** From here on the size of the aad would take six octets. */
const AAD_SIZE_END: u32 = 0xff00;
const SIZE_END: u32 = 0x1_0000;

/** Where CCM works; holds no secret between two calls. */
@unmanaged
export class Ccm extends CbcMac {
	/** A(i), and what it is encrypted to: 16 octets each. */
	counter0: u64;
	counter1: u64;
	stream0: u64;
	stream1: u64;
	private tagSize: u32;

	/** `tagSize` is even, 4 to 16. The nonce is copied. */
	start(schedule: usize, nonce: usize, tagSize: u32): void {
		this.begin(schedule);
		this.tagSize = tagSize;
		store<u8>(this.counter, FLAGS);
		memory.copy(this.counter + 1, nonce, NONCE_SIZE);
	}

	/** What the tag covers beside the message, whose `size` must be known by now. */
	cover(aad: usize, aadSize: u32, size: u32): void {
		must(aadSize < AAD_SIZE_END && size < SIZE_END, Panic.Size);
		const flags = FLAGS | u8(((this.tagSize - 2) / 2) << 3);
		this.octet(aadSize > 0 ? flags | HAS_AAD : flags);
		this.update(this.counter + 1, u32(NONCE_SIZE));
		this.half(u16(size));
		if (aadSize > 0) this.half(u16(aadSize));
		this.update(aad, aadSize);
		this.encrypt();
	}

	/** Encrypts the message of `size` octets at `at`, and writes its tag. */
	seal(at: usize, size: u32, tag: usize): void {
		this.finish(at, size);
		memory.copy(tag, this.chain, usize(this.tagSize));
		this.crypt(at, size);
		this.forgetAll();
	}

	/** Decrypts it; false where the tag is wrong: then the octets are again what they were. */
	open(at: usize, size: u32, tag: usize): bool {
		this.crypt(at, size);
		this.finish(at, size);
		const genuine = equal(this.chain, tag, this.tagSize);
		if (!genuine) this.crypt(at, size);
		this.forgetAll();
		return genuine;
	}

	/** Leaves the tag of the plain message in the chain. */
	private finish(at: usize, size: u32): void {
		this.update(at, size);
		if (this.filled > 0) this.encrypt();
		this.keystream(0);
		this.chain0 ^= this.stream0;
		this.chain1 ^= this.stream1;
	}

	/** Its own inverse. */
	private crypt(at: usize, size: u32): void {
		for (let index: u32 = 0; index < size; index++) {
			const inBlock = index % BLOCK_SIZE;
			if (inBlock === 0) this.keystream(u16(index / BLOCK_SIZE + 1));
			const octet = at + usize(index);
			store<u8>(octet, load<u8>(octet) ^ load<u8>(this.stream + usize(inBlock)));
		}
	}

	private keystream(index: u16): void {
		store<u16>(this.counter, bswap(index), COUNTER);
		aesEncrypt(this.schedule, this.counter, this.stream);
	}

	private forgetAll(): void {
		this.forget();
		wipe(this.counter, BLOCK_SIZE);
		wipe(this.stream, BLOCK_SIZE);
	}

	private get counter(): usize {
		return changetype<usize>(this) + offsetof<Ccm>('counter0');
	}

	private get stream(): usize {
		return changetype<usize>(this) + offsetof<Ccm>('stream0');
	}
}
