import test from 'ava';
import {TopicIdType} from '../wire/flags.js';
import type {Message} from '../wire/wire.js';
import {Bench, connect, publish} from './bench.js';

test('DISCONNECT is answered in kind and closes the link', t => {
	const on = new Bench();
	const link = on.connect('a', 'n1');
	on.hears('a', {type: 'DISCONNECT'});
	t.deepEqual(on.sent(), [['a', {type: 'DISCONNECT'}]]);
	t.deepEqual(on.asked(), [['close', link]]);
	t.is(on.gateway.connectedCount, 0);
});

const tellsStranger = test.macro((t, message: Message) => {
	const on = new Bench({predefined: new Map([[1, 'a/b']])});
	on.hears('a', message);
	t.deepEqual(on.sent(), [['a', {type: 'DISCONNECT'}]]);
	t.deepEqual(on.asked(), []);
	t.is(on.gateway.counters.strangers, 1);
});

const known = {topicIdType: TopicIdType.Predefined};
test('tells a stranger: PINGREQ', tellsStranger, {type: 'PINGREQ'});
test('tells a stranger: DISCONNECT', tellsStranger, {type: 'DISCONNECT'});
test('tells a stranger: PUBLISH at QoS 0', tellsStranger, publish({...known, qos: 0}));
test('tells a stranger: PUBLISH at QoS 1', tellsStranger, publish(known));
test('tells a stranger: REGACK', tellsStranger, {
	type: 'REGACK',
	topicId: 1,
	msgId: 1,
	returnCode: 0,
});

test('a client that has disconnected is a stranger', t => {
	const on = new Bench();
	on.connect('a', 'n1', {cleanSession: false});
	on.hears('a', {type: 'DISCONNECT'});
	on.sent();
	on.hears('a', {type: 'PINGREQ'});
	t.deepEqual(on.sent(), [['a', {type: 'DISCONNECT'}]]);
	t.is(on.gateway.counters.strangers, 1);
});

test('a client learns at once that its link is lost, and the others do not', t => {
	const on = new Bench();
	const link = on.connect('a', 'n1');
	on.connect('b', 'n2');
	on.broker.lost(link);
	t.deepEqual(on.sent(), [['a', {type: 'DISCONNECT'}]]);
	t.deepEqual(on.asked(), [], 'there is no link to close');
	t.is(on.gateway.counters.linksLost, 1);
});

test('whatever a closed link still says concerns nobody', t => {
	const on = new Bench();
	const link = on.connect('a', 'n1');
	on.hears('a', {type: 'DISCONNECT'});
	on.sent();
	on.asked();
	on.broker.opened(link, {kind: 'accepted', sessionPresent: false});
	on.broker.published(link, 1, 'accepted');
	on.broker.subscribed(link, 1, 0);
	on.broker.unsubscribed(link, 1);
	const [topicName, payload] = ['a/b', new Uint8Array()];
	on.broker.message(link, {delivery: 0, topicName, payload, qos: 0, retain: false});
	on.broker.lost(link);
	t.deepEqual(on.sent(), []);
	t.deepEqual(on.asked(), []);
});

const supervises = test.macro((t, durationS: number, lostAtMs: number) => {
	const on = new Bench();
	const link = on.connect('a', 'n1', {durationS});
	on.runTo(lostAtMs - 1);
	t.deepEqual(on.asked(), [], 'one millisecond early');
	on.runTo(lostAtMs);
	t.deepEqual(on.asked(), [['close', link]]);
	t.deepEqual(on.sent(), [], 'it would not hear');
	t.is(on.gateway.counters.lost, 1);
	t.is(on.gateway.pollAt(), Number.POSITIVE_INFINITY);
});

test('half a keep-alive more is tolerated of one second', supervises, 1, 1_500);
test('half a keep-alive more is tolerated of one minute', supervises, 60, 90_000);
test('a tenth is tolerated of more than one minute', supervises, 61, 67_100);
test('a tenth is tolerated of the longest keep-alive', supervises, 65_535, 72_088_500);

test('any message shows that a client is alive', t => {
	const on = new Bench();
	on.connect('a', 'n1', {durationS: 10});
	on.runTo(14_999);
	on.hears('a', {type: 'PUBACK', topicId: 0, msgId: 0, returnCode: 0});
	on.runTo(29_998);
	t.is(on.gateway.counters.lost, 0);
	on.runTo(29_999);
	t.is(on.gateway.counters.lost, 1);
});

test('without keep-alive a client may be silent for ever', t => {
	const on = new Bench();
	on.connect('a', 'n1', {durationS: 0});
	t.is(on.gateway.pollAt(), Number.POSITIVE_INFINITY);
});

test('a lost client may come back', t => {
	const on = new Bench();
	on.connect('a', 'n1', {durationS: 1, cleanSession: false});
	on.runTo(1_500);
	on.asked();
	on.hears('a', connect('n1', {durationS: 1}));
	t.deepEqual(on.asked()[0]!.slice(0, 2), ['open', 2]);
});
