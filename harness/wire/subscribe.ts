/*
 * Asking for messages: MQTT-SN 1.2, 5.4.15 to 5.4.18.
 *
 *   SUBSCRIBE, UNSUBSCRIBE   Flags(1) MsgId(2) and TopicName(n) or TopicId(2) or a short name(2)
 *   SUBACK                   Flags(1) TopicId(2) MsgId(2) ReturnCode(1)
 *   UNSUBACK                 MsgId(2)
 */
import {type Codec, type Numbered, numbered} from './codec.js';
import {DUP, type Qos, qosBits, qosOf, TopicIdType, topicIdTypeOf} from './flags.js';
import {type Malformed, malformed} from './malformed.js';
import {readText, readU16, sizeFault, textSize, writeText, writeU8, writeU16} from './octets.js';

/** A normal topic is written out, with wildcards or without; the others are two octets. */
export type Topic =
	| {readonly topicIdType: typeof TopicIdType.Normal; readonly topicName: string}
	| {readonly topicIdType: 1 | 2; readonly topicId: number};

export interface Subscribe {
	readonly type: 'SUBSCRIBE';
	readonly dup: boolean;
	readonly qos: Exclude<Qos, -1>;
	readonly msgId: number;
	readonly topic: Topic;
}

export interface Suback {
	readonly type: 'SUBACK';
	/** What is granted. */
	readonly qos: Exclude<Qos, -1>;
	/** 0 for a filter with wildcards. */
	readonly topicId: number;
	readonly msgId: number;
	readonly returnCode: number;
}

export interface Unsubscribe {
	readonly type: 'UNSUBSCRIBE';
	readonly msgId: number;
	readonly topic: Topic;
}

export type Unsuback = Numbered<'UNSUBACK'>;

export const subscribe: Codec<Subscribe> = {
	msgType: 0x12,
	size: message => 3 + topicSize(message.topic),
	write(message, octets, at) {
		const {dup, qos, msgId, topic} = message;
		octets[at] = (dup ? DUP : 0) | qosBits(qos) | topic.topicIdType;
		writeU16(octets, at + 1, msgId);
		writeTopic(topic, octets, at + 3);
	},
	read(octets, at) {
		if (octets.length - at < 3) return malformed.truncated;
		const flags = octets[at]!;
		const qos = qosOf(flags);
		if (qos === -1) return malformed.qos;
		const topic = readTopic(flags, octets, at + 3);
		if ('type' in topic) return topic;
		return {
			type: 'SUBSCRIBE',
			dup: (flags & DUP) !== 0,
			qos,
			msgId: readU16(octets, at + 1),
			topic,
		};
	},
};

export const suback: Codec<Suback> = {
	msgType: 0x13,
	size: () => 6,
	write(message, octets, at) {
		octets[at] = qosBits(message.qos);
		writeU16(octets, at + 1, message.topicId);
		writeU16(octets, at + 3, message.msgId);
		writeU8(octets, at + 5, message.returnCode);
	},
	read(octets, at) {
		const fault = sizeFault(octets, at, 6);
		if (fault !== undefined) return fault;
		const qos = qosOf(octets[at]!);
		if (qos === -1) return malformed.qos;
		return {
			type: 'SUBACK',
			qos,
			topicId: readU16(octets, at + 1),
			msgId: readU16(octets, at + 3),
			returnCode: octets[at + 5]!,
		};
	},
};

export const unsubscribe: Codec<Unsubscribe> = {
	msgType: 0x14,
	size: message => 3 + topicSize(message.topic),
	write(message, octets, at) {
		octets[at] = message.topic.topicIdType;
		writeU16(octets, at + 1, message.msgId);
		writeTopic(message.topic, octets, at + 3);
	},
	read(octets, at) {
		if (octets.length - at < 3) return malformed.truncated;
		const topic = readTopic(octets[at]!, octets, at + 3);
		if ('type' in topic) return topic;
		return {type: 'UNSUBSCRIBE', msgId: readU16(octets, at + 1), topic};
	},
};

export const unsuback = numbered('UNSUBACK', 0x15);

function topicSize(topic: Topic): number {
	return topic.topicIdType === TopicIdType.Normal ? textSize(topic.topicName) : 2;
}

function writeTopic(topic: Topic, octets: Uint8Array, at: number): void {
	if (topic.topicIdType !== TopicIdType.Normal) {
		writeU16(octets, at, topic.topicId);
		return;
	}
	if (topic.topicName === '') throw new RangeError('an empty TopicName');
	writeText(octets, at, topic.topicName);
}

function readTopic(flags: number, octets: Uint8Array, at: number): Topic | Malformed {
	const topicIdType = topicIdTypeOf(flags);
	if (topicIdType === undefined) return malformed.topicIdType;
	if (topicIdType !== TopicIdType.Normal) {
		return sizeFault(octets, at, 2) ?? {topicIdType, topicId: readU16(octets, at)};
	}
	const topicName = readText(octets, at);
	if (topicName === undefined || topicName === '') return malformed.topicName;
	return {topicIdType, topicName};
}
