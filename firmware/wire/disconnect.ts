/*
 * DISCONNECT, MQTT-SN 1.2 section 5.4.21. With a Duration the client goes to sleep.
 *
 *   0        1         [2..3]
 *   Length   MsgType   Duration
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {checkHeader, emitHeader} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';
import {readU16, writeU16} from './octets';

export const SIZE: u32 = 2;
export const SLEEP_SIZE: u32 = 4;

const DURATION: usize = 2;

@unmanaged
export class Disconnect {
	static over(frame: usize): Disconnect {
		return changetype<Disconnect>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		const malformed = checkHeader(this.at, MsgType.Disconnect, received, SIZE);
		if (malformed !== Malformed.None) return malformed;
		if (received > SLEEP_SIZE) return Malformed.TooLong;
		return received === SIZE || received === SLEEP_SIZE ? Malformed.None : Malformed.Truncated;
	}

	get hasDuration(): bool {
		return load<u8>(this.at) === u8(SLEEP_SIZE);
	}

	/** In seconds; there only if hasDuration. */
	get duration(): u16 {
		return readU16(this.at + DURATION);
	}

	/** Writes every octet of the message; returns its size. */
	emit(): u32 {
		return emitHeader(this.at, MsgType.Disconnect, SIZE);
	}

	/** The same with a Duration, in seconds. */
	emitSleep(duration: u16): u32 {
		writeU16(this.at + DURATION, duration);
		return emitHeader(this.at, MsgType.Disconnect, SLEEP_SIZE);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
