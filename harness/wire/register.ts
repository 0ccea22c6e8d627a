/*
 * A TopicId for a TopicName: MQTT-SN 1.2, 5.4.10 and 5.4.11.
 *
 *   REGISTER   TopicId(2) MsgId(2) TopicName(n)       TopicId is 0 from a client
 *   REGACK     TopicId(2) MsgId(2) ReturnCode(1)
 */
import {type Acknowledged, acknowledged, type Codec} from './codec.js';
import {malformed} from './malformed.js';
import {readText, readU16, textSize, writeText, writeU16} from './octets.js';

export interface Register {
	readonly type: 'REGISTER';
	readonly topicId: number;
	readonly msgId: number;
	readonly topicName: string;
}

export type Regack = Acknowledged<'REGACK'>;

export const register: Codec<Register> = {
	msgType: 0x0a,
	size: message => 4 + textSize(message.topicName),
	write(message, octets, at) {
		if (message.topicName === '') throw new RangeError('an empty TopicName');
		writeU16(octets, at, message.topicId);
		writeU16(octets, at + 2, message.msgId);
		writeText(octets, at + 4, message.topicName);
	},
	read(octets, at) {
		if (octets.length - at < 4) return malformed.truncated;
		const topicName = readText(octets, at + 4);
		if (topicName === undefined || topicName === '') return malformed.topicName;
		return {
			type: 'REGISTER',
			topicId: readU16(octets, at),
			msgId: readU16(octets, at + 2),
			topicName,
		};
	},
};

export const regack = acknowledged('REGACK', 0x0b);
