/*
 * SEARCHGW, MQTT-SN 1.2 section 5.4.2: a client looks for gateways.
 *
 *   0        1         2
 *   Length   MsgType   Radius
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {checkFixed, emitHeader} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';

export const SIZE: u32 = 3;

const RADIUS: usize = 2;

@unmanaged
export class Searchgw {
	static over(frame: usize): Searchgw {
		return changetype<Searchgw>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		return checkFixed(this.at, MsgType.Searchgw, received, SIZE);
	}

	/** In hops; 0 is the whole network. */
	get radius(): u8 {
		return load<u8>(this.at, RADIUS);
	}

	/** Writes every octet of the message; returns its size. */
	emit(radius: u8): u32 {
		store<u8>(this.at, radius, RADIUS);
		return emitHeader(this.at, MsgType.Searchgw, SIZE);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
