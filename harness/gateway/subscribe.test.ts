import test from 'ava';
import type {Qos} from '../broker/port.js';
import {TopicIdType} from '../wire/flags.js';
import type {Subscribe, Topic} from '../wire/subscribe.js';
import {Bench} from './bench.js';

const predefined = {topicIdType: TopicIdType.Predefined, topicId: 5} as const;
const short = {topicIdType: TopicIdType.Short, topicId: 0x6162} as const;

test('SUBACK waits for the broker', t => {
	const on = bench();
	on.hears('a', subscribe(named('a/b')));
	t.deepEqual(on.sent(), [], 'the broker has not answered yet');
	t.deepEqual(on.asked(), [['subscribe', 1, 1, 'a/b', 1]]);

	on.broker.subscribed(1, 1, 1);
	t.deepEqual(on.sent(), [['a', suback({qos: 1, topicId: 1})]]);
});

const gives = test.macro((t, topic: Topic, filter: string, topicId: number) => {
	const on = bench();
	on.hears('a', subscribe(topic));
	t.deepEqual(on.asked(), [['subscribe', 1, 1, filter, 1]]);
	on.broker.subscribed(1, 1, 1);
	t.deepEqual(on.sent(), [['a', suback({qos: 1, topicId})]]);
});

test('gives a name a normal TopicId', gives, named('a/b'), 'a/b', 1);
test('gives a name of two characters a normal TopicId', gives, named('ab'), 'ab', 1);
test('gives a filter with # TopicId 0', gives, named('a/#'), 'a/#', 0);
test('gives a filter with + TopicId 0', gives, named('+/b'), '+/b', 0);
test('gives a short name TopicId 0', gives, short, 'ab', 0);
test('gives a predefined topic its own TopicId', gives, predefined, 'pre/5', 5);

test('the same filter gets the same TopicId each time', t => {
	const on = bench();
	on.subscribe('a', 1, 'a/b');
	on.subscribe('a', 1, 'a/c');
	on.hears('a', subscribe(named('a/b')));
	on.broker.subscribed(1, on.lastToken(), 0);
	t.deepEqual(on.sent(), [['a', suback({qos: 0, topicId: 1})]]);
});

test('QoS 2 is asked for and granted, or what the broker grants', t => {
	const on = bench();
	on.hears('a', {...subscribe(named('a/#')), qos: 2});
	t.deepEqual(on.asked(), [['subscribe', 1, 1, 'a/#', 2]]);
	on.broker.subscribed(1, 1, 2);
	t.deepEqual(on.sent(), [['a', suback({qos: 2})]]);
	on.hears('a', {...subscribe(named('a/#')), qos: 2});
	on.broker.subscribed(1, 2, 1);
	t.deepEqual(on.sent(), [['a', suback({qos: 1})]]);
});

test('a broker that refuses is not supported to the client', t => {
	const on = bench();
	on.hears('a', subscribe(named('a/b')));
	on.broker.subscribed(1, on.lastToken(), undefined);
	t.deepEqual(on.sent(), [['a', suback({returnCode: 3})]]);
});

const refuses = test.macro((t, topic: Topic, returnCode: number) => {
	const on = bench();
	on.hears('a', subscribe(topic));
	t.deepEqual(on.sent(), [['a', suback({returnCode})]]);
	t.deepEqual(on.asked(), []);
});

test('refuses an unknown predefined TopicId', refuses, {...predefined, topicId: 6}, 2);
test('refuses a short name with a wildcard', refuses, {...short, topicId: 0x6123}, 2);
test('refuses # before the last level', refuses, named('#/a'), 3);
test('refuses a wildcard within a level', refuses, named('a/b+'), 3);
test('refuses a filter with a NUL', refuses, named('a\0'), 3);

