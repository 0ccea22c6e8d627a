import test from 'ava';
import {Contexts} from './contexts.js';

const ONES = new Uint8Array(16).fill(0xff);

test('a context rules its own bits and no others', t => {
	t.is(laid(1), `80${'00'.repeat(15)}`);
	t.is(laid(7), `fe${'00'.repeat(15)}`);
	t.is(laid(8), `ff${'00'.repeat(15)}`);
	t.is(laid(65), `${'ff'.repeat(8)}80${'00'.repeat(7)}`);
	t.is(laid(128), 'ff'.repeat(16));
});

test('a context set anew forgets what it was', t => {
	const contexts = new Contexts();
	contexts.set(3, ONES, 128);
	contexts.set(3, new Uint8Array(8), 64);
	const address = Buffer.alloc(16, 0xa5);
	contexts.lay(3, address, 0);
	t.is(address.toString('hex'), '0000000000000000a5a5a5a5a5a5a5a5');
});

test('a receive-only context is there to read, and not to write', t => {
	const contexts = new Contexts();
	contexts.set(3, ONES, 64, false);
	t.deepEqual([contexts.has(3), contexts.compresses(3), contexts.lengthBits(3)], [true, false, 64]);
	contexts.set(3, ONES, 64);
	t.true(contexts.compresses(3));
	contexts.remove(3);
	t.deepEqual([contexts.has(3), contexts.compresses(3), contexts.lengthBits(3)], [false, false, 0]);
});

test('there are sixteen contexts, of 1 to 128 bits', t => {
	const contexts = new Contexts();
	t.notThrows(() => contexts.set(15, ONES, 128));
	t.true(contexts.has(15));
	t.false(contexts.has(14));
	t.throws(() => contexts.set(16, ONES, 64), {instanceOf: RangeError});
	t.throws(() => contexts.set(-1, ONES, 64), {instanceOf: RangeError});
	t.throws(() => contexts.set(0, ONES, 0), {instanceOf: RangeError});
	t.throws(() => contexts.set(0, ONES, 129), {instanceOf: RangeError});
	t.throws(() => contexts.set(0, ONES.subarray(0, 7), 57), {instanceOf: RangeError});
});

/** An address of zeros under `lengthBits` ones. */
function laid(lengthBits: number): string {
	const contexts = new Contexts();
	contexts.set(0, ONES, lengthBits);
	const address = Buffer.alloc(16);
	contexts.lay(0, address, 0);
	return address.toString('hex');
}
