/*
 * What stands behind MsgId in SUBSCRIBE and UNSUBSCRIBE: a TopicName of one octet and more, or a
 * predefined TopicId or a short name of exactly two. MQTT-SN 1.2 sections 5.4.15 and 5.4.17.
 */
import {TopicIdType} from './flags';
import {Malformed} from './malformed';

const TOPIC_ID_SIZE: u32 = 2;

/** `size` counts the octets behind MsgId. */
export function checkTopic(topicIdType: TopicIdType, size: u32): Malformed {
	if (topicIdType > TopicIdType.Short) return Malformed.TopicIdType;
	if (topicIdType === TopicIdType.Normal) {
		return size > 0 ? Malformed.None : Malformed.TopicName;
	}
	if (size < TOPIC_ID_SIZE) return Malformed.Truncated;
	return size > TOPIC_ID_SIZE ? Malformed.TooLong : Malformed.None;
}
