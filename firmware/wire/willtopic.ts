/*
 * WILLTOPIC, MQTT-SN 1.2 section 5.4.7. The empty form deletes the will.
 *
 *   0        1         [2       3..]
 *   Length   MsgType   Flags   WillTopic
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {must, Panic} from '../panic';
import {flagsOf, hasFlag, RETAIN, readQos, setFlag, TopicIdType} from './flags';
import {checkHeader, emitHeader, emitTail} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';

/** The empty form. */
export const SIZE: u32 = 2;
export const HEADER_SIZE: u32 = 3;

const FLAGS: usize = 2;

@unmanaged
export class Willtopic {
	static over(frame: usize): Willtopic {
		return changetype<Willtopic>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		const malformed = checkHeader(this.at, MsgType.Willtopic, received, SIZE);
		if (malformed !== Malformed.None || this.isEmpty) return malformed;
		if (received === HEADER_SIZE) return Malformed.TopicName;
		return this.qos < 0 ? Malformed.Qos : Malformed.None;
	}

	/** Neither Flags nor WillTopic is there. */
	get isEmpty(): bool {
		return u32(load<u8>(this.at)) === SIZE;
	}

	/** 0 to 2; there only if not empty, like all that follows. */
	get qos(): i32 {
		return readQos(this.at + FLAGS);
	}

	get retain(): bool {
		return hasFlag(this.at + FLAGS, RETAIN);
	}

	set retain(value: bool) {
		setFlag(this.at + FLAGS, RETAIN, value);
	}

	get willTopic(): usize {
		return this.at + HEADER_SIZE;
	}

	get willTopicSize(): u32 {
		return u32(load<u8>(this.at)) - HEADER_SIZE;
	}

	/** Writes every octet of the message, no Retain, WillTopic from `at`; returns its size. */
	emit(qos: i32, at: usize, size: u32): u32 {
		must(qos >= 0 && qos <= 2, Panic.Field);
		must(size > 0, Panic.Field);
		emitTail(this.willTopic, at, HEADER_SIZE, size);
		store<u8>(this.at, flagsOf(qos, TopicIdType.Normal), FLAGS);
		return emitHeader(this.at, MsgType.Willtopic, HEADER_SIZE + size);
	}

	/** The same without Flags and WillTopic. */
	emitEmpty(): u32 {
		return emitHeader(this.at, MsgType.Willtopic, SIZE);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
