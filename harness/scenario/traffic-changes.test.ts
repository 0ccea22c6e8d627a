import test from 'ava';
import {Event} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import {UsageError} from '../errors.js';
import {simulate} from '../simulate.js';
import {parseScenario} from './load.js';

test('samples come more often from the change on, and not before', async t => {
	const changes = 'changes: [{ at: 2m, nodes: busy, samplesEvery: 1s }]';
	const {busy, calm} = await counts(changes);
	t.deepEqual(calm, {before: 12, after: 12}, 'nobody else has changed');
	t.is(busy.before, 12);
	// The sample that was due is still due: up to ten seconds at the old pace.
	t.true(busy.after > 110 && busy.after <= 121, `${busy.after}`);
});

test('a change of all samples is one of each group of sensors', async t => {
	const {busy, calm} = await counts('changes: [{ at: 2m, samplesEvery: 60s }]');
	t.true(busy.after <= 3 && calm.after <= 3);
	t.true(busy.after > 0 && calm.after > 0);
});

test('a reset forgets no change', async t => {
	const faults = 'faults: [{ kind: reboot, nodes: busy, at: 3m, for: 1s }]';
	const {busy} = await counts(
		`changes: [{ at: 2m, nodes: busy, samplesEvery: 1s }] }\n${faults}\nstores: {`,
	);
	t.true(busy.after > 90, `${busy.after}`);
});

test('commands come more often from the change on', async t => {
	const every = 'commands: { every: 60s }, ';
	const {commanded} = await counts(`${every}changes: [{ at: 2m, commandsEvery: 10s }]`);
	// At one minute and at two; then at 2:10, 2:20 and so on, and none at the end.
	t.deepEqual(commanded, {before: 2, after: 11});
});

const mistake = test.macro({
	title: (_, what: string) => `${what} is pointed to`,
	exec(t, _what: string, traffic: string, message: RegExp) {
		t.throws(() => parseScenario(fleet(traffic), 'own.yaml'), {instanceOf: UsageError, message});
	},
});
const change = (words: string) => `changes: [{ at: 1m, ${words} }]`;
test(mistake, 'a change of nothing', 'changes: [{ at: 1m }]', /samplesEvery or commandsEvery/);
test(
	mistake,
	'a group of actuators',
	change('nodes: lamp, samplesEvery: 1s'),
	/sensors: busy, calm/,
);
test(mistake, 'commands that are not there', change('commandsEvery: 1s'), /`commands` that it/);
test(
	mistake,
	'more jitter than period',
	change('samplesEvery: 1s, jitter: 1001ms'),
	/no more than/,
);

/** Two minutes before the change, and two after it. */
async function counts(traffic: string) {
	const names = ['gateway', 'busy', 'calm', 'lamp'];
	const count = Object.fromEntries(names.map(name => [name, {before: 0, after: 0}]));
	const commanded = {before: 0, after: 0};
	await simulate(parseScenario(fleet(traffic), 'own.yaml'), {
		prepared: ({trace}) => {
			const half = () => (trace.now <= 120_000_000 ? 'before' : 'after');
			trace.watch({
				event: (event, radio, detail) => {
					if (event === Event.commanded) commanded[half()]++;
					if (event !== Event.report || detail !== Report.published) return;
					if (trace.now < 240_000_000) count[names[radio]][half()]++;
				},
			});
		},
	});
	return {busy: count['busy'], calm: count['calm'], commanded};
}

function fleet(traffic: string): string {
	const sensor = 'count: 1, app: sensor, publish: { every: 10s, qos: 0 }, start: { within: 0s }';
	return `
name: change
duration: 4m
area: { widthM: 10, heightM: 10 }
gateways: [{ count: 1 }]
nodes:
  - { name: busy, ${sensor} }
  - { name: calm, ${sensor} }
  - { name: lamp, count: 1, app: actuator }
traffic: { ${traffic} }
security: off
`;
}
