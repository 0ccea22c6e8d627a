import test from 'ava';
import {type Change, compare, EXIT_CODES, type Sample, sampleOf} from './comparison.js';
import {comparisonLines, differenceText, methodLine, verdictLine} from './comparison-text.js';
import {example} from './example.js';
import {KEY_FIGURES} from './key-figures.js';

test('runs with the same events are the same, and it says so', t => {
	const runs = [1, 2, 3].map(seed => run(seed, {}));
	const comparison = compare('base.json', runs, runs);
	t.is(comparison.change, 'same');
	t.is(comparison.identical, 3);
	t.is(verdictLine(comparison), 'the same as base.json: every event is the same');
});

test('a change in every seed is found though seeds differ more from each other', t => {
	const before = [0.9, 0.95, 0.99].map((delivery, index) => run(index, {delivery}));
	const now = [0.89, 0.941, 0.98].map((delivery, index) => run(index, {delivery}));
	const comparison = compare('base.json', before, now);
	t.is(comparison.method, 'paired');
	t.is(changeOf('delivery', comparison), 'worse');
	t.is(comparison.change, 'worse');
});

test('what goes up in one seed and down in another is luck', t => {
	const before = [0.9, 0.95, 0.99].map((delivery, index) => run(index, {delivery}));
	const now = [0.93, 0.93, 0.99].map((delivery, index) => run(index, {delivery}));
	t.is(compare('base.json', before, now).change, 'same');
});

test('seeds that scatter too much to tell of a large loss say so, and call nothing the same', t => {
	const before = [1, 1, 1].map((delivery, index) => run(index, {delivery}));
	const now = [0.97, 0.82, 0.98].map((delivery, index) => run(index, {delivery}));
	const comparison = compare('base.json', before, now);
	t.is(changeOf('delivery', comparison), 'unclear');
	t.is(EXIT_CODES[comparison.change], 4);
	t.regex(verdictLine(comparison), /too few seeds to tell/);
	t.is(compare('base.json', now, before).change, 'same');
	const worse = now.map(({figures, seed}) => run(seed, {...figures, 'energy.node': 1e6}));
	t.is(compare('base.json', before, worse).change, 'worse');
});

test('seeds that are on one side alone are left out where others are on both', t => {
	const before = [run(1, {}), run(2, {}), run(9, {delivery: 0})];
	const comparison = compare('base.json', before, [run(1, {}), run(2, {}), run(7, {delivery: 0})]);
	t.like(comparison, {method: 'paired', baseRuns: 2, nowRuns: 2, change: 'same'});
});

test('without a seed in common means are compared, and one run alone only by what is large', t => {
	const base = [1, 2, 3, 4].map(seed => run(seed, {'energy.node': 100 + seed / 10}));
	const now = [5, 6, 7, 8].map(seed => run(seed, {'energy.node': 110 + seed / 10}));
	t.is(compare('base.json', base, now).method, 'welch');
	t.is(changeOf('energy.node', compare('base.json', base, now)), 'worse');
	const alone = compare('base.json', base.slice(0, 1), [run(1, {'energy.node': 105})]);
	t.is(alone.method, 'alone');
	t.is(alone.change, 'same');
	t.regex(methodLine(alone), /no interval/);
});

test('at the bound of what matters a difference is none, above it it is one', t => {
	const changes = [109.9, 110.2].map(mc =>
		changeOf(
			'energy.node',
			compare('b', [run(1, {'energy.node': 100})], [run(1, {'energy.node': mc})]),
		),
	);
	t.deepEqual(changes, ['same', 'worse']);
});

test('more is better for what should be high, and worse for what should be low', t => {
	for (const {name, better, unit} of KEY_FIGURES) {
		const [low, high] = unit === 'ratio' ? [0.2, 0.4] : [20, 40];
		const up = compare('b', [run(1, {[name]: low})], [run(1, {[name]: high})]);
		t.is(changeOf(name, up), better === 'higher' ? 'better' : 'worse', name);
		const down = compare('b', [run(1, {[name]: high})], [run(1, {[name]: low})]);
		t.is(changeOf(name, down), better === 'higher' ? 'worse' : 'better', name);
	}
});

test('a fleet that has fallen silent is worse, though it loses nothing and saves energy', t => {
	const silent = sampleOf({...example, published: 0, delivered: 0, deliveryRatio: null});
	const figures = {...silent.figures, 'energy.node': 1};
	t.is(compare('b', [run(1, {})], [{...silent, seed: 1, figures}]).change, 'worse');
});

test('one figure that is worse outweighs those that are better', t => {
	const now = run(1, {delivery: 0.8, 'energy.node': 1});
	t.is(compare('b', [run(1, {})], [now]).change, 'worse');
});

test('a figure that one side has not measured is left out', t => {
	const comparison = compare('b', [run(1, {})], [run(1, {'commands.p95': null})]);
	t.false(comparison.figures.some(({name}) => name === 'commands.p95'));
	t.throws(() => compare('b', [], [run(1, {})]), {instanceOf: RangeError});
});

test('shares differ by points, all else by parts, and nought by no part', t => {
	const figure = {name: '', label: '', now: 0, change: 'same' as const, low: null, high: null};
	const points = {...figure, unit: 'ratio' as const, base: 0.5, difference: 0.015};
	t.is(differenceText(points), '+1.50 points');
	const parts = {...figure, unit: 'ms' as const, base: 50, difference: -5, low: -6, high: -4};
	t.is(differenceText(parts), '-10.00 % (-12.00 to -8.00)');
	t.is(differenceText({...parts, base: 0}), 'from nought');
});

test('in a terminal every figure is a line, in columns', t => {
	const lines = comparisonLines(compare('b', [run(1, {})], [run(1, {delivery: 0.5})]));
	t.is(lines.length, 1 + KEY_FIGURES.length);
	t.regex(lines[2], /^▼ delivery +99 % +50 % +-49\.00 points +worse$/);
});

function run(seed: number, figures: Record<string, number | null>): Sample {
	const sample = sampleOf({...example, seed});
	return {...sample, figures: {...sample.figures, ...figures}};
}

function changeOf(name: string, {figures}: ReturnType<typeof compare>): Change | undefined {
	return figures.find(figure => figure.name === name)?.change;
}
