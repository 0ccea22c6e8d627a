import test from 'ava';
import {TopicIdType} from '../wire/flags.js';
import type {Message} from '../wire/wire.js';
import type {Access} from './access.js';
import {Bench, connect, hi, publish} from './bench.js';

/** A client may say and hear what begins with its own name. */
const own: Access = {
	mayPublish: (clientId, topicName) => clientId !== '' && topicName.startsWith(`${clientId}/`),
	maySubscribe: (clientId, filter) => filter.startsWith(`${clientId}/`),
};
const NotSupported = 3;

test('attack/A2: REGISTER of a topic of another is refused, and gets no TopicId', t => {
	const on = bench();
	on.hears('a', register('b/t'));
	t.deepEqual(on.sent(), [['a', {type: 'REGACK', topicId: 0, msgId: 5, returnCode: NotSupported}]]);
	on.hears('a', register('a/t'));
	t.deepEqual(on.sent(), [['a', {type: 'REGACK', topicId: 1, msgId: 5, returnCode: 0}]]);
});

test('attack/A2: PUBLISH to a topic of another is refused and not handed on, at any QoS', t => {
	const on = bench();
	for (const qos of [0, 1, 2] as const) {
		on.hears('a', publish({qos, topicIdType: TopicIdType.Predefined, topicId: 2}));
		const [[, answer]] = on.sent() as [[string, Message]];
		t.like(answer, {type: 'PUBACK', returnCode: NotSupported});
	}
	t.deepEqual(on.asked(), []);
	t.like(on.gateway.counters, {accessRefused: 3, published: 0});
	on.hears('a', publish({topicIdType: TopicIdType.Predefined, topicId: 1}));
	t.is(on.asked().length, 1);
});

test('attack/A2: SUBSCRIBE to a filter of another is refused and not handed on', t => {
	const on = bench();
	for (const topicName of ['b/t', '#', 'b/#']) {
		on.hears('a', subscribe(topicName));
		const [[, answer]] = on.sent() as [[string, Message]];
		t.like(answer, {type: 'SUBACK', returnCode: NotSupported});
	}
	t.deepEqual(on.asked(), []);
	on.hears('a', subscribe('a/#'));
	t.is(on.asked().length, 1);
});

test('attack/A2: at QoS -1 a client is who it is, and a stranger is nobody', t => {
	const on = bench();
	const says = (from: string, topicId: number) =>
		on.hears(from, publish({qos: -1, msgId: 0, topicIdType: TopicIdType.Predefined, topicId}));
	says('a', 2);
	says('x', 1);
	t.deepEqual([on.asked(), on.gateway.counters.accessRefused], [[], 2]);
	says('a', 1);
	t.is(on.asked().length, 1);
});

test('attack/A2: a will for a topic of another is refused in an update', t => {
	const on = bench();
	on.hears('a', {type: 'WILLTOPICUPD', target: {willTopic: 'b/t', qos: 1, retain: false}});
	t.deepEqual(on.sent(), [['a', {type: 'WILLTOPICRESP', returnCode: NotSupported}]]);
});

test('attack/A2: a CONNECT with a will for a topic of another is refused, and no link is opened', t => {
	const on = new Bench({access: own});
	on.hears('a', connect('a', {will: true}));
	on.sent();
	on.hears('a', {type: 'WILLTOPIC', target: {willTopic: 'b/t', qos: 1, retain: false}});
	t.deepEqual(on.sent(), [['a', {type: 'CONNACK', returnCode: NotSupported}]]);
	t.deepEqual(on.asked(), []);
	t.is(on.gateway.counters.accessRefused, 1);
});

for (const [claim, access, opens] of [
	['is published', own, 1],
	['is not published once the list forbids it', {...own, mayPublish: onlyOnce()}, 0],
] as const) {
	test(`attack/A2: the will of "a" for "a/t" ${claim}`, t => {
		const on = new Bench({access});
		on.hears('a', connect('a', {will: true, durationS: 10}));
		on.hears('a', {type: 'WILLTOPIC', target: {willTopic: 'a/t', qos: 1, retain: false}});
		on.hears('a', {type: 'WILLMSG', willMsg: hi});
		on.broker.opened(1, {kind: 'accepted', sessionPresent: false});
		on.asked();
		on.runTo(60_000);
		const opened = on.asked().filter(([question, link]) => question === 'open' && link === 0);
		t.is(opened.length, opens);
		t.is(on.gateway.counters.lost, 1);
	});
}

/** True for the first question alone. */
function onlyOnce(): () => boolean {
	let questions = 0;
	return () => ++questions === 1;
}

function bench(access: Access = own): Bench {
	const predefined = new Map([
		[1, 'a/t'],
		[2, 'b/t'],
	]);
	const on = new Bench({access, predefined});
	on.connect('a', 'a');
	return on;
}

function register(topicName: string): Message {
	return {type: 'REGISTER', topicId: 0, msgId: 5, topicName};
}

function subscribe(topicName: string): Message {
	const topic = {topicIdType: TopicIdType.Normal, topicName} as const;
	return {type: 'SUBSCRIBE', dup: false, qos: 1, msgId: 6, topic};
}
