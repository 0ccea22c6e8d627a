/*
 * ADVERTISE, MQTT-SN 1.2 section 5.4.1: a gateway, and the seconds to its next ADVERTISE.
 *
 *   0        1         2      3..4
 *   Length   MsgType   GwId   Duration
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {checkFixed, emitHeader} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';
import {readU16, writeU16} from './octets';

export const SIZE: u32 = 5;

const GW_ID: usize = 2;
const DURATION: usize = 3;

@unmanaged
export class Advertise {
	static over(frame: usize): Advertise {
		return changetype<Advertise>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		return checkFixed(this.at, MsgType.Advertise, received, SIZE);
	}

	get gwId(): u8 {
		return load<u8>(this.at, GW_ID);
	}

	/** In seconds. */
	get duration(): u16 {
		return readU16(this.at + DURATION);
	}

	/** Writes every octet of the message; returns its size. */
	emit(gwId: u8, duration: u16): u32 {
		store<u8>(this.at, gwId, GW_ID);
		writeU16(this.at + DURATION, duration);
		return emitHeader(this.at, MsgType.Advertise, SIZE);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
