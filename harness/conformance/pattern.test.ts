import test from 'ava';
import {octets, publish} from './messages.js';
import {matches, textOf} from './pattern.js';

test('a pattern asks for its type', t => {
	t.true(matches({type: 'PINGREQ'}, {type: 'PINGREQ'}));
	t.false(matches({type: 'PINGREQ'}, {type: 'PINGRESP'}));
});

test('fields that are given must be equal, others are free', t => {
	t.true(matches({type: 'PUBLISH', topicId: 3}, publish(3, {msgId: 8})));
	t.false(matches({type: 'PUBLISH', topicId: 3}, publish(4)));
});

test('octets are compared one by one, whatever holds them', t => {
	const message = publish(3, {data: Uint8Array.of(0x68, 0x69)});
	t.true(matches({type: 'PUBLISH', data: octets('hi')}, message));
	t.false(matches({type: 'PUBLISH', data: octets('ho')}, message));
	t.false(matches({type: 'PUBLISH', data: octets('h')}, message));
});

test('a topic within a message is compared field by field', t => {
	const topic = {topicIdType: 0, topicName: 'a'} as const;
	const message = {type: 'SUBSCRIBE', msgId: 1, topic: {topicName: 'a', topicIdType: 0}};
	t.true(matches({type: 'SUBSCRIBE', topic}, message));
	t.false(matches({type: 'SUBSCRIBE', topic: {...topic, topicName: 'b'}}, message));
});

test('a field that the message has not is no match', t => {
	t.false(matches({type: 'DISCONNECT', durationS: 0}, {type: 'DISCONNECT'}));
});

test('a message is told in one line', t => {
	const puback = {type: 'PUBACK', topicId: 1, msgId: 7, returnCode: 0};
	t.is(textOf(puback), 'PUBACK topicId=1 msgId=7 returnCode=0');
	t.is(textOf({...publish(1), type: 'PUBLISH'}).endsWith('data=6869'), true);
});