test('one subscription more than subscriptionsMax is congestion, an old one is not', t => {
	const on = bench();
	on.subscribe('a', 1, 'a/#');
	on.subscribe('a', 1, 'b/#');
	on.hears('a', subscribe(named('c/#')));
	t.deepEqual(on.sent(), [['a', suback({returnCode: 1})]]);
	on.hears('a', subscribe(named('b/#')));
	t.is(on.asked().length, 1);
});

test('one name more than topicsMax is congestion', t => {
	const on = new Bench({topicsMax: 1});
	on.subscribe('a', on.connect('a', 'n1'), 'a/b');
	on.hears('a', subscribe(named('a/c')));
	t.deepEqual(on.sent(), [['a', suback({returnCode: 1})]]);
	t.deepEqual(on.asked(), []);
});

test('a SUBSCRIBE that comes again before its answer is asked once', t => {
	const on = bench();
	on.hears('a', subscribe(named('a/b')));
	on.hears('a', {...subscribe(named('a/b')), dup: true});
	t.is(on.asked().length, 1);
	on.broker.subscribed(1, 1, 1);
	t.is(on.sent().length, 1);
});

test('UNSUBACK waits for the broker, for what was never subscribed to as well', t => {
	const on = bench();
	for (const [topic, filter] of [
		[named('never'), 'never'],
		[short, 'ab'],
		[predefined, 'pre/5'],
	] as const) {
		on.hears('a', {type: 'UNSUBSCRIBE', msgId: 9, topic});
		t.deepEqual(on.sent(), []);
		const [, link, token, asked] = on.asked()[0]!;
		t.is(asked as string, filter);
		on.broker.unsubscribed(link, token as number);
		t.deepEqual(on.sent(), [['a', {type: 'UNSUBACK', msgId: 9}]]);
	}
});

test('an UNSUBSCRIBE that comes again before its answer is asked once', t => {
	const on = bench();
	on.hears('a', {type: 'UNSUBSCRIBE', msgId: 9, topic: named('a')});
	on.hears('a', {type: 'UNSUBSCRIBE', msgId: 9, topic: named('a')});
	t.is(on.asked().length, 1);
});

test('UNSUBACK of a topic that cannot be is sent at once', t => {
	const on = bench();
	on.hears('a', {type: 'UNSUBSCRIBE', msgId: 9, topic: {...predefined, topicId: 6}});
	on.hears('a', {type: 'UNSUBSCRIBE', msgId: 10, topic: named('#/a')});
	t.deepEqual(on.sent(), [
		['a', {type: 'UNSUBACK', msgId: 9}],
		['a', {type: 'UNSUBACK', msgId: 10}],
	]);
	t.deepEqual(on.asked(), []);
});

test('what was unsubscribed is not restored', t => {
	const on = new Bench();
	const link = on.connect('a', 'n1', {cleanSession: false});
	on.subscribe('a', link, 'a/#');
	on.hears('a', {type: 'UNSUBSCRIBE', msgId: 9, topic: named('a/#')});
	on.broker.unsubscribed(link, on.lastToken());
	on.hears('a', {type: 'DISCONNECT'});
	on.hears('a', {
		type: 'CONNECT',
		will: false,
		cleanSession: false,
		protocolId: 1,
		durationS: 0,
		clientId: 'n1',
	});
	on.asked();
	on.broker.opened(2, {kind: 'accepted', sessionPresent: false});
	t.deepEqual(on.asked(), []);
});

function bench(): Bench {
	const on = new Bench({predefined: new Map([[5, 'pre/5']]), subscriptionsMax: 2});
	on.connect('a', 'n1');
	return on;
}

function named(topicName: string) {
	return {topicIdType: TopicIdType.Normal, topicName} as const;
}

function subscribe(topic: Topic): Subscribe {
	return {type: 'SUBSCRIBE', dup: false, qos: 1, msgId: 4, topic};
}

function suback(fields: {qos?: Qos; topicId?: number; returnCode?: number}) {
	return {type: 'SUBACK', qos: 0, topicId: 0, msgId: 4, returnCode: 0, ...fields};
}
