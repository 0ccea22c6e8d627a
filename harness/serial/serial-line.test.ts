/* The edge: a port, its stream, timers; the firmware as it is built is at the other end. */
import {readFileSync} from 'node:fs';
import test, {type ExecutionContext} from 'ava';
import {EnvironmentError} from '../errors.js';
import {FirmwareOverLine} from '../target/firmware-over-line.js';
import {Carrier, Op, Status} from './codes.js';
import {faultyBinding} from './faulty-binding.js';
import {lineNoise} from './noise.js';
import {PairBinding} from './pair-binding.js';
import {Direction, entriesOf, Recorder} from './recording.js';
import {replayBinding} from './replay-binding.js';
import {SerialLine, type SerialLineOptions} from './serial-line.js';

const DEADLINE_MS = 20_000;
const SENSOR = [
	[
		[3, 1],
		[4, 1],
		[5, 1000],
	],
];

test('a board is greeted, configured and started through a port', async t => {
	const {line, news} = bench(t);
	const {boardId} = await line.ready(DEADLINE_MS);
	t.is(boardId, 'wasm');
	await line.call(Op.CONFIG, SENSOR);
	await line.call(Op.START, [Carrier.LINE]);
	await until(() => news.some(({kind}) => kind === 'datagram'));
	t.is(line.link.counters.badFrames, 0);
});

test('what a board refuses is an error with the name of both', async t => {
	const {line} = bench(t);
	await line.ready(DEADLINE_MS);
	await t.throwsAsync(line.call(Op.START), {
		instanceOf: EnvironmentError,
		message: 'pair: START failed: WRONG_STATE',
	});
	t.like(await line.ask(Op.NVM), {kind: 'answered', status: Status.BAD_ARGUMENT});
});

test('a board that is unplugged and plugged in again is found, and its calls are lost', async t => {
	const {line, pair, hear, news} = bench(t);
	await line.ready(DEADLINE_MS);
	pair.onOctets = undefined;
	const call = line.call(Op.STOP);
	pair.unplug();
	await t.throwsAsync(call, {message: 'pair: STOP failed: the line is unplugged'});
	await until(() => line.link.state === 'absent');
	t.false(line.sendDatagram({source: 1, rssiDbm: 0, octets: Uint8Array.of(1)}));
	pair.onOctets = hear;
	pair.replug();
	await line.ready(DEADLINE_MS);
	const states = news.flatMap(one => (one.kind === 'state' ? [one.state] : []));
	t.deepEqual(states.slice(2, 5), ['ready', 'unplugged', 'opening']);
	t.is(line.link.counters.restarts, 0);
});

test('a plug that is pulled while octets are written is one loss, and they are never sent', async t => {
	const {line, pair, hear, news} = bench(t);
	await line.ready(DEADLINE_MS);
	const heard: number[] = [];
	pair.onOctets = octets => {
		heard.push(octets.length);
		pair.unplug();
	};
	for (let one = 0; one < 4; one++) {
		line.sendDatagram({source: 1, rssiDbm: 0, octets: new Uint8Array(50)});
	}
	await until(() => line.link.state === 'absent');
	t.is(heard.length, 1);
	const after: Uint8Array[] = [];
	pair.onOctets = octets => {
		after.push(octets);
		hear(octets);
	};
	pair.replug();
	await line.ready(DEADLINE_MS);
	t.true(
		after.every(({length}) => length < 40),
		'no datagram of before',
	);
	const unplugged = news.filter(one => one.kind === 'state' && one.state === 'unplugged');
	t.is(unplugged.length, 1);
});

test('a whole session over a bad line, in pieces, comes to its end', async t => {
	const luck = lcg(3);
	const noise = lineNoise({drop: 1 / 3000, flip: 1 / 3000, split: 0.2, luck});
	const {line} = bench(t, {faults: {toDevice: noise, fromDevice: noise}});
	await line.ready(DEADLINE_MS);
	await line.call(Op.CONFIG, SENSOR);
	await line.call(Op.START);
	for (let turn = 0; turn < 30; turn++) await line.call(Op.STATS);
	await line.reset(DEADLINE_MS);
	t.is(line.link.device?.resetReason, 1);
});

test('a new rate is tried, taken and kept; one the board cannot do is refused', async t => {
	const {line, pair} = bench(t);
	await line.ready(DEADLINE_MS);
	t.true(await line.changeBaudRate(460_800, DEADLINE_MS));
	t.is(pair.baudRate, 460_800);
	await t.throwsAsync(line.changeBaudRate(2_000_000, DEADLINE_MS), {message: /BAD_ARGUMENT/});
	await line.call(Op.STATS);
	await line.reset(DEADLINE_MS);
	t.is(line.link.baudRate, 115_200);
});

