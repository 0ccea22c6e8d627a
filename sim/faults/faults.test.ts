import test from 'ava';
import type {NoiseBurst} from '../phy/medium.js';
import type {Obstacle} from '../phy/terrain.js';
import {Jammer} from './jammer.js';
import {LinkDecay} from './link-decay.js';
import {Movement} from './movement.js';
import {Partition} from './partition.js';
import {PowerLoss} from './power-loss.js';
import {SlowClock} from './slow-clock.js';
import {Wifi} from './wifi.js';

test('a jammer sends until it heals', t => {
	const {emitter, lines} = bench();
	const jammer = new Jammer(emitter, 15);
	jammer.strike();
	jammer.heal();
	t.deepEqual(lines, ['0 noise 15+1 for Infinity', '0 silence']);
});

test('Wi-Fi is on the air for its share of the time, in bursts of its mean length', t => {
	const {calendar, emitter, lines} = bench();
	let state = 1;
	const luck = () => {
		state = (state * 48_271) % 0x7fff_ffff;
		return state / 0x7fff_ffff;
	};
	const options = {wifiChannel: 6, duty: 0.3, burstUs: 2000};
	const wifi = new Wifi({...emitter, luck, after: calendar.after}, options);
	wifi.strike();
	calendar.run(60_000_000);
	wifi.heal();
	calendar.run(61_000_000);
	const bursts = lines
		.filter(line => line.includes('noise'))
		.map(line => Number(line.split(' ')[4]));
	const onUs = bursts.reduce((sum, lastsUs) => sum + lastsUs, 0);
	t.true(Math.abs(onUs / 60_000_000 - 0.3) < 0.02, `${onUs}`);
	t.true(Math.abs(onUs / bursts.length / 2000 - 1) < 0.05, `${bursts.length}`);
	t.true(lines[0].includes('noise 16+4'));
	t.is(lines.at(-1), '60000000 silence');
});

test('a duty of nought or all is no Wi-Fi', t => {
	const {emitter, calendar} = bench();
	const handle = {...emitter, luck: () => 0.5, after: calendar.after};
	for (const duty of [0, 1]) {
		const options = {wifiChannel: 1, duty, burstUs: 1};
		t.throws(() => new Wifi(handle, options), {instanceOf: RangeError});
	}
});

test('a partition parts its side from the rest, and nobody on one side', t => {
	const {ground, loss} = bench();
	const partition = new Partition(ground, [0, 2]);
	partition.strike();
	t.deepEqual([loss(0, 2), loss(1, 3), loss(0, 1), loss(3, 2)], [0, 0, Infinity, Infinity]);
	t.throws(() => partition.strike(), {instanceOf: RangeError});
	partition.heal();
	t.is(loss(0, 1), 0);
});

test('a link decays half a decibel at a time, to what it was to lose, and is sound when healed', t => {
	const {ground, calendar, loss} = bench();
	const handle = {...ground, after: calendar.after};
	const decay = new LinkDecay(handle, {radio: 1, lossCdb: 120, overUs: 1200});
	decay.strike();
	const course = [499, 500, 999, 1000, 1499, 1500, 9000].map(us => {
		calendar.run(us);
		return loss(0, 1);
	});
	t.deepEqual(course, [0, 50, 50, 100, 100, 120, 120]);
	t.deepEqual([loss(1, 0), loss(0, 2)], [120, 0]);
	decay.heal();
	t.is(loss(0, 1), 0);
});

test('a link to one peer decays alone, and no longer once it has healed', t => {
	const {ground, calendar, loss} = bench();
	const handle = {...ground, after: calendar.after};
	const decay = new LinkDecay(handle, {radio: 1, peer: 0, lossCdb: 200, overUs: 1000});
	decay.strike();
	calendar.run(300);
	t.deepEqual([loss(0, 1), loss(1, 2)], [50, 0]);
	decay.heal();
	decay.strike();
	calendar.run(510);
	t.is(loss(0, 1), 0, 'the first decay does not go on');
	calendar.run(560);
	t.is(loss(0, 1), 50);
});

test('a node walks metre by metre, arrives in time, and is back when the fault heals', t => {
	const {calendar, lines} = bench();
	const handle = {
		placeOf: () => ({xM: 1, yM: 1}),
		move: (radio: number, xM: number, yM: number) =>
			void lines.push(`${calendar.now()} ${radio} at ${xM},${yM}`),
		after: calendar.after,
	};
	const movement = new Movement(handle, 7, {to: {xM: 1, yM: 4}, overUs: 1000});
	movement.strike();
	calendar.run(5000);
	movement.heal();
	t.deepEqual(lines, ['333 7 at 1,2', '667 7 at 1,3', '1000 7 at 1,4', '5000 7 at 1,1']);
});

test('a node that is put back on its way stays there', t => {
	const {calendar, lines} = bench();
	const handle = {
		placeOf: () => ({xM: 0, yM: 0}),
		move: (_radio: number, xM: number) => void lines.push(`${calendar.now()} ${xM}`),
		after: calendar.after,
	};
	const movement = new Movement(handle, 7, {to: {xM: 2, yM: 0}, overUs: 1000});
	movement.strike();
	calendar.run(600);
	movement.heal();
	calendar.run(5000);
	t.deepEqual(lines, ['500 1', '600 0']);
});

test('power is taken once and given back once', t => {
	const said: boolean[] = [];
	const loss = new PowerLoss(on => void said.push(on));
	loss.heal();
	loss.strike();
	loss.strike();
	loss.heal();
	loss.heal();
	t.deepEqual(said, [false, true]);
});

test('a clock that falls ill errs by its new error, and by its old one when it is well', t => {
	const said: number[] = [];
	const clock = new SlowClock(ppm => void said.push(ppm), 12, -900);
	clock.strike();
	clock.heal();
	t.deepEqual(said, [-900, 12]);
});

/** A calendar, an emitter and a ground that write down what is asked of them. */
function bench() {
	const lines: string[] = [];
	let now = 0;
	let entries: {us: number; run: () => void}[] = [];
	const calendar = {
		now: () => now,
		after: (delayUs: number, run: () => void) => void entries.push({us: now + delayUs, run}),
		run: (untilUs: number) => {
			for (;;) {
				const due = entries.filter(({us}) => us <= untilUs).sort((a, b) => a.us - b.us)[0];
				if (due === undefined) break;
				entries = entries.filter(entry => entry !== due);
				now = due.us;
				due.run();
			}
			now = untilUs;
		},
	};
	const emitter = {
		noise: ({channel, span, lastsUs}: NoiseBurst) =>
			void lines.push(`${now} noise ${channel}+${span} for ${lastsUs}`),
		silence: () => void lines.push(`${now} silence`),
	};
	const obstacles = new Set<Obstacle>();
	const ground = {
		obstruct: (obstacle: Obstacle) => {
			obstacles.add(obstacle);
			return () => void obstacles.delete(obstacle);
		},
		refresh: () => {},
	};
	const loss = (from: number, to: number) =>
		[...obstacles].reduce((sum, obstacle) => sum + obstacle(from, to), 0);
	return {lines, calendar, emitter, ground, loss};
}
