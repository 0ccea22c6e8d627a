import test from 'ava';
import {encodeForwarder} from '../wire/forwarder.js';
import {decode, encode, type Message} from '../wire/wire.js';
import {Bench, GK, GWID, octets} from './bench.js';
import {groupKey} from './key-desk.js';
import type {Policy} from './options.js';

const PUBLISH: Message = {
	type: 'PUBLISH',
	dup: false,
	qos: -1,
	retain: false,
	topicIdType: 1,
	topicId: 1,
	msgId: 0,
	data: octets('00'),
};
const OTHERS: readonly Message[] = [
	{type: 'PINGREQ', clientId: 'x'},
	{type: 'DISCONNECT'},
	PUBLISH,
	{type: 'ADVERTISE', gwId: 0, durationS: 1},
	{type: 'GWINFO', gwId: 0},
];

test('attack/D1: a CONNECT without protection is answered CONNACK 0x03 and by nothing else', t => {
	const on = bench('required');
	on.hears('a', encode(connect('x')));
	t.deepEqual(on.delivered(), []);
	t.deepEqual(sent(on), [['a', {type: 'CONNACK', returnCode: 3}]]);
});

test('attack/D1: whatever else comes without protection is nothing', t => {
	const on = bench('required');
	for (const message of OTHERS) on.hears('a', encode(message));
	t.deepEqual([on.delivered(), on.sent()], [[], []]);
	t.is(on.guard.counters.plaintextRefused, OTHERS.length);
});

test('attack/D1: a CONNECT without protection behind a forwarder is refused there', t => {
	const on = bench('required');
	on.hears('f', wrap(encode(connect('x'))));
	const [[to, datagram]] = on.sent() as [[string, Uint8Array]];
	t.is(to, 'f');
	t.deepEqual(innerOf(datagram), {type: 'CONNACK', returnCode: 3});
});

test('attack/D1: refusals end where somebody asks for them without end', t => {
	const on = bench('required');
	for (let count = 0; count < 100; count += 1) on.hears('a', encode(connect('x')));
	t.is(on.sent().length, 4);
});

test('a stranger may search, and is answered by a group frame that is a hint to it', t => {
	const on = bench('required');
	on.desk.say(() => on.desk.listener(GWID).groupKey(groupKey(1, GK)));
	on.hears('a', encode({type: 'SEARCHGW', radius: 2}));
	t.deepEqual(on.delivered(), [['a', 'SEARCHGW']]);
	on.guard.broadcast(encode({type: 'GWINFO', gwId: 1}), 2);
	const [[radius, frame], ...more] = on.sent() as [[number, Uint8Array]];
	t.deepEqual([radius, more], [2, []]);
	const heard = on.device(1).received(frame);
	t.like(heard, {kind: 'hint', proved: false});
});

test('a stranger behind a forwarder is answered by a group frame in its envelope', t => {
	const on = bench('required');
	on.desk.say(() => on.desk.listener(GWID).groupKey(groupKey(1, GK)));
	on.hears('f', wrap(encode({type: 'SEARCHGW', radius: 0})));
	t.deepEqual(on.delivered().length, 1);
	on.guard.send('f', wrap(encode({type: 'GWINFO', gwId: 1})));
	const [[, datagram]] = on.sent() as [[string, Uint8Array]];
	const envelope = decode(datagram);
	t.is(envelope.type, 'FORWARDER');
	if (envelope.type === 'FORWARDER') t.is(envelope.inner[3], 0x3d);
});

test('without a group key a gateway that requires protection keeps its last broadcast back', t => {
	const on = bench('required');
	on.guard.broadcast(encode({type: 'ADVERTISE', gwId: 1, durationS: 8}), 0);
	on.guard.broadcast(encode({type: 'ADVERTISE', gwId: 1, durationS: 9}), 0);
	t.deepEqual(on.sent(), []);
	t.is(on.guard.counters.broadcastsUnproved, 2);
	on.desk.say(() => on.desk.listener(GWID).groupKey(groupKey(1, GK)));
	t.is(on.sent().length, 1);
	on.desk.say(() => on.desk.listener(GWID).groupKey(groupKey(2, GK)));
	t.deepEqual(on.sent(), [], 'and once is enough');
});

test('where protection is optional, broadcasts go both ways and clients speak in clear', t => {
	const on = bench('optional');
	on.desk.say(() => on.desk.listener(GWID).groupKey(groupKey(1, GK)));
	on.guard.broadcast(encode({type: 'ADVERTISE', gwId: 1, durationS: 9}), 0);
	t.deepEqual(
		on.sent().map(([, datagram]) => datagram[1]),
		[0x00, 0xff],
	);
	on.hears('a', encode(connect('x')));
	on.guard.send('a', encode({type: 'CONNACK', returnCode: 0}));
	t.deepEqual(on.delivered(), [['a', 'CONNECT']]);
	t.deepEqual(sent(on), [['a', {type: 'CONNACK', returnCode: 0}]]);
});

test('attack/A1: where protection is optional, nobody is a protected device in clear', t => {
	const on = bench('optional');
	on.join(on.device(1));
	on.hears('x', encode(connect('00124b0001020301')));
	on.hears('x', encode({type: 'PINGREQ', clientId: '00124b0001020301'}));
	t.deepEqual(on.delivered(), []);
	t.deepEqual(sent(on), [['x', {type: 'CONNACK', returnCode: 3}]]);
	on.hears('x', encode(connect('00124b0001020302')));
	t.is(on.delivered().length, 1);
});

test('where protection is off, all goes through as it is', t => {
	const on = bench('off');
	const all = [encode(connect('x')), on.device(1).hello(), wrap(encode(connect('x')))];
	for (const datagram of all) on.hears('a', datagram);
	t.is(on.delivered().length, 3);
	on.guard.send('a', encode({type: 'PINGRESP'}));
	on.guard.broadcast(encode({type: 'GWINFO', gwId: 1}), 3);
	t.deepEqual(
		on.sent().map(([to]) => to),
		['a', 3],
	);
});

test('envelopes without end, and broken ones, are dropped', t => {
	const on = bench('required');
	let nested: Uint8Array = on.device(1).hello();
	for (let depth = 0; depth < 9; depth += 1) nested = wrap(nested);
	on.hears('f', nested);
	on.hears('f', Uint8Array.of(9, 0xfe, 0, 1));
	t.is(on.guard.counters.malformed, 2);
	t.is(on.guard.counters.hellos, 0);
});

function bench(policy: Policy): Bench {
	return new Bench({policy});
}

function connect(clientId: string): Message {
	return {type: 'CONNECT', will: false, cleanSession: true, protocolId: 1, durationS: 9, clientId};
}

function wrap(inner: Uint8Array): Uint8Array {
	return encodeForwarder({type: 'FORWARDER', ctrl: 0, wirelessNodeId: octets('0a'), inner});
}

function innerOf(datagram: Uint8Array) {
	const envelope = decode(datagram);
	return envelope.type === 'FORWARDER' ? decode(envelope.inner) : envelope;
}

function sent(on: Bench) {
	return on.sent().map(([to, datagram]) => [to, decode(datagram)]);
}
