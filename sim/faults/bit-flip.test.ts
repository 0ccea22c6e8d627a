import test from 'ava';
import type {Alter} from '../phy/medium.js';
import {BitFlip} from './bit-flip.js';

test('from strike to heal the lowest bit of one octet is the other one', t => {
	const {flip, pass} = bench();
	t.is(pass(3, '00112233'), '00112233');
	flip.strike();
	t.is(pass(3, '00112233'), '00112333');
	t.is(pass(3, '00112333'), '00112233');
	flip.heal();
	t.is(pass(3, '00112233'), '00112233');
});

test('what others send stays as it is', t => {
	const {flip, pass, altered} = bench();
	flip.strike();
	t.is(pass(4, '00112233'), '00112233');
	t.deepEqual(altered, [false]);
});

test('a frame that has no such octet stays as it is, one that ends with it does not', t => {
	const {flip, pass, altered} = bench();
	flip.strike();
	t.deepEqual([pass(3, '0011'), pass(3, '001122')], ['0011', '001123']);
	t.deepEqual(altered, [false, true]);
});

test('a fault that has struck cannot strike again before it has healed', t => {
	const {flip, pass} = bench();
	flip.strike();
	t.throws(() => flip.strike(), {instanceOf: RangeError});
	flip.heal();
	flip.heal();
	flip.strike();
	t.is(pass(3, '001122'), '001123');
});

/** A fault on octet 2 of what radio 3 sends, and an air that frames pass through, in hex. */
function bench() {
	const struck = new Set<Alter>();
	const altered: boolean[] = [];
	const air = {
		strike: (alter: Alter) => {
			struck.add(alter);
			return () => void struck.delete(alter);
		},
	};
	const pass = (sender: number, frame: string) => {
		const octets = Buffer.from(frame, 'hex');
		for (const alter of struck) altered.push(alter(sender, 0, octets));
		return octets.toString('hex');
	};
	return {flip: new BitFlip(air, 3, 2), pass, altered};
}
