import test from 'ava';
import {Scheduler} from '../kernel/scheduler.js';
import {Air} from './air.js';

/* The longest frame lasts 4256 us; the chain of locks is followed two of these back. */

test('transmissions are kept by their start, and at one start in the order of the requests', t => {
	const {begin, kept} = bench();
	for (const [sender, startUs] of [
		[1, 300],
		[2, 100],
		[3, 300],
		[4, 200],
	]) {
		begin(sender, startUs, startUs + 1000);
	}
	t.deepEqual(kept(), [2, 4, 1, 3]);
});

test('what has landed stays for the 128 us that a CCA looks back, and no longer', t => {
	const remembers = (afterUs: number) => {
		const {air, at, begin, kept} = bench();
		air.landed(begin(1, 0, 1000));
		at(1000 + afterUs);
		begin(2, 1000 + afterUs, 9000);
		return kept().includes(1);
	};
	t.deepEqual([127, 128].map(remembers), [true, false]);
});

test('what has landed stays while a flying frame may have to do with it', t => {
	const remembers = (endUs: number) => {
		const {air, at, begin, kept} = bench();
		air.landed(begin(1, 0, endUs));
		begin(2, 10_000, 14_000);
		at(12_000);
		begin(3, 12_000, 14_000);
		return kept().includes(1);
	};
	t.deepEqual([10_000 - 2 * 4256, 10_001 - 2 * 4256].map(remembers), [false, true]);
});

test('what flies is never forgotten', t => {
	const {at, begin, kept} = bench();
	begin(1, 0, 1000);
	at(1_000_000);
	begin(2, 1_000_000, 1_001_000);
	t.deepEqual(kept(), [1, 2]);
});

test('more than 64 transmissions at once find room, and keep what they are', t => {
	const {air, begin, kept} = bench();
	const names = Array.from({length: 65}, (_, index) => begin(index, 65 - index, 1000 + index));
	t.is(new Set(names).size, 65);
	t.deepEqual(
		kept(),
		Array.from({length: 65}, (_, index) => 64 - index),
	);
	t.deepEqual(
		names.map(name => air.endUs[name]),
		names.map((_, index) => 1000 + index),
	);
});

test('a slot that was forgotten is used again', t => {
	const {air, at, begin} = bench();
	for (let round = 0; round < 1000; round++) {
		at(10_000 * round);
		air.landed(begin(round, 10_000 * round, 10_000 * round + 1000));
	}
	t.is(air.order.length, 64);
});

function bench() {
	const scheduler = new Scheduler();
	const air = new Air(scheduler);
	return {
		air,
		at: (us: number) => scheduler.run(us),
		begin: (sender: number, startUs: number, endUs: number) => {
			const transmission = air.begin(startUs, endUs);
			air.sender[transmission] = sender;
			return transmission;
		},
		/** The senders of what is kept, in order. */
		kept: () => [...air.order.subarray(0, air.count)].map(kept => air.sender[kept]),
	};
}
