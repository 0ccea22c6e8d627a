/*
 * A compact record, SNAKE-128 2.16: 14 octets around one message.
 *
 *   0        1    2..3   4..5       6..          last 8
 *   Length   1F   SID    counter    ciphertext   tag
 *
 *   nonce   zeros 4 | IV 5 | counter 4        aad   EUI-64 8 | GWID 8 | counter 4 | octets 0..5
 *
 * The record bears the low half of the counter, the cipher takes all of it. One-octet Length only.
 * Knows no window and no message.
 */
import {readU16, writeU16} from '../wire/octets';
import {TAG_SIZE} from './ccm';
import {Desk, EUI_SIZE} from './desk';
import {wipe} from './equal';
import {copyFew, writeU32} from './octets';
import {GWID_SIZE, IV_SIZE, SecureSession} from './secure-session';

export const COMPACT: u8 = 0x1f;
export const COMPACT_HEADER_SIZE: u32 = 6;
export const COMPACT_OVERHEAD: u32 = COMPACT_HEADER_SIZE + TAG_SIZE;

const SID: usize = 2;
const COUNTER: usize = 4;

/** In the desk's frame, behind the longest record. */
const AAD: u32 = 86;
const AAD_SIZE: u32 = 26;
const NONCE: u32 = 112;
const NONCE_SIZE: u32 = 13;
const ZEROS_SIZE: u32 = 4;

@unmanaged
export class CompactRecord {
	static over(frame: usize): CompactRecord {
		return changetype<CompactRecord>(frame);
	}

	/** True where `size` octets have the form of a record with something in it. */
	check(size: u32): bool {
		if (size <= COMPACT_OVERHEAD || u32(load<u8>(this.at)) !== size) return false;
		return load<u8>(this.at, 1) === COMPACT;
	}

	get sid(): u16 {
		return readU16(this.at + SID);
	}

	/** The low half of the counter. */
	get low(): u16 {
		return readU16(this.at + COUNTER);
	}

	/** Decrypts in place what check() found good; false, and nothing changed, for a wrong tag. */
	open(desk: Desk, session: SecureSession, counter: u32): bool {
		const size = u32(load<u8>(this.at)) - COMPACT_OVERHEAD;
		desk.ccm.start(desk.schedule, nonceFor(desk, session.ivDown, counter), TAG_SIZE);
		desk.ccm.cover(this.aadFor(desk, session, counter), AAD_SIZE, size);
		return desk.ccm.open(this.message, size, this.message + usize(size));
	}

	get message(): usize {
		return this.at + usize(COMPACT_HEADER_SIZE);
	}

	/** Makes a record of the `size` octets that lie at message; returns its size. */
	seal(desk: Desk, session: SecureSession, size: u32, counter: u32): u32 {
		store<u8>(this.at, u8(size + COMPACT_OVERHEAD));
		store<u8>(this.at, COMPACT, 1);
		writeU16(this.at + SID, session.sid);
		writeU16(this.at + COUNTER, u16(counter));
		desk.ccm.start(desk.schedule, nonceFor(desk, session.ivUp, counter), TAG_SIZE);
		desk.ccm.cover(this.aadFor(desk, session, counter), AAD_SIZE, size);
		desk.ccm.seal(this.message, size, this.message + usize(size));
		return size + COMPACT_OVERHEAD;
	}

	private aadFor(desk: Desk, session: SecureSession, counter: u32): usize {
		const aad = desk.room(AAD, AAD_SIZE);
		const gwid = aad + usize(EUI_SIZE);
		const counterAt = gwid + usize(GWID_SIZE);
		copyFew(aad, desk.eui, EUI_SIZE);
		copyFew(gwid, session.gwid, GWID_SIZE);
		writeU32(counterAt, counter);
		copyFew(counterAt + 4, this.at, COMPACT_HEADER_SIZE);
		return aad;
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}

function nonceFor(desk: Desk, iv: usize, counter: u32): usize {
	const nonce = desk.room(NONCE, NONCE_SIZE);
	wipe(nonce, ZEROS_SIZE);
	copyFew(nonce + usize(ZEROS_SIZE), iv, IV_SIZE);
	writeU32(nonce + usize(ZEROS_SIZE + IV_SIZE), counter);
	return nonce;
}
