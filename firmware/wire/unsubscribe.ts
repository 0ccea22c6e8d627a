/*
 * UNSUBSCRIBE, MQTT-SN 1.2 section 5.4.17. A TopicName, or a TopicId, or a short name in its place.
 *
 *   0        1         2       3..4    5..
 *   Length   MsgType   Flags   MsgId   TopicName | TopicId
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {must, Panic} from '../panic';
import {readTopicIdType, TopicIdType} from './flags';
import {checkHeader, emitHeader, emitTail} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';
import {readU16, writeU16} from './octets';
import {checkTopic} from './topic';

export const HEADER_SIZE: u32 = 5;

const FLAGS: usize = 2;
const MSG_ID: usize = 3;
const TOPIC: usize = 5;
const TOPIC_ID_SIZE: u32 = 2;

@unmanaged
export class Unsubscribe {
	static over(frame: usize): Unsubscribe {
		return changetype<Unsubscribe>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		const malformed = checkHeader(this.at, MsgType.Unsubscribe, received, HEADER_SIZE);
		if (malformed !== Malformed.None) return malformed;
		return checkTopic(this.topicIdType, this.topicNameSize);
	}

	get topicIdType(): TopicIdType {
		return readTopicIdType(this.at + FLAGS);
	}

	get msgId(): u16 {
		return readU16(this.at + MSG_ID);
	}

	/** The predefined TopicId or the short name; not there when TopicIdType is normal. */
	get topicId(): u16 {
		return readU16(this.at + TOPIC);
	}

	/** The name or filter; there only when TopicIdType is normal. */
	get topicName(): usize {
		return this.at + TOPIC;
	}

	get topicNameSize(): u32 {
		return u32(load<u8>(this.at)) - HEADER_SIZE;
	}

	/** Writes every octet of the message, TopicName from `at`; returns its size. */
	emitName(msgId: u16, at: usize, size: u32): u32 {
		must(size > 0, Panic.Field);
		emitTail(this.topicName, at, HEADER_SIZE, size);
		return this.emitHead(TopicIdType.Normal, msgId, size);
	}

	/** The same for a predefined TopicId or a short name. */
	emitId(topicIdType: TopicIdType, msgId: u16, topicId: u16): u32 {
		must(topicIdType === TopicIdType.Predefined || topicIdType === TopicIdType.Short, Panic.Field);
		writeU16(this.at + TOPIC, topicId);
		return this.emitHead(topicIdType, msgId, TOPIC_ID_SIZE);
	}

	private emitHead(topicIdType: TopicIdType, msgId: u16, size: u32): u32 {
		store<u8>(this.at, u8(topicIdType), FLAGS);
		writeU16(this.at + MSG_ID, msgId);
		return emitHeader(this.at, MsgType.Unsubscribe, HEADER_SIZE + size);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
