import test from 'ava';
import {TopicIdType} from '../wire/flags.js';
import {Bench, connect, fromBroker, hi, publish, Shelf} from './bench.js';
import {HOUSE_LINK} from './house-link.js';

const present = {kind: 'accepted', sessionPresent: true} as const;
const target = {qos: 1, retain: false, willTopic: 'w'} as const;
const kept = {cleanSession: false, durationS: 60} as const;

test('CONNACK waits for the store', t => {
	const shelf = new Shelf();
	const on = new Bench({store: shelf.store});
	on.hears('a', connect('n1', kept));
	on.broker.opened(1, present);
	t.deepEqual(on.sent(), []);
	shelf.commit();
	t.deepEqual(on.sent(), [['a', {type: 'CONNACK', returnCode: 0}]]);
});

test('one turn is one put, whatever changed in it', t => {
	const shelf = new Shelf();
	const on = new Bench({store: shelf.store});
	on.hears('a', connect('n1', kept));
	on.broker.opened(1, present);
	t.is(shelf.waiting, 1);
});

test('what a client hears is in order, and waits for its own record only', t => {
	const {on, shelf} = bench();
	on.hears('a', {type: 'REGISTER', topicId: 0, msgId: 9, topicName: 'c'});
	on.hears('a', {type: 'PINGREQ'});
	t.deepEqual(on.sent(), []);
	on.hears('b', {type: 'PINGREQ'});
	t.deepEqual(on.sent(), [['b', {type: 'DISCONNECT'}]]);
	shelf.commit();
	t.deepEqual(
		on.sent().map(([, {type}]) => type),
		['REGACK', 'PINGRESP'],
	);
});

test('a PUBLISH at QoS 1 costs no put, in either direction', t => {
	const {on, shelf} = bench();
	on.hears('a', publish());
	on.broker.published(1, on.lastToken(), 'accepted');
	on.broker.message(1, fromBroker('a/b', 1));
	on.hears('a', {type: 'PUBACK', topicId: 1, msgId: 1, returnCode: 0});
	t.is(shelf.waiting, 0);
	t.is(on.sent().length, 2);
});

test('an active client need not notice that its gateway began anew', t => {
	const {shelf} = bench();
	const on = started(shelf);
	t.deepEqual(on.asked(), [['open', 1, {clientId: 'n1', cleanSession: false, keepAliveS: 60}]]);
	on.broker.opened(1, present);
	on.hears('a', publish());
	t.like(on.asked()[0]![3], {topicName: 'a/b'});
	on.broker.message(1, fromBroker('a/b', 0));
	on.broker.message(1, fromBroker('pre/1', 0));
	t.deepEqual(on.sent(), [
		['a', publish({qos: 0, msgId: 0})],
		['a', publish({qos: 0, msgId: 0, topicIdType: TopicIdType.Predefined})],
	]);
});

test('while its link is being opened again a client is told nothing wrong', t => {
	const {shelf} = bench();
	const on = started(shelf);
	on.asked();
	on.hears('a', publish());
	on.hears('a', {type: 'PINGREQ'});
	t.deepEqual(on.asked(), []);
	t.deepEqual(on.sent(), [['a', {type: 'PINGRESP'}]]);
});

test('subscriptions that the broker forgot with the gateway are restored', t => {
	const {shelf} = bench();
	const on = started(shelf);
	on.asked();
	on.broker.opened(1, {kind: 'accepted', sessionPresent: false});
	t.deepEqual(on.asked(), [
		['subscribe', 1, 1, 'a/b', 1],
		['subscribe', 1, 2, 'pre/1', 0],
	]);
});

test('a client has all of its keep-alive from the start of its gateway', t => {
	const {shelf} = bench();
	const on = started(shelf);
	on.broker.opened(1, present);
	on.runTo(89_999);
	t.is(on.gateway.counters.lost, 0);
	on.runTo(90_000);
	t.is(on.gateway.counters.lost, 1);
});

