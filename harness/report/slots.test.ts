import test from 'ava';
import {SlotSums} from './slots.js';

test('sums lie where their time is', t => {
	const sums = new SlotSums(2, 4);
	sums.add(0, 0, 3);
	sums.add(0, 999_999, 1);
	sums.add(1, 1_000_000, 5);
	t.deepEqual(sums.upTo(0, 2_000_000), [4, 0]);
	t.deepEqual(sums.upTo(1, 2_000_000), [0, 5]);
});

test('at its last microsecond a part is as long as it was, one later it is twice as long', t => {
	const sums = new SlotSums(1, 4);
	for (let second = 0; second < 4; second++) sums.add(0, second * 1_000_000, second + 1);
	sums.add(0, 3_999_999, 0);
	t.is(sums.slotUs, 1_000_000);
	sums.add(0, 4_000_000, 7);
	t.is(sums.slotUs, 2_000_000);
	t.deepEqual(sums.upTo(0, 6_000_000), [3, 7, 7]);
});

test('nothing is lost when time goes on for long', t => {
	const sums = new SlotSums(1, 8);
	for (let second = 0; second < 1000; second++) sums.add(0, second * 1_000_000, 1);
	const shown = sums.upTo(0, 1_000_000_000);
	t.true(shown.length <= 8);
	t.is(
		shown.reduce((all, one) => all + one, 0),
		1000,
	);
});
