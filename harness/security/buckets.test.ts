import test from 'ava';
import {Buckets} from './buckets.js';

const options = {burst: 2, refillMs: 1000, bucketsMax: 3};

test('a bucket gives its burst, and then one token each refill time', t => {
	const buckets = new Buckets(options);
	t.deepEqual(
		[0, 0, 0, 999, 1000, 1999, 2000].map(nowMs => buckets.take('a', nowMs)),
		[true, true, false, false, true, false, true],
	);
});

test('a bucket never holds more than its burst', t => {
	const buckets = new Buckets(options);
	t.true(buckets.take('a', 0));
	const later = 3_600_000;
	t.deepEqual(
		[1, 2, 3].map(() => buckets.take('a', later)),
		[true, true, false],
	);
});

test('one name does not use up the tokens of another', t => {
	const buckets = new Buckets(options);
	for (let count = 0; count < 9; count += 1) buckets.take('a', 0);
	t.true(buckets.take('b', 0));
});

test('invented names neither grow the table nor empty a bucket', t => {
	const buckets = new Buckets(options);
	for (let count = 0; count < 1000; count += 1) buckets.take(`x${count}`, 0);
	t.is(buckets.size, options.bucketsMax);
	t.true(buckets.take('a', 0));
});
