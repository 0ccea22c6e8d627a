import test from 'ava';
import {Outcome} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import {field, oneMessage, Writing} from './bench.js';
import {Fleet} from './fleet.js';
import {endUs, journeyOf} from './journey.js';
import type {Message} from './messages.js';
import type {Tape} from './tape.js';

test('a message is followed from sensor to subscriber, lost frames included', t => {
	t.deepEqual(stepsOf(oneMessage().tape, '1 1 2150'), [
		'1000 published',
		'1010 frame 1>0 collided',
		'1012 retry',
		'1015 frame 1>0 heard',
		'1020 delivered',
		'1023 frame 0>1 heard',
		'1024 acknowledged',
	]);
});

test('frames of others are not on its way', t => {
	const {tape} = new Writing()
		.published(1, 1, 'a')
		.frame(2, [2, 0])
		.frame(3, [1, 0])
		.frame(4, [0, 2])
		.delivered(5, 'a')
		.report(6, 1, Report.acknowledged, 1, 'a');
	t.deepEqual(stepsOf(tape, 'a'), [
		'1 published',
		'3 frame 1>0 heard',
		'5 delivered',
		'6 acknowledged',
	]);
});

test('a message that was given up ends there, and one on its way does not end', t => {
	const {tape} = new Writing()
		.published(1, 1, 'a')
		.report(3, 1, Report.dropped, 1, 'a')
		.frame(50, [1, 0])
		.published(60, 1, 'b');
	t.deepEqual(stepsOf(tape, 'a'), ['1 published', '3 dropped']);
	t.is(endUs(messageOf(tape, 'b'), Infinity), Infinity);
});

test('at QoS 0 the subscriber is the end', t => {
	const {tape} = new Writing().report(1, 1, Report.published, 0, 'a').delivered(4, 'a');
	t.is(endUs(messageOf(tape, 'a'), Infinity), 4000);
});

function stepsOf(tape: Tape, payload: string): string[] {
	const names = Object.fromEntries(Object.entries(Outcome).map(([name, value]) => [value, name]));
	return journeyOf(messageOf(tape, payload), tape).map(({kind, timeUs, from, to, outcome}) => {
		const frame = from < 0 ? '' : ` ${from}>${to} ${names[outcome]}`;
		return `${timeUs / 1000} ${kind}${frame}`;
	});
}

function messageOf(tape: Tape, payload: string): Message {
	const fleet = new Fleet(field);
	fleet.take(tape, tape.count);
	return fleet.messages.named(payload)!;
}
