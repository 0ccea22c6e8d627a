/*
 * A message for a topic, and its acknowledgements: MQTT-SN 1.2, 5.4.12 to 5.4.14.
 *
 *   PUBLISH                   Flags(1) TopicId(2) MsgId(2) Data(n)
 *   PUBACK                    TopicId(2) MsgId(2) ReturnCode(1)
 *   PUBREC, PUBREL, PUBCOMP   MsgId(2)
 *
 * PUBCOMP is 0x0e and PUBREC 0x0f: not the order in which they are sent.
 */
import {type Acknowledged, acknowledged, type Codec, type Numbered, numbered} from './codec.js';
import {DUP, type Qos, qosBits, qosOf, RETAIN, TopicIdType, topicIdTypeOf} from './flags.js';
import {type Malformed, malformed} from './malformed.js';
import {readU16, writeU16} from './octets.js';

/** Octets of the body before Data. */
export const PUBLISH_BODY_SIZE = 5;

export interface Publish {
	readonly type: 'PUBLISH';
	readonly dup: boolean;
	readonly qos: Qos;
	readonly retain: boolean;
	readonly topicIdType: TopicIdType;
	/** A short name stands here as the number that its two octets make; see short-topic.ts. */
	readonly topicId: number;
	/** 1 to 65,535 at QoS 1 and 2; sent as 0 otherwise, and not looked at. */
	readonly msgId: number;
	/** After decode() a view of the datagram. */
	readonly data: Uint8Array;
}

export type Puback = Acknowledged<'PUBACK'>;
export type Pubrec = Numbered<'PUBREC'>;
export type Pubrel = Numbered<'PUBREL'>;
export type Pubcomp = Numbered<'PUBCOMP'>;

export const publish: Codec<Publish> = {
	msgType: 0x0c,
	size: message => PUBLISH_BODY_SIZE + message.data.length,
	write(message, octets, at) {
		const {qos, topicIdType, msgId} = message;
		if (faultOf(qos, topicIdType, msgId) !== undefined) throw new RangeError('no such PUBLISH');
		const marks = (message.dup ? DUP : 0) | (message.retain ? RETAIN : 0);
		octets[at] = marks | qosBits(qos) | topicIdType;
		writeU16(octets, at + 1, message.topicId);
		writeU16(octets, at + 3, msgId);
		octets.set(message.data, at + PUBLISH_BODY_SIZE);
	},
	read(octets, at) {
		if (octets.length - at < PUBLISH_BODY_SIZE) return malformed.truncated;
		const flags = octets[at]!;
		const qos = qosOf(flags);
		const topicIdType = topicIdTypeOf(flags);
		if (topicIdType === undefined) return malformed.topicIdType;
		const msgId = readU16(octets, at + 3);
		const fault = faultOf(qos, topicIdType, msgId);
		if (fault !== undefined) return fault;
		return {
			type: 'PUBLISH',
			dup: (flags & DUP) !== 0,
			qos,
			retain: (flags & RETAIN) !== 0,
			topicIdType,
			topicId: readU16(octets, at + 1),
			msgId,
			data: octets.subarray(at + PUBLISH_BODY_SIZE),
		};
	},
};

export const puback = acknowledged('PUBACK', 0x0d);
export const pubcomp = numbered('PUBCOMP', 0x0e);
export const pubrec = numbered('PUBREC', 0x0f);
export const pubrel = numbered('PUBREL', 0x10);

function faultOf(qos: Qos, topicIdType: TopicIdType, msgId: number): Malformed | undefined {
	// MQTT-SN 1.2, 6.8: without a connection nobody gave out a normal TopicId.
	if (qos === -1 && topicIdType === TopicIdType.Normal) return malformed.topicIdType;
	if (qos > 0 && msgId === 0) return malformed.msgId;
	return undefined;
}
