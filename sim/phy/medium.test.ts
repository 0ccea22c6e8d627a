import test from 'ava';
import {streamKey} from '../kernel/random.js';
import {Scheduler} from '../kernel/scheduler.js';
import {type Outcome, Trace} from '../kernel/trace.js';
import type {Capture} from './capture.js';
import {Links} from './links.js';
import {type CcaMode, Medium} from './medium.js';
import {PsduPool} from './psdu-pool.js';
import type {Weather} from './weather.js';

/* Times are microseconds; a transmission begins one turnaround, 192 us, after it is asked for. */

/** Two senders that cannot hear each other, with a receiver between them. */
const HIDDEN = [-1, -60, -200, -60, -1, -60, -200, -60, -1];

test('two equal senders that cannot hear each other destroy both frames', t => {
	const {send, run} = world(HIDDEN);
	send(0, 0, 20);
	send(2, 400, 20);
	t.deepEqual(run(), ['1024 0>1 collided', '1424 2>1 collided']);
});

test('a frame 10 dB stronger that comes later does not get a receiver that is locked', t => {
	const {send, run} = world([-1, -60, -200, -60, -1, -50, -200, -50, -1]);
	send(0, 0, 20);
	send(2, 400, 20);
	t.deepEqual(run(), ['1024 0>1 collided', '1424 2>1 collided']);
});

test('a frame 10 dB weaker that comes later does no harm', t => {
	const {send, run} = world([-1, -60, -200, -60, -1, -70, -200, -70, -1]);
	send(0, 0, 20);
	send(2, 400, 20);
	t.deepEqual(run(), ['1024 0>1 heard', '1424 2>1 collided']);
});

test('a stronger frame that arrives during the SHR steals the receiver', t => {
	const {send, run} = world([-1, -60, -200, -60, -1, -50, -200, -50, -1]);
	send(0, 0, 20);
	send(2, 159, 20);
	t.deepEqual(run(), ['1024 0>1 collided', '1183 2>1 heard']);
});

test('one tick after the SHR it is too late to steal', t => {
	const {send, run} = world([-1, -60, -200, -60, -1, -50, -200, -50, -1]);
	send(0, 0, 20);
	send(2, 160, 20);
	t.deepEqual(run(), ['1024 0>1 collided', '1184 2>1 collided']);
});

test('frames that touch end to end do not collide', t => {
	const {send, run} = world(HIDDEN);
	send(0, 0, 20);
	send(2, 832, 20);
	t.deepEqual(run(), ['1024 0>1 heard', '1856 2>1 heard']);
});

test('without capture any audible overlap destroys the frame', t => {
	const {send, run} = world([-1, -60, -200, -60, -1, -90, -200, -90, -1], 'none');
	send(0, 0, 20);
	send(2, 1023 - 192, 20);
	t.deepEqual(run(), ['1024 0>1 collided', '1855 2>1 collided']);
});

test('a radio that has turned to sending is deaf', t => {
	const {send, run} = world([-1, -60, -60, -1]);
	send(0, 0, 20);
	send(1, 100, 20);
	t.deepEqual(run(), ['1024 0>1 deaf', '1124 1>0 deaf']);
});

test('a radio listens again one turnaround after its own frame', t => {
	const {send, run} = world([-1, -60, -60, -1]);
	send(1, 0, 5);
	send(0, 545, 20);
	t.deepEqual(run(), ['544 1>0 heard', '1569 0>1 heard']);
});

test('a radio that starts to listen mid-frame hears nothing', t => {
	const {send, run} = world([-1, -60, -60, -1]);
	send(1, 0, 5);
	send(0, 543, 20);
	t.deepEqual(run(), ['544 1>0 deaf', '1567 0>1 deaf']);
});

test('a frame 5 dB and a bit below the noise is too weak', t => {
	const {send, run} = world([-1, -106, -106, -1]);
	send(0, 0, 20);
	t.deepEqual(run(), ['1024 0>1 tooWeak']);
});

test('a frame on the next channel is not heard, and does no harm where it is no stronger', t => {
	const {send, run} = world(HIDDEN, '3dB', [15, 15, 16]);
	send(0, 0, 20);
	send(2, 100, 20);
	t.deepEqual(run(), ['1024 0>1 heard', '1124 2>1 deaf']);
});

test('CCA takes the mean power over its 128 us', t => {
	const {send, busyAt} = world([-1, -87, -87, -1]);
	send(0, 0, 20);
	// On the air from 192 to 1024 at 3 dB above the threshold: half of the time is not enough.
	t.deepEqual(
		[255, 257, 320, 1087, 1089].map(now => busyAt(1, now)),
		[false, true, true, true, false],
	);
});

const cca = test.macro({
	title: (_, ccaMode: CcaMode, frames: boolean, noise: boolean) =>
		`CCA in mode ${ccaMode} ${frames ? 'finds' : 'misses'} a faint frame and ` +
		`${noise ? 'finds' : 'misses'} noise`,
	exec(t, ccaMode: CcaMode, frames: boolean, noise: boolean) {
		const faint = world([-1, -95, -95, -1], '3dB', [15, 15], ccaMode);
		faint.send(0, 0, 20);
		t.is(faint.busyAt(1, 500), frames);
		const noisy = world([-1, -60, -60, -1], '3dB', [15, 15], ccaMode);
		noisy.medium.noise(0, {channel: 15, span: 1, lastsUs: 1000});
		t.is(noisy.busyAt(1, 500), noise);
	},
});
test(cca, 1, false, true);
test(cca, 2, true, false);
test(cca, 3, true, true);

