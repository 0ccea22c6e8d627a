/*
 * PUBACK, MQTT-SN 1.2 section 5.4.13. It answers PUBLISH; a rejection does so at any QoS.
 *
 *   0        1         2..3      4..5    6
 *   Length   MsgType   TopicId   MsgId   ReturnCode
 *
 * A view over octets that live somewhere else. It owns nothing and copies nothing.
 * After check() returns Malformed.None, no accessor reads past the message.
 * Peers are known that send TopicId 0 here: match by MsgId alone.
 */
import {checkFixed, emitHeader} from './header';
import {Malformed} from './malformed';
import {MsgType} from './msg-type';
import {readU16, writeU16} from './octets';
import {ReturnCode} from './return-code';

export const SIZE: u32 = 7;

const TOPIC_ID: usize = 2;
const MSG_ID: usize = 4;
const RETURN_CODE: usize = 6;

@unmanaged
export class Puback {
	static over(frame: usize): Puback {
		return changetype<Puback>(frame);
	}

	/** `received` is the size of the message as it arrived; Length is what the sender claims. */
	check(received: u32): Malformed {
		return checkFixed(this.at, MsgType.Puback, received, SIZE);
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
	emit(topicId: u16, msgId: u16, returnCode: ReturnCode): u32 {
		writeU16(this.at + TOPIC_ID, topicId);
		writeU16(this.at + MSG_ID, msgId);
		store<u8>(this.at, u8(returnCode), RETURN_CODE);
		return emitHeader(this.at, MsgType.Puback, SIZE);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
