/*
 * What the journal writes down.
 *
 *   0       2      3      4     8         8 + size
 *   | magic | kind | size | seq | body .. | crc32 |
 *
 *   Key        44   generation 4 | EUI 8 | RC 16 | RK 16
 *   Recovery   32   generation 4 | EUI 8 | RC 16 | batch 4      the second copy of RC
 *   Uplink      4   no counter from here on was ever sent
 *   Downlink    4   no counter from here on was ever accepted
 *   Session    60   generation 4 | what belongs to whoever keeps it
 *   Drought     8   generation 4 | hours without an ACCEPT under that key 4
 *
 * The recovery epoch is the highest octet of a generation. Numbers lie in flash as in memory. Of two
 * records of one kind the one with the higher seq counts; what is torn fails its CRC. Knows no page.
 */
import {flashRead} from '../host';
import {wipe} from './equal';
import {CHUNK_SIZE, readWord} from './flash-page';

export enum Kind {
	None = 0,
	Key = 1,
	Recovery = 2,
	Uplink = 3,
	Downlink = 4,
	Session = 5,
	Drought = 6,
}

/** Kinds are numbered from 1 up to this. */
export const KIND_LAST: u32 = 6;

/** Octets of each body. */
export const KEY_SIZE: u32 = 44;
export const RECOVERY_SIZE: u32 = 32;
export const CEILING_SIZE: u32 = 4;
export const SESSION_SIZE: u32 = 60;
export const DROUGHT_SIZE: u32 = 8;

/** The octets that a Recovery has in common with its Key. */
export const SHARED_SIZE: u32 = 28;
export const BODY: u32 = 8;
export const SEQ: u32 = 4;
export const CRC_SIZE: u32 = 4;
/** The checksum of nothing. */
export const CRC_START: u32 = 0xffff_ffff;

const MAGIC: u32 = 0x4a52;
const KIND_SHIFT: u32 = 16;
const SIZE_SHIFT: u32 = 24;
/** IEEE 802.3, the lowest bit first. */
const POLYNOMIAL: u32 = 0xedb8_8320;

/** A key record in memory: its octets are the body. */
@unmanaged
export class Key {
	generation: u32;

	get eui(): usize {
		return changetype<usize>(this) + 4;
	}

	get rc(): usize {
		return changetype<usize>(this) + 12;
	}

	get rk(): usize {
		return changetype<usize>(this) + 28;
	}
}

/** Octets of a whole record of `kind`. */
export function recordSize(kind: Kind): u32 {
	return BODY + bodySize(kind) + CRC_SIZE;
}

export function bodySize(kind: Kind): u32 {
	if (kind === Kind.Key) return KEY_SIZE;
	if (kind === Kind.Recovery) return RECOVERY_SIZE;
	if (kind === Kind.Drought) return DROUGHT_SIZE;
	return kind === Kind.Session ? SESSION_SIZE : CEILING_SIZE;
}

/** A ceiling tells an attacker nothing, and neither do hours. */
export function isSecret(kind: Kind): bool {
	return bodySize(kind) > DROUGHT_SIZE;
}

/** The first word of a record of `kind`. */
export function firstWord(kind: Kind): u32 {
	return MAGIC | (u32(kind) << KIND_SHIFT) | (bodySize(kind) << SIZE_SHIFT);
}

/** What lies at `at`, where it ends before `end` and every octet is as it was written; else None. */
export function kindAt(at: u32, end: u32, chunk: usize): Kind {
	const first = readWord(at, chunk);
	for (let kind: u32 = 1; kind <= KIND_LAST; kind++) {
		if (first === firstWord(kind))
			return isWhole(at, recordSize(kind), end, chunk) ? kind : Kind.None;
	}
	return Kind.None;
}

/** Takes `size` octets of memory at `at` into the checksum `crc`. */
export function crcOver(crc: u32, at: usize, size: u32): u32 {
	for (let index: usize = 0; index < usize(size); index++) {
		crc ^= u32(load<u8>(at + index));
		for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (POLYNOMIAL * (crc & 1));
	}
	return crc;
}

function isWhole(at: u32, size: u32, end: u32, chunk: usize): bool {
	if (at + size > end) return false;
	const covered = size - CRC_SIZE;
	let crc = CRC_START;
	for (let done: u32 = 0; done < covered; done += CHUNK_SIZE) {
		const count = min(CHUNK_SIZE, covered - done);
		flashRead(at + done, chunk, count);
		crc = crcOver(crc, chunk, count);
	}
	wipe(chunk, CHUNK_SIZE);
	return readWord(at + covered, chunk) === crc;
}
