import test from 'ava';
import type {OpenOutcome} from '../broker/port.js';
import {TopicIdType} from '../wire/flags.js';
import type {Regack} from '../wire/register.js';
import type {Message} from '../wire/wire.js';
import {Bench, connect, publish} from './bench.js';

const accepted = {kind: 'accepted', sessionPresent: false} as const;

test('CONNACK waits for the broker', t => {
	const on = new Bench();
	on.hears('a', connect('n1', {cleanSession: false, durationS: 90}));
	t.deepEqual(on.asked(), [['open', 1, {clientId: 'n1', cleanSession: false, keepAliveS: 60}]]);
	t.deepEqual(on.sent(), [], 'the broker has not answered yet');

	on.broker.opened(1, accepted);
	t.deepEqual(on.sent(), [['a', {type: 'CONNACK', returnCode: 0}]]);
	t.is(on.gateway.counters.connects, 1);
});

const answers = test.macro((t, outcome: OpenOutcome, returnCode: number) => {
	const on = new Bench();
	on.hears('a', connect('n1'));
	on.asked();
	on.broker.opened(1, outcome);
	t.deepEqual(on.sent(), [['a', {type: 'CONNACK', returnCode}]]);
	t.deepEqual(on.asked(), [], 'there is no link to close');
	t.is(on.gateway.connectedCount, 0);
});

test('a broker out of reach is congestion', answers, {kind: 'unreachable'}, 1);
for (const [returnCode, answer] of [
	[1, 3],
	[2, 3],
	[3, 1],
	[4, 3],
	[5, 3],
] as const) {
	const title = `MQTT return code ${returnCode} is ReturnCode ${answer} to the client`;
	test(title, answers, {kind: 'refused', returnCode}, answer);
}

const refuses = test.macro((t, fields: Partial<Extract<Message, {type: 'CONNECT'}>>) => {
	const on = new Bench();
	const link = on.connect('a', 'n1');
	on.hears('a', {...connect('n2'), ...fields} as Message);
	t.deepEqual(on.sent(), [['a', {type: 'CONNACK', returnCode: 3}]]);
	t.deepEqual(on.asked(), [], 'and changes nothing');
	on.broker.lost(link);
	t.deepEqual(on.sent(), [['a', {type: 'DISCONNECT'}]]);
});

test('refuses ProtocolId 0', refuses, {protocolId: 0});
test('refuses ProtocolId 2', refuses, {protocolId: 2});
test('refuses no ClientId', refuses, {clientId: ''});
test('refuses a ClientId of 24 characters', refuses, {clientId: 'x'.repeat(24)});
test('refuses a ClientId with a NUL', refuses, {clientId: 'n\0'});

test('a ClientId of 23 characters is welcome', t => {
	const on = new Bench();
	on.hears('a', connect('x'.repeat(23)));
	t.is(on.asked().length, 1);
});

test('CONNECT that comes again before its answer opens one link', t => {
	const on = new Bench();
	on.hears('a', connect('n1'));
	on.hears('a', connect('n1'));
	t.is(on.asked().length, 1);
	on.broker.opened(1, accepted);
	t.is(on.sent().length, 1);
	t.is(on.gateway.counters.duplicates, 1);
});

test('CONNECT that asks for something else meanwhile is no duplicate', t => {
	const on = new Bench();
	on.hears('a', connect('n1', {durationS: 60}));
	on.hears('a', connect('n1', {durationS: 61}));
	t.deepEqual(kinds(on), ['open 1', 'close 1', 'open 2']);
	on.broker.opened(1, accepted);
	t.deepEqual(on.sent(), [], 'the first link concerns nobody');
	on.broker.opened(2, accepted);
	t.is(on.sent().length, 1);
});

test('CONNECT of a connected client starts over', t => {
	const on = new Bench();
	on.connect('a', 'n1');
	register(on, 'a', 'a/b');
	on.hears('a', connect('n1'));
	t.deepEqual(kinds(on), ['close 1', 'open 2']);
	on.broker.opened(2, accepted);
	on.sent();
	on.hears('a', publish());
	t.like(on.sent()[0]![1], {type: 'PUBACK', returnCode: 2}, 'the TopicId is forgotten');
});

test('another ClientId at the same address ends the first connection', t => {
	const on = new Bench();
	on.connect('a', 'n1');
	on.hears('a', connect('n2'));
	t.deepEqual(kinds(on), ['close 1', 'open 2']);
	t.is(on.gateway.connectedCount, 1);
});

test('a ClientId at another address takes over, and the old address is told', t => {
	const on = new Bench();
	on.connect('a', 'n1');
	on.hears('b', connect('n1'));
	t.deepEqual(on.sent(), [['a', {type: 'DISCONNECT'}]]);
	t.deepEqual(kinds(on), ['close 1', 'open 2']);
	on.broker.opened(2, accepted);
	t.deepEqual(on.sent(), [['b', {type: 'CONNACK', returnCode: 0}]]);
	on.hears('a', {type: 'PINGREQ'});
	t.deepEqual(on.sent(), [['a', {type: 'DISCONNECT'}]]);
	t.is(on.gateway.counters.takeovers, 1);
});

test('one client more than clientsMax is congestion', t => {
	const on = new Bench({clientsMax: 2});
	on.connect('a', 'n1');
	on.connect('b', 'n2');
	on.hears('c', connect('n3'));
	t.deepEqual(on.sent(), [['c', {type: 'CONNACK', returnCode: 1}]]);
	on.hears('a', connect('n1'));
	t.deepEqual(kinds(on), ['close 1', 'open 3'], 'a client that is in may start over');
});

