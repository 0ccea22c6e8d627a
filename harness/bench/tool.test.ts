import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {flashCommand} from '../../boards/flash-command.js';
import {EnvironmentError} from '../errors.js';
import {boardCalled, boardsIn} from '../locate/catalogue.js';
import {programPath} from './programs.js';
import {runTool} from './tool.js';

const DEADLINE_MS = 20_000;

test('a tool that ends well is no news', async t => {
	await t.notThrowsAsync(run('process.exit(0)'));
});

test('a tool that fails is told with its last words, not its last line', async t => {
	await t.throwsAsync(run("console.error('Error: flash is locked\\nshutdown');process.exit(1)"), {
		instanceOf: EnvironmentError,
		message: /failed \(exit 1\): Error: flash is locked$/,
	});
});

const troubles: [what: string, words: string, hint: RegExp][] = [
	['no probe', 'Error: unable to find a matching CMSIS-DAP device', /no such probe is plugged in/],
	['no J-Link', 'Error: No J-Link device found', /no such probe is plugged in/],
	['no right to the probe', 'Error: libusb_open() failed with LIBUSB_ERROR_ACCESS', /--udev/],
	['a probe in use', 'Error: LIBUSB_ERROR_BUSY', /another program has the probe/],
];

for (const [what, words, hint] of troubles) {
	test(`a tool that finds ${what} is told with what can be done`, async t => {
		const error = await t.throwsAsync(run(`console.error('${words}');process.exit(1)`));
		t.regex(error.message, hint);
	});
}

test('a tool that hangs is ended at its deadline, with all that it has started', async t => {
	// What it has started holds the same pipe: there is no end before both have ended.
	const parent = `require('child_process').spawn(process.execPath,
		['-e', 'setInterval(() => {}, 1000)'], {stdio: 'inherit'});
		setInterval(() => {}, 1000)`;
	await t.throwsAsync(run(parent, {deadlineMs: 600}), {
		instanceOf: EnvironmentError,
		message: /was ended: it took more than 0\.6 s$/,
	});
});

test('a tool ends when the user says so', async t => {
	const controller = new AbortController();
	const running = run('setInterval(() => {}, 1000)', {signal: controller.signal});
	controller.abort();
	await t.throwsAsync(running, {message: /was ended: it was not to go on/});
});

test('a tool that is not installed is told with how to get it', async t => {
	const argv = ['no-such-tool-here'];
	const task = {argv, deadlineMs: DEADLINE_MS, signal: new AbortController().signal};
	await t.throwsAsync(runTool(task), {
		instanceOf: EnvironmentError,
		message: 'no-such-tool-here is not installed; install it, or mend PATH',
	});
});

test('openocd without a probe says that there is none', async t => {
	if (programPath('openocd') === undefined && process.env['CI'] !== 'true') {
		t.log('skipped: openocd is not installed');
		t.pass();
		return;
	}
	const image = path.join(folder(t), 'node.hex');
	writeFileSync(image, ':00000001FF\n');
	const argv = flashCommand(boardCalled('microbit', boardsIn()), {image, probe: '9900-none'})!;
	const task = {argv, deadlineMs: DEADLINE_MS, signal: new AbortController().signal};
	await t.throwsAsync(runTool(task), {
		instanceOf: EnvironmentError,
		message: /^openocd failed .*no such probe is plugged in/,
	});
});

function run(script: string, changes: {deadlineMs?: number; signal?: AbortSignal} = {}) {
	const argv = [process.execPath, '-e', script];
	return runTool({argv, deadlineMs: DEADLINE_MS, signal: new AbortController().signal, ...changes});
}

function folder(t: ExecutionContext): string {
	const name = mkdtempSync(path.join(tmpdir(), 'tool-'));
	t.teardown(() => rmSync(name, {recursive: true}));
	return name;
}
