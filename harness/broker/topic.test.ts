import test from 'ava';
import {isTopicFilter, isTopicName, TOPIC_LEVELS_MAX} from './topic.js';

const names = ['a', '/', 'a//b', '$SYS/x', 'greenhouse/7/sample', 'x'.repeat(65_535)];
const filters = ['+', '#', 'a/+', 'a/#', '+/+/#', '/#'];
const neither = ['', 'a\0b', 'a/#/b', 'a#', 'a/b+', '#/', 'x'.repeat(65_536)];

test('a topic name is any text of one to 65,535 octets without wildcards', t => {
	t.deepEqual(names.filter(isTopicName), names);
	t.deepEqual([...filters, ...neither].filter(isTopicName), []);
});

test('a wildcard of a filter is a whole level, and # is the last one', t => {
	const valid = [...names, ...filters];
	t.deepEqual(valid.filter(isTopicFilter), valid);
	t.deepEqual(neither.filter(isTopicFilter), []);
});

test('the size of a topic is counted in octets of UTF-8', t => {
	t.true(isTopicName('é'.repeat(32_767)));
	t.false(isTopicName('é'.repeat(32_768)));
});

test('a topic deeper than the limit is refused', t => {
	t.true(isTopicName('/'.repeat(TOPIC_LEVELS_MAX - 1)));
	t.false(isTopicName('/'.repeat(TOPIC_LEVELS_MAX)));
});
