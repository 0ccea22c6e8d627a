import test from 'ava';
import {isTopicFilter, isTopicName} from './topic-name.js';

const isName = test.macro((t, topic: string, expected: boolean) => {
	t.is(isTopicName(topic), expected);
});

const isFilter = test.macro((t, topic: string, expected: boolean) => {
	t.is(isTopicFilter(topic), expected);
});

test('a name: levels', isName, 'a/b', true);
test('a name: empty levels', isName, '/', true);
test('a name: 65,535 octets', isName, 'x'.repeat(65_535), true);
test('no name: 65,536 octets', isName, 'x'.repeat(65_536), false);
test('no name: 65,536 octets of UTF-8', isName, 'é'.repeat(32_768), false);
test('no name: nothing', isName, '', false);
test('no name: a wildcard', isName, 'a/+', false);
test('no name: NUL', isName, 'a\0', false);

test('a filter: a name', isFilter, 'a/b', true);
test('a filter: # alone', isFilter, '#', true);
test('a filter: # in the last level', isFilter, 'a/+/#', true);
test('a filter: + in any level', isFilter, '+/a/+', true);
test('no filter: nothing', isFilter, '', false);
test('no filter: # before the last level', isFilter, 'a/#/b', false);
test('no filter: # with company', isFilter, 'a#', false);
test('no filter: + with company', isFilter, 'a+/b', false);
test('no filter: ++', isFilter, '++', false);
test('no filter: NUL', isFilter, '+/\0', false);
