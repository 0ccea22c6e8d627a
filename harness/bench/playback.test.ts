import {readFileSync} from 'node:fs';
import test from 'ava';
import {Carrier, FrameType, Op} from '../serial/codes.js';
import {encodeFrame} from '../serial/frame.js';
import {PairBinding} from '../serial/pair-binding.js';
import {Direction, type Entry, entriesOf, Recorder} from '../serial/recording.js';
import {SerialLine} from '../serial/serial-line.js';
import {FirmwareOverLine} from '../target/firmware-over-line.js';
import {newsLine} from './lines.js';
import {playback} from './playback.js';

const DEADLINE_MS = 20_000;
const SENSOR = [
	[
		[3, 1],
		[4, 1],
		[5, 1000],
	],
];

test('a session that was recorded is told: who answered, what was asked, what went over the air', async t => {
	const lines = [...playback(entriesOf(await recorded()))];
	t.regex(lines[0]!, /^ +\d\.\d{3} s {2}hello {3}wasm, build 0000000000000000, proto 1, reset by /);
	t.true(lines.some(line => line.endsWith('ask     CONFIG')));
	t.true(lines.some(line => line.endsWith('answer  OK')));
	t.true(lines.some(line => /air {5}\d+\.\d{6} s {2}to everybody, \d+ octets/.test(line)));
});

test('a recording that begins in the middle of a session is told from there on', t => {
	const log = encodeFrame({type: FrameType.LOG, seq: 9, payload: logged('it rains')});
	t.deepEqual(
		[...playback([fromDevice([0x31, 0x32, ...log])])],
		['   1.500 s  text    12', '   1.500 s  log     1.000000 s  INFO  it rains'],
	);
});

test('frames that are cut in two by the recorder are told once, when they end', t => {
	const log = encodeFrame({type: FrameType.LOG, seq: 9, payload: logged('a')});
	const halves = [log.subarray(0, 5), log.subarray(5)].map(octets => fromDevice([...octets]));
	t.is([...playback(halves)].length, 1);
});

test('what is no frame, and frames that say nothing of sense, do no harm', t => {
	const frames = [FrameType.CTRL_RSP, FrameType.EVENT, FrameType.LOG, FrameType.FAULT, 0x7f];
	const octets = frames.flatMap(type => [
		...encodeFrame({type, seq: 0, payload: new Uint8Array(1)}),
	]);
	t.deepEqual(
		[...playback([fromDevice([...octets, 1, 2, 3, 0])])],
		['   1.500 s  answer  that is none', '   1.500 s  garbage 010203'],
	);
});

test('a terminal is told nothing that it would obey', t => {
	const log = {tUs: 0, level: 0, text: '\u001b[2Jhi\u0007\u202e'};
	t.is(newsLine({kind: 'log', log}), 'log     0.000000 s  ERROR  .[2Jhi..');
	t.is(newsLine({kind: 'text', text: 'a\rb'}), 'text    a.b');
});

test('a fault is told with its registers', t => {
	const names = ['r0', 'r1', 'r2', 'r3', 'r12', 'lr', 'pc', 'psr', 'cfsr', 'hfsr', 'mmfar', 'bfar'];
	const fault = Object.fromEntries(names.map((name, index) => [name, index]));
	const line = newsLine({kind: 'fault', fault: fault as never});
	t.regex(line, /^fault {3}r0 00000000 .* pc 00000006 .* bfar 0000000b$/);
});

const MODULE = new WebAssembly.Module(
	readFileSync(new URL('../../../build/node.wasm', import.meta.url)),
);

/** HELLO, CONFIG, START, and the first datagram. */
async function recorded(): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	const pair = new PairBinding();
	const board = new FirmwareOverLine(MODULE, {send: octets => pair.send(octets)});
	pair.onOctets = octets => board.hear(octets);
	let heard = () => {};
	const datagram = new Promise<void>(resolve => {
		heard = resolve;
	});
	const line = new SerialLine({
		binding: pair,
		path: 'pair',
		baudRate: 115_200,
		recorder: new Recorder(octets => void parts.push(octets), 1e6),
		onNews: ({kind}) => {
			if (kind === 'datagram') heard();
		},
	});
	await line.ready(DEADLINE_MS);
	await line.call(Op.CONFIG, SENSOR);
	await line.call(Op.START, [Carrier.LINE]);
	await datagram;
	await line.close();
	board.close();
	return Buffer.concat(parts);
}

function logged(text: string): Uint8Array {
	return Uint8Array.from([0x40, 0x42, 0x0f, 0, 2, ...Buffer.from(text)]);
}

function fromDevice(octets: readonly number[]): Entry {
	const tNs = 1_500_000_000;
	return {tNs, direction: Direction.FROM_DEVICE, octets: Uint8Array.from(octets)};
}
