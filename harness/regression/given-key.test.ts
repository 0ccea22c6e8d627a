/*
 * A key that a scenario gives stays in its file: what a run leaves behind has it nowhere, and says
 * what it wants to be had again.
 */
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {motebench} from './cli-bench.js';

const SMOKE = new URL('../../../harness/scenario/scenarios/smoke.yaml', import.meta.url);
const KEY = '00112233445566778899aabbccddeeff';
const shared = mkdtempSync(path.join(tmpdir(), 'motebench-'));
const [SCENARIO, OTHER, RUN] = ['mine.yaml', 'other.yaml', 'run'].map(name =>
	path.join(shared, name),
);

test.before('five seconds of smoke with a link key are recorded, and kept after two', async () => {
	const text = readFileSync(SMOKE, 'utf8').replace('area:', `air: { linkKey: ${KEY} }\narea:`);
	writeFileSync(SCENARIO, text);
	writeFileSync(OTHER, text.replace('ring: 3', 'ring: 2'));
	const args = ['run', SCENARIO, '--quiet', '--duration', '5s', '--checkpoint', '2s'];
	await motebench(...args, '--capture', 'all', '--out', RUN);
});
test.after.always(() => rmSync(shared, {recursive: true, force: true}));

test('no file of the run has the key', t => {
	const files = readdirSync(RUN);
	t.true(files.includes('manifest.json') && files.includes('checkpoint.json'), files.join());
	const octets = Buffer.from(KEY, 'hex');
	for (const name of files) {
		const file = readFileSync(path.join(RUN, name));
		t.false(file.includes(octets), name);
		t.false(file.toString('latin1').toLowerCase().includes(KEY), name);
		t.false(file.toString('latin1').includes([...octets].join()), name);
		t.false(
			JSON.stringify(file.toString('latin1').match(/\d+/g)).includes([...octets].join('","')),
		);
	}
});

test('a replay asks for the scenario, and is the same run with it', async t => {
	const without = await motebench('replay', RUN);
	t.is(without.code, 2);
	t.regex(without.stderr, /air\.linkKey was not kept: say --scenario .*mine\.yaml/);
	const {code, stdout} = await motebench(
		'replay',
		RUN,
		'--scenario',
		SCENARIO,
		'--quiet',
		'--json',
	);
	t.is(code, 0);
	t.true(JSON.parse(stdout).same);
});

test('a replay takes no other scenario', async t => {
	const {code, stderr} = await motebench('replay', RUN, '--scenario', OTHER);
	t.is(code, 2);
	t.regex(stderr, /other\.yaml is not the scenario of the run/);
});

test('a checkpoint is resumed by the name of its scenario alone', async t => {
	const checkpoint = path.join(RUN, 'checkpoint.json');
	const out = path.join(shared, 'resumed');
	const more = ['--resume', checkpoint, '--quiet', '--out', out];
	const without = await motebench('run', ...more);
	t.is(without.code, 2);
	t.regex(without.stderr, /the link key of the run was not kept: name its scenario/);
	const {stderr} = await motebench('run', SCENARIO, ...more, '--duration', '5s', '--json');
	t.is(stderr, '');
	const [one, other] = [RUN, out].map(folder =>
		JSON.parse(readFileSync(path.join(folder, 'summary.json'), 'utf8')),
	);
	t.is(one.traceHash, other.traceHash);
});

test('keys of the air are asked for with a capture', async t => {
	const args = ['run', SCENARIO, '--capture', 'none', '--capture-keys', '--out', RUN];
	const {code, stderr} = await motebench(...args);
	t.is(code, 2);
	t.regex(stderr, /--capture-keys goes with --capture all or gateways/);
});
