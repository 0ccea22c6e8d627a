import test from 'ava';
import {BLOCK, Ceiling} from './ceiling.js';
import {NUMBER_MAX, Numbers} from './numbers.js';

test('the first number waits until its block is durable', t => {
	const on = bench();
	on.ceiling.within(1, () => on.ran.push(1));
	t.deepEqual([on.ran, on.asked()], [[], [1 + BLOCK]]);
	on.commit();
	t.deepEqual(on.ran, [1]);
});

test('the next block is asked for while half of one is left, so nothing waits', t => {
	const on = bench(BLOCK);
	on.ceiling.within(BLOCK / 2, () => on.ran.push(1));
	t.deepEqual([on.ran, on.asked()], [[1], []]);
	on.ceiling.within(BLOCK / 2 + 1, () => on.ran.push(2));
	t.deepEqual([on.ran, on.asked()], [[1, 2], [BLOCK / 2 + 1 + BLOCK]]);
});

test('a number at the ceiling is used, and one past it waits', t => {
	const on = bench(BLOCK);
	on.ceiling.within(BLOCK, () => on.ran.push(BLOCK));
	on.ceiling.within(BLOCK + 1, () => on.ran.push(BLOCK + 1));
	t.deepEqual(on.ran, [BLOCK]);
	on.commit();
	t.deepEqual(on.ran, [BLOCK, BLOCK + 1]);
});

test('what waits is bounded: the 65th is refused, and later ones are taken again', t => {
	const on = bench();
	for (let number = 1; number <= 64; number += 1) t.true(on.ceiling.within(number, () => {}));
	t.false(on.ceiling.within(65, () => {}));
	on.commit();
	t.true(on.ceiling.within(66, () => {}));
});

test('numbers begin above what is stored, and skip upwards only', t => {
	const given: number[] = [];
	const numbers = new Numbers({used: BLOCK, durable: BLOCK}, (_ceiling, then) => then());
	numbers.next(number => given.push(number));
	numbers.skipTo(1000);
	numbers.skipTo(10);
	numbers.next(number => given.push(number));
	t.deepEqual(given, [BLOCK + 1, 1001]);
});

test('numbers end before they could come again', t => {
	const numbers = new Numbers({used: NUMBER_MAX - 1, durable: NUMBER_MAX}, (_ceiling, then) =>
		then(),
	);
	t.true(numbers.next(() => {}));
	t.false(numbers.next(() => {}));
	t.true(numbers.exhausted);
});

function bench(durable = 0) {
	const puts: [number, () => void][] = [];
	const ran: number[] = [];
	const ceiling = new Ceiling(durable, (to, then) => void puts.push([to, then]));
	return {
		ceiling,
		ran,
		asked: () => puts.map(([to]) => to),
		commit: () => {
			for (const [, then] of puts.splice(0)) then();
		},
	};
}
