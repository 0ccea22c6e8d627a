/*
 * Names and filters that may go to a broker: MQTT 3.1.1, 4.7. A broker hangs up on others, and
 * the client whose link it was would pay for it.
 */

const WILDCARD = /[+#]/;
const NUL = '\0';

/** In octets of UTF-8: MQTT 3.1.1, 1.5.3. */
const SIZE_MAX = 0xffff;

/** Whether `topic` names one topic. */
export function isTopicName(topic: string): boolean {
	return isPlain(topic) && isText(topic);
}

/** Whether `topic` has no wildcard. */
export function isPlain(topic: string): boolean {
	return !WILDCARD.test(topic);
}

/** Whether `filter` may be subscribed to: + alone in its level, # alone in the last. */
export function isTopicFilter(filter: string): boolean {
	if (!isText(filter)) return false;
	if (isPlain(filter)) return true;
	const levels = filter.split('/');
	const last = levels.pop()!;
	return (last === '#' || isLevel(last)) && levels.every(isLevel);
}

function isLevel(level: string): boolean {
	return level === '+' || isPlain(level);
}

function isText(topic: string): boolean {
	return topic !== '' && !topic.includes(NUL) && Buffer.byteLength(topic) <= SIZE_MAX;
}
