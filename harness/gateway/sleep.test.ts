import test from 'ava';
import type {Message} from '../wire/wire.js';
import {Bench, connect, fromBroker, hi, publish} from './bench.js';
import {HOUSE_LINK} from './house-link.js';
import type {GatewayOptions} from './options.js';

const LINK = 1;
const ping = {type: 'PINGREQ', clientId: 'n1'} as const;
const disconnect = {type: 'DISCONNECT'} as const;
const pingresp = {type: 'PINGRESP'} as const;

test('DISCONNECT with Duration is answered without, and the link stays', t => {
	const on = bench();
	on.hears('a', {type: 'DISCONNECT', durationS: 300});
	t.deepEqual(on.sent(), [['a', disconnect]]);
	t.deepEqual(on.asked(), []);
	t.is(on.gateway.sleepingCount, 1);
});

test('PUBREC of a client that dozed off releases the message, which is not sent again', t => {
	const on = new Bench();
	const link = on.connect('a', 'n1');
	on.subscribe('a', link, 'ab', 2);
	on.hears('a', {type: 'DISCONNECT', durationS: 600});
	on.broker.message(link, fromBroker('ab', 2));
	on.hears('a', {type: 'PINGREQ', clientId: 'n1'});
	on.runTo(40_000);
	on.sent();
	on.hears('a', {type: 'PUBREC', msgId: 1});
	on.hears('a', {type: 'PINGREQ', clientId: 'n1'});
	t.deepEqual(on.sent(), [
		['a', {type: 'PUBREL', msgId: 1}],
		['a', {type: 'PUBREL', msgId: 1}],
	]);
});

test('DISCONNECT with Duration 0 is no sleep', t => {
	const on = bench();
	on.hears('a', {type: 'DISCONNECT', durationS: 0});
	t.deepEqual(on.asked(), [['close', LINK]]);
	t.is(on.gateway.sleepingCount, 0);
});

test('what comes for a sleeper is kept until it pings, then PINGRESP', t => {
	const on = asleep();
	on.broker.message(LINK, fromBroker('a/b', 0));
	on.broker.message(LINK, fromBroker('a/b', 1, 5));
	t.deepEqual(on.sent(), []);
	t.deepEqual(on.asked(), []);
	on.hears('a', ping);
	t.deepEqual(on.sent(), [
		['a', publish({qos: 0, msgId: 0})],
		['a', publish({msgId: 1})],
	]);
	on.hears('a', puback(1));
	t.deepEqual(on.asked(), [['acknowledge', LINK, 5]]);
	t.deepEqual(on.sent(), [['a', pingresp]]);
});

test('a sleeper for whom nothing came gets PINGRESP at once', t => {
	const on = asleep();
	on.hears('a', ping);
	t.deepEqual(on.sent(), [['a', pingresp]]);
	on.hears('a', {type: 'PINGREQ'});
	t.deepEqual(on.sent(), [['a', pingresp]], 'its address names it too');
});

test('a topic that a sleeper does not know is registered first', t => {
	const on = asleep();
	on.broker.message(LINK, fromBroker('x/y', 0));
	on.hears('a', ping);
	t.deepEqual(on.sent(), [['a', {type: 'REGISTER', topicId: 2, msgId: 1, topicName: 'x/y'}]]);
	on.hears('a', {type: 'REGACK', topicId: 2, msgId: 1, returnCode: 0});
	t.deepEqual(on.sent(), [
		['a', publish({topicId: 2, qos: 0, msgId: 0})],
		['a', pingresp],
	]);
});

test('what is in flight when a client goes to sleep comes again when it wakes', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.hears('a', {type: 'DISCONNECT', durationS: 300});
	on.sent();
	on.runTo(100_000);
	t.deepEqual(on.sent(), []);
	on.hears('a', ping);
	t.deepEqual(on.sent(), [['a', publish({msgId: 1, dup: true})]]);
});

test('PINGREQ that comes again while awake gets what is in flight again', t => {
	const on = asleep();
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.hears('a', ping);
	on.hears('a', ping);
	t.deepEqual(on.sent(), [
		['a', publish({msgId: 1})],
		['a', publish({msgId: 1, dup: true})],
	]);
});

test('a client that wakes and says no more is asleep again, and not lost', t => {
	const on = asleep();
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.hears('a', ping);
	on.runTo(40_000);
	t.is(on.gateway.counters.lost, 0);
	on.sent();
	on.hears('a', ping);
	t.deepEqual(on.sent(), [['a', publish({msgId: 1, dup: true})]]);
});

