import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import ava, {type ExecutionContext} from 'ava';
import type {Browser, Page} from 'playwright-core';
import {Event} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import {bundled, record} from '../bench.js';
import {LiveRun} from '../live-run.js';
import {withNodes} from '../scenario/with-nodes.js';
import {field, Writing} from './bench.js';
import {chromiumMissing, openPage, startChromium} from './chromium.js';
import {Fleet} from './fleet.js';
import {Camera} from './page/camera.js';
import {type Place, Places} from './page/places.js';
import {Recording} from './recording.js';
import {Reel} from './reel.js';
import type {Source} from './source.js';
import {Tape} from './tape.js';
import {ViewServer} from './view-server.js';
import {clockUs} from './words.js';

const missing = chromiumMissing();
const test = missing === undefined ? ava.serial : ava.skip;
const greenhouse = withNodes(bundled('greenhouse', {durationMs: 60_000}), 150);
const SCHEMES = ['light', 'dark'] as const;
/** Of the screen: after so many a test knows that a colour does not come. */
const FRAMES_MAX = 600;
/** --warn and --accent of style.css. */
const COLOURS = {
	light: {searching: '168 111 0', connected: '0 114 178'},
	dark: {searching: '230 159 0', connected: '86 180 233'},
};

let browser: Browser;
ava.before(async () => {
	if (missing === undefined) browser = await startChromium();
});
ava.after.always(() => browser?.close());

for (const scheme of SCHEMES) {
	test(`a run that goes on is paused and stepped, and a message of a node followed, ${scheme}`, async t => {
		const {page, complaints, source} = await live(t, scheme);
		await shows(page, '#mode', /live/);
		await jumpTo(page, '30');
		await shows(page, '#time', /0:00:3/);
		await shows(page, '#figures', /Delivered[\d.]+ % of [1-9]/);

		await page.keyboard.press(' ');
		await shows(page, '#status', /paused, and the run with it/);
		const paused = await momentOf(page);
		await page.keyboard.press('.');
		await page.locator('#time').filter({hasNotText: paused}).waitFor();
		t.true(clockUs(await momentOf(page))! > clockUs(paused)!);

		await chooseWithMessage(page, source);
		await shows(page, '#panel-node', /Keysgeneration 1/);
		await shows(page, '#panel-node', /As it was at/);
		await page.keyboard.press('f');
		await shows(page, '#panel-message', /the app publishes/);
		await shows(page, '#panel-message li.past', /octets, \w+ \d+ to gateway \d/);
		t.deepEqual(complaints, []);
	});
}

for (const scheme of SCHEMES) {
	test(`a recorded run opens, is slid through, and tells its verdict, ${scheme}`, async t => {
		const {page, complaints, source} = await recorded(t, scheme);
		await shows(page, '#mode', /recorded/);
		await page.keyboard.press('End');
		await shows(page, '#panel-fleet', /✔ traps == 0/);
		await shows(page, '#panel-fleet', /gateway 5/);
		const {width} = (await page.locator('#timeline').boundingBox())!;
		await page.locator('#timeline').click({position: {x: width / 2, y: 30}});
		await shows(page, '#time', /0:00:[2-5]\d/);
		await chooseWithMessage(page, source);
		await shows(page, '#panel-node', /As it was at 0:01:/);
		t.deepEqual(complaints, []);
	});
}

test('the colours are those of the system until somebody chooses others', async t => {
	const {page} = await recorded(t, 'dark');
	const ground = () => page.locator('body').evaluate(colourOf);
	const dark = await ground();
	await page.locator('#theme').click();
	await shows(page, '#theme', /Light/);
	t.not(await ground(), dark);
	await page.keyboard.press('t');
	await shows(page, '#theme', /Dark/);
	t.is(await ground(), dark);
});

test('every key is listed by ?, and whoever has no mouse chooses nodes by arrows', async t => {
	const {page, complaints} = await recorded(t, 'light');
	await page.keyboard.press('?');
	for (const does of ['play or pause', 'next event', 'jump to a time', 'follow its last message']) {
		await shows(page, '#help dd', new RegExp(does));
	}
	await page.keyboard.press('Escape');
	await page.locator('#help').waitFor({state: 'hidden'});
	await page.keyboard.press('ArrowRight');
	const first = await page.locator('#panel-node h2').first().textContent();
	await page.keyboard.press('ArrowRight');
	await page.locator('#panel-node h2').first().filter({hasNotText: first!}).waitFor();
	await page.keyboard.press('Escape');
	await shows(page, '#panel-fleet', /Gateways/);
	t.deepEqual(complaints, []);
});

