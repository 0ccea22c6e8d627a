import {setImmediate} from 'node:timers/promises';
import test from 'ava';
import {Scheduler} from '../../sim/kernel/scheduler.js';
import {MqttBroker} from '../broker/mqtt-broker.js';
import {Arrivals} from './arrivals.js';
import {Pace, type PaceOptions} from './pace.js';

test('every event up to the end is executed, none behind it, and time stands at the end', async t => {
	const {pace, scheduler, seen} = bench([10, 20, 21]);
	await pace.run(20, () => {});
	t.deepEqual(seen, [10, 20]);
	t.is(scheduler.now, 20);
});

test('a world in which nothing happens comes to its end at once', async t => {
	const {pace, scheduler} = bench([]);
	await pace.run(3_600_000_000, () => t.fail('nothing to turn'));
	t.is(scheduler.now, 3_600_000_000);
});

test('a run goes on where the last one ended', async t => {
	const {pace, seen} = bench([10, 20, 30]);
	await pace.run(10, () => {});
	await pace.run(29, () => {});
	t.deepEqual(seen, [10, 20]);
});

test('a run that is done before it begins leaves time where it was', async t => {
	const {pace, scheduler, seen} = bench([10]);
	await pace.run(
		20,
		() => {},
		() => true,
	);
	t.deepEqual(seen, []);
	t.is(scheduler.now, 0);
});

test('an aborted run stops between two turns, and time stays there', async t => {
	const controller = new AbortController();
	const {pace, scheduler} = bench([10, 20_000_000], {signal: controller.signal, speed: 1});
	await pace.run(30_000_000, () => {
		if (scheduler.now > 0) controller.abort();
	});
	t.true(scheduler.now < 20_000_000);
	t.is(scheduler.nextUs, 20_000_000);
});

test('a speed changes nothing but the wall clock, which is never behind an event', async t => {
	const {pace, scheduler, seen} = bench([10, 5000, 30_000], {speed: 1});
	await pace.run(40_000, () => {});
	t.deepEqual(seen, [10, 5000, 30_000]);
	t.is(scheduler.now, 40_000);
	t.true(pace.wallSeconds >= 0.03);
});

test('time stands still while a broker outside owes an answer', async t => {
	const outside = new MqttBroker({url: 'mqtt://127.0.0.1'});
	const {pace, scheduler, seen, heard} = bench([10, 20], {outside});
	const answer = async () => {
		for (let turn = 0; turn < 10; turn++) await setImmediate();
		heard.push(() => seen.push(-scheduler.now));
		outside.questions.answered();
	};
	const ask = scheduler.register(() => {
		outside.questions.asked();
		void answer();
	});
	scheduler.at(10, ask, 0);
	await pace.run(30, () => {});
	t.deepEqual(seen, [10, -10, 20]);
});

test('time stands still while a message is on its way, but not if nobody takes it', async t => {
	const outside = new MqttBroker({url: 'mqtt://127.0.0.1'});
	let nowMs = 0;
	const arrivals = new Arrivals(() => nowMs);
	const port = arrivals.count(() => SILENT)(NOBODY);
	const {pace, scheduler, seen} = bench([10, 20], {outside, arrivals});
	const turns: number[] = [];
	scheduler.at(
		10,
		scheduler.register(() => port.publish(1, 1, MESSAGE)),
		0,
	);
	await pace.run(30, () => {
		turns.push(scheduler.now);
		nowMs += 60;
	});
	t.deepEqual(seen, [10, 20]);
	t.deepEqual(turns.slice(0, 2), [10, 20]);
});

test('what the broker has said is heard in its order, before time goes on', async t => {
	const {pace, seen, heard} = bench([10]);
	heard.push(
		() => seen.push(-1),
		() => seen.push(-2),
	);
	await pace.run(10, () => {});
	t.deepEqual(seen, [-1, -2, 10]);
});

const MESSAGE = {topicName: 't', payload: new Uint8Array(0), qos: 0, retain: false} as const;
const nothing = () => {};
/** A broker that says nothing, and somebody who does not listen. */
const SILENT = {
	open: nothing,
	publish: nothing,
	subscribe: nothing,
	unsubscribe: nothing,
	acknowledge: nothing,
	close: nothing,
};
const NOBODY = {
	opened: nothing,
	published: nothing,
	subscribed: nothing,
	unsubscribed: nothing,
	message: nothing,
	lost: nothing,
};

/** A world with an event at each of `times`, which writes down when it came. */
function bench(times: readonly number[], options: Partial<PaceOptions> = {}) {
	const scheduler = new Scheduler();
	const seen: number[] = [];
	const kind = scheduler.register(() => void seen.push(scheduler.now));
	for (const us of times) scheduler.at(us, kind, 0);
	const heard: (() => void)[] = [];
	const arrivals = new Arrivals(() => 0);
	return {scheduler, seen, heard, pace: new Pace({scheduler, heard, arrivals, ...options})};
}
