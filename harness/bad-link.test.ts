import test from 'ava';
import fc from 'fast-check';
import {type Encounter, type Fate, meet, type Strike, type Told} from './bad-link.js';

/*
 * Random schedules of loss, duplication and delay, then a good link: what MQTT-SN promises holds,
 * and so it does for a client that roams between two gateways of one store.
 * A failing schedule is shrunk, and printed as the command that has it again.
 */

const promise = test.macro({
	title: (_, claim: string) => claim,
	exec(t, _claim: string, {seed, fates, encounter, holds}: Promised) {
		fc.assert(
			fc.property(fates, schedule => holds(meet(encounter(schedule)))),
			{
				seed,
				numRuns: RUNS,
				reporter(run) {
					if (!run.failed) return;
					const shrunk = run.counterexample?.[0] ?? [];
					t.fail(`node build/scripts/bad-link.js '${JSON.stringify(encounter(shrunk))}'`);
				},
			},
		);
		t.pass();
	},
});

interface Promised {
	readonly seed: number;
	readonly fates: fc.Arbitrary<Fate[]>;
	readonly encounter: (schedule: readonly Fate[]) => Encounter;
	readonly holds: (told: Told) => boolean;
}

const RUNS = 600;
/** The last messages may still be on their way at the end. */
const IN_FLIGHT = 3;
/** Longer than any schedule lasts, with Tretry, Nretry and a new search. */
const HEALED_MS = 400_000;
const DURATION_MS = 600_000;
/** Datagrams until a node on a good link has subscribed; earlier nothing is struck. */
const SUBSCRIBED_AT = 10;

test(
	promise,
	'QoS 0 over any link: nothing is invented, and without duplicates nothing comes twice',
	{
		seed: 1,
		fates: fates(1),
		encounter: schedule => ({fates: schedule, config: sensor(0), durationMs: DURATION_MS}),
		holds: told => told.traps === 0 && !isInvented(told) && isOnce(told.delivered),
	},
);

test(promise, 'QoS 1 over any link that heals: each message arrives, and none is invented', {
	seed: 2,
	fates: fates(),
	encounter: schedule => ({fates: schedule, config: sensor(1), durationMs: DURATION_MS}),
	holds: told => told.traps === 0 && !isInvented(told) && isComplete(told),
});

test(promise, 'QoS 2 over any link that heals: each message arrives exactly once', {
	seed: 4,
	fates: fates(),
	encounter: schedule => ({fates: inOrder(schedule), config: sensor(2), durationMs: DURATION_MS}),
	holds: told => told.traps === 0 && isOnce(told.delivered) && isComplete(told),
});

test(promise, 'commands at QoS 1 over any link that heals arrive, and so do their answers', {
	seed: 3,
	fates: fates(),
	encounter: schedule => commanded(schedule, 1, HEALED_MS),
	holds: ({traps, commanded: had, delivered}) =>
		traps === 0 && COMMANDS.every(command => had.includes(command) && delivered.includes(command)),
});

test(promise, 'commands at QoS 2 over any link that heals never arrive twice', {
	seed: 5,
	fates: fates(),
	encounter: schedule => commanded(inOrder(schedule), 2, 0),
	holds: told => told.traps === 0 && isOnce(told.commanded),
});

test(promise, 'commands at QoS 2 after the link has healed arrive exactly once', {
	seed: 6,
	fates: fates(),
	encounter: schedule => commanded(inOrder(schedule), 2, HEALED_MS),
	holds: ({traps, commanded: had}) =>
		traps === 0 && isOnce(had) && COMMANDS.every(command => had.includes(command)),
});

const roaming = test.macro({
	title: (_, claim: string) => claim,
	exec(t, _claim: string, {seed, encounter, holds}: Roaming) {
		let refusals = 0;
		fc.assert(
			fc.property(fates(), strikes(), storeMs(), (schedule, struck, storeMs) => {
				const told = meet({...roamed(encounter(schedule), struck), storeMs});
				refusals += told.refusals;
				return holds(told) && told.overwrites === 0;
			}),
			{
				seed,
				numRuns: RUNS,
				reporter(run) {
					if (!run.failed) return;
					const [schedule = [], struck = [], storeMs = 3] = run.counterexample ?? [];
					const shrunk = {...roamed(encounter(schedule), struck), storeMs};
					t.fail(`node build/scripts/bad-link.js '${JSON.stringify(shrunk)}'`);
				},
			},
		);
		t.true(refusals > 0, 'no two gateways wanted one session');
	},
});

interface Roaming {
	readonly seed: number;
	readonly encounter: (schedule: readonly Fate[]) => Encounter;
	readonly holds: (told: Told) => boolean;
}

test(roaming, 'QoS 1 between gateways of one store that die and go: each message arrives', {
	seed: 7,
	encounter: schedule => ({fates: schedule, config: sensor(1), durationMs: DURATION_MS}),
	holds: told => told.traps === 0 && !isInvented(told) && isComplete(told),
});

