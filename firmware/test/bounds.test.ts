/*
 * Bounds of limits.ts that no other test reaches: each at the bound and one past it. The bounds of
 * tables, names and payloads are with what they bound.
 */
import test from 'ava';
import {AppKind, activeNode, bootNode, type Config, Counter, connectedNode} from './page.js';

const DAY_MS = 86_400_000;
const SEARCH_GAP_MAX_MS = 300_000;
const RX_FRAME_SIZE = 260;

for (const retryCount of [255, 256]) {
	test(`a RetryCount of ${retryCount} sends a request again 255 times`, t => {
		const node = activeNode({RetryCount: retryCount, RetryMs: 10, KeepAliveS: 1});
		t.is(node.after(750 + 255 * 10).filter(sent => sent === '1 0216').length, 256);
		node.after(10);
		t.deepEqual(node.takeTold(), ['Lost 7']);
	});
}

for (const SearchMs of [SEARCH_GAP_MAX_MS, SEARCH_GAP_MAX_MS + 1]) {
	test(`a SearchMs of ${SearchMs} is five minutes`, t => {
		const node = bootNode({App: AppKind.Actuator, SearchMs}, {luck: () => SEARCH_GAP_MAX_MS});
		t.deepEqual(node.at(SEARCH_GAP_MAX_MS - 1), []);
		t.is(node.at(SEARCH_GAP_MAX_MS).length, 1);
	});

	test(`a GwinfoMs of ${SearchMs} is five minutes`, t => {
		let luck = 0;
		const config = {GwinfoMs: SearchMs, KeepAliveS: 65_535};
		const node = activeNode(config, {luck: () => luck});
		luck = SEARCH_GAP_MAX_MS;
		node.hear('03 01 00', 9);
		t.deepEqual(node.after(SEARCH_GAP_MAX_MS - 1), []);
		t.is(node.after(1).length, 1);
	});
}

for (const limitMs of [DAY_MS, DAY_MS + 1]) {
	test(`a PeriodMs of ${limitMs} is a day`, t => {
		const node = bootNode({PeriodMs: limitMs}, {luck: () => DAY_MS - 1});
		node.at(DAY_MS - 2);
		t.deepEqual(node.takeTold(), []);
		node.at(DAY_MS - 1);
		t.is(node.takeTold().length, 1);
	});

	test(`a RetryMs of ${limitMs} is a day`, t => {
		const node = connectedNode({RetryMs: limitMs, App: AppKind.Actuator});
		node.take();
		t.deepEqual(node.after(DAY_MS - 1), []);
		t.is(node.after(1).length, 1);
	});

	test(`a WaitMs of ${limitMs} is a day`, t => {
		const node = connectedNode({WaitMs: limitMs, App: AppKind.Actuator});
		node.hear('07 0b 0000 0001 01');
		t.deepEqual(node.takeTold(), [`Congested ${DAY_MS}`]);
	});
}

test('a payload of 64 octets makes a frame of 71, which the request can send again', t => {
	const node = connectedNode({TopicIdType: 1, Qos: 1, PayloadSize: 64});
	t.is(node.take()[0]!.length, 2 + 2 * 71);
	t.is(node.after(10_000)[0]!.length, 2 + 2 * 71);
});

test('a datagram of as many octets as the frame has is looked at, one more is not', t => {
	for (const size of [RX_FRAME_SIZE, RX_FRAME_SIZE + 1]) {
		const node = activeNode();
		const length = size.toString(16).padStart(4, '0');
		node.hear(`01 ${length} 03 ${'00'.repeat(size - 4)}`);
		t.is(node.count(Counter.Malformed), 1, 'what is longer than 257 octets is malformed');
	}
});

test('a reserved MsgType of 257 octets is recognised, of 258 octets not', t => {
	const node = activeNode();
	node.hear(`01 0101 03 ${'00'.repeat(253)}`);
	t.is(node.count(Counter.UnknownType), 1);
	node.hear(`01 0102 03 ${'00'.repeat(254)}`);
	t.is(node.count(Counter.UnknownType), 1);
	t.is(node.count(Counter.Malformed), 1);
});

const reconnects: [luck: number, waitMs: number][] = [
	[2000, 2000],
	[2001, 0],
];
for (const [drawn, waitMs] of reconnects) {
	test(`after DISCONNECT of the gateway a luck of ${drawn} is a pause of ${waitMs} ms`, t => {
		let luck = 0;
		const node = activeNode({} satisfies Config, {luck: () => luck});
		luck = drawn;
		node.hear('02 18');
		luck = 0;
		t.deepEqual(node.after(waitMs + 499), []);
		t.is(node.after(1).length, 1);
	});
}
