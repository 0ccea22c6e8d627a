import test from 'ava';
import {PsduPool} from './psdu-pool.js';

const fits = test.macro({
	title: (_, size: number) => `a PSDU may have ${size} octets`,
	exec(t, size: number) {
		const pool = new PsduPool();
		const psdu = pool.take(size);
		t.is(pool.size(psdu), size);
		t.is(pool.octets(psdu).length, 128);
	},
});
test(fits, 1);
test(fits, 127);

const refused = test.macro({
	title: (_, size: number) => `a PSDU of ${size} octets is a bug of ours, and takes no slot`,
	exec(t, size: number) {
		const pool = new PsduPool();
		t.throws(() => pool.take(size), {instanceOf: RangeError});
		t.is(pool.inUse, 0);
	},
});
test(refused, 0);
test(refused, 128);
test(refused, Number.NaN);

test('a slot that is given back is taken again', t => {
	const pool = new PsduPool();
	const [first, second] = [pool.take(5), pool.take(6)];
	t.is(pool.inUse, 2);
	pool.give(first);
	t.is(pool.inUse, 1);
	t.is(pool.take(7), first);
	t.deepEqual([pool.size(first), pool.size(second)], [7, 6]);
});

test('slots do not overlap, and more of them move none', t => {
	const pool = new PsduPool();
	const slots = Array.from({length: 257}, (_, index) => {
		const psdu = pool.take(127);
		pool.octets(psdu).fill(index & 0xff);
		return psdu;
	});
	t.is(new Set(slots).size, 257);
	slots.forEach((psdu, index) => {
		t.true(
			pool.octets(psdu).every(octet => octet === (index & 0xff)),
			`slot ${psdu}`,
		);
	});
});
