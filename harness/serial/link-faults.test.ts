/* What a bad line, a mute device and a pulled plug do to a link. */
import {readFileSync} from 'node:fs';
import test from 'ava';
import {DriftingClock} from '../../sim/node/drift.js';
import {WasmNode} from '../../sim/node/wasm-node.js';
import {LineBench} from './bench.js';
import {FrameType, Op, PongFlag, Status} from './codes.js';
import {packControl, unpackControl, type Value} from './control.js';
import {LineDecoder} from './decoder.js';
import {encodeFrame, type Frame, PAYLOAD_MAX} from './frame.js';
import {lineNoise} from './noise.js';

for (const [claim, share] of [
	['one octet in 2,000 lost', {drop: 1 / 2000}],
	['one octet in 2,000 turned', {flip: 1 / 2000}],
	['both, in small pieces', {drop: 1 / 4000, flip: 1 / 4000, split: 0.3}],
] as const) {
	test(`with ${claim} each way every call is answered, and once`, t => {
		const bench = firmwareBench();
		const luck = lcg(7);
		bench.toBoard = lineNoise({...share, luck});
		bench.fromBoard = lineNoise({...share, luck});
		bench.connect();
		for (let turn = 0; turn < 200; turn++) {
			bench.run(5_000_000, () => bench.link.state === 'ready');
			const outcome = bench.call(Op.SET_TIME, [turn]);
			t.true(outcome?.kind === 'answered' && outcome.status === Status.OK, `call ${turn}`);
		}
		t.is(bench.link.counters.restarts, 0);
	});
}

test('a lost octet does not narrow the window for ever', t => {
	const bench = firmwareBench();
	bench.connect();
	bench.run(1_500_000);
	let kept = 5;
	bench.toBoard = octets => (kept-- > 0 ? [octets.subarray(3)] : [octets]);
	for (let one = 0; one < 5; one++) send(bench, new Uint8Array(40));
	bench.run(3_000_000);
	t.is(bench.link.sent.lost, 15);
	t.true(send(bench, new Uint8Array(250)));
	const before = bench.link.sent.octets;
	bench.run(100_000);
	t.true(bench.link.sent.octets >= before);
	t.is(bench.link.sent.dropped, 0);
});

test('a repeated request is not done twice: its answer was lost, not the request', t => {
	const {bench, requests} = mute();
	bench.connect();
	bench.run(100_000);
	let lost = 2;
	bench.fromBoard = octets => (lost-- > 0 ? [] : [octets]);
	const outcome = bench.call(Op.START);
	t.is(outcome?.kind, 'answered');
	const ids = requests(Op.START).map(([id]) => id);
	t.is(ids.length, 3);
	t.is(new Set(ids).size, 1);
});

test('the firmware answers a repeated id from memory, and another id anew', t => {
	const bench = firmwareBench();
	bench.connect();
	const answers = [
		[9, Op.STOP],
		[9, Op.STOP],
		[10, Op.SET_TIME, 5],
		[10, Op.SET_TIME, 6],
		[10, Op.STATS],
	].map(request => raw(bench, request));
	t.deepEqual(answers.slice(0, 4), [
		[9, Status.WRONG_STATE],
		[9, Status.WRONG_STATE],
		[10, Status.OK],
		[10, Status.OK],
	]);
	t.true(answers[4]!.length > 10);
	bench.run(2_000_000);
	const tUs = bench.link.clock.hostUs(5);
	t.true(tUs !== undefined && tUs < bench.nowUs, 'the second SET_TIME was not obeyed');
});

test('a device that does not answer a request loses the call after four attempts', t => {
	const {bench, requests} = mute({ignores: Op.START});
	bench.connect();
	t.deepEqual(bench.call(Op.START), {kind: 'lost', reason: 'the device does not answer'});
	t.is(requests(Op.START).length, 4);
	t.is(bench.link.state, 'ready');
});

test('a device that falls mute is stalled after three beats, and comes back', t => {
	const {bench} = mute();
	bench.connect();
	bench.run(1_500_000);
	const hears = bench.toBoard;
	bench.toBoard = () => [];
	const mutedUs = bench.nowUs;
	bench.run(10_000_000, () => bench.link.state === 'stalled');
	t.is(bench.link.state, 'stalled');
	t.true(bench.nowUs - mutedUs >= 2_500_000 && bench.nowUs - mutedUs <= 4_500_000);
	bench.toBoard = hears;
	bench.run(3_000_000, () => bench.link.state === 'ready');
	t.is(bench.link.state, 'ready');
	t.deepEqual(bench.told('restart'), [], 'it was the same device all the time');
});

