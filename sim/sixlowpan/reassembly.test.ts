import test from 'ava';
import {Reassembly} from './reassembly.js';

const KEY = {source: 2, destination: 1, size: 48, tag: 7};
const OCTETS = new Uint8Array(48);

test('equal octets in the same place are a repetition, in another place they overlap', t => {
	const reassembly = begun();
	t.is(reassembly.add(OCTETS, 0, 16, 8), 'taken');
	t.is(reassembly.add(OCTETS, 0, 16, 8), 'repeated');
	t.is(reassembly.add(OCTETS, 0, 8, 8), 'overlapping', 'shorter');
	t.is(reassembly.add(OCTETS, 0, 24, 8), 'overlapping', 'longer');
	t.is(reassembly.add(OCTETS, 0, 8, 16), 'overlapping', 'inside');
	t.is(reassembly.add(OCTETS, 0, 16, 0), 'overlapping', 'reaching in');
});

test('neighbours do not overlap', t => {
	const reassembly = begun();
	t.is(reassembly.add(OCTETS, 0, 16, 8), 'taken');
	t.is(reassembly.add(OCTETS, 0, 8, 0), 'taken');
	t.is(reassembly.add(OCTETS, 0, 16, 24), 'taken');
	t.false(reassembly.complete);
	t.is(reassembly.add(OCTETS, 0, 8, 40), 'taken');
	t.true(reassembly.complete);
});

test('a packet begun anew knows nothing of the fragments before', t => {
	const reassembly = begun();
	reassembly.add(OCTETS, 0, 8, 8);
	reassembly.begin(KEY, 0);
	t.is(reassembly.add(OCTETS, 0, 16, 0), 'taken');
	t.is(reassembly.add(OCTETS, 0, 8, 8), 'overlapping');
});

test('a packet is told from others by all four of its marks', t => {
	const reassembly = begun();
	t.true(reassembly.isOf({...KEY}));
	for (const mark of ['source', 'destination', 'size', 'tag'] as const) {
		t.false(reassembly.isOf({...KEY, [mark]: KEY[mark] + 1}));
	}
});

function begun(): Reassembly {
	const reassembly = new Reassembly();
	reassembly.begin(KEY, 0);
	return reassembly;
}
