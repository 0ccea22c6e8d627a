/*
 * Two gateways of one store, and a client that goes from one to the other. What the store has to
 * do is done when the test says so.
 */
import test from 'ava';
import {MemoryStore} from '../store/memory-store.js';
import {TopicIdType} from '../wire/flags.js';
import {Bench, connect, fromBroker, hi, publish} from './bench.js';
import {HOUSE_LINK} from './house-link.js';
import type {GatewayOptions} from './options.js';

const present = {kind: 'accepted', sessionPresent: true} as const;
const kept = {cleanSession: false, durationS: 60} as const;
const target = {qos: 1, retain: false, willTopic: 'w'} as const;

test('a client finds its registrations and its subscriptions at another gateway', t => {
	const {two, commit} = bench();
	two.hears('a', connect('n1', kept));
	t.deepEqual(two.asked(), [], 'not before the session is here');
	commit();
	t.deepEqual(two.asked(), [['open', 1, {clientId: 'n1', cleanSession: false, keepAliveS: 60}]]);
	two.broker.opened(1, {kind: 'accepted', sessionPresent: false});
	t.deepEqual(two.asked(), [['subscribe', 1, 1, 'a/b', 1]]);
	commit();
	t.deepEqual(two.sent(), [['a', {type: 'CONNACK', returnCode: 0}]]);
	two.hears('a', publish());
	t.like(two.asked()[0]![3], {topicName: 'a/b'});
	t.is(two.gateway.counters.arrivals, 1);
});

test('the gateway that a client has left says nothing to anybody when it learns of it', t => {
	const {one, two, commit} = bench();
	setWill(one);
	move(two, commit);
	one.sent();
	one.broker.lost(1);
	t.is(one.gateway.counters.departures, 1);
	t.is(one.gateway.connectedCount, 0);
	one.runTo(1_000_000);
	commit();
	t.deepEqual(one.asked(), []);
	t.deepEqual(
		one.sent().filter(([to]) => to === 'a'),
		[],
	);
	t.true(one.gateway.brokerReachable, 'nothing is wrong with the broker');
});

test('a put that is refused ends the session, and closes its link', t => {
	const {one, two, commit} = bench();
	one.hears('a', publish({qos: 2}));
	two.hears('a', connect('n1', kept));
	commit();
	one.asked();
	one.hears('a', publish({qos: 2, msgId: 8}));
	t.is(one.gateway.connectedCount, 1);
	commit();
	t.is(one.gateway.connectedCount, 0);
	t.deepEqual(one.asked(), [['close', 1]], 'and the broker never hears of the message');
	t.deepEqual(one.sent(), []);
});

test('a will that nobody waits for is not published by the gateway that was left', t => {
	for (const quietMs of [89_999, 90_000]) {
		const {one, two, commit} = bench();
		setWill(one);
		move(two, commit);
		one.runTo(quietMs);
		commit();
		t.deepEqual(
			one.asked().filter(([what]) => what === 'open'),
			[],
		);
		t.is(one.gateway.counters.willsPublished, 0);
	}
});

test('the will goes with the session', t => {
	const {one, two, commit} = bench();
	setWill(one);
	commit();
	move(two, commit);
	two.asked();
	two.runTo(90_000);
	t.like(
		two.asked().find(([what]) => what === 'open'),
		['open', HOUSE_LINK],
	);
	two.broker.opened(HOUSE_LINK, present);
	const [, , , will] = two.asked()[0]!;
	t.like(will, {topicName: 'w', payload: Buffer.from(hi)});
});

test('QoS 2 from a client goes on under its token at the next gateway', t => {
	const {one, two, commit} = bench();
	one.hears('a', publish({qos: 2}));
	commit();
	const token = one.lastToken();
	move(two, commit);
	two.asked();
	two.hears('a', publish({qos: 2, dup: true}));
	t.is(two.lastToken(), token);
	two.broker.published(1, token, 'accepted');
	commit();
	t.deepEqual(two.sent(), [['a', {type: 'PUBREC', msgId: 7}]]);
});