test('what was asked when the line is lost is lost, and nothing of it is sent later', t => {
	const {bench, requests} = mute({ignores: Op.START});
	bench.connect();
	const outcomes: unknown[] = [];
	const settle = (outcome: unknown) => void outcomes.push(outcome);
	bench.link.call({op: Op.START, args: [], settle}, bench.nowUs);
	bench.link.call({op: Op.STOP, args: [], settle}, bench.nowUs);
	for (let one = 0; one < 30; one++) send(bench, new Uint8Array(200));
	bench.link.closed();
	t.deepEqual(outcomes, [
		{kind: 'lost', reason: 'the line is unplugged'},
		{kind: 'lost', reason: 'the line is unplugged'},
	]);
	bench.written.length = 0;
	bench.link.absent();
	bench.run(5_000_000);
	t.deepEqual(bench.written, [], 'nothing is written to a port that is closed');
	bench.connect();
	bench.run(5_000_000);
	t.is(requests(Op.STOP).length, 0);
	const long = bench.written.filter(({octets}) => octets.length > 100);
	t.deepEqual(long, [], 'and no datagram of before');
});

test('the way of a plug: every state is told', t => {
	const {bench} = mute();
	bench.link.present();
	bench.connect();
	bench.link.closed();
	bench.link.absent();
	t.deepEqual(
		bench.told('state').map(({state}) => state),
		['present', 'opening', 'hello', 'ready', 'unplugged', 'absent'],
	);
});

test('without a line that is ready a call is lost at once, and so is a datagram', t => {
	const {bench} = mute();
	t.deepEqual(bench.call(Op.STOP), {kind: 'lost', reason: 'the line is absent'});
	t.false(send(bench, Uint8Array.of(1)));
});

test('what stood on the line before HELLO does not count', t => {
	const {bench} = mute();
	bench.link.opening();
	bench.link.opened(0);
	bench.say(Uint8Array.of(7, 0x99, 0x99, 0xff, 0x81, 0));
	bench.say(encodeFrame({type: FrameType.DGRAM_UP, seq: 77, payload: new Uint8Array(9)}));
	bench.run(1_000_000);
	t.is(bench.link.state, 'ready');
	t.deepEqual(bench.link.counters, {
		badFrames: 0,
		linkLost: 0,
		unknownTypes: 0,
		malformed: 0,
		restarts: 0,
	});
	t.deepEqual(bench.told('datagram'), []);
});

test('frames that are missing, unknown or malformed are counted, each for itself', t => {
	const {bench, say} = mute();
	bench.connect();
	say(0x7e, Uint8Array.of(1));
	say(FrameType.PONG, new Uint8Array(24));
	say(FrameType.CTRL_RSP, packControl([]));
	say(FrameType.EVENT, packControl([1, 2, 3]));
	bench.say(Uint8Array.of(0, 5, 0x81, 0x82, 0x83, 0x84, 0x85, 0));
	say(FrameType.LOG, new Uint8Array(5), 3);
	bench.run(10_000);
	t.like(bench.link.counters, {badFrames: 1, linkLost: 3, unknownTypes: 1, malformed: 3});
});

test('panics, faults, logs and bare text are told', t => {
	const {bench, say} = mute();
	bench.connect();
	say(FrameType.PANIC, Uint8Array.of(1, 0, 0, 0, 5, 0, 42, 0, 2));
	say(
		FrameType.FAULT,
		Uint8Array.from({length: 48}, (_, index) => (index % 4 === 0 ? index / 4 : 0)),
	);
	say(FrameType.LOG, Buffer.from([2, 0, 0, 0, 1, ...Buffer.from('grüß')]));
	bench.say(Buffer.from('\0booting...\r\n\0'));
	bench.run(10_000);
	t.deepEqual(bench.told('panic')[0]?.panic, {tUs: 1, code: 5, line: 42, trap: 2});
	t.like(bench.told('fault')[0]?.fault, {r0: 0, r3: 3, lr: 5, pc: 6, bfar: 11});
	t.deepEqual(bench.told('log')[0]?.log, {tUs: 2, level: 1, text: 'grüß'});
	t.deepEqual(
		bench.told('text').map(({text}) => text),
		['booting...\r\n'],
	);
});

