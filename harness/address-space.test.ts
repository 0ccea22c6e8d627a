import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import test from 'ava';
import {AddressSpaceError, RESERVE_NOTHING, withinAddresses} from './address-space.js';
import {loadScenario} from './scenario/load.js';
import {simulate} from './simulate.js';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
/** 60 GB: enough for the engine and for five nodes of the ten. */
const ADDRESSES_KIB = 60_000_000;

test('where addresses are few a run goes on without reserving any, and has the same trace', async t => {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	const run = `"${process.execPath}" "${MAIN}" run smoke --json --quiet --out "${folder}"`;
	const {stdout} = await promisify(execFile)('bash', ['-c', `ulimit -v ${ADDRESSES_KIB}; ${run}`]);
	const {outcome} = await simulate(loadScenario('smoke'));
	t.is(JSON.parse(stdout).traceHash, outcome.traceHash);
});

test('whoever runs out of addresses in his own process is told how to start it', async t => {
	const full = () => Promise.reject(new RangeError('Cannot allocate Wasm memory for new instance'));
	const error = await t.throwsAsync(withinAddresses(10_000, full), {instanceOf: AddressSpaceError});
	t.is(error.exitCode, 3);
	t.regex(error.message, new RegExp(`^10000 nodes .*node ${RESERVE_NOTHING}$`));
});

test('any other RangeError is a bug, and passes', async t => {
	const bug = new RangeError('event in the past');
	t.is(await t.throwsAsync(withinAddresses(1, () => Promise.reject(bug))), bug);
});
