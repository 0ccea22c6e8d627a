import test from 'ava';
import type {Message} from '../sim/checks/delivery.js';
import {CAUSES, type Cause, type Charges} from '../sim/energy/meter.js';
import {bundled} from './bench.js';
import {LISTED_MAX} from './report/summary.js';
import {parseExpectation} from './scenario/expectations.js';
import type {Outcome} from './scenario/runner.js';
import {zeroCounters} from './security/counters.js';
import {summarise} from './summarise.js';

/* A run of one gateway and two nodes; the gateway's radio is 0. */

test('a summary counts nodes apart from gateways', t => {
	t.like(summary({}), {nodes: 2, gateways: 1, firmware: {wasmBytes: 9000, traps: 0}});
});

test('forwarders are neither nodes nor gateways, and have a plug', t => {
	const [gateway, ...nodes] = NOTHING.members;
	const forwarder = {...gateway, name: 'forwarder 1'};
	const {
		energy,
		lost: listed,
		...counted
	} = summary({
		members: [gateway, forwarder, ...nodes],
		forwarded: [3],
		charges: [9e12, 9e12, 2e9, 4e9].map(drawn),
		deliveries: {lost: [lost({radio: 3})]},
	});
	t.like(counted, {nodes: 2, gateways: 1});
	t.deepEqual(energy.perNodeMc, {mean: 3, max: 4});
	t.is(listed[0].node, 2);
});

test('times are in milliseconds, by nearest rank', t => {
	const {latencyMs} = summary({deliveries: {published: 4, latenciesUs: [4000, 1000, 3000, 2500]}});
	t.deepEqual(latencyMs, {p50: 2.5, p95: 4, p99: 4, max: 4});
});

test('what was not measured is null, not nought', t => {
	t.like(summary({}), {deliveryRatio: null, latencyMs: null, commands: {roundTripMs: null}});
	t.is(summary({}).energy.perDeliveredUc, null);
});

test('energy is that of the nodes; a gateway has a plug', t => {
	const {energy} = summary({
		charges: [9e12, 2e9, 4e9].map(drawn),
		deliveries: {published: 3, latenciesUs: [1, 2, 3]},
	});
	t.deepEqual(energy, {totalMc: 6, perNodeMc: {mean: 3, max: 4}, perDeliveredUc: 2000});
});

test('the drain is no part of the simulated time, but an early end is', t => {
	t.like(summary({simulatedUs: 75_000_000}), {simulatedSeconds: 60, speed: 30});
	t.like(summary({simulatedUs: 30_000_000}), {simulatedSeconds: 30, speed: 15});
});

const reason = test.macro<[why: string, message: Partial<Message>]>({
	title: (_, why) => `a lost message says: ${why}`,
	exec(t, why, message) {
		t.is(summary({deliveries: {lost: [lost(message)]}}).lost[0].why, why);
	},
});
test(reason, 'given up by the node', {dropped: true});
test(reason, 'not repeated at QoS 0', {qos: 0});
test(reason, 'still on its way at the end', {qos: 1});

const numbered = test.macro<[payload: string, seq: number]>({
	title: (_, payload, seq) => `the payload "${payload}" has number ${seq}`,
	exec(t, payload, seq) {
		const [message] = summary({deliveries: {lost: [lost({payload})]}}).lost;
		t.deepEqual([message.node, message.seq, message.payload], [2, seq, payload.trimEnd()]);
	},
});
test(numbered, '2 17 2231', 17);
test(numbered, '2 c5', 5);
test(numbered, '2 17   ', 17);
test(numbered, 'noise', 0);

test('lost and doubled messages are listed up to a bound, the rest is counted', t => {
	const many = (count: number) => Array.from({length: count}, () => lost({copies: 3}));
	const all = summary({deliveries: {lost: many(LISTED_MAX)}});
	t.deepEqual([all.lost.length, all.lostOmitted], [LISTED_MAX, 0]);
	const some = summary({deliveries: {lost: many(LISTED_MAX + 1)}});
	t.deepEqual([some.lost.length, some.lostOmitted], [LISTED_MAX, 1]);
	const {doubled, doubledOmitted} = summary({deliveries: {doubled: many(LISTED_MAX + 1)}});
	t.deepEqual([doubled.length, doubledOmitted, doubled[0].copies], [LISTED_MAX, 1, 3]);
});

const judged = test.macro<[text: string, observed: number | null, passed: boolean]>({
	title: (_, text, observed) => `an expectation on what was counted: ${text} sees ${observed}`,
	exec(t, text, observed, passed) {
		const deliveries = {published: 4, duplicates: 1, latenciesUs: [1000, 2000, 3000]};
		const commands = {
			sent: 2,
			received: 2,
			repeated: 1,
			repeatedAtQos2: 0,
			answered: 1,
			roundTripsUs: [5000],
		};
		const [result] = summary({deliveries, commands, traps: 1, expects: text}).expectations;
		t.deepEqual([result.observed, result.passed], [observed, passed]);
	},
});
test(judged, 'delivery >= 0.75', 0.75, true);
test(judged, 'delivery >= 0.76', 0.75, false);
test(judged, 'duplicates == 0', 1, false);
test(judged, 'latency.max <= 3ms', 3, true);
test(judged, 'commands.answered == 1', 0.5, false);
test(judged, 'commands.received == 1', 1, true);
test(judged, 'commands.repeated == 0', 1, false);
test(judged, 'commands.p95 <= 5ms', 5, true);
test(judged, 'traps == 0', 1, false);
test(judged, 'collisions == 7', 7, true);

