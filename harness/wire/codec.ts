/*
 * What a codec of one message is, and the shapes of body that several messages share.
 *
 *   nothing      WILLTOPICREQ, WILLMSGREQ, PINGRESP
 *   ReturnCode   CONNACK, WILLTOPICRESP, WILLMSGRESP
 *   MsgId        PUBREC, PUBREL, PUBCOMP, UNSUBACK
 *   TopicId(2) MsgId(2) ReturnCode   REGACK, PUBACK
 *
 * A body is what follows MsgType. Length and MsgType themselves belong to wire.ts.
 */
import type {Malformed} from './malformed.js';
import {readU16, sizeFault, writeU8, writeU16} from './octets.js';

export interface Codec<Message> {
	readonly msgType: number;
	/** Octets of the body. */
	size(message: Message): number;
	/** Writes every octet of the body from `at`. Throws RangeError for a field out of range. */
	write(message: Message, octets: Uint8Array, at: number): void;
	/** Reads the body from `at` to the end. Octets in the message are views of `octets`. */
	read(octets: Uint8Array, at: number): Message | Malformed;
}

export interface Bare<Type extends string> {
	readonly type: Type;
}

export interface Returned<Type extends string> {
	readonly type: Type;
	readonly returnCode: number;
}

export interface Numbered<Type extends string> {
	readonly type: Type;
	readonly msgId: number;
}

export interface Acknowledged<Type extends string> {
	readonly type: Type;
	readonly topicId: number;
	readonly msgId: number;
	readonly returnCode: number;
}

export function bare<Type extends string>(type: Type, msgType: number): Codec<Bare<Type>> {
	return {
		msgType,
		size: () => 0,
		write() {},
		read: (octets, at) => sizeFault(octets, at, 0) ?? {type},
	};
}

export function returned<Type extends string>(type: Type, msgType: number): Codec<Returned<Type>> {
	return {
		msgType,
		size: () => 1,
		write: (message, octets, at) => writeU8(octets, at, message.returnCode),
		read: (octets, at) => sizeFault(octets, at, 1) ?? {type, returnCode: octets[at]!},
	};
}

export function numbered<Type extends string>(type: Type, msgType: number): Codec<Numbered<Type>> {
	return {
		msgType,
		size: () => 2,
		write: (message, octets, at) => writeU16(octets, at, message.msgId),
		read: (octets, at) => sizeFault(octets, at, 2) ?? {type, msgId: readU16(octets, at)},
	};
}

export function acknowledged<Type extends string>(
	type: Type,
	msgType: number,
): Codec<Acknowledged<Type>> {
	return {
		msgType,
		size: () => 5,
		write(message, octets, at) {
			writeU16(octets, at, message.topicId);
			writeU16(octets, at + 2, message.msgId);
			writeU8(octets, at + 4, message.returnCode);
		},
		read: (octets, at) =>
			sizeFault(octets, at, 5) ?? {
				type,
				topicId: readU16(octets, at),
				msgId: readU16(octets, at + 2),
				returnCode: octets[at + 4]!,
			},
	};
}
