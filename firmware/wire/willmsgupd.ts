/*
 * WILLMSGUPD, MQTT-SN 1.2 section 5.4.23. The WillMsg may be empty.
 *
 *   0        1         2..
 *   Length   MsgType   WillMsg
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {checkHeader, emitHeader, emitTail} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';

export const HEADER_SIZE: u32 = 2;

@unmanaged
export class Willmsgupd {
	static over(frame: usize): Willmsgupd {
		return changetype<Willmsgupd>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		return checkHeader(this.at, MsgType.Willmsgupd, received, HEADER_SIZE);
	}

	get willMsg(): usize {
		return this.at + HEADER_SIZE;
	}

	get willMsgSize(): u32 {
		return u32(load<u8>(this.at)) - HEADER_SIZE;
	}

	/** Writes every octet of the message, WillMsg from `at`; returns its size. */
	emit(at: usize, size: u32): u32 {
		emitTail(this.willMsg, at, HEADER_SIZE, size);
		return emitHeader(this.at, MsgType.Willmsgupd, HEADER_SIZE + size);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
