import test from 'ava';
import {Event} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import {simulate} from '../simulate.js';
import {parseScenario} from './load.js';

/* Four sensors in a row, one gateway beside them, ten minutes; a fault strikes half way. */

test('a reboot costs a session, and every node has its own again', async t => {
	const {outcome, connects} = await run('{kind: reboot, nodes: all, at: 5m, for: 5s}');
	t.is(connects(), 8);
	t.is(outcome.traps, 0);
	t.true(outcome.deliveries.delivered > 0.95 * outcome.deliveries.published);
});

test('a node with an empty battery is silent until it has a new one', async t => {
	const forGood = await run('{kind: drain, nodes: [2], at: 5m}');
	t.true(forGood.lastSentUs[2] < 300_000_000);
	t.true(forGood.lastSentUs[1] > 500_000_000);
	const renewed = await run('{kind: drain, nodes: [2], at: 5m, for: 1m}');
	t.true(renewed.lastSentUs[2] > 500_000_000);
});

test('a jammer beside the gateway stops everything, and nothing on another channel', async t => {
	const [jammed, beside] = await Promise.all(
		['', 'channel: 12, '].map(channel =>
			run(`{kind: jam, position: [0, 0], ${channel}powerDbm: 10, at: 5m, for: 2m}`),
		),
	);
	t.true(jammed.outcome.frames.channelAccessFailures > 20);
	t.is(beside.outcome.frames.channelAccessFailures, 0);
	t.true(jammed.outcome.deliveries.delivered < beside.outcome.deliveries.delivered);
});

test('Wi-Fi on the same channels costs retries, and on others hardly any', async t => {
	const wifi = (channel: number) =>
		run(`{kind: wifi, position: [2, 2], wifiChannel: ${channel}, duty: 0.4, at: 1m, for: 8m}`);
	const [near, far] = await Promise.all([wifi(13), wifi(1)]);
	t.true(near.outcome.frames.retries > 10, `${near.outcome.frames.retries}`);
	t.true(far.outcome.frames.retries < 10, `${far.outcome.frames.retries}`);
});

test('what is parted from its gateway is parted, and the others are not', async t => {
	const {delivered} = await run('{kind: partition, nodes: [1, 2], at: 5m, for: 3m}');
	t.true(delivered[1] < delivered[3] - 5, `${delivered}`);
	t.true(delivered[2] < delivered[4] - 5, `${delivered}`);
});

test('a node that is carried out of reach is lost, and back when it is brought back', async t => {
	const {delivered, outcome} = await run(
		'{kind: move, nodes: [4], to: [900, 0], over: 30s, at: 4m, for: 4m}',
	);
	t.true(delivered[4] < delivered[3] - 5, `${delivered}`);
	t.true(outcome.frames.tooWeak > 0);
});

test('a link that decays loses frames in the end', async t => {
	const {delivered} = await run(
		'{kind: link-decay, nodes: [3], gateway: 1, lossDb: 60, over: 1m, at: 4m}',
	);
	t.true(delivered[3] < delivered[4] - 10, `${delivered}`);
});

test('a clock that goes at half its speed publishes half as often', async t => {
	const {delivered} = await run('{kind: slow-clock, nodes: [1], ppm: -500000, at: 1s}');
	t.true(Math.abs(delivered[1] / delivered[2] - 0.5) < 0.1, `${delivered}`);
});

test('what is improbable strikes some, what is impossible nobody, and always the same', async t => {
	const fault = (probability: number) =>
		`{kind: reboot, nodes: all, at: 1m, every: 30s, for: 2s, probability: ${probability}}`;
	const [never, sometimes, again] = await Promise.all(
		[0, 0.2, 0.2].map(share => run(fault(share))),
	);
	t.is(never.connects(), 4);
	t.true(sometimes.connects() > 6 && sometimes.connects() < 40, `${sometimes.connects()}`);
	t.is(sometimes.outcome.traceHash, again.outcome.traceHash);
	t.is(never.outcome.traceHash, (await run('')).outcome.traceHash);
});

async function run(fault: string) {
	const scenario = parseScenario(
		[
			'name: own',
			'duration: 10m',
			'area: {widthM: 1000, heightM: 10}',
			'gateways: [{placement: {points: [[0, 1]]}}]',
			'nodes:',
			'  - {name: n, count: 4, app: sensor, start: {within: 5s}, keepAlive: 30s,',
			'     placement: {points: [[5, 5], [6, 5], [7, 5], [8, 5]]},',
			'     publish: {every: 5s, jitter: 1s, qos: 0}, retry: {after: 5s}}',
			`faults: [${fault}]`,
		].join('\n'),
		'own.yaml',
	);
	const lastSentUs: number[] = [];
	const delivered = new Array<number>(5).fill(0);
	let connects = 0;
	const {outcome} = await simulate(scenario, {
		prepared: ({trace}) =>
			trace.watch({
				sent(sender) {
					lastSentUs[sender] = trace.now;
				},
				event(event, _subject, detail, _value, octets) {
					if (event === Event.report && detail === Report.connected) connects++;
					if (event === Event.delivered) delivered[nodeOf(octets)]++;
				},
			}),
	});
	return {outcome, lastSentUs, delivered, connects: () => connects};
}

/** The first word of a payload is the number of its node. */
function nodeOf(octets: Uint8Array): number {
	return Number(Buffer.from(octets).toString('latin1').split(' ')[0]);
}
