import test from 'ava';
import fc from 'fast-check';
import {decodeCobs, encodeCobs} from './cobs.js';

/* Raw and encoded: the corners of the paper, and a block on either side of its bound. */
const vectors: [claim: string, raw: number[], encoded: number[]][] = [
	['nothing', [], [1]],
	['a zero', [0], [1, 1]],
	['two zeros', [0, 0], [1, 1, 1]],
	['a zero within', [0x11, 0x22, 0, 0x33], [3, 0x11, 0x22, 2, 0x33]],
	['no zero', [0x11, 0x22], [3, 0x11, 0x22]],
	['a zero at the end', [0x11, 0], [2, 0x11, 1]],
	['253 octets', run(253), [254, ...run(253)]],
	['254 octets', run(254), [255, ...run(254)]],
	['255 octets', run(255), [255, ...run(254), 2, 255]],
	['254 octets and a zero', [...run(254), 0], [255, ...run(254), 1, 1]],
];

for (const [claim, raw, encoded] of vectors) {
	test(`${claim}: encoded, decoded`, t => {
		t.deepEqual([...encodeCobs(Uint8Array.from(raw))], encoded);
		t.deepEqual([...decodeCobs(Uint8Array.from(encoded))!], raw);
	});
}

test('whatever is encoded has no zero, and decodes to what it was', t => {
	fc.assert(
		fc.property(octets(), raw => {
			const encoded = encodeCobs(raw);
			t.false(encoded.includes(0));
			t.deepEqual(Buffer.from(decodeCobs(encoded)!), Buffer.from(raw));
		}),
	);
	t.pass();
});

test('a block that is cut off, and no block at all, are nothing', t => {
	t.is(decodeCobs(new Uint8Array()), undefined);
	t.is(decodeCobs(Uint8Array.of(3, 0x11)), undefined);
	t.is(decodeCobs(Uint8Array.of(2, 0x11, 5, 1)), undefined);
});

function run(size: number): number[] {
	return Array.from({length: size}, (_, index) => 1 + (index % 255));
}

/** Short and long, with few zeros and with many. */
function octets() {
	const octet = fc.oneof(fc.constant(0), fc.integer({min: 0, max: 255}), fc.constant(255));
	return fc.array(octet, {maxLength: 600}).map(values => Uint8Array.from(values));
}
