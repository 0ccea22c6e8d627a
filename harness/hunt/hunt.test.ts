import test from 'ava';
import {parse} from 'yaml';
import {Event} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import {UsageError} from '../errors.js';
import {Motebench} from '../motebench.js';
import {type Expectation, parseExpectation} from '../scenario/expectations.js';
import {parseScenario, scenarioNames} from '../scenario/load.js';
import {calmMsOf, RecoveryCheck} from '../scenario/recovery.js';
import type {Outcome} from '../scenario/runner.js';
import {simulate} from '../simulate.js';
import {summarise} from '../summarise.js';
import {Desk} from '../sweep/bench.js';
import {FindingsFolder} from './findings-folder.js';
import {judge} from './judge.js';
import {caseOf, preyOf} from './prey.js';
import {stormOf} from './storm.js';
import tryCase from './try-case.js';

const FLEET = {
	nodes: 10,
	gateways: 2,
	widthM: 30,
	heightM: 20,
	keys: true,
	open: true,
};
const CALM = {...FLEET, calmMs: 120_000};

test('every storm is one that a scenario may have, and all of it heals', t => {
	const prey = preyOf('smoke');
	for (let seed = 0; seed < 300; seed++) {
		const raw = caseOf(prey, seed);
		const scenario = parseScenario(JSON.stringify(raw), `seed ${seed}`);
		t.is(scenario.durationMs, calmMsOf(scenario) + prey.boundMs);
		t.true(scenario.faults.length + scenario.attackers.length > 0);
	}
});

test('in a few hundred seeds every kind of fault and attacker comes up, alone and together', t => {
	const storms = Array.from({length: 400}, (_, seed) => stormOf(seed, CALM));
	const kinds = storms.flatMap(({faults, attackers}) =>
		[...faults, ...attackers].map(({kind}) => String(kind)),
	);
	t.is(new Set(kinds).size, 17);
	t.true(storms.some(({faults, attackers}) => faults.length + attackers.length === 1));
});

test('the same seed draws the same storm, and the next one another', t => {
	t.deepEqual(stormOf(7, CALM), stormOf(7, CALM));
	t.notDeepEqual(stormOf(8, CALM), stormOf(7, CALM));
});

test('a fleet without keys is not asked to notice what keys are for', t => {
	const kinds = Array.from({length: 300}, (_, seed) => stormOf(seed, {...CALM, keys: false}))
		.flatMap(({faults, attackers}) => [...faults, ...attackers])
		.map(({kind}) => kind);
	for (const kind of ['bit-noise', 'key-server-crash', 'replayer']) t.false(kinds.includes(kind));
});

test('what a scenario expects of its own faults is not expected of a storm', t => {
	const raw = caseOf(preyOf('keys'), 1);
	t.is(raw['expectations'], undefined);
	t.deepEqual((raw['security'] as {orders: object[]}).orders.length, 2, 'nobody is expelled');
	t.notDeepEqual(raw['faults'], [{kind: 'frame-loss', share: 0.3, at: '0s'}]);
});

test('every bundled scenario without boards can be hunted through', t => {
	for (const name of scenarioNames().filter(each => each !== 'mixed')) {
		t.notThrows(() => parseScenario(JSON.stringify(caseOf(preyOf(name), 3)), name), name);
	}
	t.throws(() => preyOf('mixed'), {instanceOf: UsageError, message: /has boards/});
});

test('a bound that nobody could keep is refused', t => {
	t.throws(() => preyOf('smoke', 119_999), {instanceOf: UsageError, message: /take 2m/});
	t.notThrows(() => preyOf('smoke', 120_000));
});

const heals = test.macro({
	title: (_, fault: string, calmMs: number) => `after ${fault} it is calm at ${calmMs} ms`,
	exec(t, fault: string, calmMs: number) {
		const text = `
name: x
duration: 1m
area: {widthM: 9, heightM: 9}
gateways: [{count: 1}]
nodes: [{name: n, app: none, count: 1}]
faults: [${fault}]`;
		t.is(calmMsOf(parseScenario(text, 'x.yaml')), calmMs);
	},
});
test(heals, '{kind: drain, nodes: all, at: 5s, for: 10s}', 15_000);
test(heals, '{kind: drain, nodes: all, at: 5s}', Infinity);
test(heals, '{kind: reboot, nodes: all, at: 5s, for: 1s, every: 9s}', Infinity);
test(heals, '{kind: move, nodes: all, to: [1, 1], over: 7s, at: 5s, for: 10s}', 22_000);
test(heals, '{kind: power-cut, node: 1, at: 5s}', 6000);

test('who says something after the calm, and is heard by the end, is served', t => {
	const trace = {now: 0};
	const check = new RecoveryCheck(trace, {fromUs: 100, untilUs: 200}, [3, 4, 5, 6]);
	const at = (nowUs: number, event: Event, radio: number, payload: string) => {
		trace.now = nowUs;
		check.event(event, radio, Report.published, 0, Buffer.from(payload));
	};
	at(99, Event.report, 3, 'too early');
	at(100, Event.report, 4, 'in time');
	at(101, Event.report, 5, 'too late');
	at(102, Event.commanded, 6, 'a command');
	at(150, Event.delivered, 0, 'too early');
	at(200, Event.delivered, 0, 'in time');
	at(200, Event.delivered, 0, 'a command');
	at(201, Event.delivered, 0, 'too late');
	t.deepEqual(check.verdict(), [3, 5]);
});

