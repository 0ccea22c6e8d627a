import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {compare, sampleOf} from './comparison.js';
import {csvOf} from './csv.js';
import {example, exampleDetails} from './example.js';
import {appendStepSummary, markdownOf} from './markdown.js';

const REPLAY = 'motebench run smoke --seed 0x5eed';
const FAILED = {
	...example,
	expectations: [{text: 'a | b', observed: 0.5, unit: 'ratio', passed: false} as const],
};

test('one run is its verdict, what was expected, and the key figures', t => {
	const text = markdownOf([{summary: example, replay: REPLAY}]);
	t.true(text.startsWith('### ✔ smoke: passed\n'));
	t.true(text.includes('| ✔ | `delivery >= 0.99` | 99 % |'));
	t.true(text.includes('| latency p95 | 220 ms |'));
	t.false(text.includes(REPLAY));
});

test('a run that failed has the command that has it again, and a bar ends no cell', t => {
	const text = markdownOf([{summary: FAILED, replay: REPLAY}]);
	t.true(text.includes(`Again: \`${REPLAY}\``));
	t.true(text.includes('| ✘ | `a \\| b` | 50 % |'));
});

test('of many runs those that failed come first', t => {
	const runs = [
		{summary: example, replay: 'one'},
		{summary: FAILED, replay: 'two'},
	];
	const text = markdownOf(runs);
	t.true(text.startsWith('### ✘ 1 of 2 runs passed\n'));
	t.true(text.indexOf('| ✘ | smoke') < text.indexOf('| ✔ | smoke'));
	t.true(text.includes('```\ntwo\n```'));
});

test('what it compares with stands below', t => {
	const comparison = compare('base.json', [sampleOf(example)], [sampleOf(example)]);
	const text = markdownOf([{summary: example, replay: REPLAY}], comparison);
	t.true(text.includes('#### = the same as base.json: every event is the same'));
});

test("a CI job's summary is appended to, and without one nothing is written", t => {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const file = path.join(folder, 'summary.md');
	appendStepSummary('one', {GITHUB_STEP_SUMMARY: file});
	appendStepSummary('two', {GITHUB_STEP_SUMMARY: file});
	appendStepSummary('three', {});
	t.is(readFileSync(file, 'utf8'), 'one\ntwo\n');
});

test('a spreadsheet has a row a node, and nothing where nothing was measured', t => {
	const lines = csvOf([{summary: example, details: exampleDetails}]).split('\r\n');
	t.is(lines.length, 5);
	t.true(lines[0].startsWith('scenario,seed,node,name,published,'));
	t.true(lines[2].startsWith('smoke,24301,2,sensor 2,120,119,0,,,60,'));
	t.true(lines[3].endsWith(',1,0,'));
});

test('a name with a comma is one cell', t => {
	const nodes = [{...exampleDetails.nodes[0], name: 'one, "two"'}];
	const csv = csvOf([{summary: example, details: {...exampleDetails, nodes}}]);
	t.true(csv.includes(',"one, ""two""",'));
});
