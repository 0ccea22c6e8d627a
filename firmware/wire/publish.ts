/*
 * PUBLISH, MQTT-SN 1.2 section 5.4.12.
 *
 *   0        1         2       3..4      5..6    7..
 *   Length   MsgType   Flags   TopicId   MsgId   Data
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 * MsgId is 0 at QoS 0 and -1 when we send; what others put there is not looked at.
 */
import {must, Panic} from '../panic';
import {
	DUP,
	flagsOf,
	hasFlag,
	RETAIN,
	readQos,
	readTopicIdType,
	setFlag,
	TopicIdType,
} from './flags';
import {checkHeader, emitHeader, emitTail} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';
import {readU16, writeU16} from './octets';

export const HEADER_SIZE: u32 = 7;

const FLAGS: usize = 2;
const TOPIC_ID: usize = 3;
const MSG_ID: usize = 5;

@unmanaged
export class Publish {
	static over(frame: usize): Publish {
		return changetype<Publish>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		const malformed = checkHeader(this.at, MsgType.Publish, received, HEADER_SIZE);
		if (malformed !== Malformed.None) return malformed;
		if (this.topicIdType > TopicIdType.Short) return Malformed.TopicIdType;
		if (this.qos < 0 && this.topicIdType === TopicIdType.Normal) return Malformed.TopicIdType;
		if (this.qos > 0 && this.msgId === 0) return Malformed.MsgId;
		return Malformed.None;
	}

	get dup(): bool {
		return hasFlag(this.at + FLAGS, DUP);
	}

	set dup(value: bool) {
		setFlag(this.at + FLAGS, DUP, value);
	}

	/** -1 to 2; -1 is sent without a connection. */
	get qos(): i32 {
		return readQos(this.at + FLAGS);
	}

	get retain(): bool {
		return hasFlag(this.at + FLAGS, RETAIN);
	}

	set retain(value: bool) {
		setFlag(this.at + FLAGS, RETAIN, value);
	}

	get topicIdType(): TopicIdType {
		return readTopicIdType(this.at + FLAGS);
	}

	get topicId(): u16 {
		return readU16(this.at + TOPIC_ID);
	}

	get msgId(): u16 {
		return readU16(this.at + MSG_ID);
	}

	get data(): usize {
		return this.at + HEADER_SIZE;
	}

	get dataSize(): u32 {
		return u32(load<u8>(this.at)) - HEADER_SIZE;
	}

	/** Writes every octet of the message, no DUP, no Retain, Data from `at`; returns its size. */
	emit(qos: i32, topicIdType: TopicIdType, topicId: u16, msgId: u16, at: usize, size: u32): u32 {
		must(qos >= -1 && qos <= 2, Panic.Field);
		must(topicIdType <= TopicIdType.Short, Panic.Field);
		must(qos >= 0 || topicIdType !== TopicIdType.Normal, Panic.Field);
		must(qos > 0 === msgId > 0, Panic.Field);
		emitTail(this.data, at, HEADER_SIZE, size);
		store<u8>(this.at, flagsOf(qos, topicIdType), FLAGS);
		writeU16(this.at + TOPIC_ID, topicId);
		writeU16(this.at + MSG_ID, msgId);
		return emitHeader(this.at, MsgType.Publish, HEADER_SIZE + size);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