test('a client that wakes and says no more has no new sleep timer', t => {
	const on = bench();
	on.hears('a', {type: 'DISCONNECT', durationS: 60});
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.hears('a', ping);
	on.runTo(89_999);
	t.is(on.gateway.counters.lost, 0);
	on.runTo(90_000);
	t.is(on.gateway.counters.lost, 1);
});

test('congestion ends a wake, and the message stays', t => {
	const on = asleep();
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.hears('a', ping);
	on.sent();
	on.hears('a', {...puback(1), returnCode: 1});
	t.deepEqual(on.sent(), [['a', pingresp]]);
	on.hears('a', ping);
	t.deepEqual(on.sent(), [['a', publish({msgId: 2})]]);
});

const isLostAfter = test.macro((t, durationS: number, lostAtMs: number) => {
	const on = bench();
	on.hears('a', {type: 'DISCONNECT', durationS});
	on.runTo(lostAtMs - 1);
	t.is(on.gateway.counters.lost, 0, 'one millisecond early');
	on.runTo(lostAtMs);
	t.is(on.gateway.counters.lost, 1);
	t.deepEqual(on.asked(), [['close', LINK]]);
});

test('half a sleep more is tolerated of one minute', isLostAfter, 60, 90_000);
test('a tenth is tolerated of more than one minute', isLostAfter, 61, 67_100);

test('the keep-alive says nothing of a sleeper, and PINGRESP starts its timer anew', t => {
	const on = bench();
	on.hears('a', {type: 'DISCONNECT', durationS: 100});
	on.runTo(109_000);
	on.hears('a', ping);
	on.runTo(218_999);
	t.is(on.gateway.counters.lost, 0);
	on.runTo(219_000);
	t.is(on.gateway.counters.lost, 1);
});

test('another DISCONNECT with Duration is another sleep timer', t => {
	const on = asleep();
	on.hears('a', {type: 'DISCONNECT', durationS: 1000});
	t.deepEqual(on.sent(), [['a', disconnect]]);
	on.runTo(1_099_999);
	t.is(on.gateway.counters.lost, 0);
	on.runTo(1_100_000);
	t.is(on.gateway.counters.lost, 1);
});

test('the will of a sleeper that is lost is published', t => {
	const on = bench();
	const target = {qos: 0, retain: false, willTopic: 'w'} as const;
	on.hears('a', {type: 'WILLTOPICUPD', target});
	on.hears('a', {type: 'DISCONNECT', durationS: 10});
	on.runTo(15_000);
	on.asked();
	on.broker.opened(HOUSE_LINK, {kind: 'accepted', sessionPresent: false});
	t.like(on.asked()[0]![3], {topicName: 'w'});
});

test('DISCONNECT of a sleeper ends its connection', t => {
	const on = asleep();
	on.hears('a', disconnect);
	t.deepEqual(on.sent(), [['a', disconnect]]);
	t.deepEqual(on.asked(), [['close', LINK]]);
});

test('CONNECT of a sleeper makes it active', t => {
	const on = asleep();
	on.connect('a', 'n1', {sessionPresent: true});
	on.hears('a', {type: 'REGISTER', topicId: 0, msgId: 1, topicName: 'c'});
	t.like(on.sent()[0]![1], {type: 'REGACK', returnCode: 0});
	t.is(on.gateway.sleepingCount, 0);
});

const mustConnect = test.macro((t, message: Message) => {
	const on = asleep();
	on.hears('a', message);
	t.deepEqual(on.sent(), [['a', disconnect]]);
	t.deepEqual(on.asked(), []);
	t.is(on.gateway.sleepingCount, 1);
});

const topic = {topicIdType: 0, topicName: 'c'} as const;
test('a sleeper must connect first: PUBLISH', mustConnect, publish());
test('a sleeper must connect first: PUBLISH at QoS 0', mustConnect, publish({qos: 0}));
test('a sleeper must connect first: REGISTER', mustConnect, {
	type: 'REGISTER',
	topicId: 0,
	msgId: 1,
	topicName: 'c',
});
test('a sleeper must connect first: SUBSCRIBE', mustConnect, {
	type: 'SUBSCRIBE',
	dup: false,
	qos: 0,
	msgId: 1,
	topic,
});
test('a sleeper must connect first: WILLMSGUPD', mustConnect, {type: 'WILLMSGUPD', willMsg: hi});

