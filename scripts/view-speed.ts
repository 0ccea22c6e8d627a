/*
 * Is the view fluid with a thousand nodes? A recorded run is played in Debian's chromium, without
 * a window and without a graphics card, and the page counts the frames that it has drawn. The first
 * row is an empty page: what this machine can show at all right now.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {Page} from 'playwright-core';
import {record} from '../harness/bench.js';
import {loadScenario} from '../harness/scenario/load.js';
import {withNodes} from '../harness/scenario/with-nodes.js';
import {openPage, startChromium} from '../harness/view/chromium.js';
import {Recording} from '../harness/view/recording.js';
import {ViewServer} from '../harness/view/view-server.js';

const NODES = 1000;
const DURATION_MS = 90_000;
/** How long each speed is measured, in seconds. */
const MEASURED_S = 5;
const SPEEDS = ['0.01', '1', '10', '60'];

export interface ViewRow {
	readonly what: string;
	readonly framesPerSecond: number;
	/** Of those of an empty page. */
	readonly share: number;
	/** What drawing itself took, of a hundred frames the slowest five excepted. */
	readonly drawMs: number;
	/** CPU of all of chromium for one frame: what others do on this machine is not in it. */
	readonly cpuMs: number;
}

/** Runs in the page: frames a second, and how long the page's own drawing took. */
const COUNT = `new Promise(resolve => {
	const spent = [];
	const began = performance.now();
	const ask = window.requestAnimationFrame.bind(window);
	const idle = () => window.requestAnimationFrame(idle);
	window.requestAnimationFrame = draw => ask(now => {
		const before = performance.now();
		draw(now);
		spent.push(performance.now() - before);
		if (before - began < ${1000 * MEASURED_S}) return;
		window.requestAnimationFrame = ask;
		const frames = (1000 * spent.length) / (before - began);
		const sorted = spent.sort((one, other) => one - other);
		resolve([frames, sorted[Math.floor(0.95 * sorted.length)]]);
	});
	if (document.querySelector('#map-canvas') === null) idle();
})`;

/** A row for an empty page, and one for each speed. An EnvironmentError without chromium. */
export async function* viewSpeed(): AsyncGenerator<ViewRow> {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	try {
		yield* measured(await recorded(folder));
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

async function* measured(recording: Recording): AsyncGenerator<ViewRow> {
	const server = await ViewServer.open(recording);
	const browser = await startChromium();
	try {
		const empty = await openPage(browser, 'about:blank', 'light');
		const alone = await counted(empty.page);
		yield {what: 'an empty page, for comparison', ...alone, share: 1};
		const {page} = await openPage(browser, server.url, 'light');
		await page.locator('#figures').filter({hasText: 'Connected'}).waitFor();
		for (const speed of SPEEDS) {
			await playFromRush(page, speed);
			const row = await counted(page);
			const share = row.framesPerSecond / alone.framesPerSecond;
			yield {what: `${NODES} nodes at ${speed} times`, ...row, share};
		}
	} finally {
		await browser.close();
		await server.close();
	}
}

async function recorded(folder: string): Promise<Recording> {
	const scenario = {...withNodes(loadScenario('greenhouse'), NODES), durationMs: DURATION_MS};
	await record(scenario, folder);
	const recording = new Recording(folder);
	await recording.read();
	return recording;
}

/** Plays from the middle of the rush in which all nodes join. */
async function playFromRush(page: Page, speed: string): Promise<void> {
	await page.locator('#speed').selectOption(speed);
	await page.keyboard.press('g');
	await page.locator('#jump-to').fill('40');
	await page.keyboard.press('Enter');
}

async function counted(page: Page): Promise<Omit<ViewRow, 'what' | 'share'>> {
	const before = await cpuSeconds(page);
	const [framesPerSecond, drawMs] = (await page.evaluate(COUNT)) as [number, number];
	const spent = (await cpuSeconds(page)) - before;
	return {framesPerSecond, drawMs, cpuMs: (1000 * spent) / (framesPerSecond * MEASURED_S)};
}

async function cpuSeconds(page: Page): Promise<number> {
	const session = await page.context().browser()!.newBrowserCDPSession();
	const {processInfo} = await session.send('SystemInfo.getProcessInfo');
	await session.detach();
	return processInfo.reduce((sum, {cpuTime}) => sum + cpuTime, 0);
}

/** A row as a line of the table. */
export function viewLineOf({what, framesPerSecond, share, drawMs, cpuMs}: ViewRow): string {
	return [
		what.padStart(31),
		framesPerSecond.toFixed(1).padStart(11),
		share.toFixed(2).padStart(18),
		drawMs.toFixed(1).padStart(18),
		cpuMs.toFixed(1).padStart(14),
	].join('');
}

export const VIEW_HEAD = `
the view in chromium without a graphics card, from the rush in which all nodes join
                           page   frames/s   of an empty page   p95 drawing, ms   CPU a frame`;
