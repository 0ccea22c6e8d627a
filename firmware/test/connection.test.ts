/* CONNECT, keep-alive, and all the ways a connection ends: MQTT-SN 1.2, 6.2, 6.11 to 6.13. */
import test from 'ava';
import {
	AppKind,
	activeNode,
	bootNode,
	Counter,
	connectedNode,
	EUI,
	hex,
	type Node,
	u16,
} from './page.js';

const SEARCHGW = 'ffff 030100';
const CONNECT = `16040401${u16(120)}${hex(EUI)}`;
const PINGREQ = '1 0216';

test('CONNECT asks for a clean session and bears keep-alive and EUI-64', t => {
	const node = bootNode({KeepAliveS: 65_535});
	node.hear('03 02 07');
	t.deepEqual(node.at(500), [`1 16040401ffff${hex(EUI)}`]);
});

test('a keep-alive that 16 bits cannot hold is the longest they can', t => {
	const node = bootNode({KeepAliveS: 65_536});
	node.hear('03 02 07');
	t.deepEqual(node.at(500), [`1 16040401ffff${hex(EUI)}`]);
});

test('CONNACK accepted is reported with the GwId', t => {
	const node = connecting();
	node.hear('03 05 00');
	t.deepEqual(node.takeTold(), ['Connected 7']);
	t.is(node.count(Counter.Reconnects), 0);
});

test('an unanswered CONNECT is sent again Nretry times, unchanged, and then given up', t => {
	const node = connecting({RetryMs: 10_000, RetryCount: 2});
	t.deepEqual(node.at(10_499), []);
	t.deepEqual(node.at(10_500), [`1 ${CONNECT}`]);
	t.deepEqual(node.at(20_500), [`1 ${CONNECT}`]);
	t.deepEqual(node.at(30_500), [SEARCHGW]);
	t.is(node.count(Counter.Retransmissions), 2);
	t.is(node.count(Counter.GivenUp), 1);
	t.deepEqual(node.told, [], 'what never was is not lost');
});

test('Tretry is 10 s and Nretry 4 unless the config says otherwise', t => {
	const node = connecting();
	t.is(node.at(50_499).length, 4);
	t.deepEqual(node.at(50_500), [SEARCHGW]);
});

test('another gateway is tried before the search begins again', t => {
	const node = connecting({RetryMs: 1000, RetryCount: 1});
	node.hear('03 02 08', 2, -90);
	t.deepEqual(node.at(3000), [`1 ${CONNECT}`, `2 ${CONNECT}`]);
});

test('a gateway that failed is taken again once it is heard again', t => {
	const node = connecting({RetryMs: 1000, RetryCount: 1});
	t.deepEqual(node.at(2500), [`1 ${CONNECT}`, SEARCHGW]);
	node.hear('03 02 07');
	t.deepEqual(node.at(3000), [`1 ${CONNECT}`]);
});

test('a gateway that failed gives way to a weaker one that did not', t => {
	const node = connecting({RetryMs: 1000, RetryCount: 1});
	node.at(2500);
	node.hear('03 02 07', 1, -20);
	node.hear('03 02 08', 2, -90);
	t.deepEqual(node.at(3000), [`2 ${CONNECT}`]);
});

test('CONNACK congestion is reported, and that gateway left alone for TWAIT', t => {
	const node = connecting({WaitMs: 60_000});
	t.deepEqual(node.hear('03 05 01'), []);
	t.deepEqual(node.takeTold(), ['Congested 60000']);
	node.at(59_000);
	node.hear('03 02 07');
	t.false(node.at(60_499).includes(`1 ${CONNECT}`));
	t.true(node.at(61_000).includes(`1 ${CONNECT}`), 'half a second for stronger ones');
});

test('while one gateway is congested another is tried', t => {
	const node = connecting();
	node.hear('03 02 08', 2, -90);
	node.hear('03 05 01');
	t.deepEqual(node.at(1000), [`2 ${CONNECT}`]);
});

for (const returnCode of ['02', '03', '04', 'ff']) {
	test(`a gateway that answers CONNACK ${returnCode} is left alone for an hour`, t => {
		const node = connecting();
		node.hear(`03 05 ${returnCode}`);
		node.at(3_599_000);
		node.hear('03 02 07');
		t.false(node.at(3_600_499).includes(`1 ${CONNECT}`));
		t.true(node.at(3_601_000).includes(`1 ${CONNECT}`));
	});
}

test('a CONNACK nobody waits for is counted', t => {
	const node = activeNode();
	t.deepEqual(node.hear('03 05 03'), []);
	t.is(node.count(Counter.Unexpected), 1);
	t.deepEqual(node.told, []);
});

