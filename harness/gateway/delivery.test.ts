import test from 'ava';
import {TopicIdType} from '../wire/flags.js';
import type {Message} from '../wire/wire.js';
import {Bench, connect, fromBroker, hi, publish} from './bench.js';
import type {GatewayOptions} from './options.js';

const LINK = 1;

test('a topic that the client does not know is registered first', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('x/y', 0));
	t.deepEqual(on.sent(), [['a', register(2, 1, 'x/y')]]);
	on.hears('a', regack(2, 1));
	t.deepEqual(on.sent(), [['a', outgoing({topicId: 2, qos: 0, msgId: 0})]]);
	on.broker.message(LINK, fromBroker('x/y', 0));
	t.deepEqual(on.sent(), [['a', outgoing({topicId: 2, qos: 0, msgId: 0})]], 'once is enough');
});

test('what the client registered or subscribed to by name needs no REGISTER', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('a/b', 0));
	on.hears('a', {type: 'REGISTER', topicId: 0, msgId: 1, topicName: 'r'});
	on.sent();
	on.broker.message(LINK, fromBroker('r', 0));
	t.deepEqual(on.sent(), [['a', outgoing({topicId: 2, qos: 0, msgId: 0})]]);
});

test('the broker is acknowledged after the client', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('a/b', 1, 77));
	t.deepEqual(on.sent(), [['a', outgoing({msgId: 1})]]);
	t.deepEqual(on.asked(), [], 'the client has not answered yet');
	on.hears('a', puback(1, 0));
	t.deepEqual(on.asked(), [['acknowledge', LINK, 77]]);
	t.is(on.gateway.counters.delivered, 1);
	on.sent();
	on.runTo(100_000);
	t.deepEqual(on.sent(), [], 'nothing is left to send again');
});

test('Retain is passed on', t => {
	const on = bench();
	on.broker.message(LINK, {...fromBroker('a/b', 0), retain: true});
	t.like(on.sent()[0]![1], {retain: true});
});

test('a topic of two octets goes as a short name', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('ab', 0));
	const topic = {topicIdType: TopicIdType.Short, topicId: 0x6162};
	t.deepEqual(on.sent(), [['a', outgoing({...topic, qos: 0, msgId: 0})]]);
});

test('a topic of two octets that has a TopicId goes by it', t => {
	const on = bench();
	on.subscribe('a', LINK, 'ab');
	on.broker.message(LINK, fromBroker('ab', 0));
	t.deepEqual(on.sent(), [['a', outgoing({topicId: 2, qos: 0, msgId: 0})]]);
});

test('a predefined topic goes by its TopicId to whom subscribed by it', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('pre/5', 0));
	t.like(on.sent()[0]![1], {type: 'REGISTER'}, 'another client is not expected to know');
	on.hears('a', regack(2, 1, 3));

	const topic = {topicIdType: TopicIdType.Predefined, topicId: 5};
	on.hears('a', {type: 'SUBSCRIBE', dup: false, qos: 0, msgId: 3, topic});
	on.broker.subscribed(LINK, on.lastToken(), 0);
	on.sent();
	on.broker.message(LINK, fromBroker('pre/5', 0));
	t.deepEqual(on.sent(), [['a', outgoing({...topic, qos: 0, msgId: 0})]]);
});

test('one message is in flight, the others wait their turn', t => {
	const on = bench();
	for (const qos of [1, 0, 1] as const) on.broker.message(LINK, fromBroker('a/b', qos));
	t.deepEqual(on.sent(), [['a', outgoing({msgId: 1})]]);
	on.hears('a', puback(1, 0));
	t.deepEqual(on.sent(), [
		['a', outgoing({qos: 0, msgId: 0})],
		['a', outgoing({msgId: 2})],
	]);
});

test('PUBACK without TopicId is an answer, one with another MsgId is none', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.hears('a', puback(2, 0));
	t.deepEqual(on.asked(), []);
	on.hears('a', {...puback(1, 0), topicId: 0});
	t.deepEqual(on.asked(), [['acknowledge', LINK, 1]]);
	t.is(on.gateway.counters.unexpected, 1);
});

test('an unanswered PUBLISH comes again with DUP, Nretry times, then the client is lost', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.sent();
	on.runTo(9_999);
	t.deepEqual(on.sent(), [], 'one millisecond early');
	on.runTo(30_000);
	const again = ['a', outgoing({msgId: 1, dup: true})];
	t.deepEqual(on.sent() as unknown[], [again, again, again]);
	on.runTo(39_999);
	t.deepEqual(on.asked(), []);
	on.runTo(40_000);
	t.deepEqual(on.asked(), [['close', LINK]], 'and the broker is not acknowledged');
	t.is(on.gateway.counters.lost, 1);
	t.is(on.gateway.counters.resent, 3);
});

test('an unanswered REGISTER comes again, then the client is lost', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('x/y', 0));
	on.runTo(30_000);
	t.deepEqual(
		on.sent(),
		Array.from({length: 4}, () => ['a', register(2, 1, 'x/y')] as never),
	);
	on.runTo(40_000);
	t.deepEqual(on.asked(), [['close', LINK]]);
});