test('a will outlives the gateway that was to publish it', t => {
	const {on: first, shelf} = bench();
	first.hears('a', {type: 'WILLTOPICUPD', target});
	first.hears('a', {type: 'WILLMSGUPD', willMsg: hi});
	shelf.commit();
	first.runTo(90_000);
	shelf.commit();
	const on = started(shelf);
	t.like(on.asked()[0], ['open', HOUSE_LINK]);
	on.broker.opened(HOUSE_LINK, present);
	t.like(on.asked()[0]![3], {topicName: 'w', payload: hi});
	on.broker.published(HOUSE_LINK, 1, 'accepted');
	shelf.commit();
	t.deepEqual(started(shelf).asked(), [], 'and is published by one of them');
});

test('what was kept for a sleeper outlives the gateway, QoS 0 too, and is not doubled', t => {
	const {on: first, shelf} = bench();
	first.hears('a', {type: 'DISCONNECT', durationS: 300});
	first.broker.message(1, fromBroker('a/b', 0));
	first.broker.message(1, fromBroker('a/b', 1, 5));
	shelf.commit();
	const on = started(shelf);
	on.broker.opened(1, present);
	on.broker.message(1, fromBroker('a/b', 1, 5));
	on.hears('a', {type: 'PINGREQ', clientId: 'n1'});
	shelf.commit();
	t.deepEqual(on.sent(), [
		['a', publish({qos: 0, msgId: 0})],
		['a', publish({msgId: 1})],
	]);
	on.asked();
	on.hears('a', {type: 'PUBACK', topicId: 1, msgId: 1, returnCode: 0});
	t.deepEqual(on.asked(), [], 'not before the store has it');
	shelf.commit();
	t.deepEqual(on.asked(), [['acknowledge', 1, 5]]);
	t.deepEqual(on.sent(), [['a', {type: 'PINGRESP'}]]);
});

test('QoS 2 to a client goes on at any step with the MsgId that it had', t => {
	const {on: first, shelf} = bench();
	first.broker.message(1, fromBroker('a/b', 2, 5));
	shelf.commit();
	t.deepEqual(first.sent(), [['a', publish({qos: 2, msgId: 1})]]);
	first.hears('a', {type: 'PUBREC', msgId: 1});
	t.deepEqual(first.sent(), [], 'PUBREL waits for the store');

	const second = started(shelf);
	second.broker.opened(1, present);
	t.deepEqual(second.sent(), [['a', publish({qos: 2, msgId: 1, dup: true})]]);
	second.hears('a', {type: 'PUBREC', msgId: 1});
	shelf.commit();

	const third = started(shelf);
	third.broker.opened(1, present);
	third.broker.message(1, fromBroker('a/b', 2, 5));
	t.deepEqual(third.sent(), [['a', {type: 'PUBREL', msgId: 1}]]);
	third.hears('a', {type: 'PUBCOMP', msgId: 1});
	shelf.commit();

	const fourth = started(shelf);
	fourth.broker.opened(1, present);
	fourth.asked();
	fourth.broker.message(1, fromBroker('a/b', 2, 5));
	t.deepEqual(fourth.asked(), [['acknowledge', 1, 5]], 'the third had no time to say so');
	t.deepEqual(fourth.sent(), []);
});

test('PUBREC that comes before the link is open again releases the message all the same', t => {
	const {on: first, shelf} = bench();
	first.broker.message(1, fromBroker('a/b', 2, 5));
	shelf.commit();
	const on = started(shelf);
	on.hears('a', {type: 'PUBREC', msgId: 1});
	shelf.commit();
	on.hears('a', {type: 'PUBCOMP', msgId: 1});
	shelf.commit();
	on.broker.opened(1, present);
	on.broker.message(1, fromBroker('a/b', 2, 5));
	t.deepEqual(on.sent(), [['a', {type: 'PUBREL', msgId: 1}]], 'and no second PUBLISH');
});

test('a broker that forgot what is in flight is not told that it arrived', t => {
	const {on: first, shelf} = bench();
	first.broker.message(1, fromBroker('a/b', 2, 5));
	shelf.commit();
	const on = started(shelf);
	on.broker.opened(1, {kind: 'accepted', sessionPresent: false});
	on.hears('a', {type: 'PUBREC', msgId: 1});
	on.asked();
	on.hears('a', {type: 'PUBCOMP', msgId: 1});
	shelf.commit();
	t.deepEqual(on.asked(), []);
});

