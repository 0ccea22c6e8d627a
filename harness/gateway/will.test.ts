import test from 'ava';
import {Bench, connect, hi, publish} from './bench.js';
import {HOUSE_LINK} from './house-link.js';

const accepted = {kind: 'accepted', sessionPresent: false} as const;
const topic = {
	type: 'WILLTOPIC',
	target: {qos: 1, retain: true, willTopic: 'gone/n1'},
} as const;
const message = {type: 'WILLMSG', willMsg: hi} as const;
const will = {topicName: 'gone/n1', payload: hi, qos: 1, retain: true} as const;

test('CONNECT with Will asks for topic and message before the broker is asked', t => {
	const on = new Bench();
	on.hears('a', connect('n1', {will: true}));
	t.deepEqual(on.sent(), [['a', {type: 'WILLTOPICREQ'}]]);
	on.hears('a', topic);
	t.deepEqual(on.sent(), [['a', {type: 'WILLMSGREQ'}]]);
	t.deepEqual(on.asked(), []);
	on.hears('a', message);
	t.deepEqual(on.asked().length, 1);
	on.broker.opened(1, accepted);
	t.deepEqual(on.sent(), [['a', {type: 'CONNACK', returnCode: 0}]]);
});

test('CONNECT and WILLTOPIC that come again get their prompt again', t => {
	const on = new Bench();
	on.hears('a', connect('n1', {will: true}));
	on.hears('a', connect('n1', {will: true}));
	on.hears('a', topic);
	on.hears('a', topic);
	on.hears('a', connect('n1', {will: true}));
	const types = on.sent().map(([, {type}]) => type);
	t.deepEqual(types, ['WILLTOPICREQ', 'WILLTOPICREQ', 'WILLMSGREQ', 'WILLMSGREQ', 'WILLMSGREQ']);
});

test('WILLMSG that comes before its topic gets the first prompt again', t => {
	const on = new Bench();
	on.hears('a', connect('n1', {will: true}));
	on.hears('a', message);
	t.deepEqual(on.sent().at(-1), ['a', {type: 'WILLTOPICREQ'}]);
});

test('WILLMSG after a CONNACK that was lost gets CONNACK again', t => {
	const on = withWill();
	on.hears('a', message);
	t.deepEqual(on.sent(), [['a', {type: 'CONNACK', returnCode: 0}]]);
});

test('a will topic with a wildcard is not supported', t => {
	const on = new Bench();
	on.hears('a', connect('n1', {will: true}));
	on.sent();
	on.hears('a', {...topic, target: {...topic.target, willTopic: 'gone/#'}});
	t.deepEqual(on.sent(), [['a', {type: 'CONNACK', returnCode: 3}]]);
	t.is(on.gateway.connectedCount, 0);
});

test('a client that does not tell its will has Tretry times Nretry to do so', t => {
	const on = new Bench();
	on.hears('a', connect('n1', {will: true}));
	on.runTo(39_999);
	t.is(on.gateway.connectedCount, 1);
	on.runTo(40_000);
	t.is(on.gateway.connectedCount, 0);
	t.is(on.gateway.counters.lost, 0);
});

test('the will of a silent client is published on the link of the gateway', t => {
	const on = withWill();
	on.runTo(14_999);
	t.deepEqual(on.asked(), []);
	on.runTo(15_000);
	t.deepEqual(published(on), [will]);
});

test('the will of a client that does not answer is published', t => {
	const on = withWill({durationS: 0});
	on.broker.message(1, {delivery: 1, topicName: 'ab', payload: hi, qos: 1, retain: false});
	on.runTo(40_000);
	t.deepEqual(published(on), [will]);
});

test('DISCONNECT is no reason for a will', t => {
	const on = withWill();
	on.hears('a', {type: 'DISCONNECT'});
	on.runTo(100_000);
	t.deepEqual(published(on), []);
});

test('an empty WILLTOPIC is no will, and opens the link at once', t => {
	const on = new Bench();
	on.hears('a', connect('n1', {will: true, durationS: 10}));
	on.hears('a', {type: 'WILLTOPIC'});
	on.broker.opened(1, accepted);
	t.deepEqual(on.sent().at(-1), ['a', {type: 'CONNACK', returnCode: 0}]);
	on.runTo(15_000);
	t.deepEqual(published(on), []);
});

const keeps = test.macro((t, cleanSession: boolean, expected: readonly unknown[]) => {
	const on = withWill({cleanSession: false});
	on.connect('a', 'n1', {cleanSession, durationS: 10});
	on.runTo(15_000);
	t.deepEqual(published(on), expected);
});

test('a will outlives its connection without CleanSession', keeps, false, [will]);
test('CleanSession deletes a will', keeps, true, []);

