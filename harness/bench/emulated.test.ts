/* Images in QEMU, as `motebench test --target qemu:BOARD` has them before its tests run. */
import {mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import ava from 'ava';
import {buildImage, compilerMissing} from '../../scripts/board-image.js';
import {moduleAsC} from '../../scripts/wasm-to-c.js';
import {EnvironmentError} from '../errors.js';
import {boardCalled, boardsIn} from '../locate/catalogue.js';
import {qemuMissing} from '../serial/qemu.js';
import {emulatedHello} from './emulated.js';
import {type Image, imageFor} from './image.js';
import {runTests} from './test-run.js';
import {worldHere} from './world.js';

/* One after the other: each is several processes. */
const test = ava.serial;

const DEADLINE_MS = 20_000;
const microbit = boardCalled('microbit', boardsIn());
const missing = (await compilerMissing()) ?? qemuMissing();
let image: Image;

test.before(async () => {
	if (missing !== undefined) return;
	const {elf} = await buildImage(microbit, await moduleAsC('firmware/node.ts', 'node-bench'));
	image = imageFor(microbit, elf);
});

test('an image says the same of itself as a file and as a board', async t => {
	if (skipped(t)) return;
	const {boardId, buildId} = await emulatedHello(microbit, image, DEADLINE_MS);
	t.deepEqual({boardId, buildId}, {boardId: 'microbit', buildId: image.buildId});
});

test('an image that is not the one that was meant is infra', async t => {
	if (skipped(t)) return;
	await t.throwsAsync(emulatedHello(microbit, {...image, buildId: 'ff'}, DEADLINE_MS), {
		instanceOf: EnvironmentError,
		message: /^qemu:microbit runs build [0-9a-f]{16}, the image is ff;/,
	});
});

test('an image that hangs is infra within its deadline', async t => {
	if (skipped(t)) return;
	const lm3s = boardCalled('lm3s6965evb', boardsIn());
	await t.throwsAsync(emulatedHello({...microbit, emulator: lm3s.emulator}, image, 1500), {
		instanceOf: EnvironmentError,
	});
});

test('tests on an emulated board run once it has said who it is', async t => {
	if (skipped(t)) return;
	const cwd = mkdtempSync(path.join(tmpdir(), 'emulated-'));
	t.teardown(() => rmSync(cwd, {recursive: true}));
	symlinkSync(new URL('../../../node_modules', import.meta.url), path.join(cwd, 'node_modules'));
	writeFileSync(
		path.join(cwd, 'a.test.mjs'),
		`import test from 'ava';
		test('on it', t => t.is(process.env.MOTEBENCH_TARGET, 'qemu:microbit'));`,
	);
	const outcome = await runTests({
		target: 'qemu:microbit',
		image: image.path,
		globs: ['a.test.mjs'],
		retries: 0,
		deadlineMs: DEADLINE_MS,
		cwd,
		world: worldHere(),
		hasFirmware: () => true,
		signal: new AbortController().signal,
	});
	t.deepEqual(
		outcome.phases.map(({phase, verdict}) => `${phase} ${verdict}`),
		['resolve pass', 'hello pass', 'run pass'],
	);
	t.is(outcome.exitCode, 0);
});

function skipped(t: {log(text: string): void; pass(): void}): boolean {
	if (missing === undefined) return false;
	t.log(`skipped: ${missing}`);
	t.pass();
	return true;
}
