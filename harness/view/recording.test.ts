import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {World} from '../../sim/world.js';
import {bundled, record} from '../bench.js';
import {UsageError} from '../errors.js';
import {spreadOf} from '../report/quantile.js';
import type {Scenario} from '../scenario/schema.js';
import {Fleet} from './fleet.js';
import {endOf, isOpen} from './memory.js';
import {Recording} from './recording.js';
import {Series} from './series.js';
import {Tape} from './tape.js';

test('what is made of a recorded run at its end is what its summary says', async t => {
	const {folder, summary} = await recorded(t, 'greenhouse', {durationMs: 90_000});
	const {fleet} = await opened(folder);
	const {messages, frames} = fleet;
	const {published, delivered, duplicates} = summary;
	t.like(messages, {published, delivered, duplicates});
	t.deepEqual(spreadOf(messages.latenciesUs.map(us => us / 1000)), summary.latencyMs);
	const {sent, collided, tooWeak, retries, channelAccessFailures} = summary.frames;
	t.like(frames, {sent, collided, tooWeak, retries, channelAccessFailures});
	t.is(fleet.generations.filter(generation => generation > 0).length, summary.keys!.joined);
});

test('nodes have drawn what the summary says', async t => {
	const {folder, summary} = await recorded(t, 'smoke', {durationMs: 20_000});
	const {fleet, recording, endUs} = await opened(folder);
	const totalUc = recording.stage.radios
		.map(({clientId}, radio) => (clientId === undefined ? 0 : fleet.chargeUc(radio, endUs)!))
		.reduce((sum, charge) => sum + charge, 0);
	t.is(Math.round(totalUc), Math.round(1000 * summary.energy.totalMc));
});

test('a node that is carried away and brought back is where it is, whatever moment is looked at', async t => {
	const {tape, recording} = await opened((await recorded(t, 'smoke', walk)).folder);
	const placeAt = (ms: number) => {
		const fleet = new Fleet(recording.stage);
		fleet.take(tape, tape.after(1000 * ms));
		return fleet.placeOf(1);
	};
	const home = placeAt(0)!;
	t.deepEqual(placeAt(3000), home);
	t.deepEqual(placeAt(5000), {xM: 40, yM: 6});
	const [halfway, wayM] = [placeAt(4000)!, 40 - home.xM];
	t.true(Math.abs(halfway.xM - home.xM - wayM / 2) < 1, String(halfway.xM));
	t.deepEqual(placeAt(7000), home);
});

test('nothing in the folder of a run but the trace of its air tells a key', async t => {
	const {folder, pages} = await recorded(t, 'smoke', {durationMs: 30_000});
	const {recording} = await opened(folder);
	const {areas, radios} = recording.stage;
	const size = endOf(areas);
	const {at} = areas.find(({name}) => name === 'sessions')!;
	t.true(pages.every(page => page.subarray(at, at + 16).some(octet => octet !== 0)));
	for (const [index, page] of pages.entries()) {
		const memory = await recording.memoryOf(radios.length - pages.length + index);
		t.is(memory!.octets.length, size);
		for (const area of areas.filter(each => !isOpen(each))) {
			const seen = memory!.octets.subarray(area.at, area.at + area.size);
			t.true(
				seen.every(octet => octet === 0),
				area.name,
			);
		}
		for (const area of areas.filter(isOpen)) {
			const [seen, real] = [memory!.octets, page].map(octets =>
				Buffer.from(octets.subarray(area.at, area.at + area.size)),
			);
			t.deepEqual(seen, real, area.name);
		}
	}
});

test('a gateway has no memory that could be shown', async t => {
	const {folder} = await recorded(t, 'smoke', {durationMs: 2000});
	const {recording} = await opened(folder);
	t.is(await recording.memoryOf(0), undefined);
	t.is(await recording.memoryOf(recording.stage.radios.length), undefined);
	t.is(await recording.memoryOf(-1), undefined);
});

test('a run without its memory and its summary is shown without them', async t => {
	const {folder} = await recorded(t, 'smoke', {durationMs: 2000});
	for (const name of ['memory.gz', 'summary.json']) rmSync(path.join(folder, name));
	const {recording} = await opened(folder);
	t.is(recording.reel.ending?.summary, undefined);
	t.is(await recording.memoryOf(1), undefined);
});

test('a broken summary and a broken memory are missing, and the page is told', async t => {
	const {folder} = await recorded(t, 'smoke', {durationMs: 1000});
	writeFileSync(path.join(folder, 'memory.gz'), 'junk');
	for (const [text, remark] of [
		['{', /^\S+summary.json is not JSON: /],
		['{}', /^summary.json: it is no summary of a run$/],
	] as const) {
		writeFileSync(path.join(folder, 'summary.json'), text);
		const {recording} = await opened(folder);
		t.is(recording.reel.ending?.summary, undefined);
		t.regex(recording.reel.ending?.remark ?? '', remark);
		t.is(await recording.memoryOf(1), undefined);
	}
});

test('a folder that is no run is a mistake, with what to do about it', async t => {
	const {folder} = await recorded(t, 'smoke', {durationMs: 1000});
	const refusal = (run: string) =>
		t.throws(() => new Recording(run), {instanceOf: UsageError}).message;
	t.regex(refusal(path.join(folder, 'nowhere')), /there is no .*nowhere; runs lie in runs/);
	const stray = path.join(folder, '..', 'motebench-stray.txt');
	writeFileSync(stray, '');
	t.teardown(() => rmSync(stray));
	t.regex(refusal(stray), /stray.txt is no file of a run: beside it is no world.json$/);
	t.regex(refusal(tmpdir()), /is no run: it has no world.json; motebench run SCENARIO --out/);
	const world = path.join(folder, 'world.json');
	const text = readFileSync(world, 'utf8');
	writeFileSync(world, text.slice(0, -10));
	t.regex(refusal(folder), /world.json is no JSON/);
	writeFileSync(world, text.replace('"version":1', '"version":2'));
	t.regex(refusal(folder), /world.json: version: .*run the scenario again/);
	writeFileSync(world, text.replace('"kind":"gateway"', '"kind":"tower"'));
	t.regex(refusal(folder), /world.json: radios.0.kind/);
	rmSync(path.join(folder, 'trace.msgpack'));
	writeFileSync(world, text);
	t.regex(refusal(folder), /has no trace.msgpack/);
});

test('a file of a run stands for its folder', async t => {
	const {folder} = await recorded(t, 'smoke', {durationMs: 1000});
	t.is(new Recording(path.join(folder, 'summary.json')).stage.scenario, 'smoke');
});

/** The first node of `smoke` goes out of its area and comes back. */
const walk = {
	durationMs: 8000,
	faults: [
		{
			kind: 'move',
			nodes: [1],
			to: {xM: 40, yM: 6},
			atMs: 3000,
			overMs: 2000,
			forMs: 4000,
		},
	],
} satisfies Partial<Scenario>;

async function recorded(t: ExecutionContext, name: string, change: Partial<Scenario>) {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	const scenario = bundled(name, change);
	let nodes: World['nodes'] = [];
	const summary = await record(scenario, folder, world => {
		nodes = world.nodes;
	});
	return {folder, summary, pages: nodes.map(({page}) => page)};
}

async function opened(folder: string) {
	const recording = new Recording(folder);
	await recording.read();
	const tape = new Tape();
	for (const chunk of recording.reel.chunks) tape.append(chunk);
	const fleet = new Fleet(recording.stage);
	fleet.take(tape, tape.count);
	const series = new Series(recording.stage);
	series.take(tape);
	return {recording, tape, fleet, series, endUs: recording.reel.ending!.endUs};
}
