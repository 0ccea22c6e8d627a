/*
 * CONNECT, MQTT-SN 1.2 section 5.4.4.
 *
 *   0        1         2       3            4..5       6..
 *   Length   MsgType   Flags   ProtocolId   Duration   ClientId
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {must, Panic} from '../panic';
import {CLEAN_SESSION, hasFlag, setFlag, WILL} from './flags';
import {checkHeader, emitHeader, emitTail} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';
import {readU16, writeU16} from './octets';

export const HEADER_SIZE: u32 = 6;
/** Section 5.3.1. */
export const CLIENT_ID_SIZE_MAX: u32 = 23;

const FLAGS: usize = 2;
const PROTOCOL_ID: usize = 3;
const DURATION: usize = 4;

const VERSION_1_2: u8 = 0x01;

@unmanaged
export class Connect {
	static over(frame: usize): Connect {
		return changetype<Connect>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		const malformed = checkHeader(this.at, MsgType.Connect, received, HEADER_SIZE);
		if (malformed !== Malformed.None) return malformed;
		if (this.protocolId !== VERSION_1_2) return Malformed.ProtocolId;
		if (this.clientIdSize === 0) return Malformed.ClientId;
		if (this.clientIdSize > CLIENT_ID_SIZE_MAX) return Malformed.ClientId;
		return Malformed.None;
	}

	get will(): bool {
		return hasFlag(this.at + FLAGS, WILL);
	}

	set will(value: bool) {
		setFlag(this.at + FLAGS, WILL, value);
	}

	get cleanSession(): bool {
		return hasFlag(this.at + FLAGS, CLEAN_SESSION);
	}

	set cleanSession(value: bool) {
		setFlag(this.at + FLAGS, CLEAN_SESSION, value);
	}

	get protocolId(): u8 {
		return load<u8>(this.at, PROTOCOL_ID);
	}

	/** Keep-alive, in seconds. */
	get duration(): u16 {
		return readU16(this.at + DURATION);
	}

	get clientId(): usize {
		return this.at + HEADER_SIZE;
	}

	get clientIdSize(): u32 {
		return u32(load<u8>(this.at)) - HEADER_SIZE;
	}

	/** Writes every octet of the message, no flag set, ClientId from `at`; returns its size. */
	emit(duration: u16, at: usize, size: u32): u32 {
		must(size > 0 && size <= CLIENT_ID_SIZE_MAX, Panic.Field);
		emitTail(this.clientId, at, HEADER_SIZE, size);
		store<u8>(this.at, 0, FLAGS);
		store<u8>(this.at, VERSION_1_2, PROTOCOL_ID);
		writeU16(this.at + DURATION, duration);
		return emitHeader(this.at, MsgType.Connect, HEADER_SIZE + size);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
