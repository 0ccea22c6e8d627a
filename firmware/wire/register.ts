/*
 * REGISTER, MQTT-SN 1.2 section 5.4.10. A client asks with TopicId 0, a gateway announces one.
 *
 *   0        1         2..3      4..5    6..
 *   Length   MsgType   TopicId   MsgId   TopicName
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {must, Panic} from '../panic';
import {checkHeader, emitHeader, emitTail} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';
import {readU16, writeU16} from './octets';

export const HEADER_SIZE: u32 = 6;

const TOPIC_ID: usize = 2;
const MSG_ID: usize = 4;

@unmanaged
export class Register {
	static over(frame: usize): Register {
		return changetype<Register>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		const malformed = checkHeader(this.at, MsgType.Register, received, HEADER_SIZE);
		if (malformed !== Malformed.None) return malformed;
		return this.topicNameSize > 0 ? Malformed.None : Malformed.TopicName;
	}

	get topicId(): u16 {
		return readU16(this.at + TOPIC_ID);
	}

	get msgId(): u16 {
		return readU16(this.at + MSG_ID);
	}

	get topicName(): usize {
		return this.at + HEADER_SIZE;
	}

	get topicNameSize(): u32 {
		return u32(load<u8>(this.at)) - HEADER_SIZE;
	}

	/** Writes every octet of the message, TopicName from `at`; returns its size. */
	emit(topicId: u16, msgId: u16, at: usize, size: u32): u32 {
		must(size > 0, Panic.Field);
		emitTail(this.topicName, at, HEADER_SIZE, size);
		writeU16(this.at + TOPIC_ID, topicId);
		writeU16(this.at + MSG_ID, msgId);
		return emitHeader(this.at, MsgType.Register, HEADER_SIZE + size);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
