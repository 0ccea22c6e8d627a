import test from 'ava';
import {below, draw, fraction, normal, streamKey} from './random.js';

test('the same question has the same answer, whatever was asked before', t => {
	const key = streamKey(7, 'noise');
	const first = draw(key, 3, 4, 1_000_000);
	for (let when = 0; when < 100; when++) draw(key, 3, 5, when);
	t.is(draw(streamKey(7, 'noise'), 3, 4, 1_000_000), first);
});

test('each coordinate matters: seed, purpose, who, whom and when', t => {
	const draws = [
		draw(streamKey(7, 'noise'), 3, 4, 5),
		draw(streamKey(8, 'noise'), 3, 4, 5),
		draw(streamKey(7, 'noisf'), 3, 4, 5),
		draw(streamKey(7, 'noise'), 4, 3, 5),
		draw(streamKey(7, 'noise'), 3, 5, 4),
		draw(streamKey(7, 'noise'), 3, 4, 5 + 2 ** 32),
	];
	t.is(new Set(draws).size, draws.length);
});

test('luck on this machine is luck on any machine', t => {
	t.deepEqual(
		[0, 1, 2].map(when => draw(streamKey(1, 'test'), 1, 2, when)),
		SNAPSHOT,
	);
});

test('draws below eight fall evenly', t => {
	const key = streamKey(1, 'backoff');
	const counts = new Array<number>(8).fill(0);
	for (let when = 0; when < 80_000; when++) counts[below(draw(key, 1, 0, when), 8)]++;
	// Five standard deviations of a binomial with p = 1/8.
	for (const count of counts) t.true(Math.abs(count - 10_000) < 5 * 94, counts.join());
});

test('fractions are never 0 and never 1', t => {
	t.true(fraction(0) > 0);
	t.true(fraction(0xffff_ffff) < 1);
});

test('normal draws have mean 0 and deviation 1', t => {
	const key = streamKey(1, 'shadowing');
	const values = Array.from({length: 20_000}, (_, link) => normal(key, link, link + 1));
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
	t.true(Math.abs(mean) < 0.03, `${mean}`);
	t.true(Math.abs(Math.sqrt(variance) - 1) < 0.03, `${variance}`);
});

test('a seed that is not a whole number is refused', t => {
	t.throws(() => streamKey(-1, 'noise'), {instanceOf: RangeError});
	t.throws(() => streamKey(0.5, 'noise'), {instanceOf: RangeError});
});

const SNAPSHOT = [2855903813, 2190660212, 2561216037];