test(roaming, 'QoS 2 between gateways of one store that die and go: each arrives exactly once', {
	seed: 8,
	encounter: schedule => ({fates: inOrder(schedule), config: sensor(2), durationMs: DURATION_MS}),
	holds: told => told.traps === 0 && isOnce(told.delivered) && isComplete(told),
});

test(roaming, 'commands at QoS 2 between gateways of one store never arrive twice', {
	seed: 9,
	encounter: schedule => commanded(inOrder(schedule), 2, 0),
	holds: told => told.traps === 0 && isOnce(told.commanded),
});

test(roaming, 'commands at QoS 2 to a session that has roamed arrive exactly once', {
	seed: 10,
	encounter: schedule => commanded(inOrder(schedule), 2, HEALED_MS),
	holds: ({traps, commanded: had}) =>
		traps === 0 && isOnce(had) && COMMANDS.every(command => had.includes(command)),
});

test(roaming, 'commands at QoS 2 sent while gateways die and go arrive exactly once', {
	seed: 11,
	encounter: () => commanded([], 2, 30_000),
	holds: ({traps, commanded: had}) =>
		traps === 0 && isOnce(had) && COMMANDS.every(command => had.includes(command)),
});

test('a good link needs no second copy of anything', t => {
	const told = meet({fates: [], config: sensor(1), durationMs: DURATION_MS});
	t.deepEqual(told.delivered, told.published.slice(0, told.delivered.length));
	t.true(told.published.length - told.delivered.length <= 1);
});

const COMMANDS = ['1 c1', '1 c2', '1 c3'];

/** An actuator that gets three commands, ten seconds apart, from `fromMs` on. */
function commanded(schedule: readonly Fate[], qos: 1 | 2, fromMs: number): Encounter {
	const commands = COMMANDS.map((payload, index) => ({
		atMs: fromMs + 10_000 * (index + 1),
		payload,
		qos,
	}));
	return {fates: schedule, config: actuator(qos), commands, durationMs: DURATION_MS};
}

function isInvented({published, delivered}: Told): boolean {
	return delivered.some(payload => !published.includes(payload));
}

function isOnce(payloads: readonly string[]): boolean {
	return new Set(payloads).size === payloads.length;
}

/** Whether all that was published long enough ago, and not given up, has been delivered. */
function isComplete({published, dropped, delivered}: Told): boolean {
	const due = published.slice(0, -IN_FLIGHT).filter(payload => !dropped.includes(payload));
	return due.length > 3 && due.every(payload => delivered.includes(payload));
}

/** Fates of the first datagrams: `copiesMax` of each, late by up to three seconds. */
function fates(copiesMax = 2): fc.Arbitrary<Fate[]> {
	const delay = fc.oneof({weight: 3, arbitrary: fc.integer({min: 1, max: 50})}, fc.nat(3000));
	return fc.array(fc.array(delay, {maxLength: copiesMax}), {maxLength: 60, size: 'max'});
}

/** Up to eight strikes, each at the heels of a datagram and over a minute later. */
function strikes(): fc.Arbitrary<Strike[]> {
	const strike = fc.record({
		gateway: fc.integer({min: 1, max: 2}),
		kind: fc.constantFrom('death' as const, 'distance' as const),
		datagrams: fc.integer({min: SUBSCRIBED_AT, max: 100}),
		lateMs: fc.nat(20),
		forMs: fc.integer({min: 1, max: 60_000}),
	});
	return fc.array(strike, {maxLength: 8});
}

/** A store may be so slow that something happens while a session changes hands. */
function storeMs(): fc.Arbitrary<number> {
	return fc.constantFrom(3, 300, 1500);
}

function roamed(encounter: Encounter, struck: readonly Strike[]): Encounter {
	return {...encounter, gateways: 2, strikes: struck};
}

/** The same fates with all delays below a round trip: a copy comes before what answers it. */
function inOrder(schedule: readonly Fate[]): Fate[] {
	return schedule.map(delays => delays.map(ms => 1 + (ms % 2)));
}

/**
 * A sensor that publishes once in ten seconds, with Tretry of two. At QoS 2 it keeps its session
 * (14: 2): a clean one ends when the gateway has heard nothing for the keep-alive and more, and
 * with it ends what was half done.
 */
function sensor(qos: 0 | 1 | 2): Record<number, number> {
	const session = qos === 2 ? {14: 2} : {};
	return {
		...{0: 0x0200_0000, 1: 1, 2: 1, 3: 1, 5: 10_000, 6: 1000, 7: qos, 8: 16, 9: 60, 10: 2000},
		...session,
	};
}

/**
 * It keeps its session (14: 2). CONNECT has no MsgId: a copy that comes late begins a clean session
 * once more, and if the second CONNACK is lost as well nobody knows that a subscription is gone.
 */
function actuator(qos: 1 | 2): Record<number, number> {
	return {0: 0x0200_0000, 1: 1, 2: 1, 3: 2, 7: qos, 9: 60, 10: 2000, 14: 2};
}
