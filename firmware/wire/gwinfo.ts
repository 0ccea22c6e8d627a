/*
 * GWINFO, MQTT-SN 1.2 section 5.4.3. GwAdd is there only when a client answers for a gateway.
 *
 *   0        1         2      3..
 *   Length   MsgType   GwId   GwAdd
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 * What a GwAdd means, the network knows.
 */
import {checkHeader, emitHeader, emitTail} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';

export const HEADER_SIZE: u32 = 3;

const GW_ID: usize = 2;

@unmanaged
export class Gwinfo {
	static over(frame: usize): Gwinfo {
		return changetype<Gwinfo>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		return checkHeader(this.at, MsgType.Gwinfo, received, HEADER_SIZE);
	}

	get gwId(): u8 {
		return load<u8>(this.at, GW_ID);
	}

	get gwAdd(): usize {
		return this.at + HEADER_SIZE;
	}

	get gwAddSize(): u32 {
		return u32(load<u8>(this.at)) - HEADER_SIZE;
	}

	/** Writes every octet of the message, GwAdd from `at`; returns its size. */
	emit(gwId: u8, at: usize, size: u32): u32 {
		emitTail(this.gwAdd, at, HEADER_SIZE, size);
		store<u8>(this.at, gwId, GW_ID);
		return emitHeader(this.at, MsgType.Gwinfo, HEADER_SIZE + size);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
