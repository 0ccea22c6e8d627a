/*
 * Messages as most cases send them; what differs is given.
 */
import {TopicIdType} from '../wire/flags.js';
import type {Message} from '../wire/wire.js';

type Of<Type extends Message['type']> = Extract<Message, {type: Type}>;
type Fields<Type extends Message['type']> = Partial<Omit<Of<Type>, 'type'>>;

export function connect(clientId: string, fields: Fields<'CONNECT'> = {}): Of<'CONNECT'> {
	const standard = {will: false, cleanSession: true, protocolId: 1, durationS: 0};
	return {type: 'CONNECT', ...standard, clientId, ...fields};
}

export function register(topicName: string, msgId = 1): Of<'REGISTER'> {
	return {type: 'REGISTER', topicId: 0, msgId, topicName};
}

/** "hi" at QoS 1 with MsgId 7. */
export function publish(topicId: number, fields: Fields<'PUBLISH'> = {}): Of<'PUBLISH'> {
	const qos = fields.qos ?? 1;
	return {
		type: 'PUBLISH',
		dup: false,
		qos,
		retain: false,
		topicIdType: TopicIdType.Normal,
		topicId,
		msgId: qos > 0 ? 7 : 0,
		data: octets('hi'),
		...fields,
	};
}

export function subscribe(topicName: string, fields: Fields<'SUBSCRIBE'> = {}): Of<'SUBSCRIBE'> {
	const topic = {topicIdType: TopicIdType.Normal, topicName};
	return {type: 'SUBSCRIBE', dup: false, qos: 1, msgId: 2, topic, ...fields};
}

export function unsubscribe(topicName: string, msgId = 3): Of<'UNSUBSCRIBE'> {
	return {type: 'UNSUBSCRIBE', msgId, topic: {topicIdType: TopicIdType.Normal, topicName}};
}

export function octets(text: string): Uint8Array {
	return Buffer.from(text);
}

/** Four hexadecimal digits. */
export function u16(value: number): string {
	return value.toString(16).padStart(4, '0');
}

/** The octets of a text in hexadecimal. */
export function hex(text: string): string {
	return Buffer.from(text).toString('hex');
}

/** A datagram of `body` with a Length that fits; hexadecimal. */
export function framed(body: string): string {
	const size = body.replaceAll(' ', '').length / 2 + 1;
	return size.toString(16).padStart(2, '0') + body;
}
