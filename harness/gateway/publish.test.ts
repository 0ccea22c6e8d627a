import test from 'ava';
import type {PublishOutcome} from '../broker/port.js';
import {TopicIdType} from '../wire/flags.js';
import type {Publish} from '../wire/publish.js';
import {Bench, hi, publish} from './bench.js';

test('PUBACK waits for the broker', t => {
	const on = bench();
	on.hears('a', publish({topicId: 1, msgId: 7}));
	t.deepEqual(on.sent(), [], 'the broker has not answered yet');
	const message = {topicName: 'a/b', payload: hi, qos: 1, retain: false} as const;
	t.deepEqual(on.asked(), [['publish', 1, 1, message]]);

	on.broker.published(1, 1, 'accepted');
	t.deepEqual(on.sent(), [['a', {type: 'PUBACK', topicId: 1, msgId: 7, returnCode: 0}]]);
});

const isCongestion = test.macro((t, outcome: PublishOutcome) => {
	const on = bench();
	on.hears('a', publish({msgId: 7}));
	on.broker.published(1, on.lastToken(), outcome);
	t.deepEqual(on.sent(), [['a', {type: 'PUBACK', topicId: 1, msgId: 7, returnCode: 1}]]);
	t.is(on.gateway.counters.publishesRefused, 1);
});

test('congestion to the client: a broker that refuses', isCongestion, 'refused');
test('congestion to the client: a broker out of reach', isCongestion, 'unreachable');

test('QoS 0 is published and not acknowledged', t => {
	const on = bench();
	on.hears('a', publish({qos: 0, msgId: 0, retain: true}));
	const message = {topicName: 'a/b', payload: hi, qos: 0, retain: true} as const;
	t.deepEqual(on.asked(), [['publish', 1, 0, message]]);
	t.deepEqual(on.sent(), []);
});

const reaches = test.macro((t, fields: Partial<Publish>, topicName: string) => {
	const on = bench();
	on.hears('a', publish(fields));
	t.like(on.asked()[0]![3], {topicName});
});

test('reaches a predefined topic', reaches, {topicIdType: TopicIdType.Predefined}, 'pre/1');
test('reaches a short topic', reaches, {topicIdType: TopicIdType.Short, topicId: 0x6162}, 'ab');
test('a MsgId at QoS 0 does no harm', reaches, {qos: 0, msgId: 9}, 'a/b');

const unknown = test.macro((t, fields: Partial<Publish>) => {
	const on = bench();
	const message = publish(fields);
	on.hears('a', message);
	const {topicId, msgId} = message;
	t.deepEqual(on.sent(), [['a', {type: 'PUBACK', topicId, msgId, returnCode: 2}]]);
	t.deepEqual(on.asked(), []);
});

test('unknown: a normal TopicId that was not given', unknown, {topicId: 2});
test('unknown: TopicId 0', unknown, {topicId: 0});
test('unknown: TopicId 0xffff', unknown, {topicId: 0xffff});
test('unknown: a predefined TopicId', unknown, {topicIdType: TopicIdType.Predefined, topicId: 2});
test('unknown: at QoS 0 too', unknown, {topicId: 2, qos: 0, msgId: 0});
test('unknown: a short name with a wildcard', unknown, {
	topicIdType: TopicIdType.Short,
	topicId: 0x6123,
});
test('unknown: a short name that is not UTF-8', unknown, {
	topicIdType: TopicIdType.Short,
	topicId: 0x61ff,
});
test('unknown: a short name with a NUL', unknown, {
	topicIdType: TopicIdType.Short,
	topicId: 0x6100,
});

test('a PUBLISH that comes again before its answer is published once', t => {
	const on = bench();
	on.hears('a', publish({msgId: 7}));
	on.hears('a', publish({msgId: 7, dup: true}));
	on.hears('a', publish({msgId: 8}));
	t.is(on.asked().length, 2);
	on.broker.published(1, 1, 'accepted');
	t.is(on.sent().length, 1);
	t.is(on.gateway.counters.duplicates, 1);
});

test('a PUBLISH that comes again after its answer is published again', t => {
	const on = bench();
	on.hears('a', publish({msgId: 7}));
	on.broker.published(1, on.lastToken(), 'accepted');
	on.hears('a', publish({msgId: 7, dup: true}));
	t.is(on.asked().length, 2);
});

test('an answer that comes twice is told once', t => {
	const on = bench();
	on.hears('a', publish());
	on.broker.published(1, 1, 'accepted');
	on.broker.published(1, 1, 'accepted');
	t.is(on.sent().length, 1);
});

test('one question more than questionsMax is congestion', t => {
	const on = bench();
	for (const msgId of [1, 2, 3]) on.hears('a', publish({msgId}));
	t.is(on.asked().length, 2);
	t.deepEqual(on.sent(), [['a', {type: 'PUBACK', topicId: 1, msgId: 3, returnCode: 1}]]);
});

function bench(): Bench {
	const on = new Bench({predefined: new Map([[1, 'pre/1']]), questionsMax: 2});
	on.connect('a', 'n1');
	on.hears('a', {type: 'REGISTER', topicId: 0, msgId: 1, topicName: 'a/b'});
	on.sent();
	return on;
}