test('QoS 2 to a client goes on with its MsgId and DUP at the next gateway', t => {
	const {one, two, commit} = bench();
	one.broker.message(1, fromBroker('a/b', 2, 5));
	commit();
	t.deepEqual(one.sent(), [['a', publish({qos: 2, msgId: 1})]]);
	two.hears('a', connect('n1', kept));
	commit();
	two.broker.opened(1, present);
	two.broker.message(1, fromBroker('a/b', 2, 5));
	two.hears('a', {type: 'REGACK', topicId: 1, msgId: 2, returnCode: 0});
	commit();
	const sent = two.sent().filter(([, {type}]) => type === 'PUBLISH');
	t.deepEqual(sent, [['a', publish({qos: 2, msgId: 1, dup: true})]]);
});

test('what a sleeper was to have waits for it at the next gateway, QoS 0 too', t => {
	const {one, two, commit} = bench();
	one.hears('a', {type: 'DISCONNECT', durationS: 300});
	one.broker.message(1, fromBroker('a/b', 0));
	commit();
	two.hears('a', {type: 'PINGREQ', clientId: 'n1'});
	t.deepEqual(two.sent(), [['a', {type: 'DISCONNECT'}]], 'a sleeper has to connect there');
	move(two, commit);
	two.hears('a', {type: 'REGACK', topicId: 1, msgId: 1, returnCode: 0});
	commit();
	t.deepEqual(two.sent().at(-1), ['a', publish({qos: 0, msgId: 0})]);
});

test('a sleeper that has been elsewhere has to connect again where it was before', t => {
	const {one, two, commit} = bench();
	one.hears('a', {type: 'DISCONNECT', durationS: 300});
	commit();
	move(two, commit);
	one.sent();
	for (const from of ['a', 'b']) {
		one.hears(from, {type: 'PINGREQ', clientId: 'n1'});
		t.deepEqual(one.sent(), [[from, {type: 'DISCONNECT'}]]);
	}
	t.is(one.gateway.counters.departures, 1);
});

test('a client that comes back finds what the other gateway knew last', t => {
	const {one, two, commit} = bench();
	move(two, commit);
	two.hears('a', {type: 'REGISTER', topicId: 0, msgId: 9, topicName: 'c'});
	commit();
	one.hears('a', connect('n1', kept));
	commit();
	t.deepEqual(
		one.asked().map(([what]) => what),
		['close', 'open'],
	);
	one.broker.opened(2, present);
	one.hears('a', publish({topicId: 2}));
	t.like(one.asked()[0]![3], {topicName: 'c'});
	two.broker.lost(1);
	t.is(two.gateway.counters.departures, 1);
});

test('CONNECT that comes again while the session is fetched is one CONNECT', t => {
	const {two, commit} = bench();
	two.hears('a', connect('n1', kept));
	two.hears('b', connect('n1', kept));
	commit();
	t.is(two.asked().length, 1);
	two.broker.opened(1, present);
	commit();
	t.deepEqual(two.sent(), [['b', {type: 'CONNACK', returnCode: 0}]], 'the last one counts');
});

test('a client that began clean and did not leave keeps what it has', t => {
	for (const leaves of [false, true]) {
		const {one, two, commit} = bench();
		one.hears('a', connect('n1'));
		one.broker.opened(2, {kind: 'accepted', sessionPresent: false});
		one.hears('a', {type: 'REGISTER', topicId: 0, msgId: 9, topicName: 'c'});
		if (leaves) one.hears('a', {type: 'DISCONNECT'});
		commit();
		move(two, commit);
		two.asked();
		two.hears('a', publish());
		t.is(two.asked().length, leaves ? 0 : 1);
	}
});

test('CleanSession at another gateway ends the session at both', t => {
	const {one, two, commit} = bench();
	two.hears('a', connect('n1', {cleanSession: true}));
	commit();
	two.broker.opened(1, {kind: 'accepted', sessionPresent: false});
	commit();
	t.deepEqual(
		two.asked().map(([what]) => what),
		['open'],
		'nothing is subscribed to',
	);
	one.broker.lost(1);
	t.is(one.gateway.connectedCount, 0);
});

test('a sleeper whose link is not opened again, because it is elsewhere, is let go', t => {
	const {one, two, commit} = bench();
	one.hears('a', {type: 'DISCONNECT', durationS: 300});
	commit();
	one.broker.lost(1);
	move(two, commit);
	one.asked();
	one.runTo(10_000);
	one.broker.opened(HOUSE_LINK, present);
	t.deepEqual(
		one.asked().filter(([, link]) => link !== HOUSE_LINK),
		[],
	);
	t.is(one.gateway.counters.departures, 1);
});