test('a time that is none is not jumped to, and one that is, is', async t => {
	const {page} = await recorded(t, 'light');
	await jumpTo(page, 'noon');
	t.is(await page.locator('#jump-to').getAttribute('aria-invalid'), 'true');
	await page.keyboard.press('Escape');
	await jumpTo(page, '0:00:20');
	t.is(await page.locator('#jump-to').getAttribute('aria-invalid'), 'false');
	await shows(page, '#time', /0:00:2/);
});

test('whoever is carried about is drawn where it is, also when time goes back', async t => {
	const writing = new Writing().report(100, 1, Report.connected, 1).moved(30_000, 1, 10, 9);
	const {page, complaints, source} = await shown(
		t,
		'recorded',
		writing.event(59_000, 2, Event.receiver),
	);
	source.reel.end({endUs: 60e6});
	await shows(page, '#length', /0:01:00/);
	for (const [key, place, xM, yM] of [
		['End', '10.0 m, 9.0 m', 10, 9],
		['Home', '4.0 m, 5.0 m', 4, 5],
		['End', '10.0 m, 9.0 m', 10, 9],
	] as const) {
		await page.keyboard.press('Escape');
		await page.keyboard.press(key);
		await shows(page, '#time', key === 'End' ? /0:01:00/ : /0:00:0/);
		await clickAt(page, source, {xM, yM});
		await shows(page, '#panel-node h2', /^sensor 1$/);
		await shows(page, '#panel-node', new RegExp(`Place${place}`));
	}
	t.deepEqual(complaints, []);
});

test('over many hops a node says through whom it speaks, and of whom it is the parent', async t => {
	const writing = new Writing().parent(10, 1, 0).parent(20, 2, 1).event(1000, 2, Event.receiver);
	const {page, source} = await shown(t, 'recorded', writing);
	source.reel.end({endUs: 60e6});
	await page.keyboard.press('End');
	await clickAt(page, source, {xM: 16, yM: 5});
	await shows(page, '#panel-node', /Speaks withgateway 1, 2 hops through sensor 1Keys/);
	await clickAt(page, source, {xM: 4, yM: 5});
	await shows(page, '#panel-node', /Speaks withgateway 1, 1 hop; parent of 1Keys/);
	await clickAt(page, source, {xM: 10, yM: 5});
	await shows(page, '#panel-node', /Speaks with2 nodes/);
	t.pass();
});

for (const scheme of SCHEMES) {
	test(`a run that waits for nobody is drawn as it comes, and pausing does not hold it, ${scheme}`, async t => {
		const writing = new Writing().frame(100, [1, -1]);
		const {page, complaints, source} = await shown(t, 'free', writing, scheme);
		source.reel.reach(1e6);
		await shows(page, '#mode', /live/);
		await shows(page, '#panel-fleet', /searching1/);
		const {searching, connected} = COLOURS[scheme];
		t.is(await colourAt(page, source, {xM: 4, yM: 5}, searching), searching);
		await page.keyboard.press(' ');
		for (const chunk of new Writing().report(2000, 1, Report.connected, 1).taken) {
			source.reel.add(chunk);
		}
		source.reel.reach(3e6);
		t.notRegex((await page.locator('#status').textContent())!, /paused, and the run with it/);
		await jumpTo(page, '3');
		await shows(page, '#time', /0:00:03/);
		await shows(page, '#panel-fleet', /connected1/);
		t.is(await colourAt(page, source, {xM: 4, yM: 5}, connected), connected);
		source.reel.end({endUs: 3e6});
		await shows(page, '#mode', /ended/);
		t.deepEqual(complaints, []);
	});
}

test('a run in which nothing has happened says so', async t => {
	const reel = new Reel();
	const {page} = await opened(t, {stage: field, reel, mode: 'recorded', memoryOf}, 'light');
	await shows(page, '#notice', /Reading the trace/);
	reel.end({endUs: 0});
	await shows(page, '#notice', /Nothing has happened in this run/);
	t.pass();
});

test('when motebench ends, the page says so and keeps what it has', async t => {
	const {page, server} = await recorded(t, 'light');
	await page.keyboard.press('End');
	await server.close();
	await shows(page, '#mode', /gone/);
	await shows(page, '#figures', /Connected[\d,]+ of 150/);
	t.pass();
});

/** Runs in the page. */
const colourOf = (body: unknown) =>
	(
		globalThis as unknown as {getComputedStyle: (of: unknown) => {backgroundColor: string}}
	).getComputedStyle((body as {parentElement: unknown}).parentElement).backgroundColor;