test('a case that nothing strikes passes, and is the same run again', async t => {
	const text = JSON.stringify({...caseOf(preyOf('smoke'), 1), faults: [], attackers: []});
	const one = await tryCase({
		text: text.replace(/"duration":"\w+"/, '"duration":"30s"'),
		folder: '.',
	});
	t.is(one.finding, undefined);
	t.is(one.invalid, undefined);
});

test('a node that no gateway hears anyway is not a finding, one that lost its only gateway is', async t => {
	const [near, far] = ['[[5, 5]]', '[[900, 900]]'];
	t.is((await tryCase({text: sentAway(far), folder: '.'})).finding, undefined);
	t.is((await tryCase({text: sentAway(near), folder: '.'})).finding?.kind, 'unserved');
});

test('what a hunt has found fails in motebench run as well, by an expectation of its own', async t => {
	const {out} = new Desk(t);
	const text = sentAway('[[5, 5]]');
	const {finding} = await tryCase({text, folder: '.'});
	const folder = new FindingsFolder(out, {words: '', source: '.'});
	const {file} = folder.keep(1, 'scenario', {raw: parse(text), finding: finding!});
	const program = new Motebench(t, 'run', file, '--out', `${out}/run`);
	t.is(await program.ended(), 1, program.stderr);
	t.regex(program.stdout, /✘ nodes\.unserved <= 0 +1\n/);
});

test('whatever kind it is, what was found becomes an expectation that it fails', async t => {
	const scenario = parseScenario(sentAway('[[5, 5]]').replace('2s', '2s, qos: 2'), 'x.yaml');
	const {outcome} = await simulate({...scenario, durationMs: 60_000, faults: []});
	const [first] = outcome.deliveries.messages;
	const {deliveries, commands, attack, keys} = outcome;
	const broken: Partial<Outcome>[] = [
		{traps: 1},
		{deliveries: {...deliveries, strangers: 1}},
		{attack: {...attack, read: 1}},
		{keys: {...keys!, noncesRepeated: 1}},
		{keys: {...keys!, leaks: [{atUs: 0, radio: 1, what: 'payload'}]}},
		{deliveries: {...deliveries, doubled: [{...first!, qos: 2}]}},
		{commands: {...commands, repeatedAtQos2: 1}},
	];
	for (const change of broken) {
		const changed = {...outcome, ...change};
		const {kind, expectation} = judge(scenario, changed, {lost: [], beyond: 0})!;
		const expectations = [parseExpectation(expectation!) as Expectation];
		const around = {built: {wasmBytes: 0, staticBytes: 0}, files: {}, broker: ''};
		const summary = summarise({...scenario, expectations}, changed, around);
		t.deepEqual(
			summary.expectations.map(({passed}) => passed),
			[false],
			kind,
		);
	}
});

/** A node that the loss of its broker sends away for TWAIT, five minutes. */
function sentAway(points: string): string {
	return `
name: x
duration: 3m
area: {widthM: 1000, heightM: 1000}
gateways: [{count: 1, placement: {points: [[6, 6]]}}]
nodes: [{name: n, app: sensor, count: 1, placement: {points: ${points}}, publish: {every: 2s}}]
faults: [{kind: broker-loss, gateway: 1, at: 40s, for: 30s}]`;
}

test('a case that is no scenario is no finding', async t => {
	t.regex((await tryCase({text: '{}', folder: '.'})).invalid!, /case\.yaml:1:1: name is missing/);
});

const mistake = test.macro({
	title: (_, what: string) => `${what} is one clear line and exit 2`,
	async exec(t, _what: string, args: string[], said: RegExp) {
		const program = new Motebench(t, 'hunt', ...args, '--out', new Desk(t).out);
		t.is(await program.ended(), 2);
		t.regex(program.stderr, said);
		t.is(program.stdout, '');
	},
});
test(mistake, 'two ways to end', ['smoke', '--runs', '1', '--minutes', '1'], /not both/);
test(mistake, 'a scenario that is not there', ['smoky'], /did you mean smoke\?/);
test(mistake, 'a number of cases that are one', ['smoke', '--as-is', '--runs', '3'], /one case/);
test(
	mistake,
	'an option that keys-lab has not',
	['keys-lab', '--minutes', '1'],
	/means nothing to/,
);
test(mistake, 'a seed that keys-lab has not', ['keys-lab', '--seed', '0'], /counts .* from 1/);
test(mistake, 'a number that is none', ['smoke', '--runs', 'ten'], /whole number from 1/);

test('keys-lab hands over to the laboratory of keys, and prints one object when asked to', async t => {
	const program = new Motebench(t, 'hunt', 'keys-lab', '--runs', '2', '--jobs', '1', '--json');
	t.is(await program.ended(), 0, program.stderr);
	t.like(JSON.parse(program.stdout), {runs: 2, seed: 1, failures: []});
});

test('a hunt that finds nothing is exit 0, and one that finds no firmware is exit 3', async t => {
	const {out, folder} = new Desk(t);
	const program = new Motebench(t, 'hunt', 'smoke', '--runs', '1', '--out', out);
	t.is(await program.ended(), 0, program.stderr);
	t.regex(program.stdout, /smoke · 1 cases · served again within 12m\n\n✔ nothing broke/);
	const lost = new Motebench(t, 'hunt', 'smoke', '--firmware', folder);
	t.is(await lost.ended(), 3);
	t.regex(lost.stderr, /there is no node\.wasm in .*; give the folder of a build\n$/);
});
