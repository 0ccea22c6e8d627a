import test from 'ava';
import {parse, stringify} from 'yaml';
import {UsageError} from '../errors.js';
import {parseScenario} from '../scenario/load.js';
import {BRIEF, Desk} from './bench.js';
import {override, type Raw} from './override.js';
import {loadPlan} from './plan.js';

const scenario = () =>
	parse(`
nodes:
  - { name: small, count: 30, publish: { every: 5s } }
  - { name: large, count: 10 }
faults:
  - { kind: jam }
security: required
`) as Raw;

const sets = test.macro({
	title: (_, path: string, _value: unknown, yaml: string) => `${path} sets ${yaml}`,
	exec(t, path: string, value: unknown, yaml: string) {
		const expected = parse(yaml) as Raw;
		const root = scenario();
		t.true('paths' in override(root, path, value));
		t.deepEqual(root, {...scenario(), ...expected});
	},
});
test(sets, 'duration', '1h', 'duration: 1h');
test(sets, 'air.propagation.exponent', 2, 'air: {propagation: {exponent: 2}}');
test(sets, 'faults[0].at', '9s', 'faults: [{kind: jam, at: 9s}]');
test(
	sets,
	'nodes.small.publish.every',
	'1s',
	'nodes: [{name: small, count: 30, publish: {every: 1s}}, {name: large, count: 10}]',
);
test(
	sets,
	'nodes',
	100,
	'nodes: [{name: small, count: 75, publish: {every: 5s}}, {name: large, count: 25}]',
);
test(sets, 'nodes', 1, 'nodes: [{name: small, count: 1, publish: {every: 5s}}]');

const refuses = test.macro({
	title: (_, path: string, said: string) => `${path} is answered with: ${said}`,
	exec(t, path: string, said: string) {
		t.deepEqual(override(scenario(), path, 0), {expected: said});
	},
});
test(refuses, 'nodes', 'a whole number of nodes from 1');
test(refuses, 'nodes..x', 'a path such as nodes.small.publish.every');
test(refuses, 'nodes.smal.count', 'another name than smal, did you mean small?');
test(refuses, 'nodes.pump.count', 'one of small, large');
test(refuses, 'nodes[2].count', 'an element from 0 to 1, not 2');
test(refuses, 'faults.jam.at', 'a number such as [0]');
test(refuses, 'security.records', 'a path through mappings: security is none');

test('each combination of the grid is a point, and each point has every seed', t => {
	const desk = new Desk(t);
	const grid = 'grid: {nodes: [4, 6], air.channel: [11, 26]}';
	const {points, runs} = loadPlan(
		desk.file(`name: x\nscenario: smoke\n${grid}\nseeds: [9, 0x5eed]`),
		'any',
	);
	t.deepEqual(
		points.map(({values}) => Object.values(values)),
		[
			[4, 11],
			[4, 26],
			[6, 11],
			[6, 26],
		],
	);
	t.deepEqual(
		runs.slice(0, 3).map(({scenario: {seed, air}}) => [seed, air.channel]),
		[
			[9, 11],
			[0x5eed, 11],
			[9, 26],
		],
	);
});

test('a run has the same id in every sweep, and another one with another firmware', t => {
	const desk = new Desk(t);
	const one = loadPlan(desk.file(BRIEF), 'any').runs;
	const other = loadPlan(desk.file(BRIEF.replace('[4, 6]', '[6, 8]'), 'b.yaml'), 'any').runs;
	t.is(one[3]!.id, other[0]!.id);
	t.not(loadPlan(desk.file(BRIEF), 'another').runs[0]!.id, one[0]!.id);
	t.is(new Set(one.map(({id}) => id)).size, one.length);
});

test('the example of the manual asks for sixty runs', t => {
	t.is(loadPlan('docs/sweep-example.yaml', 'any').runs.length, 60);
});

