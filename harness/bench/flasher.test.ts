/* What can go wrong at a bench, each with its line and its exit code; nothing hangs. */
import type {BindingInterface} from '@serialport/bindings-cpp';
import test, {type ExecutionContext} from 'ava';
import {EnvironmentError, UsageError} from '../errors.js';
import {boardCalled, boardsIn} from '../locate/catalogue.js';
import type {Located} from '../locate/locate.js';
import {FrameType} from '../serial/codes.js';
import {encodeFrame} from '../serial/frame.js';
import {SerialLine} from '../serial/serial-line.js';
import {awaitBoard} from './await-board.js';
import {commandFor, flash, greet, locateAgain} from './flasher.js';
import {DeviceReset} from './phases.js';
import {BUILD_ID, portAt, StandIn} from './stand-in.js';

const IMAGE = {path: 'node.elf', buildId: BUILD_ID};
const SIGNAL = new AbortController().signal;
/** Long enough for any answer that comes, and what is waited for in vain. */
const [PATIENCE_MS, IN_VAIN_MS] = [20_000, 1000];

test('a board is flashed by its probe, found again under another name, and greeted', async t => {
	const bench = standIn(t);
	const before = await located(bench);
	await flash(bench.world, before, {image: IMAGE, signal: SIGNAL});
	t.deepEqual(bench.commands, [commandFor(bench.board, 'node.elf', '9900')]);
	bench.plugged = [portAt('/dev/ttyACM7')];
	const after = await locateAgain(bench.world, before);
	t.is(after.path, '/dev/ttyACM7');
	t.is((await greet(bench.world, after, BUILD_ID)).buildId, BUILD_ID);
});

test('a port that comes back late is waited for, one that does not is told', async t => {
	const bench = standIn(t);
	const before = await located(bench);
	bench.plugged = [];
	bench.onSleep = count => {
		if (count === 3) bench.plugged = [portAt('/dev/ttyACM1')];
	};
	t.is((await locateAgain(bench.world, before)).path, '/dev/ttyACM1');
	bench.plugged = [];
	bench.onSleep = () => {};
	await t.throwsAsync(locateAgain(bench.world, before), {
		instanceOf: EnvironmentError,
		message: 'no wasm with sn 9900 is plugged in; there is no serial port on USB',
	});
});

test('whoever interrupts does not wait for the port', async t => {
	const bench = standIn(t);
	const before = await located(bench);
	const controller = new AbortController();
	bench.plugged = [];
	bench.onSleep = () => controller.abort(new Error('enough'));
	const looking = locateAgain(bench.world, before, controller.signal);
	await t.throwsAsync(looking, {message: 'enough'});
});

test('a board whose probes nobody can count is not flashed without a number', async t => {
	const bench = standIn(t);
	const board = boardCalled('stm32vldiscovery', boardsIn());
	const unknown = {board, path: '/dev/ttyUSB0', sn: undefined, baudRate: 115_200, socket: false};
	await t.throwsAsync(flash(bench.world, unknown, {image: IMAGE, signal: SIGNAL}), {
		instanceOf: UsageError,
		message: /^which probe has stm32vldiscovery\?/,
	});
	t.deepEqual(bench.commands, []);
});

test('another image than the one that was written is told by both builds', async t => {
	const bench = standIn(t);
	await t.throwsAsync(greet(bench.world, await located(bench), 'ffffffffffffffff'), {
		instanceOf: EnvironmentError,
		message: /runs build 0102030405060708, the image is ffffffffffffffff; it was not written/,
	});
});

test('another board than was meant is told by both names', async t => {
	const bench = standIn(t);
	const board = boardCalled('microbit', boardsIn());
	await t.throwsAsync(greet(bench.world, {...(await located(bench)), board}, undefined), {
		instanceOf: EnvironmentError,
		message: /^\/dev\/ttyACM0 is wasm, not microbit; another board answers there/,
	});
});

test('a plug that is pulled while HELLO is written and put back is no trouble', async t => {
	const bench = standIn(t);
	const {onOctets} = bench.pair;
	bench.pair.onOctets = () => {
		bench.pair.unplug();
		bench.pair.onOctets = onOctets;
		bench.pair.replug();
	};
	t.is((await greet(bench.world, await located(bench), BUILD_ID)).boardId, 'wasm');
});

test('a plug that is pulled while HELLO is written and stays out is told', async t => {
	const bench = standIn(t);
	bench.pair.onOctets = () => bench.pair.unplug();
	await t.throwsAsync(hello(bench, bench.pair), {
		instanceOf: EnvironmentError,
		message: /^no device at \/dev\/ttyACM0: no such port; is the board plugged in\?/,
	});
});

const ports: [what: string, words: string, hint: RegExp][] = [
	['is taken', 'Resource temporarily unavailable Cannot lock port', /fuser -v \/dev\/ttyACM0/],
	['may not be opened', 'Permission denied, cannot open /dev/ttyACM0', /usermod -aG dialout/],
];

for (const [what, words, hint] of ports) {
	test(`a port that ${what} is told with what can be done`, async t => {
		const open = async () => {
			throw new Error(words);
		};
		const error = await t.throwsAsync(hello(standIn(t), {list: async () => [], open}), {
			instanceOf: EnvironmentError,
		});
		t.regex(error.message, hint);
	});
}

test('a board that says nothing is told with what it may be', async t => {
	const bench = standIn(t);
	bench.pair.onOctets = undefined;
	await t.throwsAsync(hello(bench, bench.pair), {
		instanceOf: EnvironmentError,
		message: /HELLO is not answered; it runs other firmware, or hangs, or is another port/,
	});
});

test('a board that panics instead of answering is no trouble of the bench', async t => {
	const bench = standIn(t);
	const payload = Uint8Array.from([0x40, 0x42, 0x0f, 0, 9, 0, 0x34, 0x12, 1]);
	bench.pair.onOctets = () =>
		bench.pair.send(encodeFrame({type: FrameType.PANIC, seq: 0, payload}));
	await t.throwsAsync(hello(bench, bench.pair, PATIENCE_MS), {
		instanceOf: DeviceReset,
		message: 'panic   1.000000 s  code 9, trap unreachable, at 0x1234 of the image',
	});
});

function standIn(t: ExecutionContext): StandIn {
	const it = new StandIn();
	t.teardown(() => it.close());
	return it;
}

async function located({board}: StandIn): Promise<Located> {
	return {board, path: '/dev/ttyACM0', sn: '9900', baudRate: 115_200, socket: false};
}

/** HELLO through `binding`, in vain unless it is said how long. */
async function hello({board}: StandIn, binding: BindingInterface, deadlineMs = IN_VAIN_MS) {
	const line = new SerialLine({binding, path: '/dev/ttyACM0', baudRate: 115_200});
	try {
		const expected = {path: '/dev/ttyACM0', boardId: board.id, buildId: undefined};
		return await awaitBoard(line, expected, deadlineMs);
	} finally {
		await line.close();
	}
}