test('an answer at the last moment saves the client', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.runTo(39_999);
	on.hears('a', puback(1, 0));
	on.runTo(100_000);
	t.is(on.gateway.counters.lost, 0);
});

test('a client that forgot a TopicId is told again, and gets the message', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.hears('a', puback(1, 2));
	on.hears('a', regack(1, 2));
	t.deepEqual(on.sent().slice(1), [
		['a', register(1, 2, 'a/b')],
		['a', outgoing({msgId: 3})],
	]);
	on.hears('a', puback(3, 0));
	t.deepEqual(on.asked(), [['acknowledge', LINK, 1]]);
});

test('a client that refuses a short name is given a TopicId', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('ab', 1));
	on.hears('a', puback(1, 2));
	on.hears('a', regack(2, 2));
	t.deepEqual(on.sent().slice(1), [
		['a', register(2, 2, 'ab')],
		['a', outgoing({topicId: 2, msgId: 3})],
	]);
});

test('a client that accepts a topic and does not know it again loses the message', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.hears('a', puback(1, 2));
	on.hears('a', regack(1, 2));
	on.hears('a', puback(3, 2));
	t.deepEqual(on.asked(), [['acknowledge', LINK, 1]]);
	t.is(on.gateway.counters.deliveriesRefused, 1);
	on.sent();
	on.broker.message(LINK, fromBroker('a/b', 1));
	t.deepEqual(on.sent(), [['a', register(1, 4, 'a/b')]], 'the next one has its own chance');
});

test('PUBACK to a PUBLISH at QoS 0 makes the gateway register the topic again', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('a/b', 0));
	on.sent();
	on.hears('a', puback(0, 2));
	on.broker.message(LINK, fromBroker('a/b', 0));
	t.deepEqual(on.sent(), [['a', register(1, 1, 'a/b')]]);
});

test('a topic that the client refuses is not offered again to this connection', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('x/y', 1));
	on.hears('a', regack(2, 1, 3));
	t.deepEqual(on.asked(), [['acknowledge', LINK, 1]], 'it must not block the others');
	on.sent();
	on.broker.message(LINK, fromBroker('x/y', 0));
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.deliveriesRefused, 2);
});

test('a refused topic is offered to the next connection', t => {
	const on = new Bench();
	on.connect('a', 'n1', {cleanSession: false});
	on.broker.message(LINK, fromBroker('x/y', 0));
	on.hears('a', regack(1, 1, 2));
	on.connect('a', 'n1', {cleanSession: false});
	on.broker.message(2, fromBroker('x/y', 0));
	t.deepEqual(on.sent(), [['a', register(1, 2, 'x/y')]]);
});

test('topics are registered again for a client that connects again', t => {
	const on = new Bench();
	on.subscribe('a', on.connect('a', 'n1', {cleanSession: false}), 'a/b');
	on.connect('a', 'n1', {cleanSession: false});
	on.broker.message(2, fromBroker('a/b', 0));
	t.deepEqual(on.sent(), [['a', register(1, 1, 'a/b')]]);
});

const isLeftAlone = test.macro((t, topicName: string, answer: Message) => {
	const on = bench();
	on.broker.message(LINK, fromBroker(topicName, 1));
	const [[, first]] = on.sent() as [[string, Message]];
	on.hears('a', answer);
	on.broker.message(LINK, fromBroker(topicName, 1));
	on.runTo(299_999);
	t.deepEqual(on.sent(), []);
	on.runTo(300_000);
	t.deepEqual(on.sent() as unknown[], [['a', {...first, msgId: 2}]]);
});

test('left alone for TWAIT: PUBACK congestion', isLeftAlone, 'a/b', puback(1, 1));
test('left alone for TWAIT: REGACK congestion', isLeftAlone, 'x/y', regack(2, 1, 1));

test('congestion at QoS 0 holds back what follows', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('a/b', 0));
	on.hears('a', puback(0, 1));
	on.sent();
	on.broker.message(LINK, fromBroker('a/b', 0));
	t.deepEqual(on.sent(), []);
	on.runTo(300_000);
	t.is(on.sent().length, 1);
});

test('a message that the client does not support is done with', t => {
	const on = bench();
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.hears('a', puback(1, 3));
	t.deepEqual(on.asked(), [['acknowledge', LINK, 1]]);
	t.is(on.gateway.counters.deliveriesRefused, 1);
});

test('a full queue gives up its oldest QoS 0 first', t => {
	const on = bench({queueMax: 3});
	const texts = ['one', 'two', 'three', 'four'];
	for (const [index, text] of texts.entries()) {
		const payload = Buffer.from(text);
		on.broker.message(LINK, {...fromBroker('a/b', index === 1 ? 0 : 1), payload});
	}
	t.is(on.gateway.counters.droppedQueueFull, 1);
	for (const msgId of [1, 2, 3]) on.hears('a', puback(msgId, 0));
	const arrived = on.sent().map(([, message]) => Buffer.from(dataOf(message)).toString());
	t.deepEqual(arrived, ['one', 'three', 'four']);
});

