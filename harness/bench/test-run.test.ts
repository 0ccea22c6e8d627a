/* Whole runs: AVA in a process of its own, on stand-ins for tests of users. */
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import ava, {type ExecutionContext} from 'ava';
import {EnvironmentError, UsageError} from '../errors.js';
import {boardsIn} from '../locate/catalogue.js';
import {giveNotice, noticesIn} from '../target/notices.js';
import {elfOf} from './elf-bench.js';
import {emulatorPath} from './emulated.js';
import {BUILD_ID, StandIn} from './stand-in.js';
import {runTests, type TestTask} from './test-run.js';
import {worldHere} from './world.js';

/* One after the other: each is several processes. */
const test = ava.serial;

test('tests that pass are a pass, and know their target', async t => {
	const outcome = await tested(t, `test('knows', t => t.is(process.env.MOTEBENCH_TARGET, 'sim'))`);
	t.is(outcome.exitCode, 0);
	t.deepEqual(titles(outcome.results), ['pass knows']);
});

test('a test that fails once and then passes is flaky where it is run again', async t => {
	const body = `test('shaky', t => {
		const mark = new URL('mark', import.meta.url);
		if (existsSync(mark)) return t.pass();
		writeFileSync(mark, '');
		t.fail();
	});
	test('sound', t => t.pass())`;
	const outcome = await tested(t, body, {retries: 2});
	t.is(outcome.exitCode, 0);
	t.deepEqual(titles(outcome.results).sort(), ['flaky shaky', 'pass sound']);
});

test('a silent restart that a test passes over is a verdict all the same', async t => {
	const body = `test('passes', t => {
		appendFileSync(process.env.MOTEBENCH_NOTICES,
			JSON.stringify({verdict: 'device-reset', reason: 'restart that nobody asked for'}) + '\\n');
		t.pass();
	})`;
	const outcome = await tested(t, body);
	t.is(outcome.exitCode, 1);
	t.like(outcome.notices, [{verdict: 'device-reset', reason: 'restart that nobody asked for'}]);
});

test('a board that starts anew behind a test is device-reset, a late host inconclusive', async t => {
	const restarted = await tested(t, onPlayedBoard('board.cutPower(); await anew;'));
	t.deepEqual(titles(restarted.results), ['pass passes']);
	t.true(restarted.notices.some(({verdict}) => verdict === 'device-reset'));
	t.is(restarted.exitCode, 1);
	const late = await tested(t, onPlayedBoard('Atomics.wait(nothing, 0, 0, 1500);'));
	t.deepEqual(titles(late.results), ['pass passes']);
	t.regex(late.notices[0]?.reason ?? '', /^the host of serial:unix:.* was late by \d{4,5} ms$/);
	t.is(late.exitCode, 4);
});

test('tests that do not end are inconclusive, and ended', async t => {
	const outcome = await tested(t, `test('hangs', () => new Promise(r => setTimeout(r, 1e6)))`, {
		deadlineMs: 3000,
	});
	t.is(outcome.exitCode, 4);
	t.like(outcome.phases.at(-1), {phase: 'run', verdict: 'inconclusive'});
});

test('where no file matches nothing was judged', async t => {
	t.is((await tested(t, `test('a', t => t.pass())`, {globs: ['other/**']})).exitCode, 5);
});

test('where AVA is not installed the bench is at fault', async t => {
	const outcome = await runTests(task({cwd: folder(t)}));
	t.is(outcome.exitCode, 3);
	t.regex(
		outcome.phases.at(-1)!.detail,
		/^ava is not installed in .*; npm install --save-dev ava$/,
	);
});

test('a board that is not plugged in, and firmware that is not built, are infra', async t => {
	const world = {...worldHere(), ports: async () => []};
	const board = await runTests(task({cwd: folder(t), target: 'board:nrf52840dk', world}));
	t.is(board.exitCode, 3);
	t.like(board.phases, [{phase: 'resolve', verdict: 'infra'}]);
	const sim = await runTests(task({cwd: folder(t), hasFirmware: () => false}));
	t.like(sim.phases, [{verdict: 'infra', detail: 'the firmware is not built; npm run build'}]);
});

test('a real board is flashed, found again and greeted before its tests, which know its port', async t => {
	const bench = new StandIn();
	t.teardown(() => bench.close());
	const image = path.join(folder(t), 'node.elf');
	writeFileSync(image, elfOf({at: 0, boardId: 'wasm', buildId: BUILD_ID}));
	const body = `test('knows', t => t.is(process.env.MOTEBENCH_PORT, '/dev/ttyACM0:115200'))`;
	const changes = {target: 'board:wasm', image, world: bench.world};
	const outcome = await tested(t, body, changes);
	t.deepEqual(
		outcome.phases.map(({phase, verdict}) => `${phase} ${verdict}`),
		['resolve pass', 'flash pass', 'boot pass', 'hello pass', 'run pass'],
	);
	t.deepEqual([bench.commands.length, outcome.exitCode], [1, 0]);
});

