import test from 'ava';
import fc from 'fast-check';
import {type Fate, meet} from './bad-link.js';

/*
 * Random schedules of loss, duplication and delay, then a good link: what MQTT-SN promises holds.
 * A failing schedule is shrunk; its fates are printed and can be handed to meet() as they are.
 */

test('QoS 1 over any link that heals: each message arrives at least once, none is invented', t => {
	fc.assert(
		fc.property(fates(), schedule => {
			const told = meet({fates: schedule, config: sensor(1), durationMs: DURATION_MS});
			t.is(told.traps, 0);
			const due = told.published.slice(0, -IN_FLIGHT).filter(one => !told.dropped.includes(one));
			t.true(due.length > 3);
			for (const payload of due) t.true(told.delivered.includes(payload), payload);
			for (const payload of told.delivered) t.true(told.published.includes(payload), payload);
		}),
		{seed: 1, numRuns: RUNS},
	);
});

test('QoS 0 over any link: nothing is invented, and without duplicates nothing comes twice', t => {
	fc.assert(
		fc.property(fates(1), schedule => {
			const told = meet({fates: schedule, config: sensor(0), durationMs: DURATION_MS});
			t.is(told.traps, 0);
			t.is(new Set(told.delivered).size, told.delivered.length);
			for (const payload of told.delivered) t.true(told.published.includes(payload), payload);
		}),
		{seed: 2, numRuns: RUNS},
	);
});

test('commands at QoS 1 over any link that heals reach the actuator, and so do its answers', t => {
	fc.assert(
		fc.property(fates(), schedule => {
			const commands = [1, 2, 3].map(number => ({
				atMs: HEALED_MS + 10_000 * number,
				payload: `1 c${number}`,
				qos: 1 as const,
			}));
			const told = meet({fates: schedule, config: actuator(1), commands, durationMs: DURATION_MS});
			t.is(told.traps, 0);
			for (const {payload} of commands) {
				t.true(told.commanded.includes(payload), payload);
				t.true(told.delivered.includes(payload), payload);
			}
		}),
		{seed: 3, numRuns: RUNS},
	);
});

test('QoS 2 over any link that heals: each message arrives exactly once', t => {
	fc.assert(
		fc.property(fates(), schedule => {
			const told = meet({fates: inOrder(schedule), config: sensor(2), durationMs: DURATION_MS});
			if (told.traps > 0) return false;
			const due = told.published.slice(0, -IN_FLIGHT).filter(one => !told.dropped.includes(one));
			const once = new Set(told.delivered).size === told.delivered.length;
			return once && due.length > 3 && due.every(payload => told.delivered.includes(payload));
		}),
		{seed: 4, numRuns: RUNS},
	);
	t.pass();
});

test('commands at QoS 2 over any link that heals reach the actuator exactly once', t => {
	fc.assert(
		fc.property(fates(), schedule => {
			const commands = [1, 2, 3].map(number => ({
				atMs: 20_000 * number,
				payload: `1 c${number}`,
				qos: 2 as const,
			}));
			const fated = inOrder(schedule);
			const told = meet({fates: fated, config: actuator(2), commands, durationMs: DURATION_MS});
			const copies = commands.map(({payload}) => told.commanded.filter(one => one === payload));
			return told.traps === 0 && copies.every(({length}) => length <= 1);
		}),
		{seed: 5, numRuns: RUNS},
	);
	t.pass();
});

test('a good link needs no second copy of anything', t => {
	const told = meet({fates: [], config: sensor(1), durationMs: DURATION_MS});
	t.deepEqual(told.delivered, told.published.slice(0, told.delivered.length));
	t.true(told.published.length - told.delivered.length <= 1);
});

const RUNS = 300;
/** The last messages may still be on their way at the end. */
const IN_FLIGHT = 3;
/** Longer than any schedule lasts, with Tretry, Nretry and a new search. */
const HEALED_MS = 400_000;
const DURATION_MS = 600_000;

/** Fates of the first datagrams: `copiesMax` of each, late by up to three seconds. */
function fates(copiesMax = 2): fc.Arbitrary<Fate[]> {
	const delay = fc.oneof({weight: 3, arbitrary: fc.integer({min: 1, max: 50})}, fc.nat(3000));
	return fc.array(fc.array(delay, {maxLength: copiesMax}), {maxLength: 60, size: 'max'});
}

/** The same fates with all delays below a round trip: a copy comes before what answers it. */
function inOrder(schedule: readonly Fate[]): Fate[] {
	return schedule.map(delays => delays.map(ms => 1 + (ms % 2)));
}

/** A sensor that publishes once in ten seconds, with Tretry of two. */
function sensor(qos: 0 | 1 | 2): Record<number, number> {
	return {0: 0x0200_0000, 1: 1, 2: 1, 3: 1, 5: 10_000, 6: 1000, 7: qos, 8: 16, 9: 60, 10: 2000};
}

/**
 * It keeps its session (14: 2). CONNECT has no MsgId: a copy that comes late begins a clean session
 * once more, and if the second CONNACK is lost as well nobody knows that a subscription is gone.
 */
function actuator(qos: 1 | 2): Record<number, number> {
	return {0: 0x0200_0000, 1: 1, 2: 1, 3: 2, 7: qos, 9: 60, 10: 2000, 14: 2};
}
