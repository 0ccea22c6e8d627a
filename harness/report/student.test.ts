import test from 'ava';
import {intervalOf, meanOf, student, welch} from './student.js';

test("t is the table's at its entries, and never too small between them", t => {
	t.is(student(1), 63.657);
	t.is(student(4), 4.604);
	t.is(student(4.9), 4.604);
	t.is(student(30), 2.75);
	t.is(student(39), 2.75);
	t.is(student(40), 2.704);
	t.is(student(5000), 2.626);
	t.throws(() => student(0.9), {instanceOf: RangeError});
});

test('an interval is what one works out by hand', t => {
	// s = 1, n = 3, t(2) = 9.925: 2 +- 9.925 / sqrt(3).
	const {mean, low, high} = intervalOf([1, 2, 3])!;
	t.is(mean, 2);
	t.is(low.toFixed(3), '-3.730');
	t.is(high.toFixed(3), '7.730');
});

test('one value has no interval, and none has no mean', t => {
	t.is(intervalOf([1]), null);
	t.is(welch([1, 2], [1]), null);
	t.throws(() => meanOf([]), {instanceOf: RangeError});
});

test('the difference of two samples is that of Welch', t => {
	// Variances 1 and 4 of three values each: freedom (1/3 + 4/3)^2 / ((1/9 + 16/9) / 2) = 2.94.
	const {mean, low, high} = welch([1, 2, 3], [8, 10, 12])!;
	t.is(mean, 8);
	t.is(((high - low) / 2).toFixed(3), (9.925 * Math.sqrt(5 / 3)).toFixed(3));
});

test('samples without scatter differ by exactly what they differ', t => {
	t.deepEqual(welch([2, 2], [3, 3]), {mean: 1, low: 1, high: 1});
	t.deepEqual(intervalOf([0.5, 0.5]), {mean: 0.5, low: 0.5, high: 0.5});
});
