import test from 'ava';
import {estimateOf, student} from './estimate.js';
import {meanText} from './figures.js';

test('the mean of a few runs has the interval of Student', t => {
	// Five values with variance 2.5: 2.776 times the root of a half.
	const {mean, half} = estimateOf([1, 2, 3, 4, 5])!;
	t.is(mean, 3);
	t.is(half!.toFixed(4), '1.9629');
});

test('one run has no interval, and none has no mean', t => {
	t.deepEqual(estimateOf([7]), {count: 1, mean: 7, half: null});
	t.is(estimateOf([]), null);
});

test('runs that agree leave no doubt', t => {
	t.is(estimateOf([4, 4, 4])!.half, 0);
});

for (const [freedom, expected] of [
	[1, 12.706],
	[10, 2.228],
	[11, 2.201],
	[20, 2.086],
	[30, 2.042],
	[120, 1.98],
	[100_000, 1.96],
] as const) {
	test(`t of 97.5 % with ${freedom} degrees of freedom is ${expected}`, t => {
		t.true(Math.abs(student(freedom) - expected) < 0.003);
	});
}

test('a mean is told with three digits and its unit', t => {
	t.is(meanText('collisions', 12.3456), '12.3');
	t.is(meanText('collisions', 1234.5), '1,235');
	t.is(meanText('latency.p95', 12.3456), '12.3 ms');
	t.is(meanText('delivery', 0.99512), '99.51 %');
	t.is(meanText('energy.perNode', 1234), '1.23 mC');
});
