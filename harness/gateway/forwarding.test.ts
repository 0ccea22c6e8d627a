import test from 'ava';
import fc from 'fast-check';
import {decode, encode, type Message} from '../wire/wire.js';
import {Bench, connect, publish} from './bench.js';
import {addressBehind, enveloped, envelopesSize, FORWARDERS_MAX, fits} from './forwarding.js';

const inner = {type: 'PINGREQ'} as const;

test('a client behind a forwarder is answered in an envelope with its WirelessNodeId', t => {
	const on = new Bench();
	on.hears('f', wrapped(connect('n1'), [0x0a, 0x0b]));
	on.broker.opened(1, {kind: 'accepted', sessionPresent: false});
	t.deepEqual(on.sent(), [['f', wrapped({type: 'CONNACK', returnCode: 0}, [0x0a, 0x0b])]]);
	t.is(on.gateway.counters.forwarded, 1);
});

test('the same WirelessNodeId behind two forwarders is two clients', t => {
	const on = new Bench();
	on.hears('f', wrapped(connect('n1'), [1]));
	on.hears('g', wrapped(connect('n2'), [1]));
	t.is(on.gateway.connectedCount, 2);
	for (const link of [1, 2]) on.broker.opened(link, {kind: 'accepted', sessionPresent: false});
	t.deepEqual(
		on.sent().map(([to]) => to),
		['f', 'g'],
	);
});

test('a forwarder is a stranger of its own', t => {
	const on = new Bench();
	on.hears('f', wrapped(connect('n1'), [1]));
	on.sent();
	on.hears('f', {type: 'PINGREQ'});
	t.deepEqual(on.sent(), [['f', {type: 'DISCONNECT'}]]);
	on.hears('f', wrapped(inner, [2]));
	t.deepEqual(on.sent(), [['f', wrapped({type: 'DISCONNECT'}, [2])]]);
});

test('envelopes in envelopes are answered in the same order', t => {
	const on = new Bench();
	on.hears('f', wrapped(wrapped(inner, [2, 3]), [1]));
	t.deepEqual(on.sent(), [['f', wrapped(wrapped({type: 'DISCONNECT'}, [2, 3]), [1])]]);
});

test('as many forwarders as may stand in a row, and one more is malformed', t => {
	const on = new Bench();
	let message: Message = inner;
	for (let depth = 0; depth < FORWARDERS_MAX; depth += 1) message = wrapped(message, [depth]);
	on.hears('f', message);
	t.is(on.sent().length, 1);
	on.hears('f', wrapped(message, [9]));
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.malformed, 1);
});

test('what is malformed within an envelope is counted and not answered', t => {
	const on = new Bench();
	const [wirelessNodeId, octets] = [Uint8Array.of(1), Uint8Array.of(9, 0x16)];
	on.hears('f', {type: 'FORWARDER', ctrl: 0, wirelessNodeId, inner: octets});
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.malformed, 1);
});

const searches = test.macro((t, radius: number, ctrl: number) => {
	const on = new Bench();
	on.hears('f', wrapped({type: 'SEARCHGW', radius}, [1]));
	t.deepEqual(on.sent(), [['f', wrapped({type: 'GWINFO', gwId: 1}, [1], ctrl)]]);
});

test('SEARCHGW from behind a forwarder is answered as far as it was asked', searches, 3, 3);
test('a radius that Ctrl cannot hold is the whole network', searches, 4, 0);

test('a node id may have any length from 1 to 252, and comes back as it went', t => {
	const ids = fc.array(fc.uint8Array({minLength: 1, maxLength: 252}), {maxLength: 4});
	fc.assert(
		fc.property(ids, nodes => {
			const address = nodes.reduce(
				(from, wirelessNodeId) =>
					addressBehind(from, {type: 'FORWARDER', ctrl: 0, wirelessNodeId, inner: hello}),
				'udp:1',
			);
			const {to, datagram} = enveloped(address, hello, 0);
			t.is(to, 'udp:1');
			t.is(datagram.length, hello.length + envelopesSize(address));
			t.deepEqual(
				unwrapped(datagram),
				nodes.map(node => Buffer.from(node).toString('hex')),
			);
		}),
		{seed: 3, numRuns: 200},
	);
});

test('a message that fits a datagram may not fit with its envelope', t => {
	t.true(fits(0xffff - 4, 0xffff, 'f'));
	t.false(fits(0xffff - 3, 0xffff, 'f'));
	t.true(fits(0xffff - 8, 0xffff, 'f>00'));
	t.false(fits(0xffff - 7, 0xffff, 'f>00'));
});

test('PUBLISH at QoS -1 may come through a forwarder', t => {
	const on = new Bench();
	on.hears('f', wrapped(publish({qos: -1, topicIdType: 2, topicId: 0x6162, msgId: 0}), [1]));
	t.like(on.asked()[0], ['open', 0]);
});

const hello = encode(inner);

function wrapped(message: Message, node: readonly number[], ctrl = 0): Message {
	const wirelessNodeId = Uint8Array.from(node);
	return {type: 'FORWARDER', ctrl, wirelessNodeId, inner: encode(message)};
}

function unwrapped(datagram: Uint8Array): string[] {
	const message = decode(datagram);
	if (message.type !== 'FORWARDER') return [];
	return [Buffer.from(message.wirelessNodeId).toString('hex'), ...unwrapped(message.inner)];
}
