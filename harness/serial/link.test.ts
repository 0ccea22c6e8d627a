/* The link before the firmware as it is built, in virtual time; link-faults.test.ts breaks the line. */
import {readFileSync} from 'node:fs';
import test from 'ava';
import {DriftingClock} from '../../sim/node/drift.js';
import {WasmNode} from '../../sim/node/wasm-node.js';
import {LineBench} from './bench.js';
import {Carrier, Event, Op, Status} from './codes.js';
import {ConfigKey} from './config-key.js';
import type {Noise} from './noise.js';
import {lineNoise} from './noise.js';

test('a device says who it is, and why it started', t => {
	const {bench} = connected();
	t.is(bench.link.state, 'ready');
	t.like(bench.link.device, {
		proto: 1,
		boardId: 'bench',
		buildId: '0102030405060708',
		resetReason: 0,
		payloadMax: 270,
		rxBuf: 320,
		capabilities: ['DATAGRAMS', 'INJECT', 'BAUD'],
		tickHz: 1000,
	});
});

test('a blank device is configured, started, stopped and started again', t => {
	const {bench} = connected();
	t.is(status(bench.call(Op.START)), Status.WRONG_STATE);
	t.is(status(bench.call(Op.CONFIG, SENSOR)), Status.OK);
	t.is(status(bench.call(Op.STOP)), Status.WRONG_STATE);
	t.is(status(bench.call(Op.START)), Status.OK);
	t.is(status(bench.call(Op.CONFIG, SENSOR)), Status.WRONG_STATE);
	t.is(status(bench.call(Op.STOP)), Status.OK);
	bench.news.length = 0;
	bench.run(60_000_000);
	t.deepEqual(bench.told('datagram'), []);
	t.is(status(bench.call(Op.START)), Status.OK);
	bench.run(60_000_000);
	t.true(bench.told('datagram').length > 0);
});

test('the radio of a board is the line, there and back', t => {
	const {bench} = started();
	bench.run(3_000_000, () => bench.told('datagram').length > 0);
	const {octets, destination} = bench.told('datagram')[0]!.datagram;
	t.deepEqual([destination, Buffer.from(octets).toString('hex')], [0xffff, '030100']);
	hear(bench, 7, '03 02 05');
	bench.run(2_000_000, () => bench.told('datagram').length > 1);
	const connect = bench.told('datagram')[1]!.datagram;
	t.is(connect.destination, 7);
	t.is(connect.octets[1], 4, 'CONNECT');
});

test('without the line as its carrier a device sends by its radio', t => {
	const {bench, radio} = connected();
	bench.call(Op.CONFIG, SENSOR);
	bench.call(Op.START, [Carrier.RADIO]);
	bench.run(3_000_000);
	t.deepEqual(radio.slice(0, 1), ['65535 030100']);
	t.deepEqual(bench.told('datagram'), []);
	hear(bench, 7, '03 02 05');
	t.is(stats(bench)[3], 1, 'and what the line brings is of no known use');
});

test('what happens on a device is told as events', t => {
	const {bench} = started();
	hear(bench, 1, '03 02 05');
	bench.run(1_000_000);
	hear(bench, 1, '03 05 00');
	bench.run(1_000_000);
	const connected = bench.told('event').find(({event}) => event.event === Event.CONNECTED);
	t.is(connected?.event.value, 5);
});

test('a sensor reads what is injected, until that is taken back', t => {
	const {bench} = started();
	t.is(status(bench.call(Op.INJECT, [0, -1234])), Status.OK);
	t.regex(nextSample(bench), / -1234$/);
	t.is(status(bench.call(Op.INJECT, [0, null])), Status.OK);
	t.regex(nextSample(bench), / 2150$/);
});

test('a reset that was asked for is told as such', t => {
	const {bench} = started();
	const before = bench.link.device!.bootNonce;
	t.is(status(bench.call(Op.RESET, [0])), Status.OK);
	bench.run(3_000_000, () => bench.told('restart').length > 0);
	t.is(bench.told('restart')[0]!.commanded, true);
	t.not(bench.link.device!.bootNonce, before);
	t.is(bench.link.device!.resetReason, 1);
	t.is(status(bench.call(Op.START)), Status.WRONG_STATE, 'and the device is blank');
});

test('a silent restart is seen by the boot nonce within two seconds', t => {
	const {bench, cutPower} = started();
	cutPower();
	bench.run(2_000_000, () => bench.told('restart').length > 0);
	t.is(bench.told('restart')[0]?.commanded, false);
	t.is(bench.link.counters.restarts, 1);
	t.is(bench.link.state, 'ready');
});

test('the clock of a device that was set is set', t => {
	const {bench} = connected();
	bench.call(Op.SET_TIME, [4_000_000_000]);
	bench.run(3_000_000);
	const error = bench.link.clock.hostUs(4_000_000_000)! - (bench.nowUs - 3_000_000);
	t.true(Math.abs(error) < 5000, `${error} us`);
});

