import test from 'ava';
import {Bench, connect, fromBroker, hi, publish, Shelf} from './bench.js';

const accepted = {kind: 'accepted', sessionPresent: true} as const;

test('PUBREC waits for the broker, PUBCOMP for PUBREL', t => {
	const on = bench();
	on.hears('a', publish({qos: 2}));
	const token = on.lastToken();
	const message = {topicName: 'a/b', payload: hi, qos: 2, retain: false};
	t.deepEqual(on.asked() as unknown[], [['publish', 1, token, message]]);
	t.deepEqual(on.sent(), []);
	on.broker.published(1, token, 'accepted');
	t.deepEqual(on.sent(), [['a', {type: 'PUBREC', msgId: 7}]]);
	on.hears('a', {type: 'PUBREL', msgId: 7});
	t.deepEqual(on.sent(), [['a', {type: 'PUBCOMP', msgId: 7}]]);
});

test('the broker sees a PUBLISH once, before PUBREC and after it', t => {
	const on = bench();
	on.hears('a', publish({qos: 2}));
	const token = on.lastToken();
	on.hears('a', publish({qos: 2, dup: true}));
	t.is(on.asked().length, 1);
	on.broker.published(1, token, 'accepted');
	on.hears('a', publish({qos: 2, dup: true}));
	t.deepEqual(on.sent().length, 2, 'PUBREC each time');
	t.deepEqual(on.asked(), []);
	t.is(on.gateway.counters.duplicates, 2);
});

test('after PUBREL the MsgId is free for another message', t => {
	const on = bench();
	for (const round of [1, 2]) {
		on.hears('a', publish({qos: 2}));
		on.broker.published(1, on.lastToken(), 'accepted');
		on.hears('a', {type: 'PUBREL', msgId: 7});
		t.is(on.asked().length, 1, `round ${round}`);
	}
});

test('PUBREL that comes again gets PUBCOMP again', t => {
	const on = bench();
	on.hears('a', {type: 'PUBREL', msgId: 7});
	t.deepEqual(on.sent(), [['a', {type: 'PUBCOMP', msgId: 7}]]);
});

test('PUBREL before PUBREC means nothing', t => {
	const on = bench();
	on.hears('a', publish({qos: 2}));
	on.hears('a', {type: 'PUBREL', msgId: 7});
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.unexpected, 1);
});

test('a broker that refuses is congestion, and the MsgId is free', t => {
	const on = bench();
	on.hears('a', publish({qos: 2}));
	on.broker.published(1, on.lastToken(), 'refused');
	t.deepEqual(on.sent(), [['a', {type: 'PUBACK', topicId: 1, msgId: 7, returnCode: 1}]]);
	on.asked();
	on.hears('a', publish({qos: 2}));
	t.is(on.asked().length, 1);
});

test('a message asked again on the next link has its token, one taken is not asked again', t => {
	const on = bench({cleanSession: false});
	on.hears('a', publish({qos: 2}));
	const token = on.lastToken();
	on.connect('a', 'n1', {cleanSession: false, sessionPresent: true});
	on.hears('a', publish({qos: 2, dup: true}));
	t.is(on.lastToken(), token);
	on.asked();
	on.broker.published(2, token, 'accepted');
	on.connect('a', 'n1', {cleanSession: false, sessionPresent: true});
	on.hears('a', publish({qos: 2, dup: true}));
	t.deepEqual(on.sent(), [['a', {type: 'PUBREC', msgId: 7}]]);
	t.deepEqual(on.asked(), []);
});

for (const [next, copies] of [
	['a kept one', 0],
	['another clean one', 1],
] as const) {
	test(`after a clean session that was lost, ${next} finds ${copies ? 'nothing' : 'its receipts'}`, t => {
		const on = bench();
		on.hears('a', publish({qos: 2}));
		on.broker.published(1, on.lastToken(), 'accepted');
		on.broker.lost(1);
		on.connect('a', 'n1', {cleanSession: copies === 1});
		on.hears('a', {type: 'REGISTER', topicId: 0, msgId: 3, topicName: 'a/b'});
		on.asked();
		on.hears('a', publish({qos: 2, dup: true}));
		t.is(on.asked().length, copies);
	});
}

test('MsgIds that are never released make room', t => {
	const on = bench({}, 2);
	for (const msgId of [1, 2, 3]) {
		on.hears('a', publish({qos: 2, msgId}));
		on.broker.published(1, on.lastToken(), 'accepted');
	}
	t.is(on.sent().length, 3);
});

