/*
 * PUBREC, MQTT-SN 1.2 section 5.4.14. The first answer to a PUBLISH of QoS 2.
 *
 *   0        1         2..3
 *   Length   MsgType   MsgId
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {checkFixed, emitHeader} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';
import {readU16, writeU16} from './octets';

export const SIZE: u32 = 4;

const MSG_ID: usize = 2;

@unmanaged
export class Pubrec {
	static over(frame: usize): Pubrec {
		return changetype<Pubrec>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		return checkFixed(this.at, MsgType.Pubrec, received, SIZE);
	}

	get msgId(): u16 {
		return readU16(this.at + MSG_ID);
	}

	/** Writes every octet of the message; returns its size. */
	emit(msgId: u16): u32 {
		writeU16(this.at + MSG_ID, msgId);
		return emitHeader(this.at, MsgType.Pubrec, SIZE);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