test('a new rate is taken by both ends once HELLO is answered at it', t => {
	const {bench, rate} = connected({wired: true});
	t.is(status(bench.call(Op.SET_BAUD, [460_800])), Status.OK);
	bench.run(1_000_000, () => bench.link.state === 'ready');
	t.deepEqual([bench.link.baudRate, rate()], [460_800, 460_800]);
	bench.run(5_000_000);
	t.is(bench.link.state, 'ready');
});

test('a rate that the wire cannot do leaves both ends at the old one', t => {
	const {bench, rate} = connected({wired: true, deafAt: 460_800});
	t.is(status(bench.call(Op.SET_BAUD, [460_800])), Status.OK);
	bench.run(3_000_000, () => bench.link.state === 'ready');
	t.deepEqual([bench.link.state, bench.link.baudRate, rate()], ['ready', 115_200, 115_200]);
});

test('a device that restarts at another rate than the first is found again', t => {
	const {bench, cutPower} = connected({wired: true});
	bench.call(Op.SET_BAUD, [460_800]);
	bench.run(1_000_000, () => bench.link.state === 'ready');
	cutPower();
	bench.run(20_000_000, () => bench.told('restart').length > 0);
	t.is(bench.link.state, 'ready');
	t.is(bench.link.baudRate, 115_200);
});

const answers: [claim: string, op: Op, args: Parameters<LineBench['call']>[1], status: number][] = [
	['an op of tomorrow', 0x7f as Op, [], Status.UNKNOWN_OP],
	['TEST_LIST', Op.TEST_LIST, [], Status.UNKNOWN_OP],
	['NVM of nothing', Op.NVM, [], Status.BAD_ARGUMENT],
	['NVM in a third mode', Op.NVM, [2, 0, 16], Status.BAD_ARGUMENT],
	['NVM of a text', Op.NVM, ['x'], Status.BAD_ARGUMENT],
	['NVM of an offset alone', Op.NVM, [1, 0], Status.BAD_ARGUMENT],
	['NVM to erase', Op.NVM, [0], Status.OK],
	['RESET in another mode', Op.RESET, [1], Status.BAD_ARGUMENT],
	['RESET in none', Op.RESET, [], Status.BAD_ARGUMENT],
	['CONFIG of the last key', Op.CONFIG, [[[23, 1]]], Status.OK],
	[
		'CONFIG of a key behind it',
		Op.CONFIG,
		[
			[
				[0, 1],
				[24, 1],
			],
		],
		Status.BAD_ARGUMENT,
	],
	['CONFIG of a text', Op.CONFIG, [[[3, 'x']]], Status.BAD_ARGUMENT],
	['CONFIG of nothing', Op.CONFIG, [], Status.BAD_ARGUMENT],
	['START on a third carrier', Op.START, [2], Status.BAD_ARGUMENT],
	['SET_TIME to nothing', Op.SET_TIME, [], Status.BAD_ARGUMENT],
	['INJECT into another channel', Op.INJECT, [1, 5], Status.BAD_ARGUMENT],
	['INJECT of a text', Op.INJECT, [0, 'x'], Status.BAD_ARGUMENT],
	['SET_BAUD too slow', Op.SET_BAUD, [1199], Status.BAD_ARGUMENT],
	['SET_BAUD too fast', Op.SET_BAUD, [1_000_001], Status.BAD_ARGUMENT],
	['SET_BAUD to nothing', Op.SET_BAUD, [], Status.BAD_ARGUMENT],
	['more arguments than are known', Op.SET_TIME, [1, [2, [3, 'x', null]], true], Status.OK],
];

for (const [claim, op, args, expected] of answers) {
	test(`${claim} is answered ${expected}`, t => {
		t.is(status(connected().bench.call(op, args)), expected);
	});
}

test('CONFIG with one bad pair sets nothing', t => {
	const {bench} = connected();
	bench.call(Op.CONFIG, [
		[
			[ConfigKey.App, 1],
			[99, 1],
		],
	]);
	t.is(status(bench.call(Op.START)), Status.WRONG_STATE);
});

const IDENTITY = [
	new Uint8Array(8).fill(1),
	new Uint8Array(16).fill(0xfa),
	new Uint8Array(16).fill(0xce),
	7,
];

test('an identity is taken once, and is not there to be read', t => {
	const {bench, page} = connected();
	t.is(status(bench.call(Op.PROVISION, IDENTITY, true)), Status.OK);
	t.is(status(bench.call(Op.PROVISION, IDENTITY, true)), Status.REFUSED);
	t.false(Buffer.from(page()).includes(Buffer.alloc(8, 0xfa)), 'and no octet of it stays');
	t.is(status(bench.call(Op.PROVISION, IDENTITY.slice(0, 3), true)), Status.BAD_ARGUMENT);
	const short = [new Uint8Array(7), ...IDENTITY.slice(1)];
	t.is(status(bench.call(Op.PROVISION, short, true)), Status.BAD_ARGUMENT);
});

