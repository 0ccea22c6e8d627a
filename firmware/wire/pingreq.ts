/*
 * PINGREQ, MQTT-SN 1.2 section 5.4.19. A ClientId is there when a sleeping client asks.
 *
 *   0        1         2..
 *   Length   MsgType   ClientId
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {must, Panic} from '../panic';
import {CLIENT_ID_SIZE_MAX} from './connect';
import {checkHeader, emitHeader, emitTail} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';

export const HEADER_SIZE: u32 = 2;

@unmanaged
export class Pingreq {
	static over(frame: usize): Pingreq {
		return changetype<Pingreq>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		const malformed = checkHeader(this.at, MsgType.Pingreq, received, HEADER_SIZE);
		if (malformed !== Malformed.None) return malformed;
		return this.clientIdSize > CLIENT_ID_SIZE_MAX ? Malformed.ClientId : Malformed.None;
	}

	get clientId(): usize {
		return this.at + HEADER_SIZE;
	}

	/** 0 where there is none. */
	get clientIdSize(): u32 {
		return u32(load<u8>(this.at)) - HEADER_SIZE;
	}

	/** Writes every octet of the message, ClientId from `at`; returns its size. */
	emit(at: usize, size: u32): u32 {
		must(size <= CLIENT_ID_SIZE_MAX, Panic.Field);
		emitTail(this.clientId, at, HEADER_SIZE, size);
		return emitHeader(this.at, MsgType.Pingreq, HEADER_SIZE + size);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
