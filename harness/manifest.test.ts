import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {UsageError} from './errors.js';
import {inputsOf, manifestOf} from './manifest.js';
import {MANIFEST_FILE, readManifest, replayOf} from './report/manifest.js';
import {loadScenario} from './scenario/load.js';

const BROKER = 'mqtt://user:pass-word@broker.example:1883';

test('a manifest has no password, neither of its broker nor in its command', t => {
	const argv = ['run', 'smoke', '--broker', BROKER, `--broker=${BROKER}`];
	const manifest = manifestOf('smoke', loadScenario('smoke'), {broker: BROKER, argv});
	t.false(JSON.stringify(manifest).includes('pass-word'));
	t.false(JSON.stringify(manifest).includes('user:'));
	t.regex(replayOf(manifest), /--broker mqtt:\/\/broker\.example/);
});

test('the command that has a run again says what was said, and its seed', t => {
	const scenario = {...loadScenario('smoke'), seed: 0x5eed};
	const replay = (said: object) => replayOf(manifestOf('smoke', scenario, said));
	t.is(replay({}), 'motebench run smoke --seed 0x5eed');
	t.is(
		replay({nodes: 20, duration: 90_000}),
		'motebench run smoke --seed 0x5eed --nodes 20 --duration 1m30s',
	);
});

test('what is written is what is read, and a path with a blank is one word', t => {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const manifest = manifestOf('smoke', loadScenario('smoke'), {argv: []});
	const named = {...manifest, scenario: './my house.yaml'};
	writeFileSync(path.join(folder, MANIFEST_FILE), JSON.stringify(named));
	t.deepEqual(readManifest(folder), named);
	t.is(replayOf(named), "motebench run './my house.yaml' --seed 0x1");
	writeFileSync(path.join(folder, MANIFEST_FILE), '{"manifest": 2}');
	t.throws(() => readManifest(folder), {
		instanceOf: UsageError,
		message: /no manifest of this version/,
	});
});

test('a file of measurements that a scenario names is known by its hash', t => {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	writeFileSync(path.join(folder, 'links.csv'), 'abc');
	const {air, ...rest} = loadScenario('smoke');
	const propagation = {model: 'matrix' as const, file: 'links.csv', rows: []};
	t.deepEqual(inputsOf({...rest, air: {...air, propagation}}, folder), {
		'links.csv': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
	});
	t.deepEqual(inputsOf({...rest, air}, folder), {});
});