test('what is secret is marked as such when it is written', t => {
	const {bench} = connected();
	bench.written.length = 0;
	bench.call(Op.PROVISION, IDENTITY, true);
	const key = Buffer.alloc(16, 0xfa);
	const holding = bench.written.filter(({octets}) => Buffer.from(octets).includes(key));
	t.deepEqual(
		holding.map(({secret}) => secret),
		[true],
	);
});

test('many datagrams at once wait for credit, and arrive in order', t => {
	const {bench} = started();
	bench.run(1_000_000);
	for (let id = 1; id <= 20; id++) hear(bench, id, '03 02 05');
	bench.run(2_000_000);
	t.is(stats(bench)[1], 0);
	t.is(stats(bench)[2], 0);
	t.is(bench.link.sent.dropped, 0);
});

test('more than the queue holds is dropped and counted', t => {
	const {bench} = started();
	const sent = Array.from({length: 80}, () => send(bench, 1, new Uint8Array(200)));
	const refused = sent.filter(one => !one).length;
	t.true(refused > 0);
	t.is(bench.link.sent.dropped, refused);
});

test('a datagram fits up to the last octet of the payload', t => {
	const {bench} = started();
	t.true(send(bench, 1, new Uint8Array(263)));
	t.false(send(bench, 1, new Uint8Array(264)));
});

const SENSOR = [
	[
		[ConfigKey.App, 1],
		[ConfigKey.EuiLow, 7],
		[ConfigKey.PeriodMs, 5000],
		[ConfigKey.TopicIdType, 1],
	],
];
const MODULE = new WebAssembly.Module(
	readFileSync(new URL('../../../build/node.wasm', import.meta.url)),
);
const NOISE: Noise = lineNoise({flip: 1, luck: () => 0.5});

interface Wire {
	/** The ends hear each other only at the same rate. */
	readonly wired?: boolean;
	/** A rate at which nothing gets through. */
	readonly deafAt?: number;
}

/** A device that has answered HELLO. */
function connected({wired = false, deafAt}: Wire = {}) {
	const bench = new LineBench();
	const radio: string[] = [];
	let boots = 0;
	let node: WasmNode;
	let wakeAtUs = Infinity;
	const powered = () => {
		boots += 1;
		return new WasmNode(
			MODULE,
			new DriftingClock(bench.nowUs, 0),
			{},
			{
				nowUs: () => bench.nowUs,
				send: (peer, octets, at, size) =>
					void radio.push(`${peer} ${Buffer.from(octets.slice(at, at + size)).toString('hex')}`),
				entropy: () => 2 * boots++,
				sense: () => 2150,
				report: () => {},
				wakeAt: us => {
					wakeAtUs = us;
				},
				trapped: () => {},
				line: {
					boardId: 'bench',
					buildId: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
					baudRate: 115_200,
					baudRateMax: 1_000_000,
					send: octets => bench.say(octets),
				},
			},
		);
	};
	node = powered();
	// What is said during a call goes out at the rate of before.
	let boardRate = 115_200;
	const alike = () => boardRate === bench.link.baudRate && boardRate !== deafAt;
	if (wired) bench.toBoard = octets => (alike() ? [octets] : NOISE(octets));
	if (wired) bench.fromBoard = octets => (alike() ? [octets] : NOISE(octets));
	bench.board = {
		hear: octets => {
			node.lineReceived(octets);
			boardRate = node.baudRate;
		},
		get wakeAtUs() {
			return wakeAtUs;
		},
		wake: () => {
			node.wake();
			boardRate = node.baudRate;
		},
	};
	bench.connect();
	const cutPower = () => {
		node = powered();
	};
	return {bench, radio, cutPower, rate: () => node.baudRate, page: () => node.page};
}

/** A device that runs a sensor over the line. */
function started() {
	const all = connected();
	all.bench.call(Op.CONFIG, SENSOR);
	all.bench.call(Op.START);
	return all;
}

function status(outcome: ReturnType<LineBench['call']>): number | string | undefined {
	return outcome?.kind === 'answered' ? outcome.status : outcome?.reason;
}

function stats(bench: LineBench): readonly unknown[] {
	const outcome = bench.call(Op.STATS);
	return outcome?.kind === 'answered' ? outcome.results : [];
}

function send(bench: LineBench, source: number, octets: Uint8Array): boolean {
	return bench.link.sendDatagram({source, rssiDbm: -60, octets}, bench.nowUs);
}

function hear(bench: LineBench, source: number, hex: string): void {
	send(bench, source, Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

/** What the app publishes next. */
function nextSample(bench: LineBench): string {
	bench.news.length = 0;
	const published = () => bench.told('event').find(({event}) => event.event === Event.PUBLISHED);
	bench.run(20_000_000, () => published() !== undefined);
	return Buffer.from(published()!.event.octets).toString();
}