test('an empty WILLTOPIC deletes the will of a session', t => {
	const on = withWill({cleanSession: false});
	on.hears('a', connect('n1', {cleanSession: false, will: true, durationS: 10}));
	on.hears('a', {type: 'WILLTOPIC'});
	on.broker.opened(2, accepted);
	on.runTo(15_000);
	t.deepEqual(published(on), []);
});

test('a will that was prompted for counts only once the broker accepts', t => {
	const on = withWill({cleanSession: false});
	on.hears('a', connect('n1', {cleanSession: false, will: true}));
	on.hears('a', {type: 'WILLTOPIC'});
	on.broker.opened(2, {kind: 'refused', returnCode: 3});
	on.connect('a', 'n1', {cleanSession: false, durationS: 10});
	on.runTo(15_000);
	t.deepEqual(published(on), [will]);
});

test('topic and message are updated apart from each other', t => {
	const on = withWill();
	const target = {qos: 2, retain: false, willTopic: 'other'} as const;
	on.hears('a', {type: 'WILLTOPICUPD', target});
	on.hears('a', {type: 'WILLMSGUPD', willMsg: Uint8Array.of(1)});
	t.deepEqual(on.sent(), [
		['a', {type: 'WILLTOPICRESP', returnCode: 0}],
		['a', {type: 'WILLMSGRESP', returnCode: 0}],
	]);
	on.runTo(15_000);
	const payload = Uint8Array.of(1);
	t.deepEqual(published(on), [{topicName: 'other', payload, qos: 2, retain: false}]);
});

test('an empty WILLTOPICUPD deletes topic and message', t => {
	const on = withWill();
	on.hears('a', {type: 'WILLTOPICUPD'});
	t.deepEqual(on.sent(), [['a', {type: 'WILLTOPICRESP', returnCode: 0}]]);
	on.runTo(15_000);
	t.deepEqual(published(on), []);
});

test('a WILLTOPICUPD with a wildcard is refused and changes nothing', t => {
	const on = withWill();
	on.hears('a', {type: 'WILLTOPICUPD', target: {...topic.target, willTopic: '+'}});
	t.deepEqual(on.sent(), [['a', {type: 'WILLTOPICRESP', returnCode: 3}]]);
	on.runTo(15_000);
	t.deepEqual(published(on), [will]);
});

test('a will waits for a broker that is away, and goes out once', t => {
	const on = withWill();
	on.runTo(15_000);
	on.asked();
	on.broker.opened(HOUSE_LINK, {kind: 'unreachable'});
	on.runTo(24_999);
	t.deepEqual(on.asked(), []);
	on.runTo(25_000);
	t.deepEqual(published(on), [will]);
	on.broker.lost(HOUSE_LINK);
	on.runTo(35_000);
	t.deepEqual(published(on), [will], 'it was not acknowledged');
	on.broker.published(HOUSE_LINK, 2, 'accepted');
	on.broker.lost(HOUSE_LINK);
	on.runTo(50_000);
	t.deepEqual(published(on), []);
	t.is(on.gateway.counters.willsPublished, 1);
});

test('a session that only waited for its will is none to go on with', t => {
	const on = withWill();
	on.hears('a', {type: 'REGISTER', topicId: 0, msgId: 1, topicName: 'a/b'});
	on.runTo(15_000);
	on.connect('a', 'n1', {cleanSession: false, durationS: 10});
	on.hears('a', publish());
	t.like(on.sent()[0]![1], {type: 'PUBACK', returnCode: 2});
});

test('a client whose link broke has its keep-alive to come back before its will goes out', t => {
	const on = withWill();
	on.broker.lost(1);
	on.runTo(14_999);
	t.deepEqual(published(on), []);
	on.runTo(15_000);
	t.deepEqual(published(on), [will]);
});

test('a client that comes back in time has no will published', t => {
	const on = withWill();
	on.broker.lost(1);
	on.runTo(10_000);
	on.connect('b', 'n1');
	on.runTo(60_000);
	t.deepEqual(published(on), []);
});

test('a link that another gateway took over takes the will with it', t => {
	const on = withWill();
	on.connect('b', 'n2');
	on.broker.lost(1);
	on.runTo(60_000);
	t.deepEqual(published(on), []);
});

/** A client with a will and a keep-alive of 10 s. */
function withWill({cleanSession = true, durationS = 10} = {}): Bench {
	const on = new Bench();
	on.hears('a', connect('n1', {cleanSession, durationS, will: true}));
	on.hears('a', topic);
	on.hears('a', message);
	on.broker.opened(1, accepted);
	on.sent();
	on.asked();
	return on;
}

/** What went out on the gateway's own link since the last look; it opens as soon as it asks. */
function published(on: Bench): unknown[] {
	const before = on.asked();
	if (before.some(([question, link]) => question === 'open' && link === HOUSE_LINK)) {
		on.broker.opened(HOUSE_LINK, accepted);
	}
	return [...before, ...on.asked()]
		.filter(([question, link]) => question === 'publish' && link === HOUSE_LINK)
		.map(asked => asked[3]);
}