const KEYS = {
	joined: 2,
	rekeyed: 5,
	refused: 1,
	proved: 7,
	suspects: 1,
	revoked: 0,
	nonces: 40,
	noncesRepeated: 1,
	leaks: [
		{what: 'payload', atUs: 1, radio: 0},
		{what: 'payload', atUs: 2, radio: 1},
		{what: 'topic', atUs: 3, radio: 1},
	],
};

const keyed = test.macro<[text: string, observed: number]>({
	title: (_, text, observed) => `an expectation on keys: ${text} sees ${observed}`,
	exec(t, text, observed) {
		const guards = {...zeroCounters(), replays: 6, refused: 2, hellosLimited: 3};
		const [result] = summary({keys: KEYS, guards, expects: text}).expectations;
		t.is(result.observed, observed);
	},
});
test(keyed, 'keys.joined == 2', 2);
test(keyed, 'keys.rekeyed == 5', 5);
test(keyed, 'nonces.repeated == 0', 1);
test(keyed, 'secrets.leaked == 0', 3);
test(keyed, 'guard.replays == 6', 6);
test(keyed, 'guard.hellosRefused == 5', 5);

test('leaks are counted by kind, and what they are is not said', t => {
	t.deepEqual(summary({keys: KEYS}).keys?.leaks, {payload: 2, topic: 1});
	t.is(summary({}).keys, null);
});

test('what attackers read, what they were granted and what nobody made was delivered to them', t => {
	const attack = {sent: 50, read: 1, accepted: 2};
	t.deepEqual(summary({attack, deliveries: {strangers: 4}}).attack, {sent: 50, delivered: 7});
});

test('an expectation on what was not measured sees null, and is not met', t => {
	const [result] = summary({expects: 'delivery >= 0'}).expectations;
	t.deepEqual([result.observed, result.passed], [null, false]);
});

interface Changes extends Partial<Omit<Outcome, 'deliveries'>> {
	readonly deliveries?: Partial<Outcome['deliveries']>;
	readonly expects?: string;
}

/** The summary of a run that ended with these changes to nothing. */
function summary({deliveries = {}, expects, ...changes}: Changes) {
	const expectation = expects === undefined ? undefined : parseExpectation(expects);
	if (typeof expectation === 'string') throw new RangeError(expectation);
	const scenario = {...SMOKE, expectations: expectation === undefined ? [] : [expectation]};
	const built = {wasmBytes: 9000, staticBytes: 3000};
	const {latenciesUs = []} = deliveries;
	const outcome: Outcome = {
		...NOTHING,
		...changes,
		deliveries: {...NOTHING.deliveries, delivered: latenciesUs.length, ...deliveries},
	};
	return summarise(scenario, outcome, {built, files: {}, broker: 'in the run'});
}

const SMOKE = bundled('smoke');
const CURRENTS = {rxUa: 1, txUa: 1, sleepUa: 0};
const NODE = {currents: CURRENTS, bootUs: 0, clientId: 'c', app: 'sensor'} as const;

const NOTHING: Outcome = {
	members: [
		{name: 'gateway 1', currents: CURRENTS, bootUs: 0},
		{...NODE, name: 'a 1'},
		{...NODE, name: 'a 2'},
	],
	deliveries: {
		published: 0,
		delivered: 0,
		duplicates: 0,
		strangers: 0,
		latenciesUs: [],
		messages: [],
		lost: [],
		doubled: [],
	},
	gatewayPublished: [0],
	forwarded: [],
	commands: {sent: 0, received: 0, repeated: 0, repeatedAtQos2: 0, answered: 0, roundTripsUs: []},
	hopCounts: new Uint32Array(65),
	frames: {
		sent: 0,
		delivered: 0,
		collided: 7,
		tooWeak: 0,
		deaf: 0,
		retries: 0,
		noAck: 0,
		channelAccessFailures: 0,
		queueFull: 0,
	},
	charges: [0, 0, 0].map(drawn),
	traps: 0,
	guards: zeroCounters(),
	attack: {sent: 0, read: 0, accepted: 0},
	traceHash: '0123456789abcdef',
	simulatedUs: 60_000_000,
	wallSeconds: 2,
	grownBytes: 3_000_000,
	interrupted: false,
};

/** A message of the second node. */
function drawn(listening: number): Charges {
	const nothing = Object.fromEntries(CAUSES.map(cause => [cause, 0])) as Record<Cause, number>;
	return {...nothing, listening};
}

function lost(changes: Partial<Message>): Message {
	return {
		radio: 2,
		publishedUs: 1_500_000,
		payload: '2 1',
		qos: 1,
		deliveredUs: -1,
		made: 1,
		copies: 0,
		dropped: false,
		...changes,
	};
}
