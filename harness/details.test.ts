import test from 'ava';
import {bundled} from './bench.js';
import {DetailsWatch} from './details.js';
import type {Details, Slots} from './report/details.js';
import type {Scenario} from './scenario/schema.js';
import {simulate} from './simulate.js';

test('what rows and parts of a run show adds up to its summary', async t => {
	const {details, summary} = await watched({durationMs: 30_000});
	const {nodes, gateways, slots} = details;
	t.is(sum(nodes, 'published'), summary.published);
	t.is(sum(nodes, 'delivered'), summary.delivered);
	t.is(sum(nodes, 'duplicates'), summary.duplicates);
	t.is(sum(gateways, 'published'), summary.published);
	for (const [row, slot, figure] of [
		['framesSent', 'framesSent', summary.frames.sent],
		['retries', 'retries', summary.frames.retries],
		['collided', 'collided', summary.frames.collided],
	] as const) {
		t.is(sum(nodes, row) + sum(gateways, row), figure, row);
		t.is(total(slots[slot]), figure, slot);
	}
	t.is(total(slots.published), summary.published);
	t.is(total(slots.delivered), summary.delivered);
});

test('energy by node and by cause is the energy of the summary, and overhearing is a part', async t => {
	const {details, summary} = await watched({durationMs: 30_000});
	const close = (one: number) => t.true(Math.abs(one / summary.energy.totalMc - 1) < 1e-9);
	close(total(Object.values(details.energyMc)));
	close(sum(details.nodes as readonly {energyMc: number}[], 'energyMc'));
	t.true(details.energyMc['overhearing'] > 0);
});

test('airtime is the same by radio, by time and by channel', async t => {
	const {details} = await watched({durationMs: 30_000});
	const {nodes, gateways, slots, channels} = details;
	const byRadio = sum(nodes, 'airtimeMs') + sum(gateways, 'airtimeMs');
	t.is(total(slots.airtimeMs).toFixed(3), byRadio.toFixed(3));
	t.like(channels, [{channel: 26, radios: 11}]);
	t.is(channels[0].airtimeMs.toFixed(3), byRadio.toFixed(3));
});

test('the curve of latencies rises to all messages and the longest of them', async t => {
	const {details, summary} = await watched({durationMs: 30_000});
	const {shares, ms} = details.latencies;
	t.is(shares.at(-1), 1);
	t.is(ms.at(-1), summary.latencyMs!.max);
	t.is(ms[shares.indexOf(0.5)], summary.latencyMs!.p50);
	t.deepEqual(
		ms,
		ms.toSorted((a, b) => a - b),
	);
});

test('whoever watches changes nothing', async t => {
	const {summary} = await watched({durationMs: 10_000});
	const alone = await simulate(bundled('smoke', {durationMs: 10_000}));
	t.is(summary.traceHash, alone.outcome.traceHash);
});

test('a run in which nothing arrives has rows, and no curve', async t => {
	const gateways = bundled('smoke').gateways.map(group => ({
		...group,
		placement: {kind: 'points' as const, points: [{xM: 0, yM: 0}]},
	}));
	const propagation = {model: 'log-distance', referenceLossDb: 200, exponent: 3, shadowingDb: 0};
	const air = {...bundled('smoke').air, propagation} as Scenario['air'];
	const {details} = await watched({durationMs: 5000, gateways, air});
	t.deepEqual(details.latencies, {shares: [], ms: []});
	t.is(details.nodes.length, 10);
	t.is(total(details.slots.delivered), 0);
	t.true(details.slots.latencyP50Ms.every(value => value === null));
});

async function watched(changes: Partial<Scenario>) {
	let watch: DetailsWatch | undefined;
	const {outcome, summary} = await simulate(bundled('smoke', changes), {
		prepared: (world, described) => {
			watch = new DetailsWatch(world, described);
			world.trace.watch(watch);
		},
	});
	const details: Details = watch!.details(outcome);
	return {details, summary: summary({})};
}

function sum<Key extends string>(rows: readonly Readonly<Record<Key, number>>[], key: Key): number {
	return rows.reduce((all, row) => all + row[key], 0);
}

function total(values: Slots['published']): number {
	return values.reduce((all, value) => all + value, 0);
}
