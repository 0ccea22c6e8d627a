import test from 'ava';
import fc from 'fast-check';
import {packControl, unpackControl, type Value} from './control.js';

test('what is packed is unpacked to the same', t => {
	fc.assert(
		fc.property(fc.array(values(), {maxLength: 20}), sent => {
			t.deepEqual(normal(unpackControl(packControl(sent))!), normal(sent));
		}),
	);
	t.pass();
});

test('integers take their shortest form', t => {
	t.is(
		hex([1, 0x80, 0x100, 0x1_0000, -1, -0x21]),
		'96' + '01' + 'cc80' + 'cd0100' + 'ce00010000' + 'ff' + 'd0df',
	);
});

const unfit: [claim: string, value: unknown][] = [
	['an integer of 33 bits', 2 ** 32],
	['one below -2^31', -(2 ** 31) - 1],
	['a fraction', 1.5],
	['no number', Number.NaN],
	['undefined', undefined],
	['a BigInt', 1n],
	['a map', {a: 1}],
	['a date', new Date(0)],
	['256 octets', new Uint8Array(256)],
	['256 letters', 'x'.repeat(256)],
];

for (const [claim, value] of unfit) {
	test(`${claim} is not packed, at no depth`, t => {
		t.throws(() => packControl([value as Value]), {instanceOf: RangeError});
		t.throws(() => packControl([[value as Value]]), {instanceOf: RangeError});
	});
}

test('the last values that fit are packed', t => {
	t.notThrows(() => packControl([2 ** 32 - 1, -(2 ** 31), new Uint8Array(255), 'x'.repeat(255)]));
});

const refused: [claim: string, octets: string][] = [
	['nothing', ''],
	['a number alone', '01'],
	['a text alone', 'a161'],
	['an array that is cut off', '9201'],
	['a number that is cut off', '91cd01'],
	['a text that is cut off', '91d90361'],
	['binary that is cut off', '91c40301'],
	['an array size that is cut off', 'dc00'],
	['octets behind the array', '910102'],
	['float32', '91ca3f800000'],
	['float64', '91cb3ff0000000000000'],
	['uint64', '91cf0000000000000001'],
	['int64', '91d30000000000000001'],
	['a map', '9180'],
	['a record', '91d4720140'],
	['an extension', '91c70100ff'],
	['long text', '91da000161'],
	['long binary', '91c5000161'],
	['array32', 'dd0000000101'],
	['the octet that means nothing', '91c1'],
];

for (const [claim, octets] of refused) {
	test(`${claim} is no control frame`, t => {
		t.is(unpackControl(Buffer.from(octets, 'hex')), undefined);
	});
}

test('whatever comes, unpacking ends without an exception', t => {
	fc.assert(
		fc.property(fc.uint8Array({maxLength: 60}), octets => {
			const found = unpackControl(octets);
			t.true(found === undefined || Array.isArray(found));
		}),
		{numRuns: 2000},
	);
	t.pass();
});

function values(): fc.Arbitrary<Value> {
	const {tree} = fc.letrec<{tree: Value}>(tie => ({
		tree: fc.oneof(
			{maxDepth: 3},
			fc.integer({min: -(2 ** 31), max: 2 ** 32 - 1}),
			fc.string({maxLength: 60}),
			fc.boolean(),
			fc.constant(null),
			fc.uint8Array({maxLength: 255}),
			fc.array(tie('tree'), {maxLength: 20}),
		),
	}));
	return tree;
}

function normal(sent: readonly Value[]): unknown {
	return sent.map(value => {
		if (value instanceof Uint8Array) return `octets ${Buffer.from(value).toString('hex')}`;
		return Array.isArray(value) ? normal(value) : value;
	});
}

function hex(sent: readonly Value[]): string {
	return Buffer.from(packControl(sent)).toString('hex');
}
