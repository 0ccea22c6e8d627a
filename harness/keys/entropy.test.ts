import test from 'ava';
import {EnvironmentError} from '../errors.js';
import {luck} from './bench.js';
import {Entropy, type EntropySource} from './entropy.js';

const stuck: [title: string, source: EntropySource][] = [
	['at zero', size => Buffer.alloc(size)],
	[
		'at one block',
		size => Buffer.from('00112233445566778899aabbccddeeff', 'hex').subarray(0, size),
	],
	['in a circle of four blocks', circle(4)],
	['at one octet in each block', counting()],
];

for (const [title, source] of stuck) {
	test(`attack/N5: a key server whose source is stuck ${title} refuses to run`, t => {
		t.throws(() => Entropy.tested(source), {
			instanceOf: EnvironmentError,
			message: /^the entropy source is stuck; keys made from it/,
		});
	});
}

test('attack/N5: a source that gets stuck later is used no more, even when it moves again', t => {
	const good = luck(1);
	let draws = 0;
	const entropy = Entropy.tested(size => {
		draws += 1;
		return draws === 10 || draws === 11 ? Buffer.alloc(size, 'ab') : good(size);
	});
	t.is(entropy.draw()?.length, 16);
	t.is(entropy.draw()?.toString('latin1'), 'ab'.repeat(8));
	t.is(entropy.draw(), undefined);
	t.true(entropy.stuck);
	t.is(entropy.draw(), undefined);
});

test('a source that gives too little is a mistake of ours', t => {
	t.throws(() => Entropy.tested(size => Buffer.alloc(size - 1)), {instanceOf: RangeError});
});

function circle(blocks: number): EntropySource {
	const good = luck(1);
	const all = Array.from({length: blocks}, () => good(16));
	let at = 0;
	return () => {
		at = (at + 1) % blocks;
		return all[at]!;
	};
}

function counting(): EntropySource {
	let count = 0;
	return size => {
		count += 1;
		return Buffer.alloc(size, count);
	};
}
