import test from 'ava';
import {shortTopicId, shortTopicName} from './short-topic.js';

test('a short name is the two octets of a TopicId', t => {
	t.is(shortTopicName(0x6162), 'ab');
	t.is(shortTopicId('ab'), 0x6162);
});

test('one character of two octets is a short name', t => {
	t.is(shortTopicName(0xc3a9), 'é');
	t.is(shortTopicId('é'), 0xc3a9);
});

test('two octets that are not UTF-8 are no name', t => {
	t.is(shortTopicName(0xc341), undefined);
	t.is(shortTopicName(0x61ff), undefined);
});

test('a name of one octet or of three is not short', t => {
	t.is(shortTopicId(''), undefined);
	t.is(shortTopicId('a'), undefined);
	t.is(shortTopicId('abc'), undefined);
	t.is(shortTopicId('éa'), undefined);
	t.is(shortTopicId('€'), undefined);
});
