import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {compare, sampleOf} from '../comparison.js';
import {example, exampleDetails} from '../example.js';
import type {Summary} from '../summary.js';
import {chromiumMissing, lookAt, type Opened} from './browser-bench.js';
import {type RunPage, runPageOf} from './run-page.js';

const REPLAY = 'motebench run smoke --seed 0x5eed';
const PAGE: RunPage = {summary: example, details: exampleDetails, replay: REPLAY};

test('a page asks for nothing, and nothing in it can', t => {
	const text = runPageOf(PAGE);
	t.regex(
		text,
		/http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/,
	);
	t.notRegex(text, /<link|<img|<iframe|@import|url\(|\ssrc=|\sstyle=/);
	t.notRegex(text, /https?:\/\/(?!github\.com\/leeoniya)/);
});

test('the verdict comes before everything else, then what was expected', t => {
	const text = runPageOf(PAGE);
	const places = ['✔ passed', 'id="verdicts"', 'class="tiles"', 'id="charts"', 'id="nodes"'].map(
		part => text.indexOf(part),
	);
	t.deepEqual(
		places,
		places.toSorted((a, b) => a - b),
	);
	t.true(places[0] > 0);
});

test('a run that failed says why and how to have it again, before its figures', t => {
	const expectations = [{text: 'delivery == 1', observed: 0.99, unit: 'ratio', passed: false}];
	const text = runPageOf({...PAGE, summary: {...example, expectations} as Summary});
	t.true(text.includes('✘ failed'));
	t.true(text.includes('failed: 1 of 1 expectation not met'));
	t.true(text.includes(`<code>${REPLAY}</code>`));
	t.true(text.includes('<strong class="bad">not met</strong>'));
});

test('names from outside are text, never markup', t => {
	const name = '<script>alert(1)</script>';
	const nodes = exampleDetails.nodes.map(node => ({...node, name}));
	const summary = {...example, broker: name, lost: [lostWith(name)]};
	const text = runPageOf({...PAGE, summary, details: {...exampleDetails, nodes}});
	t.false(text.includes(name));
	t.is(text.split('<script').length, 4, 'plots, library and script');
});

test('a run without details, or in which nothing happened, has a page all the same', t => {
	const silent: Summary = {
		...example,
		published: 0,
		delivered: 0,
		deliveryRatio: null,
		latencyMs: null,
		energy: {...example.energy, perDeliveredUc: null},
		commands: {sent: 0, answered: 0, roundTripMs: null},
		expectations: [],
	};
	const text = runPageOf({summary: silent, replay: REPLAY});
	t.regex(text, /data-key="deliveryRatio">-</);
	t.false(text.includes('id="charts"'));
});

test('figures on the page are those of the summary, and every one of them is there', async t => {
	await looked(t, PAGE, async ({page, complaints, requests}) => {
		const shown = await page.$$eval('data[data-key]', elements =>
			elements.map(element => [element.getAttribute('data-key'), element.getAttribute('value')]),
		);
		for (const [key, value] of shown)
			t.true(Number(value) === at(example, key!), `${key} is ${value}`);
		const keys = new Set(shown.map(([key]) => key));
		for (const key of ['deliveryRatio', 'latencyMs.p95', 'frames.collided', 'energy.totalMc']) {
			t.true(keys.has(key), key);
		}
		t.true(keys.size >= 28, `${keys.size} figures`);
		t.deepEqual(complaints, []);
		t.deepEqual(requests, []);
	});
});

test('a screen has canvases and paper has drawings, of the same charts', async t => {
	await looked(t, PAGE, async ({page}) => {
		const visible = (selector: string) =>
			page.$$eval(selector, all => all.filter(one => one.checkVisibility()).length);
		t.deepEqual([await visible('canvas'), await visible('svg.paper')], [6, 0]);
		await page.emulateMedia({media: 'print'});
		t.deepEqual([await visible('canvas'), await visible('svg.paper')], [0, 6]);
		t.is(await page.evaluate(BACKGROUND), 'rgba(0, 0, 0, 0)', 'paper is white');
	});
});

test('a heading sorts the rows of its table upwards, then downwards', async t => {
	await looked(t, PAGE, async ({page}) => {
		const names = () =>
			page.$$eval('#node-rows tbody tr td:nth-child(2)', cells => cells.map(c => c.textContent));
		const energy = page.locator('#node-rows th button', {hasText: 'energy'});
		await energy.click();
		t.deepEqual(await names(), ['sensor 2', 'sensor 1', 'sensor 10']);
		await energy.click();
		t.deepEqual(await names(), ['sensor 1', 'sensor 2', 'sensor 10'], 'not measured stays last');
		await page.locator('#node-rows th button', {hasText: 'name'}).click();
		t.deepEqual(await names(), ['sensor 1', 'sensor 2', 'sensor 10']);
	});
});

test('dark readers get a dark page, with what it was compared with', async t => {
	const worse = {...example, deliveryRatio: 0.5, seed: example.seed};
	const comparison = compare('base.json', [sampleOf(example)], [sampleOf(worse)]);
	await looked(
		t,
		{...PAGE, comparison},
		async ({page, complaints}) => {
			t.is(await page.evaluate(BACKGROUND), 'rgb(21, 23, 26)');
			const row = await page.textContent('#comparison-figures tbody tr:nth-child(2)');
			t.regex(row ?? '', /delivery.*99 %.*50 %.*-49\.00 points.*worse/s);
			t.deepEqual(complaints, []);
		},
		'dark',
	);
});

const BACKGROUND = 'getComputedStyle(document.body).backgroundColor';

/** The value of `summary` at a path such as `latencyMs.p50`. */
function at(summary: Summary, key: string): unknown {
	return key
		.split('.')
		.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], summary);
}

function lostWith(name: string) {
	return {node: 1, seq: 1, timeMs: 0, payload: name, why: name};
}

async function looked(
	t: ExecutionContext,
	page: RunPage,
	look: (opened: Opened) => Promise<void>,
	scheme: 'light' | 'dark' = 'light',
): Promise<void> {
	const missing = chromiumMissing();
	if (missing !== undefined) {
		t.log(`skipped: ${missing}`);
		t.pass();
		return;
	}
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	const file = path.join(folder, 'report.html');
	writeFileSync(file, runPageOf(page));
	await lookAt(file, scheme, look);
}
