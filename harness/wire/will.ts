/*
 * What a gateway publishes for a client that is lost: MQTT-SN 1.2, 5.4.6 to 5.4.9 and
 * 5.4.22 to 5.4.25.
 *
 *   WILLTOPICREQ, WILLMSGREQ     -
 *   WILLTOPIC, WILLTOPICUPD      [Flags(1) WillTopic(n)]     nothing at all deletes the will
 *   WILLMSG, WILLMSGUPD          WillMsg(n)
 *   WILLTOPICRESP, WILLMSGRESP   ReturnCode(1)
 */
import {type Bare, bare, type Codec, type Returned, returned} from './codec.js';
import {type Qos, qosBits, qosOf, RETAIN} from './flags.js';
import {malformed} from './malformed.js';
import {readText, textSize, writeText} from './octets.js';

export interface WillTarget {
	readonly qos: Exclude<Qos, -1>;
	readonly retain: boolean;
	readonly willTopic: string;
}

interface Topic<Type extends string> {
	readonly type: Type;
	/** Absent deletes the will. */
	readonly target?: WillTarget;
}

interface Payload<Type extends string> {
	readonly type: Type;
	readonly willMsg: Uint8Array;
}

export type WillTopicReq = Bare<'WILLTOPICREQ'>;
export type WillTopic = Topic<'WILLTOPIC'>;
export type WillMsgReq = Bare<'WILLMSGREQ'>;
export type WillMsg = Payload<'WILLMSG'>;
export type WillTopicUpd = Topic<'WILLTOPICUPD'>;
export type WillTopicResp = Returned<'WILLTOPICRESP'>;
export type WillMsgUpd = Payload<'WILLMSGUPD'>;
export type WillMsgResp = Returned<'WILLMSGRESP'>;

export const willTopicReq = bare('WILLTOPICREQ', 0x06);
export const willTopic = topic('WILLTOPIC', 0x07);
export const willMsgReq = bare('WILLMSGREQ', 0x08);
export const willMsg = payload('WILLMSG', 0x09);
export const willTopicUpd = topic('WILLTOPICUPD', 0x1a);
export const willTopicResp = returned('WILLTOPICRESP', 0x1b);
export const willMsgUpd = payload('WILLMSGUPD', 0x1c);
export const willMsgResp = returned('WILLMSGRESP', 0x1d);

function topic<Type extends string>(type: Type, msgType: number): Codec<Topic<Type>> {
	return {
		msgType,
		size: ({target}) => (target === undefined ? 0 : 1 + textSize(target.willTopic)),
		write({target}, octets, at) {
			if (target === undefined) return;
			if (target.willTopic === '') throw new RangeError('an empty WillTopic');
			octets[at] = qosBits(target.qos) | (target.retain ? RETAIN : 0);
			writeText(octets, at + 1, target.willTopic);
		},
		read(octets, at) {
			if (octets.length === at) return {type};
			const flags = octets[at]!;
			const qos = qosOf(flags);
			if (qos === -1) return malformed.qos;
			const name = readText(octets, at + 1);
			if (name === undefined || name === '') return malformed.topicName;
			return {type, target: {qos, retain: (flags & RETAIN) !== 0, willTopic: name}};
		},
	};
}

function payload<Type extends string>(type: Type, msgType: number): Codec<Payload<Type>> {
	return {
		msgType,
		size: message => message.willMsg.length,
		write: (message, octets, at) => octets.set(message.willMsg, at),
		read: (octets, at) => ({type, willMsg: octets.subarray(at)}),
	};
}
