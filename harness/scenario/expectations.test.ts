import test from 'ava';
import {evaluate, type Figures, parseExpectation} from './expectations.js';

test('an expectation is a figure, a relation and a bound', t => {
	t.deepEqual(parseExpectation(' latency.p95<=2s '), {
		text: 'latency.p95<=2s',
		figure: 'latency.p95',
		relation: '<=',
		bound: 2000,
	});
});

test('a ratio may be written in per cent', t => {
	t.like(parseExpectation('delivery >= 57%'), {bound: 0.57});
	t.like(parseExpectation('delivery >= 0.99'), {bound: 0.99});
});

const figures: Figures = {delivery: 0.99, 'latency.p95': 2000, traps: 0, published: Number.NaN};

const rows: [text: string, passed: boolean][] = [
	['delivery >= 0.99', true],
	['delivery >= 0.9901', false],
	['delivery > 0.99', false],
	['delivery > 0.9899', true],
	['latency.p95 <= 2s', true],
	['latency.p95 <= 1999ms', false],
	['latency.p95 < 2s', false],
	['latency.p95 < 2001 ms', true],
	['traps == 0', true],
	['traps == 1', false],
	['commands.answered >= 0', false],
	['published >= 0', false],
];

for (const [text, passed] of rows) {
	test(`${text} is ${passed ? 'met' : 'not met'} by 0.99, 2 s and no traps`, t => {
		const expectation = parseExpectation(text);
		if (typeof expectation === 'string') return t.fail(expectation);
		t.is(evaluate(expectation, figures).passed, passed);
	});
}

test('the outcome says what was observed, and null for what was not measured', t => {
	const [traps, answered] = ['traps == 0', 'commands.answered >= 1'].map(text => {
		const expectation = parseExpectation(text);
		return typeof expectation === 'string' ? undefined : evaluate(expectation, figures);
	});
	t.deepEqual(traps, {text: 'traps == 0', observed: 0, unit: 'count', passed: true});
	t.like(answered, {observed: null, unit: 'ratio', passed: false});
});

const wrong: [text: string, expected: RegExp][] = [
	['', /a figure, a relation and a bound/],
	['delivery', /a figure, a relation and a bound/],
	['delivery => 1', /a figure, a relation and a bound/],
	['delivery >= -1', /a figure, a relation and a bound/],
	['delivry >= 1', /^one of the figures delivery, .*did you mean delivery\?$/],
	['toString >= 1', /^one of the figures .*guard.foreignClientIds$/],
	['latency.p95 <= 2', /^a time in ms or s as the bound of latency.p95$/],
	['delivery >= 1s', /^a ratio or per cent as the bound of delivery$/],
	['traps == 0%', /^a plain number as the bound of traps$/],
];

for (const [text, expected] of wrong) {
	test(`"${text}" is no expectation`, t => {
		const complaint = parseExpectation(text);
		t.regex(typeof complaint === 'string' ? complaint : 'accepted', expected);
	});
}