test('adapters that lose long writes are given short ones', async t => {
	const {line, pair, hear} = bench(t, {writeSizeMax: 8});
	const sizes: number[] = [];
	pair.onOctets = octets => {
		sizes.push(octets.length);
		hear(octets);
	};
	await line.ready(DEADLINE_MS);
	t.true(sizes.length > 2);
	t.true(Math.max(...sizes) <= 8);
});

test('a port that is missing, and a board that is mute, are told apart', async t => {
	const {line, pair} = bench(t);
	pair.onOctets = undefined;
	await t.throwsAsync(line.ready(50), {message: 'no device at pair: HELLO is not answered'});
	const absent = new PairBinding();
	absent.unplug();
	const other = new SerialLine({binding: absent, path: 'pair', baudRate: 115_200});
	t.teardown(() => other.close());
	await t.throwsAsync(other.ready(50), {message: 'no device at pair: no such port'});
});

test('what a system says of a port is said once', async t => {
	const binding = {
		list: async () => [],
		open: () => Promise.reject(new Error('Error: Access denied, cannot open /dev/tty9')),
	};
	const line = new SerialLine({binding, path: '/dev/tty9', baudRate: 115_200});
	t.teardown(() => line.close());
	const message = 'no device at /dev/tty9: Access denied';
	await t.throwsAsync(line.ready(50), {instanceOf: EnvironmentError, message});
});

test('a session that was recorded is had again from the recording', async t => {
	const recording: Uint8Array[] = [];
	const recorder = new Recorder(octets => void recording.push(octets), 1e6);
	const first = bench(t, {recorder, entropy: lcg32(9)});
	const device = await first.line.ready(DEADLINE_MS);
	const stats = await first.line.call(Op.STATS);
	await first.line.close();

	const entries = entriesOf(Buffer.concat(recording));
	t.true(entries.some(({direction}) => direction === Direction.FROM_DEVICE));
	const binding = replayBinding(entries);
	const again = new SerialLine({binding, path: 'replay', baudRate: 115_200, entropy: lcg32(9)});
	t.teardown(() => again.close());
	t.deepEqual(await again.ready(DEADLINE_MS), device);
	t.deepEqual(await again.call(Op.STATS), stats);
});

test('keys are sent, and recorded as zeros', async t => {
	const recording: Uint8Array[] = [];
	const recorder = new Recorder(octets => void recording.push(octets), 1e6);
	const {line} = bench(t, {recorder});
	await line.ready(DEADLINE_MS);
	const key = new Uint8Array(16).fill(0xfa);
	const outcome = await line.ask(Op.PROVISION, [new Uint8Array(8), key, key, 1], true);
	t.like(outcome, {status: Status.OK});
	t.false(Buffer.concat(recording).includes(Buffer.alloc(8, 0xfa)));
	t.true(entriesOf(Buffer.concat(recording)).some(({octets}) => octets.every(one => one === 0)));
});

const MODULE = new WebAssembly.Module(
	readFileSync(new URL('../../../build/node.wasm', import.meta.url)),
);

interface Start extends Partial<SerialLineOptions> {
	readonly faults?: Parameters<typeof faultyBinding>[1];
}

/** A line to the firmware, over a pair that knows rates. */
function bench(t: ExecutionContext, {faults = {}, ...options}: Start = {}) {
	const pair = new PairBinding();
	pair.baudRate = 115_200;
	const board = new FirmwareOverLine(MODULE, {
		baudRate: 115_200,
		baudRateMax: 1_000_000,
		send: octets => pair.send(octets),
		atBaudRate: rate => {
			pair.baudRate = rate;
		},
	});
	const hear = (octets: Uint8Array) => board.hear(octets);
	pair.onOctets = hear;
	const news: Parameters<NonNullable<SerialLineOptions['onNews']>>[0][] = [];
	const line = new SerialLine({
		binding: faultyBinding(pair, faults),
		path: 'pair',
		baudRate: 115_200,
		onNews: one => void news.push(one),
		...options,
	});
	t.teardown(async () => {
		await line.close();
		board.close();
	});
	return {line, pair, hear, news};
}

async function until(met: () => boolean): Promise<void> {
	const deadline = performance.now() + DEADLINE_MS;
	while (!met()) {
		if (performance.now() > deadline) throw new Error('in vain');
		await new Promise(resolve => setImmediate(resolve));
	}
}

/** Numerical Recipes' generator: luck that can be had again. */
function lcg32(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state;
	};
}

function lcg(seed: number): () => number {
	const next = lcg32(seed);
	return () => next() / 2 ** 32;
}
