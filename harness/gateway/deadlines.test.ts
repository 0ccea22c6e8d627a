import test from 'ava';
import fc from 'fast-check';
import {Deadlines, type Timed} from './deadlines.js';

/** CI has the same cases each time. */
fc.configureGlobal({seed: 1});

test('items come due in the order of their times', t => {
	fc.assert(
		fc.property(fc.array(fc.nat(50)), times => {
			const deadlines = new Deadlines();
			for (const time of times) deadlines.arm(item(), time);
			t.deepEqual(
				drained(deadlines, 50),
				times.toSorted((a, b) => a - b),
			);
		}),
	);
	t.pass();
});

test('items that leave or move up disturb no others', t => {
	const what = fc.oneof({weight: 3, arbitrary: fc.nat(50)}, fc.constant('cancel' as const));
	const step = fc.tuple(fc.nat(31), what);
	fc.assert(
		fc.property(fc.array(step, {maxLength: 90, size: 'max'}), steps => {
			const deadlines = new Deadlines();
			const items = Array.from({length: 32}, item);
			const expected = new Map<Timed, number>();
			for (const [index, atMs] of steps) {
				const one = items[index]!;
				if (atMs === 'cancel') {
					deadlines.cancel(one);
					expected.delete(one);
				} else {
					deadlines.arm(one, atMs);
					expected.set(one, Math.min(atMs, expected.get(one) ?? atMs));
				}
			}
			t.deepEqual(
				drained(deadlines, 50),
				[...expected.values()].sort((a, b) => a - b),
			);
		}),
	);
	t.pass();
});

test('nothing is due one millisecond early', t => {
	const deadlines = new Deadlines();
	const one = item();
	deadlines.arm(one, 10);
	t.is(deadlines.nextMs, 10);
	t.is(deadlines.due(9), undefined);
	t.is(deadlines.due(10), one);
	t.is(deadlines.nextMs, Number.POSITIVE_INFINITY);
});

test('a later time leaves an item where it is, an earlier one moves it', t => {
	const deadlines = new Deadlines();
	const one = item();
	deadlines.arm(one, 10);
	deadlines.arm(one, 20);
	t.is(deadlines.nextMs, 10);
	deadlines.arm(one, 5);
	t.is(deadlines.nextMs, 5);
	t.deepEqual(drained(deadlines, 50), [5], 'it is in once');
});

test('Infinity is never', t => {
	const deadlines = new Deadlines();
	deadlines.arm(item(), Number.POSITIVE_INFINITY);
	t.is(deadlines.due(Number.MAX_VALUE), undefined);
});

function item(): Timed {
	return {heapIndex: -1, armedMs: 0};
}

function drained(deadlines: Deadlines<Timed>, untilMs: number): number[] {
	const times: number[] = [];
	for (let due = deadlines.due(untilMs); due; due = deadlines.due(untilMs)) {
		times.push(due.armedMs);
	}
	return times;
}
