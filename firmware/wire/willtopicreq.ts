/*
 * WILLTOPICREQ, MQTT-SN 1.2 section 5.4.6.
 *
 *   0        1
 *   Length   MsgType
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {checkFixed, emitHeader} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';

export const SIZE: u32 = 2;

@unmanaged
export class Willtopicreq {
	static over(frame: usize): Willtopicreq {
		return changetype<Willtopicreq>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		return checkFixed(this.at, MsgType.Willtopicreq, received, SIZE);
	}

	/** Writes every octet of the message; returns its size. */
	emit(): u32 {
		return emitHeader(this.at, MsgType.Willtopicreq, SIZE);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
