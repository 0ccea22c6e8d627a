/*
 * Short topic names: two octets that stand where a TopicId would (MQTT-SN 1.2, 3). Two ASCII
 * characters, or one character that takes two octets of UTF-8.
 */
import {isUtf8} from 'node:buffer';

const ASCII_MAX = 0x7f;

/** The name that the two octets of `topicId` make, or undefined where they are not UTF-8. */
export function shortTopicName(topicId: number): string | undefined {
	const [first, second] = [topicId >> 8, topicId & 0xff];
	if (first <= ASCII_MAX && second <= ASCII_MAX) return String.fromCharCode(first, second);
	const octets = Buffer.of(first, second);
	return isUtf8(octets) ? octets.toString('utf8') : undefined;
}

/** The TopicId field of `topicName`, or undefined where that is not exactly two octets long. */
export function shortTopicId(topicName: string): number | undefined {
	if (topicName.length === 0 || topicName.length > 2) return undefined;
	const octets = Buffer.from(topicName, 'utf8');
	return octets.length === 2 ? octets.readUInt16BE() : undefined;
}