test('a full queue of QoS 1 refuses the newest, and leaves it to the broker', t => {
	const on = bench({queueMax: 2});
	for (const delivery of [1, 2, 3]) {
		on.broker.message(LINK, fromBroker('a/b', 1, delivery));
	}
	for (const msgId of [1, 2, 3]) on.hears('a', puback(msgId, 0));
	t.deepEqual(on.asked(), [
		['acknowledge', LINK, 1],
		['acknowledge', LINK, 2],
	]);
	t.is(on.gateway.counters.droppedQueueFull, 1);
});

test('a message in flight does not make room', t => {
	const on = bench({queueMax: 1});
	on.broker.message(LINK, fromBroker('x/y', 0));
	on.broker.message(LINK, fromBroker('a/b', 0));
	on.sent();
	on.hears('a', regack(2, 1));
	t.deepEqual(on.sent(), [['a', outgoing({topicId: 2, qos: 0, msgId: 0})]]);
});

test('a message that waits for TWAIT makes room', t => {
	const on = bench({queueMax: 1});
	on.broker.message(LINK, fromBroker('x/y', 0));
	on.hears('a', regack(2, 1, 1));
	on.broker.message(LINK, fromBroker('a/b', 0));
	on.sent();
	on.runTo(300_000);
	t.deepEqual(on.sent(), [['a', outgoing({qos: 0, msgId: 0})]]);
});

test('a message of messageSizeMax passes, one octet more is dropped in silence', t => {
	const on = bench({messageSizeMax: 60});
	on.broker.message(LINK, {...fromBroker('a/b', 1), payload: new Uint8Array(53)});
	t.is(on.sent().length, 1);
	on.hears('a', puback(1, 0));
	on.asked();
	on.broker.message(LINK, {...fromBroker('a/b', 1), payload: new Uint8Array(54)});
	t.deepEqual(on.sent(), []);
	t.deepEqual(on.asked(), [['acknowledge', LINK, 1]], 'it must not block the others');
	t.is(on.gateway.counters.droppedTooLong, 1);
});

test('a topic too long for REGISTER is dropped in silence', t => {
	const on = bench({messageSizeMax: 60});
	on.broker.message(LINK, fromBroker('x'.repeat(55), 0));
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.droppedTooLong, 1);
	on.broker.message(LINK, fromBroker('x'.repeat(54), 0));
	t.is(on.sent().length, 1);
});

test('a topic for which the table has no room is dropped', t => {
	const on = bench({topicsMax: 1});
	on.broker.message(LINK, fromBroker('x/y', 0));
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.droppedTopicsFull, 1);
});

test('the end of a connection empties the queue', t => {
	const on = new Bench();
	on.subscribe('a', on.connect('a', 'n1', {cleanSession: false}), 'a/b');
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.broker.message(LINK, fromBroker('a/b', 1));
	on.connect('a', 'n1', {cleanSession: false});
	on.hears('a', puback(1, 0));
	on.runTo(100_000);
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.lost, 0);
});

test('a message that comes before the link is open follows CONNACK', t => {
	const on = new Bench();
	on.hears('a', connect('n1'));
	on.broker.message(LINK, fromBroker('ab', 0));
	t.deepEqual(on.sent(), []);
	on.broker.opened(LINK, {kind: 'accepted', sessionPresent: true});
	const topic = {topicIdType: TopicIdType.Short, topicId: 0x6162};
	t.deepEqual(on.sent(), [
		['a', {type: 'CONNACK', returnCode: 0}],
		['a', outgoing({...topic, qos: 0, msgId: 0})],
	]);
});

test('MsgId 0 is left out when they begin again', t => {
	const on = bench();
	for (let msgId = 1; msgId <= 0xffff; msgId += 1) {
		on.broker.message(LINK, fromBroker('a/b', 1));
		on.hears('a', puback(msgId, 0));
	}
	on.sent();
	on.broker.message(LINK, fromBroker('a/b', 1));
	t.deepEqual(on.sent(), [['a', outgoing({msgId: 1})]]);
});

function bench(options: GatewayOptions = {}): Bench {
	const on = new Bench({predefined: new Map([[5, 'pre/5']]), ...options});
	on.subscribe('a', on.connect('a', 'n1'), 'a/b');
	return on;
}

function outgoing(fields: Parameters<typeof publish>[0]): Message {
	return publish({topicId: 1, qos: 1, data: hi, ...fields});
}

function register(topicId: number, msgId: number, topicName: string): Message {
	return {type: 'REGISTER', topicId, msgId, topicName};
}

function regack(topicId: number, msgId: number, returnCode = 0): Message {
	return {type: 'REGACK', topicId, msgId, returnCode};
}

function puback(msgId: number, returnCode: number) {
	return {type: 'PUBACK', topicId: 1, msgId, returnCode} as const;
}

function dataOf(message: {type: string}): Uint8Array {
	return (message as unknown as {data: Uint8Array}).data;
}