test('without QEMU there is a line that says so', t => {
	t.throws(() => emulatorPath('/nowhere'), {
		instanceOf: EnvironmentError,
		message: 'qemu-system-arm is not installed; apt-get install qemu-system-arm',
	});
});

const targets: [text: string, complaint: RegExp][] = [
	['simulator', /is not sim, qemu:BOARD, board:NAME or serial:PORT$/],
	['qemu:', /is not sim/],
	['qemu:nrf52840dk', /^nothing emulates nrf52840dk; board:nrf52840dk is a real one$/],
	['qemu:microbti', /did you mean microbit\?$/],
	['board:../etc', /is not sim/],
	['serial:a:b', /is not PORT/],
];

for (const [target, message] of targets) {
	test(`the target ${target} is a mistake`, async t => {
		await t.throwsAsync(runTests(task({cwd: folder(t), target})), {
			instanceOf: UsageError,
			message,
		});
	});
}

test('notices are read as they were given, and one that cannot be read is infra', t => {
	const file = path.join(folder(t), 'notices');
	t.deepEqual(noticesIn(file), []);
	const late = {verdict: 'inconclusive', reason: 'the host was late'} as const;
	giveNotice(late, {MOTEBENCH_NOTICES: file});
	giveNotice(late, {});
	t.deepEqual(noticesIn(file), [late]);
	writeFileSync(file, '{"verdict":"fine"}\nnonsense\n');
	t.deepEqual(
		noticesIn(file).map(({verdict}) => verdict),
		['infra', 'infra'],
	);
});

/** A test with a target of its own, a board that is played within it. */
function onPlayedBoard(body: string): string {
	const built = (name: string) => JSON.stringify(new URL(`../../${name}`, import.meta.url).href);
	return `test('passes', async t => {
		const {createServer} = await import('node:net');
		const {FirmwareOverLine} = await import(${built('harness/target/firmware-over-line.js')});
		const {openTarget} = await import(${built('harness/harness.js')});
		const module = new WebAssembly.Module(readFileSync(new URL(${built('node.wasm')})));
		const socket = new URL('line', import.meta.url).pathname;
		let host;
		const board = new FirmwareOverLine(module, {send: octets => host?.write(octets)});
		const server = createServer(end => {
			host = end.on('data', octets => board.hear(octets));
		});
		await new Promise(resolve => server.listen(socket, resolve));
		const node = await openTarget('serial:unix:' + socket);
		const nothing = new Int32Array(new SharedArrayBuffer(4));
		const anew = new Promise(resolve => {
			node.board.listener = {onNews: ({kind}) => kind === 'restart' && resolve()};
		});
		${body}
		await node.close();
		board.close();
		server.close();
		t.pass();
	})`;
}

const AVA = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** What comes of a file with these tests, on `sim` unless it is said. */
function tested(t: ExecutionContext, body: string, changes: Partial<TestTask> = {}) {
	const cwd = folder(t);
	symlinkSync(AVA, path.join(cwd, 'node_modules'));
	mkdirSync(path.join(cwd, 'tests'));
	writeFileSync(path.join(cwd, 'package.json'), '{"type": "module"}');
	const head = `import test from 'ava';
		import {appendFileSync, existsSync, readFileSync, writeFileSync} from 'node:fs';`;
	writeFileSync(path.join(cwd, 'tests/one.js'), `${head}\n${body};\n`);
	return runTests(task({cwd, globs: ['tests/**'], ...changes}));
}

function task(changes: Partial<TestTask>): TestTask {
	return {
		target: 'sim',
		globs: [],
		retries: 0,
		deadlineMs: 60_000,
		cwd: '/nowhere',
		world: {...worldHere(), around: {boards: boardsIn(), bench: {boards: [], quarantine: []}}},
		hasFirmware: () => true,
		signal: new AbortController().signal,
		...changes,
	};
}

function titles(results: readonly {readonly verdict: string; readonly title: string}[]): string[] {
	return results.map(({verdict, title}) => `${verdict} ${title}`);
}

function folder(t: ExecutionContext): string {
	const name = mkdtempSync(path.join(tmpdir(), 'test-run-'));
	t.teardown(() => rmSync(name, {recursive: true}));
	return name;
}