test('a PUBACK too late is no reason to tell a sleeper anything', t => {
	const on = asleep();
	on.hears('a', puback(9));
	t.deepEqual(on.sent(), []);
});

test('ClientId finds a sleeper at another address, and what comes goes there', t => {
	const on = asleep();
	on.broker.message(LINK, fromBroker('a/b', 0));
	on.hears('b', ping);
	t.deepEqual(on.sent(), [
		['b', publish({qos: 0, msgId: 0})],
		['b', pingresp],
	]);
	on.hears('a', {type: 'PINGREQ'});
	t.deepEqual(on.sent(), [['a', disconnect]], 'nobody is there any more');
});

test('two sleepers whose addresses are exchanged are both found', t => {
	const on = asleep();
	on.connect('b', 'n2');
	on.hears('b', {type: 'DISCONNECT', durationS: 300});
	on.sent();
	on.hears('b', ping);
	on.hears('a', {type: 'PINGREQ', clientId: 'n2'});
	t.deepEqual(on.sent(), [
		['b', pingresp],
		['a', pingresp],
	]);
	t.is(on.gateway.connectedCount, 2);
});

test('a CONNECT from the address that a sleeper had leaves it asleep', t => {
	const on = asleep();
	on.connect('a', 'n2');
	t.is(on.gateway.sleepingCount, 1);
	on.hears('b', ping);
	t.deepEqual(on.sent(), [['b', pingresp]]);
});

test('a ClientId that is not known here gets DISCONNECT, at any address', t => {
	const on = asleep();
	on.hears('a', {type: 'PINGREQ', clientId: 'n9'});
	t.deepEqual(on.sent(), [['a', disconnect]]);
});

test('a full queue of a sleeper gives up its oldest QoS 0, then refuses, and counts both', t => {
	const on = asleep({queueMax: 2});
	for (const [index, qos] of ([0, 1, 1, 1] as const).entries()) {
		on.broker.message(LINK, fromBroker('a/b', qos, index));
	}
	t.is(on.gateway.counters.droppedQueueFull, 2);
	on.hears('a', ping);
	on.hears('a', puback(1));
	on.hears('a', puback(2));
	t.deepEqual(on.asked(), [
		['acknowledge', LINK, 1],
		['acknowledge', LINK, 2],
	]);
});

test('a sleeper whose link is lost stays asleep, and has another when the broker is back', t => {
	const on = asleep();
	on.broker.message(LINK, fromBroker('a/b', 1, 5));
	on.broker.lost(LINK);
	t.deepEqual(on.sent(), []);
	on.runTo(10_000);
	t.like(on.asked()[0], ['open', HOUSE_LINK]);
	on.broker.opened(HOUSE_LINK, {kind: 'accepted', sessionPresent: false});
	t.like(on.asked()[0], ['open', 2]);
	on.broker.opened(2, {kind: 'accepted', sessionPresent: true});
	on.broker.message(2, fromBroker('a/b', 1, 5));
	on.hears('a', ping);
	t.deepEqual(on.sent(), [['a', publish({msgId: 1})]]);
	on.hears('a', puback(1));
	t.deepEqual(on.asked(), [['acknowledge', 2, 5]], 'the repetition is the same message');
	t.deepEqual(on.sent(), [['a', pingresp]]);
});

test('a sleeper whose link was taken over is not asked back, and has no will here', t => {
	const on = asleep();
	on.hears('b', connect('n2'));
	on.broker.opened(2, {kind: 'accepted', sessionPresent: false});
	on.broker.lost(LINK);
	on.asked();
	on.runTo(330_000);
	t.deepEqual(on.asked(), []);
	t.is(on.gateway.counters.lost, 0);
	t.is(on.gateway.connectedCount, 1);
});

function bench(options: GatewayOptions = {}): Bench {
	const on = new Bench(options);
	on.subscribe('a', on.connect('a', 'n1', {durationS: 10}), 'a/b');
	return on;
}

/** Asleep for 300 s. */
function asleep(options: GatewayOptions = {}): Bench {
	const on = bench(options);
	on.hears('a', {type: 'DISCONNECT', durationS: 300});
	on.sent();
	return on;
}

function puback(msgId: number) {
	return {type: 'PUBACK', topicId: 1, msgId, returnCode: 0} as const;
}
