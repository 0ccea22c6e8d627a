import test from 'ava';
import {Event, Outcome} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import {field, oneMessage, Writing} from './bench.js';
import {Fleet, STATE_NAMES, seek} from './fleet.js';
import type {Tape} from './tape.js';

test('a node is off until it boots, then searches until it is connected', t => {
	const {tape} = oneMessage();
	t.is(stateAt(tape, 2, 4999), 'off');
	t.is(stateAt(tape, 2, 5000), 'searching');
	t.is(stateAt(tape, 1, 209), 'searching');
	t.is(stateAt(tape, 1, 210), 'connected');
});

const transitions: [said: string, write: (tape: Writing) => Writing, state: string][] = [
	['that falls asleep', tape => tape.report(2, 1, Report.asleep, 30), 'asleep'],
	['that wakes', tape => tape.report(2, 1, Report.asleep).report(3, 1, Report.awake), 'connected'],
	['that loses its gateway', tape => tape.report(2, 1, Report.lost, 1), 'lost'],
	['that traps', tape => tape.event(2, 1, Event.trap), 'off'],
	['whose power is cut', tape => tape.event(2, 1, Event.powerCut), 'off'],
	['without power', tape => tape.event(2, 1, Event.power, 0), 'off'],
	[
		'with power again',
		tape => tape.event(2, 1, Event.power, 0).event(3, 1, Event.power, 1),
		'searching',
	],
	['that trapped and sends', tape => tape.event(2, 1, Event.trap).frame(3, [1, -1]), 'searching'],
	['that publishes at QoS -1', tape => tape.report(2, 1, Report.published, -1, 'x'), 'connected'],
];
for (const [said, write, state] of transitions) {
	test(`a node ${said} is ${state}`, t => {
		const {tape} = write(new Writing().report(1, 1, Report.connected, 1));
		t.is(stateAt(tape, 1, 10), state);
	});
}

test('a message is published, delivered and acknowledged, each at its time', t => {
	const fleet = at(oneMessage().tape, 2000);
	const [message] = fleet.messages.of(1);
	t.like(message, {
		payload: '1 1 2150',
		publishedUs: 1_000_000,
		deliveredUs: 1_020_000,
		acknowledgedUs: 1_024_000,
		copies: 1,
	});
	t.deepEqual(fleet.messages.latenciesUs, [20_000]);
});

test('what is published twice counts once, and a copy beyond that is a duplicate', t => {
	const write = () => new Writing().published(1, 1, 'a').delivered(2, 'a').delivered(3, 'a');
	t.like(at(write().tape, 9).messages, {published: 1, delivered: 1, duplicates: 1});
	t.like(at(write().published(4, 1, 'a').tape, 9).messages, {published: 1, duplicates: 1});
	const madeTwice = new Writing().published(1, 1, 'a').published(1, 1, 'a');
	t.like(at(madeTwice.delivered(2, 'a').delivered(3, 'a').tape, 9).messages, {duplicates: 0});
});

test('what is published after the end of the run does not count, and its delivery neither', t => {
	const {tape} = new Writing()
		.published(60_000, 1, 'in')
		.published(60_001, 1, 'out')
		.delivered(60_002, 'out');
	t.like(at(tape, 70_000).messages, {published: 1, delivered: 0});
});

test('a payload that nobody made is no message', t => {
	const fleet = at(new Writing().delivered(2, 'stranger').tape, 9);
	t.is(fleet.messages.named('stranger'), undefined);
});

test('frames are counted by sender, lost ones only where they were for one radio', t => {
	const {tape} = oneMessage();
	const fleet = at(tape, 2000);
	t.deepEqual([...fleet.sent], [1, 3, 0]);
	t.deepEqual([...fleet.missed], [0, 1, 0]);
	t.like(fleet.frames, {sent: 4, lost: 1, collided: 1, retries: 1});
	t.is(fleet.partners[1], 0);
});

test('the generation of the keys is the last that the node has told', t => {
	const {tape} = oneMessage().report(3000, 1, Report.rekeyed, 2);
	const fleet = at(tape, 4000);
	t.deepEqual([fleet.generations[1], fleet.rekeyings[1]], [2, 1]);
});

