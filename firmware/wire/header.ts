/*
 * Length and MsgType, MQTT-SN 1.2 section 5.2. Length counts itself.
 *
 *   0        1              0      1..2     3
 *   Length   MsgType   or   0x01   Length   MsgType
 *
 * The door for everything that comes off the air: check() once, then shorten(), and from there on
 * every message has the form on the left. Knows no message, and not how large a buffer is.
 */
import {must, Panic} from '../panic';
import {Malformed} from './malformed';
import {isMsgType, MsgType} from './msg-type';
import {readU16} from './octets';

/** The longest message that the one-octet Length can count. */
export const LENGTH_MAX: u32 = 255;

const LONG: u8 = 0x01;
const SHORT_SIZE: u32 = 2;
const LONG_SIZE: u32 = 4;
/** What a message loses when its Length shrinks to one octet. */
const SURPLUS: u32 = 2;

@unmanaged
export class Header {
	static over(frame: usize): Header {
		return changetype<Header>(frame);
	}

	/** `received` is what the radio delivered; Length, in either form, must claim the same. */
	check(received: u32): Malformed {
		if (received < SHORT_SIZE) return Malformed.Truncated;
		if (this.isLong && received < LONG_SIZE) return Malformed.Truncated;
		if (this.length !== received) return Malformed.LengthMismatch;
		if (this.isLong && received > LENGTH_MAX + SURPLUS) return Malformed.TooLong;
		if (!isMsgType(this.msgType)) return Malformed.UnknownType;
		return Malformed.None;
	}

	/**
	 * Returns where the message begins once its Length is one octet: here, or two octets on, in
	 * place. After check() only. The size of the message is then the octet at that address.
	 */
	shorten(): usize {
		if (!this.isLong) return this.at;
		const size = this.length;
		must(size >= LONG_SIZE && size <= LENGTH_MAX + SURPLUS, Panic.Size);
		store<u8>(this.at, u8(size - SURPLUS), SURPLUS);
		return this.at + SURPLUS;
	}

	get length(): u32 {
		return this.isLong ? u32(readU16(this.at + 1)) : u32(load<u8>(this.at));
	}

	get msgType(): MsgType {
		return this.isLong ? load<u8>(this.at, 3) : load<u8>(this.at, 1);
	}

	private get isLong(): bool {
		return load<u8>(this.at) === LONG;
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}

/** What the check() of every message begins with; `sizeMin` is its shortest form. */
export function checkHeader(at: usize, msgType: MsgType, received: u32, sizeMin: u32): Malformed {
	if (received < sizeMin) return Malformed.Truncated;
	if (u32(load<u8>(at)) !== received) return Malformed.LengthMismatch;
	if (i32(load<u8>(at, 1)) !== msgType) return Malformed.WrongType;
	return Malformed.None;
}

/** The same for a message that has one size only. */
export function checkFixed(at: usize, msgType: MsgType, received: u32, size: u32): Malformed {
	const malformed = checkHeader(at, msgType, received, size);
	if (malformed !== Malformed.None) return malformed;
	return received > size ? Malformed.TooLong : Malformed.None;
}

/** What the emit() of every message begins with; returns `size`. The long form is never sent. */
export function emitHeader(at: usize, msgType: MsgType, size: u32): u32 {
	must(size <= LENGTH_MAX, Panic.Size);
	store<u8>(at, u8(size));
	store<u8>(at, u8(msgType), 1);
	return size;
}

/** Moves the variable part to `to` before the header is written: it may lie in the same buffer. */
export function emitTail(to: usize, at: usize, headerSize: u32, size: u32): void {
	must(size <= LENGTH_MAX - headerSize, Panic.Size);
	memory.copy(to, at, size);
}
