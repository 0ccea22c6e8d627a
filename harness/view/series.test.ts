import test from 'ava';
import {Event} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import {field, oneMessage, Writing} from './bench.js';
import {Series, SLOTS} from './series.js';
import type {Tape} from './tape.js';

test('a run is cut into slots of the same length, the drain has more of them', t => {
	const series = of(new Writing().event(61_000, 1, Event.retry).tape);
	t.is(series.slotUs, 60e6 / SLOTS);
	t.is(series.slots.length, SLOTS + 5);
});

test('a message counts as arrived in the slot in which it was published', t => {
	const {tape} = new Writing()
		.published(100, 1, 'a')
		.published(110, 1, 'b')
		.delivered(20_000, 'a')
		.delivered(20_001, 'a');
	const series = of(tape);
	t.is(series.delivery[0], 50);
	t.is(series.delivery[1], null);
	t.deepEqual(series.slots[80].latenciesMs, [19_900]);
});

test('latency is that of the messages that arrived in the slot', t => {
	const series = of(oneMessage().tape);
	t.is(series.latency(0.5)[4], 20);
	t.is(series.latency(0.95)[3], null);
});

test('airtime is the share of the slot in which somebody sent', t => {
	// Two frames of 46 octets with SHR and PHR: 2.944 ms of 250.
	const series = of(new Writing().frame(10, [1, 0]).frame(20, [1, 0]).tape);
	t.is(Number(series.airtime[0].toFixed(4)), 1.1776);
});

test('current is a mean over the nodes, and is not told of a slot that is not over', t => {
	const series = of(new Writing().frame(10, [1, 0]).event(600, 1, Event.retry).tape);
	t.is(series.currentUa.at(-1), null);
	// Both listen at 6 mA, but one is not switched on yet; one frame at 5 mA.
	const sendsUs = 46 * 32;
	t.is(series.currentUa[0], (6000 * (250_000 - sendsUs) + 5000 * sendsUs) / 250_000 / 2);
});

test('what went wrong leaves a mark, with its time and its node', t => {
	const {tape} = new Writing()
		.event(1, 1, Event.trap)
		.event(2, 2, Event.powerCut)
		.event(3, 2, Event.power, 0)
		.event(4, 2, Event.power, 1)
		.report(5, 1, Report.rekeyed, 2)
		.report(6, 1, Report.lost, 1)
		.report(7, 1, Report.dropped, 1, 'a');
	t.deepEqual(
		of(tape).marks.map(({timeUs, kind, radio}) => `${timeUs / 1000} ${kind} ${radio}`),
		['1 trap 1', '2 power 2', '3 power 2', '5 keys 1', '6 lost 1', '7 dropped 1'],
	);
});

test('it does not matter in how many pieces a tape comes', t => {
	const writing = oneMessage().published(2000, 2, '2 1').delivered(2100, '2 1');
	const whole = of(writing.tape);
	const piecewise = new Series(field);
	for (const tape of prefixes(writing)) piecewise.take(tape);
	t.deepEqual(piecewise.slots, whole.slots);
});

/** The tape as it grows: the same object with more rows each time. */
function* prefixes(writing: Writing): Generator<Tape> {
	const {tape} = writing;
	for (let count = 1; count <= tape.count; count++) {
		yield new Proxy(tape, {
			get: (from, name) => {
				if (name === 'count') return count;
				const value: unknown = Reflect.get(from, name, from);
				return typeof value === 'function' ? value.bind(from) : value;
			},
		});
	}
}

function of(tape: Tape): Series {
	const series = new Series(field);
	series.take(tape);
	return series;
}