test('a full gateway sends a client elsewhere and leaves its session where it is', t => {
	const {two, commit} = bench({clientsMax: 2, loadMaxPercent: 50});
	two.connect('b', 'n2');
	commit();
	two.sent();
	two.hears('a', connect('n1', kept));
	commit();
	t.deepEqual(two.sent(), [['a', {type: 'CONNACK', returnCode: 1}]]);
	t.is(two.gateway.counters.arrivals, 0);
});

test('a gateway that starts takes up what a dead one had, and not what a live one has', t => {
	const {memory, commit} = bench();
	const three = start(memory, 3);
	t.is(three.gateway.counters.arrivals, 0);
	memory.died(1);
	const four = start(memory, 4);
	commit();
	t.is(four.gateway.counters.arrivals, 1);
	t.deepEqual(four.asked(), [], 'who was active there does not know this gateway');
	four.hears('a', connect('n1', kept));
	t.deepEqual(
		four.asked().map(([what]) => what),
		['open'],
	);
});

test('the will of a client that a dead gateway had is published after its keep-alive', t => {
	const {one, memory, commit} = bench();
	setWill(one);
	commit();
	memory.died(1);
	const three = start(memory, 3);
	three.runTo(89_999);
	t.deepEqual(three.asked(), []);
	three.runTo(90_000);
	t.like(three.asked()[0], ['open', HOUSE_LINK]);
});

test('a sleeper that a dead gateway had goes on sleeping', t => {
	const {one, memory, commit} = bench();
	one.hears('a', {type: 'DISCONNECT', durationS: 300});
	commit();
	memory.died(1);
	const three = start(memory, 3);
	three.broker.opened(1, present);
	commit();
	three.sent();
	three.hears('a', {type: 'PINGREQ', clientId: 'n1'});
	t.deepEqual(three.sent(), [['a', {type: 'PINGRESP'}]]);
});

test('a will that was due at a gateway that died is published by the next one', t => {
	for (const alive of [false, true]) {
		const {one, two, memory, commit} = bench();
		setWill(one);
		one.runTo(90_000);
		commit();
		if (!alive) memory.died(1);
		two.runTo(90_000);
		two.hears('a', connect('n1', kept));
		commit();
		const house = two.asked().filter(([, link]) => link === HOUSE_LINK);
		t.is(house.length, alive ? 0 : 1, 'one that lives sees to it itself');
	}
});

test('an aggregating gateway wants nothing more for a client that has left', t => {
	const {one, two, commit} = bench({mode: 'aggregating'});
	one.asked();
	move(two, commit);
	one.hears('a', {type: 'REGISTER', topicId: 0, msgId: 9, topicName: 'c'});
	commit();
	t.like(one.asked(), [['unsubscribe', 1, 2, 'a/b']]);
	t.deepEqual(one.sent(), []);
});

interface Roaming {
	readonly memory: MemoryStore;
	readonly one: Bench;
	readonly two: Bench;
	commit(): void;
}

/** A client at "a" that gateway 1 serves; it subscribed to a/b. Both lists of both are empty. */
function bench(options: GatewayOptions = {}): Roaming {
	const due: (() => void)[] = [];
	const memory = new MemoryStore({schedule: run => due.push(run)});
	const commit = () => {
		for (let run = due.shift(); run; run = due.shift()) run();
	};
	const [one, two] = [start(memory, 1, options), start(memory, 2, options)];
	const link = one.connect('a', 'n1', kept);
	one.hears('a', {
		type: 'SUBSCRIBE',
		dup: false,
		qos: 1,
		msgId: 2,
		topic: {topicIdType: TopicIdType.Normal, topicName: 'a/b'},
	});
	one.broker.subscribed(link, one.lastToken(), 1);
	commit();
	for (const on of [one, two]) {
		on.sent();
		on.asked();
	}
	return {memory, one, two, commit};
}

function start(memory: MemoryStore, gwId: number, options: GatewayOptions = {}): Bench {
	const on = new Bench({gwId, store: memory.storeOf(gwId), ...options});
	on.gateway.start(0);
	on.sent();
	return on;
}

/** The client is at `to` now, and has been told so. */
function move(to: Bench, commit: () => void): void {
	to.hears('a', connect('n1', kept));
	commit();
	to.broker.opened(1, present);
	commit();
	to.sent();
}

function setWill(on: Bench): void {
	on.hears('a', {type: 'WILLTOPICUPD', target});
	on.hears('a', {type: 'WILLMSGUPD', willMsg: hi});
}
