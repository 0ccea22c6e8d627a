import test from 'ava';
import {TopicIdType} from '../wire/flags.js';
import type {Publish} from '../wire/publish.js';
import {Bench, connect, hi, publish} from './bench.js';
import {HOUSE_LINK} from './house-link.js';

const accepted = {kind: 'accepted', sessionPresent: false} as const;
const known = publish({qos: -1, msgId: 0, topicIdType: TopicIdType.Predefined});
const open = [
	'open',
	HOUSE_LINK,
	{clientId: 'motebench-gateway-1', cleanSession: true, keepAliveS: 60},
] as const;

test('QoS -1 goes out on one link, which is opened once', t => {
	const on = bench();
	on.hears('nobody', known);
	on.hears('a', known);
	t.deepEqual(on.asked() as unknown[], [open]);
	on.broker.opened(HOUSE_LINK, accepted);
	const message = {topicName: 'pre/1', payload: hi, qos: 0, retain: false};
	t.deepEqual(on.asked() as unknown[], [
		['publish', HOUSE_LINK, 1, message],
		['publish', HOUSE_LINK, 2, message],
	]);
	on.hears('b', known);
	t.is(on.asked().length, 1);
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.withoutConnection, 3);
});

const isDropped = test.macro((t, fields: Partial<Publish>) => {
	const on = bench();
	on.hears('a', {...known, ...fields});
	t.deepEqual(on.asked(), []);
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.publishesRefused, 1);
});

test('dropped in silence: an unknown predefined TopicId', isDropped, {topicId: 2});
test('dropped in silence: a short name with a wildcard', isDropped, {
	topicIdType: TopicIdType.Short,
	topicId: 0x6123,
});

test('as many wait for the link as for a client, one more is dropped', t => {
	const on = bench(2);
	for (let count = 0; count < 3; count += 1) on.hears('a', known);
	t.is(on.gateway.counters.droppedQueueFull, 1);
	on.asked();
	on.broker.opened(HOUSE_LINK, accepted);
	t.is(on.asked().length, 2);
});

test('a link that does not open is tried again after probeMs', t => {
	const on = bench();
	on.hears('a', known);
	on.asked();
	on.broker.opened(HOUSE_LINK, {kind: 'refused', returnCode: 5});
	on.hears('a', known);
	on.runTo(9_999);
	t.deepEqual(on.asked(), []);
	on.runTo(10_000);
	t.deepEqual(on.asked() as unknown[], [open]);
});

test('a broker that is gone is asked after until it is back, and advertised at once', t => {
	const on = bench();
	on.gateway.start(0);
	on.connect('a', 'n1');
	on.broker.lost(1);
	t.false(on.gateway.brokerReachable);
	on.runTo(10_000);
	t.deepEqual(on.asked() as unknown[], [open]);
	on.broker.opened(HOUSE_LINK, {kind: 'unreachable'});
	on.runTo(20_000);
	on.sent();
	on.broker.opened(HOUSE_LINK, accepted);
	t.deepEqual(on.sent(), [[0, {type: 'ADVERTISE', gwId: 1, durationS: 900}]]);
	t.true(on.gateway.brokerReachable);
});

test('a house link that is lost shows that the broker is gone', t => {
	const on = bench();
	on.hears('a', known);
	on.broker.opened(HOUSE_LINK, accepted);
	on.broker.lost(HOUSE_LINK);
	t.false(on.gateway.brokerReachable);
});

test('while the house link is open the last lost link of a client shows nothing', t => {
	const on = bench();
	on.hears('a', known);
	on.broker.opened(HOUSE_LINK, accepted);
	on.connect('a', 'n1');
	on.broker.lost(1);
	t.true(on.gateway.brokerReachable);
});

test('all clients are told when the broker is lost', t => {
	const on = bench();
	on.connect('a', 'n1');
	on.connect('b', 'n2');
	for (const link of [1, 2]) on.broker.lost(link);
	t.deepEqual(on.sent(), [
		['a', {type: 'DISCONNECT'}],
		['b', {type: 'DISCONNECT'}],
	]);
});

test('a gateway that stops tells its clients and closes every link', t => {
	const on = bench();
	on.hears('x', known);
	on.connect('a', 'n1');
	on.hears('b', connect('n2', {will: true}));
	on.sent();
	on.asked();
	on.gateway.stop(0);
	t.deepEqual(on.sent(), [
		['a', {type: 'DISCONNECT'}],
		['b', {type: 'DISCONNECT'}],
	]);
	t.deepEqual(on.asked(), [
		['close', 1],
		['close', HOUSE_LINK],
	]);
});

function bench(queueMax = 64): Bench {
	return new Bench({queueMax, predefined: new Map([[1, 'pre/1']])});
}