test('a strong sender on the next channel makes ours busy', t => {
	const busy = [-57, -59].map(rssiDbm => {
		const {send, busyAt} = world([-1, rssiDbm, rssiDbm, -1], '3dB', [16, 15]);
		send(0, 0, 20);
		return busyAt(1, 500);
	});
	t.deepEqual(busy, [true, false]);
});

test('noise lasts as long as it was to last, or until it is silenced', t => {
	const {medium, busyAt} = world([-1, -60, -60, -1]);
	medium.noise(0, {channel: 14, span: 4, lastsUs: 1000});
	t.deepEqual([busyAt(1, 1000), busyAt(1, 1200)], [true, false]);
	medium.noise(0, {channel: 15, span: 1, lastsUs: Infinity});
	t.true(busyAt(1, 100_000));
	medium.silence(0);
	t.false(busyAt(1, 100_300));
});

test('a frame in noise of its own strength is lost, and one after it arrives', t => {
	const {medium, send, run} = world(HIDDEN);
	medium.noise(2, {channel: 15, span: 1, lastsUs: 500});
	send(0, 0, 20);
	send(0, 5000, 20);
	t.deepEqual(run(), ['1024 0>1 collided', '6024 0>1 heard']);
});

test('a radio without power radiates nothing, not even the rest of a frame', t => {
	const {medium, send, run, busyAt} = world([-1, -60, -60, -1]);
	send(0, 0, 20);
	busyAt(1, 500);
	medium.setPower(0, false);
	send(0, 5000, 20);
	busyAt(1, 8000);
	medium.setPower(0, true);
	send(0, 10_000, 20);
	t.deepEqual(run(), ['11024 0>1 heard']);
});

test('new links hold for frames that are on the air', t => {
	const {medium, send, run, busyAt} = world([-1, -60, -60, -1]);
	send(0, 0, 20);
	busyAt(1, 500);
	medium.rewire(Links.fromGains(2, () => -12_000, -11_000));
	t.deepEqual(run(), []);
});

test('a fault that flips an octet reaches one receiver and not the next', t => {
	const {medium, send, octetsHeard} = world([-1, -60, -60, -60, -1, -200, -60, -200, -1]);
	const heal = medium.strike((_sender, receiver, octets) => {
		if (receiver !== 1) return false;
		octets[0] ^= 0xff;
		return true;
	});
	send(0, 0, 20);
	heal();
	t.deepEqual(octetsHeard(), ['1: 0', '2: 0']);
	medium.strike((_sender, receiver, octets) => {
		if (receiver !== 1) return false;
		octets[0] ^= 0xff;
		return true;
	});
	send(0, 30_000, 20);
	t.deepEqual(octetsHeard(), ['1: 255', '2: 0']);
});

test('whoever overhears a frame for another feels the weather of his own link', t => {
	const {medium, pool, run} = world([-1, -60, -60, -60, -1, -60, -60, -60, -1]);
	const heard: number[] = [];
	medium.eavesdrop(2, ({rssiCdbm}) => heard.push(rssiCdbm));
	for (const lossCdb of [0, 1000, 30_000]) {
		const rain: Weather = {
			mostCdb: 0,
			read: (_sender, receiver, nowUs, change) => {
				change.cdb = receiver === 2 ? -lossCdb : 0;
				change.untilUs = nowUs + 1;
			},
		};
		medium.rewire(Links.fromGains(3, () => -6000, -12_000).under(rain, {now: 0}));
		medium.transmit(0, pool.take(20), 1);
		run();
	}
	t.deepEqual(heard, [-6000, -7000]);
});

const NAMES = ['heard', 'deaf', 'tooWeak', 'collided'];

/** `rssiDbm` is a square of what arrives from row to column; -200 is nothing. */
function world(
	rssiDbm: readonly number[],
	capture: Capture = '3dB',
	channels?: number[],
	ccaMode: CcaMode = 1,
) {
	const count = Math.sqrt(rssiDbm.length);
	const scheduler = new Scheduler();
	const trace = new Trace(scheduler);
	const pool = new PsduPool();
	const radios = Array.from({length: count}, (_, index) => ({
		xM: index,
		yM: 0,
		channel: channels?.[index] ?? 15,
		txPowerDbm: 0,
		sensitivityDbm: -100,
	}));
	const links = Links.fromGains(count, (from, to) => 100 * rssiDbm[from * count + to], -12_000);
	const digest = () => 0;
	const luck = streamKey(1, 'noise');
	const ways = {capture, ccaMode, luck, digest};
	const medium = new Medium({scheduler, trace, pool, radios, links, ...ways});
	const lines: string[] = [];
	const heard: string[] = [];
	trace.watch({
		reception(sender, receiver, outcome: Outcome) {
			lines.push(`${scheduler.now} ${sender}>${receiver} ${NAMES[outcome]}`);
		},
	});
	medium.listener = {
		received: (receiver, frame) => void heard.push(`${receiver}: ${frame.octets[0]}`),
		transmissionEnded: () => {},
	};
	const transmit = scheduler.register((sender, size) => {
		const psdu = pool.take(size);
		pool.octets(psdu).fill(0);
		medium.transmit(sender, psdu, -1);
	});
	return {
		medium,
		pool,
		send: (sender: number, askedUs: number, size: number) =>
			scheduler.at(askedUs, transmit, sender, size),
		run: () => {
			scheduler.run(scheduler.now + 100_000);
			return lines.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
		},
		busyAt: (radio: number, now: number) => {
			scheduler.run(now);
			return medium.busy(radio, now - 128);
		},
		octetsHeard: () => {
			scheduler.run(scheduler.now + 20_000);
			return heard.splice(0);
		},
	};
}