test('a scenario is the same after it was sent as JSON', t => {
	const {runs} = loadPlan(new Desk(t).file(BRIEF), 'any');
	const {scenario: sent} = runs[0]!;
	t.is(JSON.stringify(JSON.parse(JSON.stringify(sent))), JSON.stringify(sent));
	t.deepEqual(JSON.parse(JSON.stringify(sent)), defined(sent));
});

const complains = test.macro({
	title: (_, what: string) => `${what} is one line that says where`,
	exec(t, _what: string, from: string, to: string, said: RegExp) {
		const text = BRIEF.replace(from, to);
		t.not(text, BRIEF);
		const file = new Desk(t).file(text);
		const error = t.throws(() => loadPlan(file, 'any'), {instanceOf: UsageError});
		t.regex(error.message, said);
		t.notRegex(error.message, /\n/);
	},
});
test(
	complains,
	'a misspelt key of the sweep',
	'seeds:',
	'seed:',
	/sweep\.yaml:8:1: seed is not known, did you mean seeds\?/,
);
test(
	complains,
	'a value that the scenario refuses',
	'[10s]',
	'[10s, soon]',
	/sweep\.yaml:5:19: duration is "soon", expected a duration/,
);
test(
	complains,
	'a key that the scenario does not have',
	'duration:',
	'air.chanel: [1]\n  duration:',
	/sweep\.yaml:5:3: air\.chanel is not known, did you mean channel\?/,
);
test(
	complains,
	'a path that leads nowhere',
	'duration:',
	'nodes.smal.count: [1]\n  duration:',
	/sweep\.yaml:5:22: grid\.nodes\.smal\.count\[0\] is 1, expected another name than smal, did you mean small\?/,
);
test(
	complains,
	'a value that stands twice',
	'[4, 6]',
	'[4, 4]',
	/sweep\.yaml:7:10: grid\.nodes is a list, expected each value once/,
);
test(
	complains,
	'one value in two spellings',
	'[10s]',
	'[60s, 1m]',
	/60s.* and .*1m.* are the same scenario/,
);
test(
	complains,
	'a seed that stands twice',
	'seeds: 3',
	'seeds: [3, 3]',
	/sweep\.yaml:8:8: seeds is a list, expected each seed once/,
);
test(
	complains,
	'a run too many',
	'seeds: 3',
	'seeds: 50001',
	/sweep\.yaml: 100002 runs, expected 100000 at most/,
);
test(
	complains,
	'a seed among what is varied',
	'[4, 6]',
	'[4, 6]\n  seed: [1]',
	/sweep\.yaml:8:9: grid\.seed is a list, expected nothing: seeds stand under `seeds`/,
);
test(
	complains,
	'a board among the nodes',
	'nodes: [4, 6]',
	'nodes.valve.target: ["qemu:microbit"]',
	/sweep\.yaml:3:11: scenario is "smoke", expected a scenario of simulated nodes alone/,
);

test('a scenario that is not there is a mistake, and the nearest one is named', t => {
	const file = new Desk(t).file(BRIEF.replace('smoke', 'smoky'));
	const error = t.throws(() => loadPlan(file, 'any'), {instanceOf: UsageError});
	t.regex(error.message, /sweep\.yaml:3:11: no scenario is called smoky, did you mean smoke\?/);
});

test('a scenario lies beside the sweep that names it', t => {
	const desk = new Desk(t);
	const mine = {name: 'mine', duration: '1m', area: {widthM: 9, heightM: 9}};
	const nodes = [{name: 'idle', app: 'none', count: 2}];
	desk.file(stringify({...mine, nodes}), 'mine.yaml');
	const {points} = loadPlan(desk.file('name: x\nscenario: ./mine.yaml'), 'any');
	t.deepEqual(points[0]!.scenario, parseScenario(stringify({...mine, nodes}), 'x.yaml'));
});

/** Without keys whose value is undefined: JSON has no word for it. */
function defined(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(defined);
	const kept = Object.entries(value).filter(([, each]) => each !== undefined);
	return Object.fromEntries(kept.map(([key, each]) => [key, defined(each)]));
}
