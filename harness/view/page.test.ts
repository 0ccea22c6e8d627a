import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import ava, {type ExecutionContext} from 'ava';
import type {Browser, Page} from 'playwright-core';
import {bundled, record} from '../bench.js';
import {LiveRun} from '../live-run.js';
import {withNodes} from '../scenario/with-nodes.js';
import {field} from './bench.js';
import {chromiumMissing, openPage, startChromium} from './chromium.js';
import {Fleet} from './fleet.js';
import {Camera} from './page/camera.js';
import {Places} from './page/places.js';
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
async function chooseWithMessage(page: Page, {stage, reel}: Source): Promise<void> {
	const tape = new Tape();
	for (const chunk of reel.chunks) tape.append(chunk);
	const fleet = new Fleet(stage);
	fleet.take(tape, tape.after(25e6));
	const radio = stage.radios.findIndex(
		({kind}, index) =>
			kind === 'sensor' && fleet.messages.of(index).some(({deliveredUs}) => deliveredUs >= 0),
	);
	const canvas = page.locator('#map-canvas');
	const [camera, places] = [new Camera(), new Places(stage)];
	camera.fit(places.extent, (await canvas.boundingBox())!);
	const {xM, yM} = places.radios[radio];
	await canvas.click({position: {x: camera.x(xM), y: camera.y(yM)}});
	await shows(page, '#panel-node h2', new RegExp(`^${stage.radios[radio].name}$`));
	await page.locator('#panel-node .messages .good').first().waitFor();
}

function temporary(t: ExecutionContext): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}
