/*
 * The Flags octet: MQTT-SN 1.2, 5.3.4.
 *
 *     7     6..5   4        3      2              1..0
 *     DUP   QoS    Retain   Will   CleanSession   TopicIdType
 *
 * Bits that mean nothing in a message are not looked at when read, and are sent as 0.
 */

/** 0b11 on the wire is -1: PUBLISH without a connection (6.8). */
export type Qos = -1 | 0 | 1 | 2;

/** A topic is named by a TopicId of the connection, a predefined one, or two octets of name. */
export const TopicIdType = {Normal: 0, Predefined: 1, Short: 2} as const;
export type TopicIdType = (typeof TopicIdType)[keyof typeof TopicIdType];

export const DUP = 0x80;
export const RETAIN = 0x10;
export const WILL = 0x08;
export const CLEAN_SESSION = 0x04;

const QOS_SHIFT = 5;
const QOS_MASK = 0x03;
const TOPIC_ID_TYPE_MASK = 0x03;

export function qosOf(flags: number): Qos {
	const qos = (flags >> QOS_SHIFT) & QOS_MASK;
	return qos === QOS_MASK ? -1 : (qos as Qos);
}

/** Undefined is the reserved one, 0b11. */
export function topicIdTypeOf(flags: number): TopicIdType | undefined {
	const type = flags & TOPIC_ID_TYPE_MASK;
	return type === TOPIC_ID_TYPE_MASK ? undefined : (type as TopicIdType);
}

/** The QoS in its place in the octet. */
export function qosBits(qos: Qos): number {
	return (qos & QOS_MASK) << QOS_SHIFT;
}