async function memoryOf(): Promise<undefined> {}

async function live(t: ExecutionContext, scheme: 'light' | 'dark') {
	const stepOf = () => ({share: 0, text: ''});
	const run = await LiveRun.open(greenhouse, {folder: temporary(t), capture: 'none', stepOf});
	t.teardown(() => run.close());
	return opened(t, run, scheme);
}

let recordedOnce: Promise<Recording> | undefined;

/** All tests look at the same run. */
async function recorded(t: ExecutionContext, scheme: 'light' | 'dark') {
	recordedOnce ??= recordGreenhouse(t);
	return opened(t, await recordedOnce, scheme);
}

async function recordGreenhouse(t: ExecutionContext): Promise<Recording> {
	const folder = temporary(t);
	await record(greenhouse, folder);
	const recording = new Recording(folder);
	await recording.read();
	// It is looked at when its folder has gone.
	await recording.memoryOf(recording.stage.radios.length - 1);
	return recording;
}

/** A run of `field` that says what was written. */
async function shown(
	t: ExecutionContext,
	mode: Source['mode'],
	writing: Writing,
	scheme: 'light' | 'dark' = 'light',
) {
	const reel = new Reel();
	for (const chunk of writing.taken) reel.add(chunk);
	return opened(t, {stage: field, reel, mode, memoryOf}, scheme);
}

/** Where a place of the fleet is on the map, when all of it is shown. */
async function pointOf(page: Page, {stage}: Source, {xM, yM}: Place) {
	const camera = new Camera();
	camera.fit(new Places(stage).extent, (await page.locator('#map-canvas').boundingBox())!);
	return {x: camera.x(xM), y: camera.y(yM)};
}

async function clickAt(page: Page, source: Source, place: Place): Promise<void> {
	const position = await pointOf(page, source, place);
	await page.locator('#map-canvas').click({position});
}

/** The colour of the map at a place, as `r g b`, when it is `wanted` or after many frames. */
async function colourAt(page: Page, source: Source, place: Place, wanted: string): Promise<string> {
	const {x, y} = await pointOf(page, source, place);
	let colour = '';
	for (let frame = 0; frame < FRAMES_MAX && colour !== wanted; frame++) {
		// Of a canvas of its own: the page's is not made for being read, and says so.
		colour = await page.evaluate(`new Promise(resolve => requestAnimationFrame(() => {
			const own = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
			own.drawImage(document.querySelector('#map-canvas'), ${-Math.round(x)}, ${-Math.round(y)});
			resolve(own.getImageData(0, 0, 1, 1).data.slice(0, 3).join(' '));
		}))`);
	}
	return colour;
}

async function opened(t: ExecutionContext, source: Source, scheme: 'light' | 'dark') {
	const server = await ViewServer.open(source);
	let open = true;
	const close = async () => {
		if (open) await server.close();
		open = false;
	};
	t.teardown(close);
	const {page, complaints} = await openPage(browser, server.url, scheme);
	t.teardown(() => page.close());
	await shows(page, '#scenario', new RegExp(source.stage.scenario));
	return {page, complaints, source, server: {close}};
}

/** Waits until something on the page says so. */
async function shows(page: Page, selector: string, text: RegExp): Promise<void> {
	await page.locator(selector).filter({hasText: text}).first().waitFor();
}

async function momentOf(page: Page): Promise<string> {
	return (await page.locator('#time').textContent())!;
}

async function jumpTo(page: Page, time: string): Promise<void> {
	await page.keyboard.press('g');
	await page.locator('#jump-to').fill(time);
	await page.keyboard.press('Enter');
}

/** Clicks a node that has had a message delivered within the first 25 seconds. */
async function chooseWithMessage(page: Page, source: Source): Promise<void> {
	const {stage, reel} = source;
	const tape = new Tape();
	for (const chunk of reel.chunks) tape.append(chunk);
	const fleet = new Fleet(stage);
	fleet.take(tape, tape.after(25e6));
	const radio = stage.radios.findIndex(
		({kind}, index) =>
			kind === 'sensor' && fleet.messages.of(index).some(({deliveredUs}) => deliveredUs >= 0),
	);
	await clickAt(page, source, new Places(stage).radios[radio]);
	await shows(page, '#panel-node h2', new RegExp(`^${stage.radios[radio].name}$`));
	await page.locator('#panel-node .messages .good').first().waitFor();
}

function temporary(t: ExecutionContext): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}
