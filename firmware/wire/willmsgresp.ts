/*
 * WILLMSGRESP, MQTT-SN 1.2 section 5.4.25.
 *
 *   0        1         2
 *   Length   MsgType   ReturnCode
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {checkFixed, emitHeader} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';
import {ReturnCode} from './return-code';

export const SIZE: u32 = 3;

const RETURN_CODE: usize = 2;

@unmanaged
export class Willmsgresp {
	static over(frame: usize): Willmsgresp {
		return changetype<Willmsgresp>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		return checkFixed(this.at, MsgType.Willmsgresp, received, SIZE);
	}

	get returnCode(): ReturnCode {
		return load<u8>(this.at, RETURN_CODE);
	}

	/** Writes every octet of the message; returns its size. */
	emit(returnCode: ReturnCode): u32 {
		store<u8>(this.at, u8(returnCode), RETURN_CODE);
		return emitHeader(this.at, MsgType.Willmsgresp, SIZE);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
