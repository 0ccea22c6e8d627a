/* The verbs as a user meets them, each in a process of its own. */
import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {on, once} from 'node:events';
import {cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import ava from 'ava';
import {BOARDS} from '../locate/catalogue.js';
import {FrameType} from '../serial/codes.js';
import {encodeFrame} from '../serial/frame.js';
import {Direction, Recorder} from '../serial/recording.js';

const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
ava.after.always(() => rmSync(folder, {recursive: true}));

/* One after the other: each is a process. */
const test = ava.serial;

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const DEADLINE_MS = 60_000;

test('boards are listed, and what was never seen on hardware says so', async t => {
	const {out, code} = await motebench('boards');
	t.is(code, 0);
	t.regex(out, /^nrf52840dk +Nordic .* flashed by openocd; not yet seen on hardware$/m);
	t.regex(out, /^microbit +BBC .* qemu:microbit, flashed by openocd; emulated$/m);
});

test('a board.yaml that makes no sense is a mistake of the user, told by its place', async t => {
	const boards = path.join(folder, 'boards');
	cpSync(BOARDS, boards, {recursive: true});
	const file = path.join(boards, 'cc2538dk/board.yaml');
	writeFileSync(file, readFileSync(file, 'utf8').replace('supplyMv', 'suplyMv'));
	const {err, code} = await motebench('boards', 'lint', boards);
	t.is(code, 2);
	t.regex(
		err,
		/boards\/cc2538dk\/board\.yaml:\d+:1: suplyMv is not known, did you mean supplyMv\?/,
	);
});

test('what flash would do can be had without doing it', async t => {
	const image = path.join(folder, 'node of mine.hex');
	writeFileSync(image, ':00000001FF\n');
	const {out, code} = await motebench('flash', 'nrf52840dk', image, '--dry-run', '--sn', '683');
	t.is(code, 0);
	t.is(
		out,
		`openocd -f board/nordic_nrf52_dk.cfg -c 'adapter serial 683' -c 'program {${image}} verify reset exit'\n`,
	);
});

const endings: [what: string, args: string[], code: number, line: RegExp][] = [
	['a board that is emulated alone', ['flash', 'mps2-an385'], 2, /nothing is known to flash/],
	['a misspelt board', ['flash', 'microbti', '--dry-run'], 2, /did you mean microbit\?/],
	['a port that is not there', ['monitor', 'unix:/nowhere/line'], 3, /is the board plugged in\?/],
	['nothing to monitor', ['monitor'], 2, /monitor what\?/],
	['a recording that is none', ['monitor', '--replay', MAIN], 2, /not a recording/],
	['a board beside a recording', ['monitor', 'wasm', '--replay', MAIN], 2, /goes without a board/],
	['a target that is none', ['test', '--target', 'board'], 2, /is not sim, qemu:BOARD/],
];

for (const [what, args, code, line] of endings) {
	test(`${what} is one line and exit code ${code}`, async t => {
		const ended = await motebench(...args);
		t.is(ended.code, code);
		t.regex(ended.err, line);
	});
}

test('a recording is told again', async t => {
	const file = path.join(folder, 'day.mbr');
	const payload = Uint8Array.from([0, 0, 0, 0, 1, ...Buffer.from('battery low')]);
	const octets = encodeFrame({type: FrameType.LOG, seq: 0, payload});
	const parts: Uint8Array[] = [];
	new Recorder(part => void parts.push(part), 1000).add({
		tNs: 2e9,
		direction: Direction.FROM_DEVICE,
		octets,
	});
	writeFileSync(file, Buffer.concat(parts));
	const {out, code} = await motebench('monitor', '--replay', file);
	t.is(code, 0);
	t.is(out, '   2.000 s  log     0.000000 s  WARNING  battery low\n');
});

test('a board is monitored, recorded and told again', async t => {
	const [socket, file] = [path.join(folder, 'line'), path.join(folder, 'board.mbr')];
	const board = spawn(process.execPath, [BOARD_PROGRAM, socket]);
	t.teardown(() => board.kill());
	await once(board.stdout, 'data', {signal: AbortSignal.timeout(DEADLINE_MS)});
	const monitor = spawn(process.execPath, [MAIN, 'monitor', `unix:${socket}`, '--record', file]);
	const hello = await said(monitor, /^hello {3}wasm, build [0-9a-f]{16}, .*$/m);
	monitor.kill('SIGINT');
	t.deepEqual(await once(monitor, 'close', {signal: AbortSignal.timeout(DEADLINE_MS)}), [0, null]);
	const {out} = await motebench('monitor', '--replay', file);
	t.true(out.includes(hello));
});

test('a monitor ends when nobody reads it any more, at the next line that it has', async t => {
	const socket = path.join(folder, 'unread');
	const board = spawn(process.execPath, [BOARD_PROGRAM, socket]);
	t.teardown(() => board.kill());
	await once(board.stdout, 'data', {signal: AbortSignal.timeout(DEADLINE_MS)});
	const monitor = spawn(process.execPath, [MAIN, 'monitor', `unix:${socket}`]);
	t.teardown(() => monitor.kill());
	await said(monitor, /^hello /m);
	monitor.stdout.destroy();
	board.kill();
	t.deepEqual(await once(monitor, 'close', {signal: AbortSignal.timeout(DEADLINE_MS)}), [0, null]);
});

test('devices and doctor speak JSON, and write down what is there', async t => {
	const devices = await motebench('devices', '--json', '--write');
	t.true(Array.isArray(JSON.parse(devices.out)));
	t.regex(readFileSync(path.join(folder, 'bench.yaml'), 'utf8'), /^boards:/m);
	const doctor = await motebench('doctor', '--json');
	const whats = (JSON.parse(doctor.out) as {what: string}[]).map(({what}) => what);
	t.true(whats.includes('qemu-system-arm'));
	t.deepEqual([devices.code, doctor.code], [0, 0]);
});

test('tests that are interrupted end at once, with exit code 130', async t => {
	symlinkSync(MODULES, path.join(folder, 'node_modules'));
	const file = path.join(folder, 'hangs.test.mjs');
	writeFileSync(
		file,
		`import test from 'ava'; test('hangs', () => new Promise(r => setTimeout(r, 1e6)));`,
	);
	const child = spawn(process.execPath, [MAIN, 'test', 'hangs.test.mjs'], {cwd: folder});
	await once(child.stdout, 'data', {signal: AbortSignal.timeout(DEADLINE_MS)});
	child.kill('SIGINT');
	// The tests hold the same pipe for errors: there is no end before theirs.
	const [code] = await once(child, 'close', {signal: AbortSignal.timeout(DEADLINE_MS)});
	t.is(code, 130);
});

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

const BOARD_PROGRAM = fileURLToPath(
	new URL('../conformance/targets/board-program.js', import.meta.url),
);

/** What `pattern` finds in what `child` says, as soon as it does. */
async function said(child: ChildProcess, pattern: RegExp): Promise<string> {
	let text = '';
	for await (const [octets] of on(child.stdout!, 'data', {
		signal: AbortSignal.timeout(DEADLINE_MS),
	})) {
		text += octets;
		const [found] = pattern.exec(text) ?? [];
		if (found !== undefined) return found;
	}
	throw new Error(text);
}

/** Runs the command line in `folder`, to its end. */
function motebench(...args: string[]): Promise<{code: number; out: string; err: string}> {
	return new Promise(resolve => {
		const options = {cwd: folder, timeout: DEADLINE_MS};
		const child = execFile(process.execPath, [MAIN, ...args], options, (_error, out, err) => {
			resolve({code: child.exitCode ?? -1, out, err});
		});
	});
}
