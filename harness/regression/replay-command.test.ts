import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import type {Manifest} from '../report/manifest.js';
import {motebench, motebenchWith, temporary} from './cli-bench.js';

const SMOKE = new URL('../../../harness/scenario/scenarios/smoke.yaml', import.meta.url);
const shared = mkdtempSync(path.join(tmpdir(), 'motebench-'));
const [SCENARIO, RUN, JOB] = ['mine.yaml', 'run', 'job.md'].map(name => path.join(shared, name));

test.before(
	'five seconds of smoke are recorded, in a job of CI, from a file that goes',
	async () => {
		writeFileSync(SCENARIO, readFileSync(SMOKE, 'utf8'));
		const args = ['run', SCENARIO, '--quiet', '--duration', '5s', '--seed', '7', '--nodes', '8'];
		await motebenchWith({GITHUB_STEP_SUMMARY: JOB}, ...args, '--out', RUN);
		rmSync(SCENARIO);
	},
);
test.after.always(() => rmSync(shared, {recursive: true, force: true}));

test('a run in CI appends to the summary of its job', t => {
	t.regex(readFileSync(JOB, 'utf8'), /^### . smoke/);
});

test('a recorded run is had again to the last event, though its scenario file is gone', async t => {
	const {run, folder} = recorded(t.teardown);
	const out = path.join(folder, 'again');
	const {code, stdout} = await motebench('replay', run, '--out', out);
	t.is(code, 0);
	t.regex(stdout, /^✔ the same run, to the last event: trace [\da-f]{16}\n$/);
	t.is(manifestIn(out).text, manifestIn(run).text, 'and a replay is a run');
});

test('a replay is not written over its record', async t => {
	const {run, folder} = recorded(t.teardown);
	const before = readFileSync(path.join(run, 'summary.json'));
	for (const out of [run, path.join(folder, '..', path.basename(folder), path.basename(run))]) {
		const {code, stderr} = await motebench('replay', run, '--out', out);
		t.is(code, 2);
		t.regex(stderr, /is the record itself; choose another folder/);
	}
	t.deepEqual(readFileSync(path.join(run, 'summary.json')), before);
});

test('a manifest says what the run was, and what the user has said, and no more', async t => {
	const {run} = recorded(t.teardown);
	const manifest = manifestIn(run);
	t.like(manifest, {scenario: SCENARIO, seed: 7, nodes: 8, durationMs: 5000, broker: null});
	t.deepEqual(manifest.radios, {gateways: 1, forwarders: 0, nodes: 8});
	t.is(manifest.text, readFileSync(SMOKE, 'utf8'));
	t.deepEqual(manifest.argv.slice(0, 4), ['run', SCENARIO, '--quiet', '--duration']);
	t.false(JSON.stringify({...manifest, scenario: '', argv: []}).includes(process.cwd()));
});

test('a run that is another says where they part, and what may be why', async t => {
	const {run} = recorded(t.teardown);
	const manifest = manifestIn(run);
	const changed = {
		...manifest,
		text: manifest.text.replace('ring: 3 }', 'ring: 2 }'),
		firmware: {sha256: '00'},
	};
	writeFileSync(path.join(run, 'manifest.json'), JSON.stringify(changed));
	const {code, stdout} = await motebench('replay', run, '--quiet', '--json');
	t.is(code, 1);
	const {same, remarks, lines} = JSON.parse(stdout);
	t.false(same);
	t.deepEqual(remarks, ['the firmware is another']);
	t.regex(lines[0], /^they part after \d+ events? in common:$/);
	t.regex(lines.join('\n'), /\n {2}A .*node 1 hears gateway 1.*\n {2}B .*node 1 hears gateway 1/);
});

test('nobody can tell of an interrupted run: exit 4', async t => {
	const {run} = recorded(t.teardown);
	const file = path.join(run, 'summary.json');
	const summary = JSON.parse(readFileSync(file, 'utf8'));
	writeFileSync(file, JSON.stringify({...summary, interrupted: true}));
	const {code, stderr} = await motebench('replay', run);
	t.is(code, 4);
	t.regex(stderr, /was interrupted/);
});

test('a run with a broker outside is asked for it, since no password is kept', async t => {
	const {run} = recorded(t.teardown);
	const manifest = {...manifestIn(run), broker: 'mqtt://broker.example:1883'};
	writeFileSync(path.join(run, 'manifest.json'), JSON.stringify(manifest));
	const {code, stderr} = await motebench('replay', run);
	t.is(code, 2);
	t.regex(stderr, /say --broker mqtt:\/\/broker\.example:1883, with its password/);
});

test('a folder without a manifest is no run: exit 2', async t => {
	const {code, stderr} = await motebench('replay', temporary(t.teardown));
	t.is(code, 2);
	t.regex(stderr, /^motebench: .*manifest\.json: there is no such file/);
});

/** The folder of what was recorded, which a test may change. */
function recorded(teardown: (remove: () => void) => void) {
	const folder = temporary(teardown);
	const run = path.join(folder, 'run');
	cpSync(RUN, run, {recursive: true});
	return {folder, run};
}

function manifestIn(run: string): Manifest {
	return JSON.parse(readFileSync(path.join(run, 'manifest.json'), 'utf8')) as Manifest;
}