test('the load of a gateway rises with airtime and fades in silence', t => {
	const writing = new Writing();
	for (let ms = 0; ms < 1000; ms += 10) writing.frame(ms, [1, 0]);
	const fleet = at(writing.tape, 1000);
	const [busy, later] = [fleet.loadOf(0, 1e6), fleet.loadOf(0, 30e6)];
	// A hundred frames of 46 octets are 147 ms of ten seconds.
	t.true(busy > 0.013 && busy < 0.0148, String(busy));
	t.true(later < 0.1 * busy && later > 0);
});

test('whoever is carried about stands where the last row has put him, and before it at home', t => {
	const {tape} = new Writing().moved(10, 1, 8, 5).moved(20, 1, 12.5, 4);
	const placeAt = (ms: number) => at(tape, ms).placeOf(1);
	t.deepEqual(placeAt(9), {xM: 4, yM: 5});
	t.deepEqual(placeAt(10), {xM: 8, yM: 5});
	t.deepEqual(placeAt(20), {xM: 12.5, yM: 4});
	t.deepEqual(seek(at(tape, 20), tape, 0).placeOf(1), {xM: 4, yM: 5});
});

test('over many hops a node speaks with the endpoint to which its parents lead', t => {
	const {tape} = new Writing().parent(10, 2, 1).parent(20, 1, 0).parent(30, 2, -1);
	t.is(at(tape, 10).endpointOf(2), -1);
	const joined = at(tape, 20);
	t.deepEqual([joined.endpointOf(2), joined.neighbourOf(2)], [0, 1]);
	t.deepEqual(joined.wayOf(2), [1, 0]);
	t.deepEqual(at(tape, 30).wayOf(2), []);
});

test('parents who follow each other lead nowhere', t => {
	const {tape} = new Writing().parent(10, 2, 1).parent(20, 1, 2);
	const fleet = at(tape, 20);
	t.deepEqual([fleet.wayOf(2), fleet.endpointOf(2)], [[1], -1]);
});

test('the gateway of a node is the one that has accepted it, though a forwarder is nearer', t => {
	const {tape} = new Writing().frame(10, [1, 0]).report(20, 1, Report.connected, 9);
	t.is(at(tape, 10).gatewayOf(1), 0);
	t.is(at(tape, 20).gatewayOf(1), 0, 'nobody has the GwId 9');
	t.is(at(new Writing().report(1, 1, Report.connected, 1).tape, 1).gatewayOf(1), 0);
	t.is(at(tape, 10).gatewayOf(2), -1);
});

test('going back is the same as not having gone on', t => {
	const {tape} = oneMessage();
	const there = new Fleet(field);
	there.take(tape, tape.count);
	for (let index = tape.count; index >= 0; index--) {
		const back = seek(there, tape, index);
		const fresh = new Fleet(field);
		fresh.take(tape, index);
		t.deepEqual(figuresOf(back), figuresOf(fresh), `row ${index}`);
	}
});

test('going on by one row at a time is the same as going on at once', t => {
	const {tape} = oneMessage();
	let fleet = new Fleet(field);
	for (let index = 1; index <= tape.count; index++) fleet = seek(fleet, tape, index);
	t.deepEqual(figuresOf(fleet), figuresOf(at(tape, 2000)));
});

test('what a radio draws is known where its currents are, and only there', t => {
	const {tape} = new Writing().frame(1000, [1, 0], Outcome.heard, 94);
	const fleet = at(tape, 1000);
	// 3.2 ms at 5 mA, the rest of the second at 6 mA.
	t.is(fleet.chargeUc(1, 1e6), 6000 - 3.2);
	const unknown = new Fleet({...field, radios: field.radios.map(({currents: _, ...rest}) => rest)});
	t.is(unknown.chargeUc(1, 1e6), undefined);
});

function at(tape: Tape, ms: number): Fleet {
	return seek(new Fleet(field), tape, tape.after(1000 * ms));
}

function stateAt(tape: Tape, radio: number, ms: number): string {
	return STATE_NAMES[at(tape, ms).stateOf(radio, 1000 * ms)];
}

function figuresOf(fleet: Fleet) {
	const {states, partners, parents, generations, sent, heard, missed, retries, frames, messages} =
		fleet;
	const charges = field.radios.map((_, radio) => fleet.chargeUc(radio, 2e6));
	const columns = [states, partners, parents, generations, sent, heard, missed, retries].map(
		column => [...column],
	);
	return {columns, charges, frames, messages: [1, 2].map(radio => messages.of(radio))};
}
