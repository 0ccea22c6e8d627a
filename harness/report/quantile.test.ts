import test from 'ava';
import {quantile, spreadOf} from './quantile.js';

const rows: [count: number, share: number, expected: number][] = [
	[1, 0.5, 1],
	[1, 0.99, 1],
	[2, 0.5, 1],
	[3, 0.5, 2],
	[11, 0.95, 11],
	[20, 0.95, 19],
	[21, 0.95, 20],
	[100, 0.95, 95],
	[100, 0.99, 99],
	[101, 0.99, 100],
	[100, 1, 100],
];

for (const [count, share, expected] of rows) {
	test(`the ${share} quantile of 1 to ${count} is ${expected}`, t => {
		const values = Array.from({length: count}, (_, index) => index + 1);
		t.is(quantile(values, share), expected);
	});
}

test('a spread does not depend on the order of its values, and sorts by number', t => {
	t.deepEqual(spreadOf([10, 9, 100, 2]), {p50: 9, p95: 100, p99: 100, max: 100});
});

test('nothing has no spread and no quantile', t => {
	t.is(spreadOf([]), null);
	t.throws(() => quantile([], 0.5), {instanceOf: RangeError});
	t.throws(() => quantile([1], 0), {instanceOf: RangeError});
});
