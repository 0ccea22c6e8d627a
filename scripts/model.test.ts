import {readFileSync} from 'node:fs';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {type ModelRun, modelRuns} from './model-runs.js';
import {askSpin, findingOf, type SpinBounds, spinMissing} from './spin.js';

const FOLDER = path.resolve(import.meta.dirname, '../../docs/model');
const BOUNDS: SpinBounds = {timeMs: 60_000, memoryMb: 700};

for (const run of modelRuns.filter(({big}) => !big)) {
	test.serial(`${run.name}: ${run.claim}`, async t => {
		if (isSkipped(t)) return;
		const {found} = await askSpin(run, BOUNDS);
		t.is(found, run.broken ?? 'holds', `npm run model -- --only ${run.name}`);
	});
}

test.serial('a search that runs out of memory proves nothing', async t => {
	if (isSkipped(t)) return;
	const {found} = await askSpin(modelRuns[0]!, {...BOUNDS, memoryMb: 10});
	t.is(found, 'incomplete');
});

test('a search that is cut short, or that says nothing, proves nothing', t => {
	const whole = 'State-vector 92 byte, depth reached 280, errors: 0\n  12 states, stored\n';
	t.like(findingOf(whole), {found: 'holds', states: 12});
	t.is(findingOf(`error: max search depth too small\n${whole}`).found, 'incomplete');
	t.is(findingOf(`Warning: Search not completed\n${whole}`).found, 'incomplete');
	t.is(findingOf(whole.replace('errors: 0', 'errors: 1')).found, 'incomplete');
	t.is(findingOf('').found, 'incomplete');
});

test('a program that is missing is a reason to skip, under CI an error that says what to install', t => {
	const {PATH, CI} = process.env;
	try {
		process.env['PATH'] = '';
		delete process.env['CI'];
		t.is(spinMissing(), 'not installed: spin, gcc, libc6-dev');
		process.env['CI'] = 'true';
		t.throws(spinMissing, {
			name: 'EnvironmentError',
			message: /apt-get install spin gcc libc6-dev$/,
		});
	} finally {
		Object.assign(process.env, {PATH, CI});
		if (CI === undefined) delete process.env['CI'];
	}
});

test('every rule that a model can break is broken by a run', t => {
	for (const model of ['convergence', 'counter'] as const) {
		const flags = new Set(read(`${model}.pml`).match(/\bMUT_[A-Z_]*[A-Z]\b/g));
		const runs = modelRuns.filter(run => run.model === model);
		t.deepEqual([...flags].sort(), [...new Set(runs.flatMap(mutationOf))].sort());
	}
});

test('the description names every run', t => {
	const text = read('README.md');
	for (const {name} of modelRuns) t.true(text.includes(`| ${name} |`), name);
});

function mutationOf({defines}: ModelRun): readonly string[] {
	return defines.filter(define => define.startsWith('MUT_'));
}

function read(file: string): string {
	return readFileSync(path.join(FOLDER, file), 'utf8');
}

function isSkipped(t: ExecutionContext): boolean {
	const missing = spinMissing();
	if (missing === undefined) return false;
	t.log(`skipped: ${missing}`);
	t.pass();
	return true;
}
