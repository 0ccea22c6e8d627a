import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {unpackMultiple} from 'msgpackr';
import type {Trace} from '../sim/kernel/trace.js';
import {type ArtefactOptions, Artefacts} from './artefacts.js';
import {bundled} from './bench.js';
import {EnvironmentError} from './errors.js';
import {simulate} from './simulate.js';

test('a run leaves its files, and the summary names them all', async t => {
	const {summary, folder} = await completed(t, 'all');
	t.deepEqual(readdirSync(folder).sort(), [
		'capture.pcapng',
		'details.json',
		'junit.xml',
		'memory.gz',
		'report.html',
		'summary.json',
		'trace.msgpack',
		'world.json',
	]);
	t.deepEqual(Object.keys(summary.files).sort(), [
		'capture',
		'details',
		'junit',
		'memory',
		'report',
		'summary',
		'trace',
		'world',
	]);
	for (const file of Object.values(summary.files)) t.true(existsSync(file), file);
});

test('what is on disk is what was returned', async t => {
	const {summary} = await completed(t, 'none');
	const {summary: json, junit} = summary.files;
	t.deepEqual(JSON.parse(readFileSync(json, 'utf8')), JSON.parse(JSON.stringify(summary)));
	t.regex(readFileSync(junit, 'utf8'), /<testsuite/);
});

test('the trace on disk has every event of the run', async t => {
	const {summary, trace} = await completed(t, 'none');
	const entries = unpackMultiple(readFileSync(summary.files['trace'])) as unknown[];
	t.is(entries.length, 1 + trace.count);
});

test('a run without a capture has no file for it, and does not name one', async t => {
	const {summary, folder} = await completed(t, 'none');
	t.false('capture' in summary.files);
	t.false(existsSync(path.join(folder, 'capture.pcapng')));
});

test('a folder within folders that are not there is made', t => {
	const folder = path.join(temporary(t), 'a', 'b');
	new Artefacts({folder, capture: 'none'}).close();
	t.true(existsSync(folder));
});

test('a folder that cannot be made is an error of the world, with its name', t => {
	const file = path.join(temporary(t), 'file');
	writeFileSync(file, '');
	t.throws(() => new Artefacts({folder: path.join(file, 'below'), capture: 'none'}), {
		instanceOf: EnvironmentError,
		message: /^cannot write to .*below \(ENOTDIR\)$/,
	});
});

/** Five seconds of smoke, with their files. */
async function completed(t: ExecutionContext, capture: ArtefactOptions['capture']) {
	const folder = path.join(temporary(t), 'run');
	const scenario = bundled('smoke', {durationMs: 5000});
	const artefacts = new Artefacts({folder, capture, scenario});
	const traces: Trace[] = [];
	const simulated = await simulate(scenario, {
		prepared: (world, described) => {
			artefacts.watch(world, described);
			traces.push(world.trace);
		},
	});
	artefacts.close();
	return {folder, summary: artefacts.conclude(simulated), trace: traces[0]};
}

function temporary(t: ExecutionContext): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	return folder;
}
