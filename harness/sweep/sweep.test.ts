import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {UsageError} from '../errors.js';
import {Motebench} from '../motebench.js';
import {loadScenario} from '../scenario/load.js';
import {simulate} from '../simulate.js';
import {BRIEF, Desk} from './bench.js';
import {loadPlan} from './plan.js';
import {ResultsFolder} from './results-folder.js';
import {shardOf} from './sweep.js';

/* motebench sweep as a user has it: in a process of its own, with threads. */

test.serial('a run in a thread has the hash of the same run in the main thread', async t => {
	const desk = new Desk(t);
	const file = desk.file(BRIEF);
	const program = new Motebench(t, 'sweep', file, '--jobs', '2', '--out', desk.out, '--quiet');
	t.is(await program.ended(), 0, program.stderr);
	const plan = loadPlan(file, 'any');
	t.is(desk.results.length, 6);
	for (const [index, {traceHash}] of desk.results.entries()) {
		const {outcome} = await simulate(plan.runs[index]!.scenario);
		t.is(traceHash, outcome.traceHash);
	}
});

test.serial('the file of a run has the run again', async t => {
	const desk = new Desk(t);
	await new Motebench(t, 'sweep', desk.file(BRIEF), '--out', desk.out, '--quiet').ended();
	const [{id, traceHash}] = desk.results;
	const again = loadScenario(path.join(desk.out, 'runs', id, 'scenario.yaml'));
	t.is((await simulate(again)).outcome.traceHash, traceHash);
});

test.serial('a sweep that was killed goes on, and repeats and loses no run', async t => {
	const desk = new Desk(t);
	const file = desk.file(BRIEF.replace('seeds: 3', 'seeds: 30'));
	const first = new Motebench(t, 'sweep', file, '--jobs', '1', '--out', desk.out);
	await first.says(/10 % /);
	first.child.kill('SIGKILL');
	t.is(await first.ended(), 'SIGKILL');
	const before = desk.kept;
	t.true(before.size > 0 && before.size < 60, `${before.size} runs were kept`);

	const second = new Motebench(t, 'sweep', file, '--resume', '--out', desk.out, '--json');
	t.is(await second.ended(), 0, second.stderr);
	const report = JSON.parse(second.stdout);
	t.like(report, {runs: 60, done: 60, resumed: before.size, failed: 0, interrupted: false});
	t.is(new Set(desk.results.map(({id}) => id)).size, 60);
	for (const [id, keptMs] of before) t.is(desk.kept.get(id), keptMs, 'it was not done again');
});

test.serial('an interrupted sweep is exit 130, and what is done is told', async t => {
	const desk = new Desk(t);
	const file = desk.file(BRIEF.replace('seeds: 3', 'seeds: 200'));
	const program = new Motebench(t, 'sweep', file, '--jobs', '1', '--out', desk.out);
	await program.says(/ 1 of 400/);
	program.child.kill('SIGINT');
	t.is(await program.ended(), 130, program.stderr);
	t.regex(program.stdout, /interrupted: --resume goes on/);
	t.is(desk.results.length, desk.kept.size);
});

test.serial(
	'an expectation that is not met in one run is exit 1, with the command that has it again',
	async t => {
		const desk = new Desk(t);
		const file = desk.file(BRIEF.replace('[traps == 0]', '[traps == 0], [published > 1000]'));
		const program = new Motebench(t, 'sweep', file, '--out', desk.out);
		t.is(await program.ended(), 1, program.stderr);
		t.regex(program.stdout, /10s +\["published > 1000"\] +4 +.* 0 of 3\n/);
		const [, again] = /again: motebench run (\S+)/.exec(program.stdout) ?? [];
		t.true(existsSync(again!), program.stdout);
		t.regex(program.stdout, /✘ failed: 6 of 12 runs/);
	},
);

test('shards share the runs, and together they have them all', t => {
	const {runs} = loadPlan(new Desk(t).file(BRIEF), 'any');
	const shards = [1, 2, 3, 4].map(index => shardOf(runs, {index, count: 4}));
	t.deepEqual(
		shards.map(({length}) => length),
		[2, 2, 1, 1],
	);
	t.is(new Set(shards.flat()).size, runs.length);
});

test.serial('a shard that has no run is exit 5', async t => {
	const desk = new Desk(t);
	const program = new Motebench(t, 'sweep', desk.file(BRIEF), '--shard', '7/7', '--out', desk.out);
	t.is(await program.ended(), 5);
	t.regex(program.stderr, /none of the 6 runs/);
});

test.serial('runs that are there already are neither mixed with others nor lost', async t => {
	const desk = new Desk(t);
	const file = desk.file(BRIEF.replace('seeds: 3', 'seeds: 1'));
	t.is(await new Motebench(t, 'sweep', file, '--out', desk.out, '-q').ended(), 0);
	const again = new Motebench(t, 'sweep', file, '--out', desk.out);
	t.is(await again.ended(), 2);
	t.regex(again.stderr, /out has runs already: --resume goes on with them/);
	t.is(desk.kept.size, 2);
});

test.serial(
	'a folder without a run is begun, and one with runs of another sweep is not gone on with',
	async t => {
		const desk = new Desk(t);
		const file = desk.file(BRIEF.replace('seeds: 3', 'seeds: [1]'));
		mkdirSync(path.join(desk.out, 'runs'), {recursive: true});
		t.is(await new Motebench(t, 'sweep', file, '--out', desk.out, '-q').ended(), 0);

		const other = desk.file(BRIEF.replace('seeds: 3', 'seeds: [2]'), 'other.yaml');
		const again = new Motebench(t, 'sweep', other, '--resume', '--out', desk.out);
		t.is(await again.ended(), 2);
		t.regex(again.stderr, /^motebench: \S+ has runs of another sweep or firmware, and none .*\n$/);

		const both = desk.file(BRIEF.replace('seeds: 3', 'seeds: [1, 2]'), 'both.yaml');
		t.is(await new Motebench(t, 'sweep', both, '--resume', '--out', desk.out, '-q').ended(), 0);
		t.is(desk.kept.size, 4);
	},
);

test('results are not kept in a file', t => {
	const file = new Desk(t).file(BRIEF);
	t.throws(() => new ResultsFolder(file, false), {
		instanceOf: UsageError,
		message: /sweep\.yaml: this is a file, expected a folder/,
	});
});

test.serial('--json prints what sweep.json holds', async t => {
	const desk = new Desk(t);
	const file = desk.file(BRIEF.replace('seeds: 3', 'seeds: [7]'));
	const program = new Motebench(t, 'sweep', file, '--out', desk.out, '--json', '-q');
	t.is(await program.ended(), 0, program.stderr);
	t.is(program.stdout, readFileSync(path.join(desk.out, 'sweep.json'), 'utf8'));
	const [point] = JSON.parse(program.stdout).points;
	t.like(point, {values: {nodes: 4}, done: 1, failed: 0, figures: {delivery: {half: null}}});
});