test('a device of another protocol is told, and asked on', t => {
	const {bench} = mute({hello: [Status.NO_COMMON_PROTO]});
	bench.connect();
	t.is(bench.link.state, 'hello');
	t.is(bench.told('refused')[0]?.status, Status.NO_COMMON_PROTO);
});

test('an answer of another session is not ours', t => {
	const {bench} = mute({hello: [0, 1, 12345, 2, 0, 'x', new Uint8Array(8), 270, 320, 0, 1000]});
	bench.connect();
	t.is(bench.link.state, 'hello');
});

const MODULE = new WebAssembly.Module(
	readFileSync(new URL('../../../build/node.wasm', import.meta.url)),
);

/** The firmware at the other end. */
function firmwareBench(): LineBench {
	const bench = new LineBench();
	let wakeAtUs = Infinity;
	let luck = 0;
	const node = new WasmNode(
		MODULE,
		new DriftingClock(0, 0),
		{},
		{
			nowUs: () => bench.nowUs,
			send: () => {},
			entropy: () => ++luck,
			sense: () => 0,
			report: () => {},
			wakeAt: us => {
				wakeAtUs = us;
			},
			trapped: () => {},
			line: {boardId: 'x', buildId: new Uint8Array(8), send: octets => bench.say(octets)},
		},
	);
	bench.board = {
		hear: octets => node.lineReceived(octets),
		get wakeAtUs() {
			return wakeAtUs;
		},
		wake: () => node.wake(),
	};
	return bench;
}

interface Manners {
	readonly ignores?: Op;
	/** What HELLO is answered instead. */
	readonly hello?: readonly Value[];
}

/** A device that says yes to everything, and no more. */
function mute({ignores, hello}: Manners = {}) {
	const bench = new LineBench();
	const asked: (readonly Value[])[] = [];
	let seq = 0;
	const say = (type: number, payload: Uint8Array, skipped = 0) => {
		seq = (seq + skipped) & 0xff;
		bench.say(encodeFrame({type, seq: seq++ & 0xff, payload}));
	};
	const onFrame = ({type, payload}: Frame) => {
		if (type === FrameType.PING) {
			const pong = new Uint8Array(25);
			pong.set(payload.subarray(0, 8));
			pong.set(payload.subarray(8, 12), 16);
			pong.set(payload.subarray(8, 12), 20);
			pong[24] = PongFlag.SESSION;
			say(FrameType.PONG, pong);
		}
		const [id, op, , , nonce] = type === FrameType.CTRL_REQ ? unpackControl(payload)! : [];
		if (id === undefined) return;
		asked.push([id, op!]);
		const yes = [0, 1, nonce!, 99, 0, 'mute', new Uint8Array(8), 270, 320, 0, 1000];
		if (op === Op.HELLO) say(FrameType.CTRL_RSP, packControl([id, ...(hello ?? yes)]));
		else if (op !== ignores) say(FrameType.CTRL_RSP, packControl([id, 0]));
	};
	const nothing = () => {};
	const decoder = new LineDecoder(PAYLOAD_MAX, {onFrame, onText: nothing, onGarbage: nothing});
	bench.board = {hear: octets => decoder.push(octets), wakeAtUs: Infinity, wake: nothing};
	const requests = (op: Op) => asked.filter(([, one]) => one === op);
	return {bench, requests, say};
}

/** What the firmware answers to a request that the link knows nothing of. */
function raw(bench: LineBench, request: readonly Value[]): readonly Value[] {
	const answers: (readonly Value[])[] = [];
	const before = bench.fromBoard;
	bench.fromBoard = octets => {
		const nothing = () => {};
		const onFrame = ({type, payload}: Frame) => {
			if (type === FrameType.CTRL_RSP) answers.push(unpackControl(payload)!);
		};
		new LineDecoder(PAYLOAD_MAX, {onFrame, onText: nothing, onGarbage: nothing}).push(octets);
		return [octets];
	};
	bench.board!.hear(encodeFrame({type: FrameType.CTRL_REQ, seq: 0, payload: packControl(request)}));
	bench.fromBoard = before;
	return answers[0] ?? [];
}

function send(bench: LineBench, octets: Uint8Array): boolean {
	return bench.link.sendDatagram({source: 1, rssiDbm: -60, octets}, bench.nowUs);
}

/** Numerical Recipes' generator: luck that can be had again. */
function lcg(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}
