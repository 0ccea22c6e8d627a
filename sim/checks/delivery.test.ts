import test from 'ava';
import {Scheduler} from '../kernel/scheduler.js';
import {Event, Trace} from '../kernel/trace.js';
import {Report} from '../node/report.js';
import {DeliveryCheck} from './delivery.js';

test('a message that was published and delivered has a latency', t => {
	const {check, publish, deliver} = bench();
	publish(1000, 'a');
	deliver(3500, 'a');
	t.like(check.verdict(), {published: 1, delivered: 1, duplicates: 0, strangers: 0});
	t.deepEqual(check.verdict().latenciesUs, [2500]);
	t.is(check.open, 0);
});

test('a copy that no app made is a duplicate, and takes no second latency', t => {
	const {check, publish, deliver} = bench();
	publish(0, 'a');
	for (const us of [10, 20, 30]) deliver(us, 'a');
	t.like(check.verdict(), {delivered: 1, duplicates: 2});
	t.deepEqual(check.verdict().latenciesUs, [10]);
	t.deepEqual(
		check.verdict().doubled.map(({copies}) => copies),
		[3],
	);
});

test('what an app makes twice may arrive twice, but not three times', t => {
	const {check, publish, deliver} = bench();
	publish(0, 'a');
	publish(1, 'a');
	deliver(2, 'a');
	deliver(3, 'a');
	t.like(check.verdict(), {published: 1, duplicates: 0});
	deliver(4, 'a');
	t.like(check.verdict(), {published: 1, duplicates: 1});
});

test('a payload that no app made is a stranger', t => {
	const {check, publish, deliver} = bench();
	publish(0, 'a');
	deliver(1, 'b');
	t.like(check.verdict(), {delivered: 0, strangers: 1});
	t.is(check.open, 1);
});

test('what is dropped is lost and no longer waited for, and may arrive all the same', t => {
	const {check, publish, drop, deliver} = bench();
	publish(0, 'a');
	drop(5, 'a');
	t.deepEqual(
		check.verdict().lost.map(({payload, dropped}) => [payload, dropped]),
		[['a', true]],
	);
	t.is(check.open, 0);
	deliver(9, 'a');
	t.deepEqual(check.verdict().lost, []);
	t.is(check.open, 0);
});

test('what is dropped after it was delivered is waited for no less', t => {
	const {check, publish, drop, deliver} = bench();
	publish(0, 'a');
	deliver(1, 'a');
	drop(2, 'a');
	t.is(check.open, 0);
});

test('a message is lost with the radio that made it, its time and its QoS', t => {
	const {check, publish} = bench();
	publish(70, 'a');
	t.like(check.verdict().lost[0], {radio: 4, publishedUs: 70, qos: 1, deliveredUs: -1});
});

test('what is published at the end counts, what is published later does not', t => {
	const {check, publish, deliver} = bench(100);
	publish(100, 'last');
	publish(101, 'late');
	deliver(200, 'late');
	t.like(check.verdict(), {published: 1, delivered: 0, strangers: 0});
	deliver(300, 'last');
	t.deepEqual(check.verdict().latenciesUs, [200]);
});

test('a message that is made again after the end is one in two copies, too', t => {
	const {check, publish, deliver} = bench(100);
	publish(90, 'a');
	publish(110, 'a');
	deliver(120, 'a');
	deliver(121, 'a');
	t.like(check.verdict(), {published: 1, delivered: 1, duplicates: 0});
});

test('payloads are told apart octet by octet, whatever they are', t => {
	const {check, publish, deliver} = bench();
	publish(0, '\u00ff\u0000');
	deliver(1, '\u00ff\u0001');
	t.like(check.verdict(), {delivered: 0, strangers: 1});
});

function bench(untilUs?: number) {
	const scheduler = new Scheduler();
	const trace = new Trace(scheduler);
	const check = new DeliveryCheck(trace, untilUs);
	trace.watch(check);
	const octets = (payload: string) => Buffer.from(payload, 'latin1');
	const report = (us: number, what: Report, payload: string) => {
		scheduler.run(us);
		trace.event(Event.report, 4, what, 1, octets(payload));
	};
	return {
		check,
		publish: (us: number, payload: string) => report(us, Report.published, payload),
		drop: (us: number, payload: string) => report(us, Report.dropped, payload),
		deliver: (us: number, payload: string) => {
			scheduler.run(us);
			trace.event(Event.delivered, 0, 0, 1, octets(payload));
		},
	};
}
