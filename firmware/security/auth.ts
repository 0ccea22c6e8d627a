/*
 * AUTH of key management, SNAKE-128 2.3 and 2.17: what a device and its gateway say to each other
 * inside records, below MQTT-SN.
 *
 *   0        1    2..3       4        5    6..8    9      10..
 *   Length   03   PacketId   Reason   03   "SNK"   Code   Data
 *
 * HELLO and ACCEPT bear the first nine octets, too, with another Length. A view over octets that
 * live somewhere else.
 */
import {readU16, writeU16} from '../wire/octets';
import {readU32, writeU32} from './octets';

/** AUTH is reserved in MQTT-SN 1.2. */
export const AUTH: u8 = 0x03;
/** Length to "SNK". */
export const AUTH_HEADER_SIZE: u32 = 9;

/** Version 1 in the high nibble. */
export enum Code {
	None = 0,
	Hello = 0x11,
	Accept = 0x12,
	RekeyReq = 0x13,
	GroupKey = 0x14,
	GkAck = 0x15,
	Sync = 0x16,
	Resume = 0x17,
	Conf = 0x18,
	ConfAck = 0x19,
}

export enum Reason {
	Success = 0x00,
	Continue = 0x18,
	Reauthenticate = 0x19,
}

const PACKET_ID: usize = 2;
const REASON: usize = 4;
const METHOD: usize = 5;
const CODE: usize = 9;
const DATA: usize = 10;

const METHOD_SIZE: u8 = 3;
/** "SNK" and the octet before it, as one number. */
const METHOD_WORD: u32 = 0x03534e4b;

@unmanaged
export class Auth {
	static over(frame: usize): Auth {
		return changetype<Auth>(frame);
	}

	/** The code of a message of `size` octets that has all it should have, or Code.None. */
	check(size: u32): Code {
		if (size <= AUTH_HEADER_SIZE || u32(load<u8>(this.at)) !== size) return Code.None;
		if (load<u8>(this.at, 1) !== AUTH || !this.isOurMethod) return Code.None;
		const code = load<u8>(this.at, CODE) as Code;
		return size === sizeOf(code) ? code : Code.None;
	}

	/** The header alone, where it is part of HELLO and ACCEPT. */
	checkHeader(size: u32, reason: Reason): bool {
		if (u32(load<u8>(this.at)) !== size || load<u8>(this.at, 1) !== AUTH) return false;
		return i32(load<u8>(this.at, REASON)) === reason && this.isOurMethod;
	}

	get packetId(): u16 {
		return readU16(this.at + PACKET_ID);
	}

	/** What the code is about, as many octets as it has. */
	get data(): usize {
		return this.at + DATA;
	}

	/** The floor of SYNC and RESUME. */
	get floor(): u32 {
		return readU32(this.data);
	}

	set floor(value: u32) {
		writeU32(this.data, value);
	}

	/** The header with a code; the data is the caller's to write. Returns the size. */
	emit(code: Code, packetId: u16, reason: Reason): u32 {
		const size = sizeOf(code);
		this.emitHeader(size, packetId, reason);
		store<u8>(this.at, u8(code), CODE);
		return size;
	}

	/** The nine octets that all AUTH messages begin with. */
	emitHeader(size: u32, packetId: u16, reason: Reason): void {
		store<u8>(this.at, u8(size));
		store<u8>(this.at, AUTH, 1);
		writeU16(this.at + PACKET_ID, packetId);
		store<u8>(this.at, u8(reason), REASON);
		writeU32(this.at + METHOD, METHOD_WORD);
	}

	private get isOurMethod(): bool {
		return load<u8>(this.at, METHOD) === METHOD_SIZE && readU32(this.at + METHOD) === METHOD_WORD;
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}

/** What a message of that code takes, header and code included; 0 where a device knows none. */
function sizeOf(code: Code): u32 {
	switch (code) {
		case Code.RekeyReq:
			return 13;
		case Code.GroupKey:
			return 33;
		case Code.GkAck:
			return 12;
		case Code.Sync:
		case Code.Resume:
			return 14;
		case Code.Conf:
			return 18;
		case Code.ConfAck:
			return 10;
		default:
			return 0;
	}
}