test('QoS 2 from a client is asked again under its token, or known to be taken', t => {
	const {on: first, shelf} = bench();
	first.hears('a', publish({qos: 2}));
	shelf.commit();
	const token = first.lastToken();

	const second = started(shelf);
	second.broker.opened(1, present);
	second.hears('a', publish({qos: 2, dup: true}));
	t.is(second.lastToken(), token);
	second.broker.published(1, token, 'accepted');
	shelf.commit();

	const third = started(shelf);
	third.broker.opened(1, present);
	third.asked();
	third.hears('a', publish({qos: 2, dup: true}));
	t.deepEqual(third.sent(), [['a', {type: 'PUBREC', msgId: 7}]]);
	t.deepEqual(third.asked(), []);
});

test('a client that disconnected is remembered, one with CleanSession is not', t => {
	const {on: first, shelf} = bench();
	first.connect('b', 'n2');
	for (const from of ['a', 'b']) first.hears(from, {type: 'DISCONNECT'});
	shelf.commit();
	t.deepEqual([...shelf.durable.keys()], ['n1']);
	const on = started(shelf);
	t.is(on.gateway.connectedCount, 0);
	on.connect('c', 'n1', {...kept, sessionPresent: true});
	shelf.commit();
	on.hears('c', publish());
	t.like(on.asked()[0]![3], {topicName: 'a/b'});
});

test('who is forgotten for a new client has no record any more', t => {
	const {on, shelf} = bench(1);
	on.hears('a', {type: 'DISCONNECT'});
	on.connect('b', 'n2', kept);
	shelf.commit();
	t.deepEqual([...shelf.durable.keys()], ['n2']);
});

test('a broker out of reach at the start is told to clients at once', t => {
	const {shelf} = bench();
	const on = started(shelf);
	on.broker.opened(1, {kind: 'unreachable'});
	t.deepEqual(on.sent(), [['a', {type: 'DISCONNECT'}]]);
});

test('what is no record is dropped and counted', t => {
	const shelf = new Shelf();
	for (const value of [undefined, 7, null, {}, {version: 0}]) shelf.durable.set(`n${value}`, value);
	const on = started(shelf);
	t.is(on.gateway.connectedCount, 0);
	t.is(on.gateway.counters.recordsDropped, shelf.durable.size);
});

test('a client that nobody remembers is told so, to connect at once', t => {
	const on = new Bench();
	on.gateway.start(0);
	on.sent();
	on.hears('a', publish());
	t.deepEqual(on.sent(), [['a', {type: 'DISCONNECT'}]]);
});

test('a gateway with a store stops without a word, for it comes back', t => {
	const {on} = bench();
	on.gateway.stop(0);
	t.deepEqual(on.sent(), []);
	t.deepEqual(on.asked(), [['close', 1]]);
});

/** A client at "a" that subscribed to a/b and predefined topic 1. */
function bench(clientsMax = 10): {on: Bench; shelf: Shelf} {
	const shelf = new Shelf();
	const on = new Bench({clientsMax, ...withStore(shelf)});
	on.connect('a', 'n1', kept);
	on.subscribe('a', 1, 'a/b');
	const topic = {topicIdType: TopicIdType.Predefined, topicId: 1};
	on.hears('a', {type: 'SUBSCRIBE', dup: false, qos: 0, msgId: 2, topic});
	on.broker.subscribed(1, on.lastToken(), 0);
	shelf.commit();
	on.sent();
	on.asked();
	return {on, shelf};
}

/** The next gateway with that store; what it advertises is not looked at. */
function started(shelf: Shelf): Bench {
	const on = new Bench(withStore(shelf));
	on.gateway.start(0);
	shelf.commit();
	on.sent();
	return on;
}

function withStore({store}: Shelf) {
	return {store, predefined: new Map([[1, 'pre/1']])};
}
