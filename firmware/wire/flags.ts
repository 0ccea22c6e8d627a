/*
 * Flags, MQTT-SN 1.2 section 5.3.4.
 *
 *   7     6..5   4        3      2              1..0
 *   DUP   QoS    Retain   Will   CleanSession   TopicIdType
 *
 * Which of them mean something, each message knows; the others are neither read nor set.
 */
export const DUP: u8 = 0x80;
export const RETAIN: u8 = 0x10;
export const WILL: u8 = 0x08;
export const CLEAN_SESSION: u8 = 0x04;

const QOS_SHIFT: u8 = 5;
const QOS_MASK: u8 = 0x03;
const TOPIC_ID_TYPE_MASK: u8 = 0x03;

/** What a TopicId is; 3 is reserved. */
export enum TopicIdType {
	/** Given by REGACK or SUBACK; in SUBSCRIBE and UNSUBSCRIBE, a TopicName stands in its place. */
	Normal = 0,
	/** Agreed upon before. */
	Predefined = 1,
	/** A TopicName of exactly two octets. */
	Short = 2,
}

/** True where the flag `mask` is set in the Flags at `at`. */
export function hasFlag(at: usize, mask: u8): bool {
	return (load<u8>(at) & mask) !== 0;
}

/** Sets or clears the flag `mask` in the Flags at `at`. */
export function setFlag(at: usize, mask: u8, value: bool): void {
	const others = load<u8>(at) & ~mask;
	store<u8>(at, value ? others | mask : others);
}

/** QoS of the Flags at `at`: -1 to 2. */
export function readQos(at: usize): i32 {
	const bits = i32((load<u8>(at) >> QOS_SHIFT) & QOS_MASK);
	return bits === 3 ? -1 : bits;
}

/** TopicIdType of the Flags at `at`: 0 to 3. */
export function readTopicIdType(at: usize): TopicIdType {
	return load<u8>(at) & TOPIC_ID_TYPE_MASK;
}

/** Flags with `qos` (-1 to 2) and `topicIdType`, and none else. */
export function flagsOf(qos: i32, topicIdType: TopicIdType): u8 {
	return (u8(qos & QOS_MASK) << QOS_SHIFT) | u8(topicIdType);
}
