/*
 * Which strings are topic names and which are topic filters: MQTT 3.1.1, section 4.7.
 *
 *   name     greenhouse/7/sample       no wildcard
 *   filter   greenhouse/+/sample       + stands for one whole level
 *   filter   greenhouse/#              # for all that follow, and only at the end
 *
 * Asked before a question goes to a broker, since brokers differ in what they do with a bad
 * one: some refuse it, others hang up.
 */

/** 65,535 octets of UTF-8: MQTT 3.1.1, 1.5.3. */
const TOPIC_OCTETS_MAX = 0xffff;
/** Our own bound; deeper ones are refused, so that matching never recurses far. */
export const TOPIC_LEVELS_MAX = 100;

/** Whether a message may be published under `topic`. */
export function isTopicName(topic: string): boolean {
	return hasTopicShape(topic) && !topic.includes('+') && !topic.includes('#');
}

/** Whether one may subscribe to `filter`. */
export function isTopicFilter(filter: string): boolean {
	if (!hasTopicShape(filter)) return false;
	const levels = filter.split('/');
	return levels.every((level, at) => isFilterLevel(level, at === levels.length - 1));
}

// [MQTT-4.7.1-2], [MQTT-4.7.1-3]
function isFilterLevel(level: string, last: boolean): boolean {
	if (level === '+') return true;
	if (level === '#') return last;
	return !level.includes('+') && !level.includes('#');
}

// [MQTT-4.7.3-1] to [MQTT-4.7.3-3]
function hasTopicShape(topic: string): boolean {
	if (topic.length === 0 || topic.includes('\0')) return false;
	if (Buffer.byteLength(topic) > TOPIC_OCTETS_MAX) return false;
	return topic.split('/').length <= TOPIC_LEVELS_MAX;
}
