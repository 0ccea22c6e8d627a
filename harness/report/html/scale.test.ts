import test from 'ava';
import {clock, linear, logarithmic} from './scale.js';

test('a linear scale begins and ends at round values', t => {
	const {low, high, ticks} = linear(0, 47);
	t.deepEqual([low, high], [0, 50]);
	t.deepEqual(ticks, [0, 10, 20, 30, 40, 50]);
});

test('a scale of one value is still as wide as a step', t => {
	for (const value of [0, 1, 1000]) {
		const {low, high} = linear(value, value);
		t.true(high > low, `${value}`);
	}
});

test('time is divided as clocks are, and ends where it ends', t => {
	const {high, ticks} = clock(3616);
	t.is(high, 3616);
	t.deepEqual(ticks, [0, 900, 1800, 2700, 3600]);
	t.deepEqual(clock(60).ticks, [0, 10, 20, 30, 40, 50, 60]);
});

test('a logarithmic scale has powers of ten, and more of them where it is short', t => {
	t.deepEqual(logarithmic(4, 9000).ticks, [1, 10, 100, 1000, 10_000]);
	t.deepEqual(logarithmic(3, 40).ticks, [2, 5, 10, 20, 50]);
});

test('a value lies where its share of the way is', t => {
	t.is(linear(0, 50).at(25), 0.5);
	t.is(logarithmic(1, 100).at(10), 0.5);
	t.is(logarithmic(5, 5).at(5), 0);
});
