import test from 'ava';
import binaryen from 'binaryen';
import {Scheduler} from '../kernel/scheduler.js';
import {DriftingClock} from './drift.js';
import {Flash} from './flash.js';
import {type NodeHost, WasmNode} from './wasm-node.js';

/* A line is the time in microseconds, what the firmware reports, and its value. */

test('a node boots when it is switched on, and is polled when it has asked to be', t => {
	const {run, lines} = bench({bootUs: 1000});
	run(21_000);
	t.deepEqual(lines, ['1000 boot 0', '11000 poll 10', '21000 poll 20']);
});

test('a fast crystal is polled earlier', t => {
	const {run, lines} = bench({driftPpm: 100_000});
	run(10_000);
	t.deepEqual(lines, ['0 boot 0', '9091 poll 10']);
});

test('the firmware finds the words of its configuration when it boots', t => {
	const {run, reported} = bench({config: {0: 0x0200_0001, 1: 7}});
	run(0);
	t.deepEqual(reported, ['0100000207000000']);
});

test('a wish that moves to later waits for the earlier wake, and is not polled then', t => {
	const {run, arrive, lines} = bench();
	run(5000);
	arrive([1]);
	run(15_000);
	t.deepEqual(lines, ['0 boot 0', '5000 received 1', '15000 poll 15']);
});

test('after 49 days the clock of the firmware starts again at nought, and polls go on', t => {
	const {run, lines} = bench({clockMs: 2 ** 32 - 5});
	run(20_000);
	t.deepEqual(lines, ['0 boot -5', '10000 poll 5', '20000 poll 15']);
});

test('a datagram is answered from where it lies in the page', t => {
	const {run, arrive, sent} = bench();
	run(0);
	arrive([1, 2, 3, 4, 5]);
	t.deepEqual(sent, ['3: 0102']);
});

const fits = test.macro({
	title: (_, size: number) => `of a datagram of ${size} octets an 8-octet buffer takes its part`,
	exec(t, size: number) {
		const {run, node, arrive, lines} = bench();
		run(0);
		arrive(new Array(size).fill(0x5a));
		t.is(lines.at(-1), `0 received ${size}`);
		t.is(node.page[1024 + 7], size >= 8 ? 0x5a : 0);
		t.is(node.page[1024 + 8], 0, 'the octet behind the buffer');
	},
});
test(fits, 7);
test(fits, 8);
test(fits, 9);

test('the firmware is told the power in whole dBm', t => {
	const {run, node, arrive} = bench();
	run(0);
	const told = [-6049, -6051].map(rssiCdbm => {
		arrive([1], rssiCdbm);
		return node.counter(1) | 0;
	});
	t.deepEqual(told, [-60, -61]);
});

test('a datagram before the boot is lost', t => {
	const {run, arrive, lines} = bench({bootUs: 1000});
	run(999);
	arrive([1]);
	run(1000);
	t.deepEqual(lines, ['1000 boot 0']);
});

test('after a trap the panic code is told, and a blank node boots a second later', t => {
	const {run, node, arrive, lines} = bench();
	run(5000);
	arrive([TRAP]);
	t.is(node.page[1024], 0);
	run(1_015_000);
	t.deepEqual(lines.slice(2), ['5000 trapped 5', '1005000 boot 1005', '1015000 poll 1015']);
});

test('a node that lies on its back after a trap hears nothing', t => {
	const {run, arrive, lines} = bench();
	run(0);
	arrive([TRAP]);
	const before = lines.length;
	run(999_999);
	arrive([1]);
	t.is(lines.length, before);
});

test('a power cut of the flash is told apart from a trap, and a blank node boots later', t => {
	const {run, node, arrive, lines} = bench();
	run(5000);
	node.flash.cutAt(0);
	arrive([PROGRAM]);
	t.is(node.page[1024], 0);
	run(1_005_000);
	t.deepEqual(lines.slice(2), ['5000 power cut 0', '1005000 boot 1005']);
});

test('a power cut from outside is one, but for a node that is off already', t => {
	const {run, node, lines} = bench({bootUs: 1000});
	node.cutPower();
	run(5000);
	node.cutPower();
	run(1_005_000);
	t.deepEqual(lines, ['1000 boot 0', '5000 power cut 0', '1005000 boot 1004']);
});

test('a node that somebody has taken away neither boots nor hears', t => {
	const {run, node, arrive, lines} = bench();
	run(5000);
	const before = lines.length;
	node.takeAway();
	arrive([1]);
	run(5_000_000);
	t.is(lines.length, before);
});

test('what is in the flash outlives a trap, and a step that was cut is not in it', t => {
	const {run, node, arrive} = bench();
	run(0);
	arrive([PROGRAM, 1, 2, 3]);
	arrive([TRAP]);
	run(1_000_000);
	node.flash.cutAt(0);
	arrive([PROGRAM, 0, 0, 0]);
	t.is(hex(node.flash.image().subarray(0, 8)), 'fe010203ffffffff');
});

test('a node takes the flash that it is given', t => {
	const flash = new Flash();
	const {run, arrive} = bench({}, {flash});
	run(0);
	arrive([PROGRAM, 1, 2, 3]);
	t.is(flash.steps, 1);
});

test('a node without power does nothing, and boots with a blank page when it has power', t => {
	const {run, node, arrive, lines} = bench();
	run(5000);
	arrive([1]);
	node.turnOff();
	run(1_000_000);
	arrive([1]);
	t.deepEqual(lines, ['0 boot 0', '5000 received 1']);
	t.is(node.counter(1), 0);
	node.turnOn();
	run(1_010_000);
	t.deepEqual(lines.slice(2), ['1000000 boot 1000', '1010000 poll 1010']);
});

