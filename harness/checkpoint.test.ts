import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {
	type Checkpoint,
	checkpointOf,
	mustBeSame,
	mustFit,
	readCheckpoint,
	writeCheckpoint,
} from './checkpoint.js';
import {UsageError} from './errors.js';
import {loadScenario, parseScenario} from './scenario/load.js';
import type {Scenario} from './scenario/schema.js';
import {withNodes} from './scenario/with-nodes.js';
import {simulate} from './simulate.js';

/** Keys, an air that loses frames, a gateway that dies before and comes back after, sleepers. */
const HARD = `
name: hard
duration: 4m
seed: 7
area: { widthM: 30, heightM: 20 }
gateways: [{ count: 2, placement: grid, advertise: 30s }]
nodes:
  - { name: sensor, count: 8, app: sensor, publish: { every: 10s, jitter: 5s, qos: 2 }, retry: { after: 2s } }
  - { name: valve, count: 6, app: actuator, sleep: 30s, keepAlive: 30s }
traffic: { commands: { every: 40s, qos: 1 } }
faults:
  - { kind: frame-loss, share: 0.2, at: 0s }
  - { kind: gateway-death, gateway: 2, at: 1m, for: 90s }
  - { kind: reboot, nodes: sensor, at: 100s, for: 40s, probability: 0.5 }
security: { orders: [{ ask: rekey, at: 110s }] }
`;
const hard = parseScenario(HARD, 'hard.yaml');
const greenhouse = {...withNodes(loadScenario('greenhouse'), 80), durationMs: 150_000};
const office = {...loadScenario('office'), durationMs: 90_000};

const resumes = test.macro({
	title: (_, {name}: Scenario, atMs: number) =>
		`${name} goes on from ${atMs} ms as if never stopped`,
	async exec(t, scenario: Scenario, atMs: number) {
		const whole = await simulate(scenario);
		const {checkpoint, traceHash} = await kept(scenario, atMs);
		t.is(traceHash, whole.outcome.traceHash, 'who keeps it changes nothing');
		const resumed = await resume(checkpoint, checkpoint.scenario);
		const {wallSeconds: _, grownBytes: __, ...counted} = whole.outcome;
		t.like(resumed.outcome, counted);
	},
});
test(resumes, greenhouse, 61_000);
test(resumes, office, 45_001);
test(resumes, hard, 120_000);

test('other luck leaves what was before, and changes what comes after', async t => {
	const {checkpoint, traceHash} = await kept(hard, 120_000);
	const own = await resume(checkpoint, checkpoint.scenario, hard.seed);
	t.is(own.outcome.traceHash, traceHash);
	const other = await resume(checkpoint, checkpoint.scenario, hard.seed + 1);
	t.not(other.outcome.traceHash, traceHash);
});

const whatIf = test.macro({
	title: (_, what: string, later: boolean) => `${what} is ${later ? 'a fork' : 'refused'}`,
	async exec(t, _what: string, later: boolean, change: (text: string) => string) {
		const {checkpoint, traceHash} = await kept(hard, 120_000);
		const fork = resume(checkpoint, parseScenario(change(HARD), 'fork.yaml'));
		if (later) t.not((await fork).outcome.traceHash, traceHash);
		else await t.throwsAsync(fork, {instanceOf: UsageError, message: /at 2m the run is not/});
	},
});
const deathAt = (at: string) => (text: string) =>
	text.replace(
		'security:',
		`  - { kind: gateway-death, gateway: 1, at: ${at}, for: 20s }\nsecurity:`,
	);
test(whatIf, 'a death that is added after the moment', true, deathAt('2m10s'));
test(whatIf, 'a death that is added before the moment', false, deathAt('1m50s'));
const busierAt = (at: string) => (text: string) =>
	text.replace('qos: 1 } }', `qos: 1 }, changes: [{ at: ${at}, samplesEvery: 2s }] }`);
test(whatIf, 'more traffic from after the moment on', true, busierAt('121s'));
test(whatIf, 'more traffic from before the moment on', false, busierAt('100s'));
test(whatIf, 'a run that goes on for longer', true, text =>
	text.replace('duration: 4m', 'duration: 5m'),
);
test(whatIf, 'a world with one more node', false, text => text.replace('count: 8', 'count: 9'));

test('a node whose memory differs in one octet is another state', async t => {
	const {checkpoint} = await kept({...office, durationMs: 2000}, 1000);
	await simulate(checkpoint.scenario, {
		halts: [
			{
				atUs: 1_000_000,
				reached: world => {
					t.notThrows(() => mustBeSame(checkpoint, world));
					world.nodes[99].page[65_535] ^= 1;
					t.throws(() => mustBeSame(checkpoint, world), {instanceOf: UsageError});
				},
			},
		],
	});
});

test('a checkpoint comes back from its file as it was', async t => {
	const file = path.join(folder(t), 'checkpoint.json');
	const {checkpoint} = await kept({...office, durationMs: 2000}, 1000);
	writeCheckpoint(file, checkpoint);
	t.deepEqual(readCheckpoint(file), checkpoint);
	t.notThrows(() => mustFit(checkpoint, checkpoint.firmware));
	t.throws(() => mustFit(checkpoint, 'another'), {message: /kept with firmware .* another;/});
});

const refused = test.macro({
	title: (_, what: string) => `${what} is refused`,
	async exec(t, _what: string, change: (text: string) => string, message: RegExp) {
		const file = path.join(folder(t), 'checkpoint.json');
		const {checkpoint} = await kept({...office, durationMs: 2000}, 1000);
		writeCheckpoint(file, checkpoint);
		writeFileSync(file, change(readFileSync(file, 'utf8')));
		t.throws(() => readCheckpoint(file), {instanceOf: UsageError, message});
	},
});
test(refused, 'half a file', text => text.slice(0, 500), /is no checkpoint/);
test(
	refused,
	'a later format',
	text => text.replace('checkpoint 1', 'checkpoint 2'),
	/is no check/,
);
test(refused, 'a word too many', text => text.replace('{', '{"more": 1,'), /is no checkpoint/);
test(
	refused,
	'a scenario changed by hand',
	text => text.replace('"count": 100', '"count": 99'),
	/was changed; name a changed one/,
);

test('a file that is not there is a mistake of the user', t => {
	t.throws(() => readCheckpoint(path.join(folder(t), 'none.json')), {
		instanceOf: UsageError,
		message: /cannot read .*none\.json \(ENOENT\)/,
	});
});

async function kept(scenario: Scenario, atMs: number) {
	const checkpoints: Checkpoint[] = [];
	const {outcome} = await simulate(scenario, {
		halts: [
			{
				atUs: 1000 * atMs,
				reached: world => checkpoints.push(checkpointOf(world, scenario, 'firmware')),
			},
		],
	});
	// What is in a file is text.
	const [checkpoint] = JSON.parse(JSON.stringify(checkpoints)) as [Checkpoint];
	return {checkpoint, traceHash: outcome.traceHash};
}

function resume(checkpoint: Checkpoint, scenario: Scenario, seedAfter?: number) {
	return simulate(scenario, {
		halts: [
			{
				atUs: 1000 * checkpoint.atMs,
				reached: world => {
					mustBeSame(checkpoint, world);
					if (seedAfter !== undefined) world.reseed(seedAfter);
				},
			},
		],
	});
}

function folder(t: ExecutionContext): string {
	const made = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(made, {recursive: true, force: true}));
	return made;
}