test('who is gone for longest makes room for a new client', t => {
	const on = new Bench({clientsMax: 2});
	for (const clientId of ['n1', 'n2']) {
		on.connect('a', clientId, {cleanSession: false});
		register(on, 'a', clientId);
		on.hears('a', {type: 'DISCONNECT'});
	}
	on.connect('c', 'n3');
	on.connect('b', 'n2', {cleanSession: false, sessionPresent: true});
	on.hears('b', publish());
	t.deepEqual(kinds(on), ['publish 4'], 'n2 is remembered');
	on.hears('b', {type: 'DISCONNECT'});
	on.connect('a', 'n1', {cleanSession: false});
	on.sent();
	on.hears('a', publish());
	t.like(on.sent()[0]![1], {type: 'PUBACK', returnCode: 2}, 'n1 is forgotten');
});

test('a client that came back is not forgotten for a new one', t => {
	const on = new Bench({clientsMax: 1});
	on.connect('a', 'n1', {cleanSession: false});
	on.hears('a', {type: 'DISCONNECT'});
	on.connect('a', 'n1', {cleanSession: false});
	on.hears('b', connect('n2'));
	t.deepEqual(on.sent(), [['b', {type: 'CONNACK', returnCode: 1}]]);
});

test('a PUBLISH without answer is asked again by the next connection', t => {
	const on = new Bench();
	on.connect('a', 'n1', {cleanSession: false});
	register(on, 'a', 'a/b');
	on.hears('a', publish());
	on.connect('a', 'n1', {cleanSession: false});
	on.hears('a', publish());
	t.deepEqual(kinds(on), ['publish 2']);
});

test('TopicIds outlive a connection without CleanSession', t => {
	const on = new Bench();
	on.connect('a', 'n1', {cleanSession: false});
	const topicId = register(on, 'a', 'a/b');
	on.hears('a', {type: 'DISCONNECT'});
	on.connect('b', 'n1', {cleanSession: false});
	on.hears('b', publish({topicId}));
	t.like(on.asked()[0]![3], {topicName: 'a/b'});
});

test('CleanSession forgets what was remembered, once the broker accepts', t => {
	const on = new Bench();
	on.connect('a', 'n1', {cleanSession: false});
	register(on, 'a', 'a/b');
	on.hears('a', {type: 'DISCONNECT'});
	on.connect('a', 'n1');
	on.hears('a', publish());
	t.like(on.sent()[0]![1], {type: 'PUBACK', returnCode: 2});
});

test('a broker out of reach does not make a gateway forget', t => {
	const on = new Bench();
	on.connect('a', 'n1', {cleanSession: false});
	register(on, 'a', 'a/b');
	on.hears('a', connect('n1', {cleanSession: false}));
	on.broker.opened(2, {kind: 'unreachable'});
	on.connect('a', 'n1', {cleanSession: false});
	on.hears('a', publish());
	t.deepEqual(kinds(on), ['publish 3']);
});

test('subscriptions that the broker forgot are restored, others are not asked again', t => {
	const on = new Bench();
	on.subscribe('a', on.connect('a', 'n1', {cleanSession: false}), 'a/#');
	on.hears('a', connect('n1', {cleanSession: false}));
	on.asked();
	on.broker.opened(2, accepted);
	const token = on.lastToken();
	t.deepEqual(on.asked(), [['subscribe', 2, token, 'a/#', 1]]);
	on.sent();
	on.broker.subscribed(2, token, 1);
	t.deepEqual(on.sent(), [], 'the client did not ask');

	on.hears('a', connect('n1', {cleanSession: false}));
	on.asked();
	on.broker.opened(3, {kind: 'accepted', sessionPresent: true});
	t.deepEqual(on.asked(), []);
});

test('a subscription that the broker does not restore is forgotten', t => {
	const on = new Bench();
	on.subscribe('a', on.connect('a', 'n1', {cleanSession: false}), 'a/#');
	on.hears('a', connect('n1', {cleanSession: false}));
	on.broker.opened(2, accepted);
	on.broker.subscribed(2, on.lastToken(), undefined);
	on.hears('a', connect('n1', {cleanSession: false}));
	on.asked();
	on.broker.opened(3, accepted);
	t.deepEqual(on.asked(), []);
});

test('a client that is not yet connected is not heard', t => {
	const on = new Bench({predefined: new Map([[1, 'a/b']])});
	on.hears('a', connect('n1'));
	on.asked();
	on.hears('a', publish({topicIdType: TopicIdType.Predefined}));
	t.deepEqual(on.asked(), []);
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.unexpected, 1);
});

test('a client may give up while it is being connected', t => {
	const on = new Bench();
	on.hears('a', connect('n1'));
	on.hears('a', {type: 'DISCONNECT'});
	t.deepEqual(kinds(on), ['open 1', 'close 1']);
	t.deepEqual(on.sent(), [['a', {type: 'DISCONNECT'}]]);
});

test('a link that is lost while it opens is congestion', t => {
	const on = new Bench();
	on.hears('a', connect('n1'));
	on.broker.lost(1);
	t.deepEqual(on.sent(), [['a', {type: 'CONNACK', returnCode: 1}]]);
});

function kinds(on: Bench): string[] {
	return on.asked().map(([question, link]) => `${question} ${link}`);
}

function register(on: Bench, from: string, topicName: string): number {
	on.hears(from, {type: 'REGISTER', topicId: 0, msgId: 1, topicName});
	const answer = on.sent()[0]![1] as Regack;
	return answer.topicId;
}
