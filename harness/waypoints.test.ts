import {execFile} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import {UsageError} from './errors.js';
import {loadScenario} from './scenario/load.js';
import {type WaypointOptions, Waypoints} from './waypoints.js';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
const smoke = loadScenario('smoke');

test('a run that was kept goes on from its file, and its files begin there', async t => {
	const [first, second, third] = [folder(t), folder(t), folder(t)];
	const kept = await motebench('run', 'smoke', '--checkpoint', '20s', '--out', first);
	const file = kept.files.checkpoint;
	t.is(file, path.join(first, 'checkpoint.json'));
	const resumed = await motebench('run', '--resume', file, '--checkpoint', '40s', '--out', second);
	t.is(resumed.traceHash, kept.traceHash);
	t.is(resumed.published, kept.published, 'what was before counts as well');
	const fork = ['--resume', resumed.files.checkpoint, '--seed-after', '9', '--out', third];
	t.not((await motebench('run', ...fork)).traceHash, kept.traceHash);
});

const mistake = test.macro({
	title: (_, what: string) => `${what} is a mistake of the user`,
	exec(t, _what: string, options: WaypointOptions, message: RegExp) {
		const halts = () => {
			const waypoints = new Waypoints(options);
			const scenario = waypoints.scenarioOf('smoke');
			return waypoints.haltsOf({scenario, folder: '.', kept: () => {}});
		};
		t.throws(halts, {instanceOf: UsageError, message});
	},
});
test(mistake, 'a checkpoint after the end', {checkpoint: 60_001}, /after 0s and up to 1m/);
test(mistake, 'other luck from no moment on', {seedAfter: 1}, /add --resume FILE/);
test(mistake, 'a file that is none', {resume: '/nowhere'}, /cannot read \/nowhere/);
test(
	mistake,
	'a checkpoint of what a broker outside has part in',
	{checkpoint: 1000, broker: 'mqtt://127.0.0.1'},
	/never had again/,
);

test('a checkpoint may be as late as the end', t => {
	const waypoints = new Waypoints({checkpoint: 60_000});
	const halts = waypoints.haltsOf({scenario: smoke, folder: '.', kept: () => {}});
	t.deepEqual(
		halts.map(({atUs}) => atUs),
		[60_000_000],
	);
});

test('a command that is a mistake writes no file', async t => {
	const place = folder(t);
	await t.throwsAsync(motebench('run', 'smoke', '--checkpoint', '99h', '--out', place), {code: 2});
	t.deepEqual(readdirSync(place), []);
});

test('whoever names neither scenario nor checkpoint is asked for one', t => {
	t.throws(() => new Waypoints({}).scenarioOf(undefined), {
		instanceOf: UsageError,
		message: /Name a scenario, or a checkpoint/,
	});
});

async function motebench(...args: string[]) {
	const {stdout} = await promisify(execFile)(process.execPath, [
		MAIN,
		...args,
		'--json',
		'--quiet',
	]);
	return JSON.parse(stdout);
}

function folder(t: ExecutionContext): string {
	const made = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(made, {recursive: true, force: true}));
	return made;
}
