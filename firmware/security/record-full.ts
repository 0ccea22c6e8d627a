/*
 * A record in the layout of MQTT-SN 2.0, SNAKE-128 2.3: 30 octets around one message.
 *
 *   0        1    2    3    4..11      12..15   16..17   18..21    22..         last 8
 *   Length   FF   16   F0   SenderId   Random   SID      counter   ciphertext   tag
 *
 *   nonce   Random 4 | IV 5 | counter 4        aad   octets 0..21
 *
 * One-octet Length only. Knows no window and no message.
 */
import {readU16, writeU16} from '../wire/octets';
import {TAG_SIZE} from './ccm';
import {Desk, EUI_SIZE} from './desk';
import {equal} from './equal';
import {PROTECTION} from './hello';
import {copyFew, readU32, writeU32} from './octets';
import {IV_SIZE, SecureSession} from './secure-session';

export const FULL_HEADER_SIZE: u32 = 22;
export const FULL_OVERHEAD: u32 = FULL_HEADER_SIZE + TAG_SIZE;
/** Nominal tag, material of 2 octets, counter of 4. */
export const FULL_FLAGS: u8 = 0x16;
export const FULL_SCHEME: u8 = 0xf0;

const SENDER: usize = 4;
const RANDOM: usize = 12;
const SID: usize = 16;
const COUNTER: usize = 18;
const RANDOM_SIZE: u32 = 4;

/** In the desk's frame, behind the longest record. */
const NONCE: u32 = 112;
const NONCE_SIZE: u32 = 13;

@unmanaged
export class FullRecord {
	static over(frame: usize): FullRecord {
		return changetype<FullRecord>(frame);
	}

	/** True where `size` octets have the form of a record with something in it. */
	check(size: u32): bool {
		if (size <= FULL_OVERHEAD || u32(load<u8>(this.at)) !== size) return false;
		if (load<u8>(this.at, 1) !== PROTECTION || load<u8>(this.at, 2) !== FULL_FLAGS) return false;
		return load<u8>(this.at, 3) === FULL_SCHEME;
	}

	get sid(): u16 {
		return readU16(this.at + SID);
	}

	get counter(): u32 {
		return readU32(this.at + COUNTER);
	}

	/** It says that the gateway of `session` sent it. */
	claims(session: SecureSession): bool {
		return equal(this.at + SENDER, session.gwid, EUI_SIZE);
	}

	/** Decrypts in place what check() found good; false, and nothing changed, for a wrong tag. */
	open(desk: Desk, session: SecureSession): bool {
		const size = u32(load<u8>(this.at)) - FULL_OVERHEAD;
		this.begin(desk, session.ivDown, size);
		return desk.ccm.open(this.message, size, this.message + usize(size));
	}

	get message(): usize {
		return this.at + usize(FULL_HEADER_SIZE);
	}

	/**
	 * Makes a record of the `size` octets that lie at message; returns its size. `random` need
	 * not be unique: key and counter are.
	 */
	seal(desk: Desk, session: SecureSession, size: u32, counter: u32, random: u32): u32 {
		const recordSize = size + FULL_OVERHEAD;
		store<u8>(this.at, u8(recordSize));
		store<u8>(this.at, PROTECTION, 1);
		store<u8>(this.at, FULL_FLAGS, 2);
		store<u8>(this.at, FULL_SCHEME, 3);
		copyFew(this.at + SENDER, desk.eui, EUI_SIZE);
		writeU32(this.at + RANDOM, random);
		writeU16(this.at + SID, session.sid);
		writeU32(this.at + COUNTER, counter);
		this.begin(desk, session.ivUp, size);
		desk.ccm.seal(this.message, size, this.message + usize(size));
		return recordSize;
	}

	private begin(desk: Desk, iv: usize, size: u32): void {
		const nonce = desk.room(NONCE, NONCE_SIZE);
		// Octet by octet: a copy of four becomes one word, and neither end needs be aligned.
		writeU32(nonce, readU32(this.at + RANDOM));
		memory.copy(nonce + usize(RANDOM_SIZE), iv, usize(IV_SIZE));
		writeU32(nonce + usize(RANDOM_SIZE + IV_SIZE), this.counter);
		desk.ccm.start(desk.schedule, nonce, TAG_SIZE);
		desk.ccm.cover(this.at, FULL_HEADER_SIZE, size);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