test('power that comes before the time of the first boot boots nothing yet', t => {
	const {run, node, lines} = bench({bootUs: 9000});
	run(1000);
	node.turnOff();
	node.turnOn();
	run(9000);
	t.deepEqual(lines, ['9000 boot 0']);
});

test('a clock that falls behind is polled later, one that runs ahead earlier', t => {
	const {run, node, lines} = bench();
	run(5000);
	node.drift(-500_000);
	run(15_000);
	node.drift(1_000_000);
	run(19_999);
	t.deepEqual(lines, ['0 boot 0', '15000 poll 10']);
	run(20_000);
	t.is(lines.at(-1), '20000 poll 20');
});

test('an error of the host is no trap: it travels up', t => {
	const {run, lines} = bench(
		{},
		{
			report: () => {
				throw new RangeError('ours');
			},
		},
	);
	t.throws(() => run(0), {instanceOf: RangeError, message: 'ours'});
	t.deepEqual(lines, []);
});

/** The first octet of a datagram that makes the firmware of this test trap. */
const TRAP = 0xff;
/** The first octet of one whose first four octets it programs at 0. */
const PROGRAM = 0xfe;
const SAYS: Record<number, string> = {1: 'boot', 2: 'received', 3: 'poll'};

/** Says what is called, answers a datagram with its first two octets, wants a poll each 10 ms. */
const FIRMWARE = `(module
	(import "host" "send" (func $send (param i32 i32 i32)))
	(import "host" "report" (func $report (param i32 i32 i32 i32)))
	(import "host" "flashProgram" (func $flashProgram (param i32 i32 i32)))
	(memory (export "memory") 1)
	(global (export "panicCode") i32 (i32.const 16))
	(global (export "config") i32 (i32.const 256))
	(global (export "counters") i32 (i32.const 512))
	(global (export "rxFrame") i32 (i32.const 1024))
	(global (export "RX_FRAME_SIZE") i32 (i32.const 8))
	(func $later (param $now i32)
		(i32.store (i32.const 0) (i32.add (local.get $now) (i32.const 10))))
	(func (export "boot") (param $now i32)
		(call $report (i32.const 1) (local.get $now) (i32.const 256) (i32.const 8))
		(call $later (local.get $now)))
	(func (export "received") (param $now i32) (param $from i32) (param $rssi i32) (param $size i32)
		(call $report (i32.const 2) (local.get $size) (i32.const 0) (i32.const 0))
		(if (i32.eq (i32.load8_u (i32.const 1024)) (i32.const ${TRAP}))
			(then (i32.store (i32.const 16) (i32.const 5)) (unreachable)))
		(if (i32.eq (i32.load8_u (i32.const 1024)) (i32.const ${PROGRAM}))
			(then (call $flashProgram (i32.const 0) (i32.const 1024) (i32.const 4))))
		(i32.store (i32.const 516) (local.get $rssi))
		(call $send (i32.or (local.get $from) (i32.const 0x10000)) (i32.const 1024) (i32.const 2))
		(call $later (local.get $now)))
	(func (export "poll") (param $now i32)
		(call $report (i32.const 3) (local.get $now) (i32.const 0) (i32.const 0))
		(call $later (local.get $now)))
	(func (export "pollAt") (result i32) (i32.load (i32.const 0))))`;
const module = new WebAssembly.Module(binaryen.parseText(FIRMWARE).emitBinary());

interface Start {
	readonly bootUs?: number;
	readonly driftPpm?: number;
	/** What the clock shows at time 0; a node has been on since. */
	readonly clockMs?: number;
	readonly config?: Record<number, number>;
}

function bench(start: Start = {}, changes: Partial<NodeHost> = {}) {
	const scheduler = new Scheduler();
	const lines: string[] = [];
	const sent: string[] = [];
	const reported: string[] = [];
	let wishes = 0;
	const wakes = scheduler.register((_, wish) => {
		if (wish === wishes) node.wake();
	});
	const say = (what: string, value: number) => lines.push(`${scheduler.now} ${what} ${value}`);
	const host: NodeHost = {
		nowUs: () => scheduler.now,
		entropy: () => 0,
		sense: () => 0,
		send: (peer, page, at, size) => sent.push(`${peer}: ${hex(page.subarray(at, at + size))}`),
		report: (what, value, octets) => {
			say(SAYS[what], value);
			if (octets.length > 0) reported.push(hex(octets));
		},
		wakeAt: us => scheduler.at(Math.max(us, scheduler.now), wakes, 0, ++wishes),
		trapped: panic => say('trapped', panic),
		powerCut: () => say('power cut', 0),
		...changes,
	};
	const bootUs = (start.bootUs ?? 0) - 1000 * (start.clockMs ?? 0);
	const clock = new DriftingClock(bootUs, start.driftPpm ?? 0);
	const node = new WasmNode(module, clock, start.config ?? {}, host);
	return {
		node,
		lines,
		sent,
		reported,
		run: (untilUs: number) => scheduler.run(untilUs),
		arrive: (octets: readonly number[], rssiCdbm = -6000) => {
			const frame = Uint8Array.of(0xee, ...octets);
			node.received({source: 3, octets: frame, at: 1, size: octets.length, rssiCdbm});
		},
	};
}

function hex(octets: Uint8Array): string {
	return Buffer.from(octets).toString('hex');
}
