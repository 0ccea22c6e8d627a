/* When a sensor samples, and what it says. */
import test from 'ava';
import {bootNode, type Node} from './page.js';

test('the first sample is taken after a time by luck, within one period', t => {
	const node = bootNode({PeriodMs: 10_000}, {luck: () => 9_999});
	node.at(9_998);
	t.deepEqual(node.told, []);
	node.at(9_999);
	t.deepEqual(node.told, ['Published 0 0 1 2150']);
});

test('the time to the first sample is shorter than the period', t => {
	const node = bootNode({PeriodMs: 10_000}, {luck: () => 10_000});
	node.at(0);
	t.deepEqual(node.told, ['Published 0 0 1 2150'], 'one past the bound wraps to 0');
});

test('without jitter samples follow each other by exactly a period', t => {
	t.deepEqual(gaps({PeriodMs: 10_000}, 0), [10_000, 10_000, 10_000]);
});

test('jitter shortens a period by as much as it says', t => {
	t.deepEqual(gaps({PeriodMs: 10_000, JitterMs: 300}, 0), [9_700, 9_700, 9_700]);
});

test('jitter lengthens a period by as much as it says', t => {
	t.deepEqual(gaps({PeriodMs: 10_000, JitterMs: 300}, 600), [10_300, 10_300, 10_300]);
});

test('jitter lengthens a period by no more', t => {
	t.deepEqual(gaps({PeriodMs: 10_000, JitterMs: 300}, 601), [9_700, 9_700, 9_700]);
});

test('a jitter as long as the period still lets time go on', t => {
	t.deepEqual(gaps({PeriodMs: 100, JitterMs: 100}, 0), [1, 1, 1]);
});

test('the period is a minute unless the config says otherwise', t => {
	t.deepEqual(gaps({}, 0), [60_000, 60_000, 60_000]);
});

const values: [number, string][] = [
	[0, '0'],
	[9, '9'],
	[10, '10'],
	[-1, '-1'],
	[-2150, '-2150'],
	[2147483647, '2147483647'],
	[-2147483648, '-2147483648'],
];
for (const [value, text] of values) {
	test(`the sensor says ${text} for ${value} hundredths`, t => {
		const node = bootNode({Node: 4294967295}, {sense: () => value});
		node.at(0);
		t.deepEqual(node.told, [`Published 0 4294967295 1 ${text}`]);
	});
}

const sizes: [number, number][] = [
	[1, 8],
	[8, 8],
	[9, 9],
	[64, 64],
	[65, 64],
];
for (const [payloadSize, size] of sizes) {
	test(`a PayloadSize of ${payloadSize} makes a payload of ${size} octets`, t => {
		const node = bootNode({PayloadSize: payloadSize});
		node.at(0);
		t.deepEqual(node.told, [`Published 0 ${'0 1 2150'.padEnd(size)}`]);
	});
}

const qualities: [Qos: number, TopicIdType: number, qos: number][] = [
	[0, 0, 0],
	[1, 0, 1],
	[2, 0, 2],
	[3, 1, -1],
	[3, 2, -1],
	[3, 0, 0],
	[4, 1, 1],
];
for (const [Qos, TopicIdType, qos] of qualities) {
	test(`a Qos of ${Qos} with a topic of type ${TopicIdType} is QoS ${qos}`, t => {
		const node = bootNode({Qos, TopicIdType});
		node.at(0);
		t.deepEqual(node.told, [`Published ${qos} 0 1 2150`]);
	});
}

test('a node that was not polled for hours takes one sample, then keeps its period', t => {
	const node = bootNode({PeriodMs: 10_000});
	node.at(0);
	node.oversleep(7_204_321);
	node.at(7_214_320);
	t.is(node.told.length, 2);
	node.at(7_214_321);
	t.is(node.told.length, 3);
});

/** Milliseconds between the samples 2 to 5, with constant luck after the first. */
function gaps(config: Record<string, number>, luck: number): number[] {
	const node = bootNode(config, {luck: () => luck});
	const times = [1, 2, 3, 4].map(() => nextSampleMs(node));
	return times.slice(1).map((time, i) => time - times[i]!);
}

function nextSampleMs(node: Node): number {
	do node.at(node.dueMs);
	while (node.takeTold().length === 0);
	return node.sinceBootMs;
}
