import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {UsageError} from '../errors.js';
import {type Baseline, mustBeAlike, readBase} from '../report/baseline.js';
import type {Comparison} from '../report/comparison.js';
import {motebench} from './cli-bench.js';
import {firstSeed} from './held.js';

/*
 * Sixty sensors share one channel, with a hundred messages a second among them: an answer often
 * takes longer than 300 ms, and who asks again by then only adds to the crowd.
 */
const CROWD = `
name: crowd
duration: 20s
area: {widthM: 20, heightM: 20}
gateways: [{count: 1, placement: {points: [[10, 10]]}}]
nodes:
  - name: sensor
    count: 60
    app: sensor
    placement: uniform
    publish: {every: 600ms, jitter: 200ms, qos: 1, payload: 64}
    retry: {after: 600ms}
    start: {within: 10s}
security: off
capture: none
`;

const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
const [SCENARIO, FILE, ONE] = ['crowd.yaml', 'crowd.json', 'one.json'].map(name =>
	path.join(folder, name),
);

test.before('a baseline of three seeds, and one of the first alone', async () => {
	writeFileSync(SCENARIO, CROWD);
	await motebench('baseline', SCENARIO, '--seeds', '3', '--out', FILE, '--quiet');
	const baseline = JSON.parse(readFileSync(FILE, 'utf8')) as Baseline;
	writeFileSync(ONE, JSON.stringify({...baseline, runs: baseline.runs.slice(0, 1)}));
});
test.after.always(() => rmSync(folder, {recursive: true, force: true}));

test('Tretry halved under load is worse than the baseline, and exit 6', async t => {
	const scenario = path.join(folder, 'hasty.yaml');
	writeFileSync(scenario, CROWD.replace('after: 600ms', 'after: 300ms'));
	const out = path.join(folder, 'worse');
	const {code, stdout} = await motebench(
		'run',
		scenario,
		'--baseline',
		FILE,
		'--out',
		out,
		'--json',
	);
	t.is(code, 6);
	const {comparison} = JSON.parse(stdout) as {comparison: Comparison};
	t.like(comparison, {method: 'paired', baseRuns: 3, nowRuns: 3, change: 'worse', identical: 0});
	for (const name of ['delivery', 'duplicates', 'energy.message']) {
		t.is(comparison.figures.find(one => one.name === name)?.change, 'worse', name);
	}
	t.true(readFileSync(path.join(out, 'report.html'), 'utf8').includes('▼ worse than'));
	t.regex(readFileSync(path.join(out, 'junit.xml'), 'utf8'), /<failure message="delivery -/);
});

test('what has not changed is the same in every seed, and exit 0', async t => {
	const {code, stdout} = await motebench('run', SCENARIO, '--baseline', FILE, ...into('same'));
	t.is(code, 0);
	t.regex(stdout, /3 seeds, each with itself; intervals of 99 %/);
	t.regex(stdout, /= the same as .*crowd\.json: every event is the same\n$/);
});

test('one seed alone may be looked at, and is told without an interval', async t => {
	const args = ['run', SCENARIO, '--baseline', ONE, '--seed', '1'];
	const {code, stdout} = await motebench(...args, ...into('alone'));
	t.is(code, 0);
	t.regex(stdout, /one run on a side: no interval/);
});

test('a run begins with a seed that the baseline has', t => {
	const base = readBase(FILE);
	t.is(firstSeed(base, 2, undefined), 2);
	t.is(firstSeed(base, 99, undefined), 1, 'the first where its own is not there');
	t.is(firstSeed(base, 99, 3), 3);
	t.throws(() => firstSeed(base, 1, 9), {
		instanceOf: UsageError,
		message: 'the baseline has no seed 0x9; there are 0x1, 0x2, 0x3',
	});
});

test('only runs of the same kind are compared', t => {
	const {baseline} = readBase(FILE);
	t.notThrows(() => mustBeAlike(baseline, baseline, FILE));
	for (const kind of ['nodes', 'gateways', 'simulatedSeconds'] as const) {
		const other = {...baseline, [kind]: baseline[kind] + 1};
		t.throws(() => mustBeAlike(baseline, other, FILE), {instanceOf: UsageError}, kind);
	}
});

test('a baseline of another scenario is found out before anything is run', async t => {
	const {code, stdout, stderr} = await motebench('run', 'cells', '--baseline', FILE);
	t.is(code, 2);
	t.is(stdout, '');
	t.regex(stderr, /^motebench: .*crowd\.json is of scenario crowd, this run of cells: [^\n]+\n$/);
});

test('what is no baseline is one clear line', t => {
	t.throws(() => readBase(SCENARIO), {instanceOf: UsageError, message: /is not JSON/});
	t.throws(() => readBase(folder), {instanceOf: UsageError, message: /there is no such file/});
	const none = path.join(folder, 'none.json');
	writeFileSync(none, '{"baseline":1,"runs":[]}');
	t.throws(() => readBase(none), {message: /is neither a baseline nor a summary/});
});

test('a baseline says what it is of, and which firmware made it', t => {
	const {baseline} = readBase(FILE);
	t.like(baseline, {baseline: 1, scenario: 'crowd', nodes: 60, gateways: 1, simulatedSeconds: 20});
	t.deepEqual(
		baseline.runs.map(({seed}) => seed),
		[1, 2, 3],
	);
	t.regex(baseline.firmware ?? '', /^[\da-f]{64}$/);
});

test('a run of a baseline that fails is told with the command that has it again', async t => {
	const scenario = path.join(folder, 'failing.yaml');
	writeFileSync(scenario, `${CROWD}expectations: [published == 0]\n`);
	const args = ['baseline', scenario, '--seeds', '1', '--nodes', '4'];
	const {code, stdout} = await motebench(...args, ...into('failing.json'));
	t.is(code, 1);
	t.true(stdout.includes(`again: motebench run ${scenario} --seed 0x1 --nodes 4\n`));
});

function into(name: string): string[] {
	return ['--out', path.join(folder, name)];
}
