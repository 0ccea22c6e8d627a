/*
 * SUBACK, MQTT-SN 1.2 section 5.4.16. TopicId is 0 for a filter with wildcards.
 *
 *   0        1         2       3..4      5..6    7
 *   Length   MsgType   Flags   TopicId   MsgId   ReturnCode
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 */
import {must, Panic} from '../panic';
import {flagsOf, readQos, TopicIdType} from './flags';
import {checkFixed, emitHeader} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';
import {readU16, writeU16} from './octets';
import {ReturnCode} from './return-code';

export const SIZE: u32 = 8;

const FLAGS: usize = 2;
const TOPIC_ID: usize = 3;
const MSG_ID: usize = 5;
const RETURN_CODE: usize = 7;

@unmanaged
export class Suback {
	static over(frame: usize): Suback {
		return changetype<Suback>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		const malformed = checkFixed(this.at, MsgType.Suback, received, SIZE);
		if (malformed !== Malformed.None) return malformed;
		return this.qos < 0 ? Malformed.Qos : Malformed.None;
	}

	/** What the gateway grants: 0 to 2. */
	get qos(): i32 {
		return readQos(this.at + FLAGS);
	}

	get topicId(): u16 {
		return readU16(this.at + TOPIC_ID);
	}

	get msgId(): u16 {
		return readU16(this.at + MSG_ID);
	}

	get returnCode(): ReturnCode {
		return load<u8>(this.at, RETURN_CODE);
	}

	/** Writes every octet of the message; returns its size. */
	emit(qos: i32, topicId: u16, msgId: u16, returnCode: ReturnCode): u32 {
		must(qos >= 0 && qos <= 2, Panic.Field);
		store<u8>(this.at, flagsOf(qos, TopicIdType.Normal), FLAGS);
		writeU16(this.at + TOPIC_ID, topicId);
		writeU16(this.at + MSG_ID, msgId);
		store<u8>(this.at, u8(returnCode), RETURN_CODE);
		return emitHeader(this.at, MsgType.Suback, SIZE);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
