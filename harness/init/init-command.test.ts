import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {parse} from 'yaml';
import {EnvironmentError, UsageError} from '../errors.js';
import {readBench} from '../locate/bench-file.js';
import {boardsIn} from '../locate/catalogue.js';
import {hasPassed} from '../report/summary.js';
import {loadScenario} from '../scenario/load.js';
import {simulate} from '../simulate.js';
import {init} from './init-command.js';

test('the scenario that a project begins with meets what it expects', async t => {
	const folder = fresh(t);
	init(folder);
	const scenario = loadScenario(path.join(folder, 'fleet.yaml'));
	t.true(scenario.expectations.length >= 4);
	t.true(hasPassed((await simulate(scenario)).summary({})));
});

test('the CI file runs that scenario on each change, and keeps its files', t => {
	const folder = fresh(t);
	init(folder);
	const {on, jobs} = parse(read(folder, '.github/workflows/motebench.yml'));
	t.deepEqual(on, ['push', 'pull_request']);
	const runs = jobs.fleet.steps.map(({run = ''}: {run?: string}) => run);
	t.true(runs.includes('npx motebench run ./fleet.yaml --out runs/fleet'));
	t.is(jobs.fleet.steps.at(-1).with.path, 'runs/fleet');
});

test('a second time nothing changes', t => {
	const folder = fresh(t);
	t.deepEqual(Object.values(init(folder, 'microbit')), ['new', 'new', 'new', 'new']);
	writeFileSync(path.join(folder, 'fleet.yaml'), 'mine');
	t.deepEqual(new Set(Object.values(init(folder, 'microbit'))), new Set(['as it was']));
	t.is(read(folder, 'fleet.yaml'), 'mine');
});

test('a .gitignore that is there gets only the lines that it lacks', t => {
	const folder = fresh(t);
	writeFileSync(path.join(folder, '.gitignore'), 'node_modules/\nruns/');
	t.is(init(folder)['.gitignore'], 'longer');
	t.is(read(folder, '.gitignore'), 'node_modules/\nruns/\nbench.yaml\n');
});

test('the bench that is written can be read, and names the board', t => {
	const folder = fresh(t);
	init(folder, 'microbit');
	const {boards} = readBench(boardsIn(), path.join(folder, 'bench.yaml'));
	t.deepEqual(
		boards.map(({board, name}) => [board, name]),
		[['microbit', 'mine']],
	);
});

test('a board that is not known and a file in the place of a folder are mistakes', t => {
	const folder = fresh(t);
	const board = t.throws(() => init(folder, 'mikrobit'), {instanceOf: UsageError});
	t.regex(board.message, /no board is called mikrobit, did you mean microbit\?/);
	const file = path.join(folder, 'file');
	writeFileSync(file, '');
	t.throws(() => init(file), {instanceOf: UsageError, message: /this is a file/});
});

test('a folder in which nothing can be written is no mistake, but exit 3', t => {
	const folder = fresh(t);
	writeFileSync(path.join(folder, '.github'), '');
	t.throws(() => init(folder), {instanceOf: EnvironmentError, message: /cannot write to/});
});

function fresh(t: ExecutionContext): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'init-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	return folder;
}

function read(folder: string, name: string): string {
	return readFileSync(path.join(folder, name), 'utf8');
}