test('PINGREQ goes out when nothing was sent for three quarters of the keep-alive', t => {
	const node = activeNode({KeepAliveS: 100});
	const connectedMs = node.sinceBootMs;
	t.deepEqual(node.at(connectedMs + 74_999), []);
	t.deepEqual(node.at(connectedMs + 75_000), [PINGREQ]);
	node.hear('02 17');
	t.deepEqual(node.after(74_999), []);
	t.deepEqual(node.after(1), [PINGREQ]);
});

test('the longest keep-alive is watched over like any other', t => {
	const node = activeNode({KeepAliveS: 65_535});
	t.deepEqual(node.after(49_151_249), []);
	t.deepEqual(node.after(1), [PINGREQ]);
});

test('PINGREQ is in time although the clock wraps before the keep-alive is over', t => {
	const node = activeNode({KeepAliveS: 100}, {startMs: 2 ** 32 - 90_000});
	t.deepEqual(node.at(75_499), []);
	t.deepEqual(node.at(75_500), [PINGREQ]);
});

test('a node that only talks at QoS 0 still finds out that nobody listens', t => {
	const node = connectedNode({TopicIdType: 1, KeepAliveS: 100, PeriodMs: 10_000});
	t.false(node.at(100_499).includes(PINGREQ));
	t.true(node.at(100_500).includes(PINGREQ));
});

test('a connection without PINGRESP is lost after Nretry', t => {
	const node = activeNode({KeepAliveS: 100, RetryMs: 1000, RetryCount: 2});
	t.deepEqual(node.after(76_999), [PINGREQ, PINGREQ]);
	t.deepEqual(node.after(1), [PINGREQ]);
	node.after(1000);
	t.deepEqual(node.told, ['Lost 7']);
});

test('PINGREQ of our gateway is answered, with or without a ClientId', t => {
	const node = activeNode();
	t.deepEqual(node.hear('02 16'), ['1 0217']);
	t.deepEqual(node.hear(`12 16 ${hex(EUI)}`), ['1 0217']);
});

test('PINGREQ of anybody else is ignored and counted', t => {
	const node = activeNode();
	t.deepEqual(node.hear('02 16', 2), []);
	t.is(node.count(Counter.WrongPeer), 1);
});

test('DISCONNECT of the gateway is reported, and a new CONNECT follows', t => {
	const node = activeNode();
	t.deepEqual(node.hear('02 18'), []);
	t.deepEqual(node.takeTold(), ['Lost 7']);
	t.deepEqual(node.after(500), [`1 ${CONNECT}`]);
	node.hear('03 05 00');
	t.is(node.count(Counter.Reconnects), 1);
});

test('after DISCONNECT of the gateway the node waits by luck, up to two seconds', t => {
	let luck = 0;
	const node = activeNode({}, {luck: () => luck});
	luck = 2000;
	node.hear('02 18');
	luck = 0;
	t.deepEqual(node.after(1999), []);
	t.deepEqual(node.after(500), []);
	t.deepEqual(node.after(1), [`1 ${CONNECT}`]);
});

test('DISCONNECT of anybody else is ignored and counted', t => {
	const node = activeNode();
	node.hear('02 18', 2);
	t.deepEqual(node.told, []);
	t.is(node.count(Counter.WrongPeer), 1);
});

test('DISCONNECT while CONNECT waits is an echo of old times', t => {
	const node = connecting();
	node.hear('02 18');
	t.is(node.count(Counter.Unexpected), 1);
	node.hear('03 05 00');
	t.deepEqual(node.told, ['Connected 7']);
});

test('before CONNACK the gateway has nothing to deliver', t => {
	const node = connecting({App: AppKind.Actuator, TopicIdType: 1});
	t.deepEqual(node.hear('08 0c 21 0002 0005 41'), []);
	t.deepEqual(node.hear('07 0a 0009 0005 61'), []);
	t.deepEqual(node.hear('02 16'), []);
	t.is(node.count(Counter.Unexpected), 3);
});

test('a message that no client receives is counted', t => {
	const node = activeNode();
	t.deepEqual(node.hear('07 12 21 0001 0002'), []);
	t.is(node.count(Counter.Unexpected), 1);
});

test('malformed octets from the gateway are no sign of life', t => {
	const node = connectedNode({TopicIdType: 1, KeepAliveS: 100, PeriodMs: 10_000});
	node.after(50_000);
	node.hear('03 17 00');
	t.true(node.at(100_500).includes(PINGREQ));
});

function connecting(config = {}): Node {
	const node = bootNode({App: AppKind.Actuator, ...config});
	node.hear('03 02 07');
	node.at(500);
	return node;
}