test('the broker is asked, and PUBREC sent, after the store has the receipt', t => {
	const shelf = new Shelf();
	const on = bench({cleanSession: false}, 16, shelf);
	on.hears('a', publish({qos: 2}));
	t.deepEqual(on.asked(), []);
	shelf.commit();
	on.broker.published(1, on.lastToken(), 'accepted');
	t.deepEqual(on.sent(), []);
	shelf.commit();
	t.deepEqual(on.sent(), [['a', {type: 'PUBREC', msgId: 7}]]);
});

test('to a client QoS 2 goes from PUBLISH to PUBCOMP, and then to the broker', t => {
	const on = bench();
	on.broker.message(1, fromBroker('a/b', 2, 9));
	t.deepEqual(on.sent(), [['a', publish({qos: 2, msgId: 1})]]);
	on.hears('a', {type: 'PUBREC', msgId: 1});
	t.deepEqual(on.sent(), [['a', {type: 'PUBREL', msgId: 1}]]);
	t.deepEqual(on.asked(), []);
	on.hears('a', {type: 'PUBCOMP', msgId: 1});
	t.deepEqual(on.asked(), [['acknowledge', 1, 9]]);
});

test('PUBREL, not PUBLISH, is sent again after PUBREC', t => {
	const on = bench();
	on.broker.message(1, fromBroker('a/b', 2));
	on.hears('a', {type: 'PUBREC', msgId: 1});
	on.sent();
	on.runTo(30_000);
	const again = ['a', {type: 'PUBREL', msgId: 1}];
	t.deepEqual(on.sent() as unknown[], [again, again, again]);
	on.runTo(40_000);
	t.is(on.gateway.counters.lost, 1);
});

test('any PUBREC gets PUBREL, and only the awaited PUBCOMP counts', t => {
	const on = bench();
	on.broker.message(1, fromBroker('a/b', 2));
	for (const msgId of [1, 1, 5]) on.hears('a', {type: 'PUBREC', msgId});
	t.is(on.sent().length, 4);
	on.hears('a', {type: 'PUBCOMP', msgId: 5});
	t.deepEqual(on.asked(), []);
});

test('the next connection goes on where the last one ended, with the same MsgId', t => {
	const on = bench({cleanSession: false});
	on.broker.message(1, fromBroker('a/b', 2, 9));
	on.hears('a', connect('n1', {cleanSession: false}));
	on.broker.opened(2, accepted);
	on.broker.message(2, fromBroker('a/b', 2, 9));
	on.hears('a', {type: 'REGACK', topicId: 1, msgId: 2, returnCode: 0});
	t.deepEqual(on.sent().at(-1), ['a', publish({qos: 2, msgId: 1, dup: true})]);
	on.hears('a', {type: 'PUBREC', msgId: 1});
	on.asked();
	on.hears('a', {type: 'PUBCOMP', msgId: 1});
	t.deepEqual(on.asked(), [['acknowledge', 2, 9]]);
});

test('a broker that repeats what the client has completed is told so', t => {
	const on = bench({cleanSession: false});
	on.broker.message(1, fromBroker('a/b', 2, 9));
	on.hears('a', {type: 'PUBREC', msgId: 1});
	on.hears('a', {type: 'PUBCOMP', msgId: 1});
	on.connect('a', 'n1', {cleanSession: false, sessionPresent: true});
	on.broker.message(2, fromBroker('a/b', 2, 9));
	t.deepEqual(on.asked(), [['acknowledge', 2, 9]]);
	t.deepEqual(on.sent(), [], 'and the client hears nothing');
	on.broker.message(2, fromBroker('a/b', 2, 9));
	t.is(on.asked().length, 1);
});

test('on one link a delivery number that comes again is another message', t => {
	const on = bench();
	for (const msgId of [1, 2]) {
		on.broker.message(1, fromBroker('a/b', 2, 9));
		t.deepEqual(on.sent(), [['a', publish({qos: 2, msgId})]]);
		on.hears('a', {type: 'PUBREC', msgId});
		on.hears('a', {type: 'PUBCOMP', msgId});
		on.sent();
	}
});

function bench({cleanSession = true} = {}, questionsMax = 16, shelf?: Shelf): Bench {
	const on = new Bench({questionsMax, store: shelf?.store});
	const link = on.connect('a', 'n1', {cleanSession});
	on.subscribe('a', link, 'a/b', 2);
	shelf?.commit();
	on.sent();
	on.asked();
	return on;
}
