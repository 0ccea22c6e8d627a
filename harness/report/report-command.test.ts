import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {chromiumMissing, lookAt} from './html/browser-bench.js';
import type {Summary} from './summary.js';

/* Recorded runs, told by the built program in a process of its own. */

const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
const [ONE, TWO] = ['one', 'two'].map(name => path.join(folder, name));

test.before('two runs are recorded', async () => {
	await motebench('run', 'smoke', '--quiet', '--out', ONE);
	await motebench('run', 'smoke', '--quiet', '--seed', '2', '--nodes', '12', '--out', TWO);
});
test.after.always(() => rmSync(folder, {recursive: true, force: true}));

test('the page that a run leaves has the figures of its summary.json', async t => {
	const missing = chromiumMissing();
	if (missing !== undefined) {
		t.log(`skipped: ${missing}`);
		t.pass();
		return;
	}
	const summary = summaryIn(ONE);
	await lookAt(path.join(ONE, 'report.html'), 'light', async ({page, complaints}) => {
		const value = (key: string) => page.getAttribute(`data[data-key="${key}"]`, 'value');
		t.is(Number(await value('deliveryRatio')), summary.deliveryRatio!);
		t.is(Number(await value('latencyMs.p95')), summary.latencyMs!.p95);
		t.is(Number(await value('energy.perNodeMc.mean')), summary.energy.perNodeMc.mean);
		t.is(Number(await value('frames.sent')), summary.frames.sent);
		t.is(await page.locator('#node-rows tbody tr').count(), summary.nodes);
		t.deepEqual(complaints, []);
	});
});

test('a run is told as when it ended, and its CSV has a row a node', async t => {
	const csv = path.join(folder, 'nodes.csv');
	const {code, stdout} = await motebench('report', ONE, '--csv', csv);
	t.is(code, 0);
	t.regex(stdout, /delivery +100 % +97 of 97 messages/);
	t.true(stdout.includes(`wrote ${csv}`));
	t.is(readFileSync(csv, 'utf8').trimEnd().split('\r\n').length, 11);
});

test('many runs are one page, one Markdown and one object', async t => {
	const [html, md] = ['all.html', 'all.md'].map(name => path.join(folder, name));
	const {code, stdout} = await motebench('report', ONE, TWO, '--html', html, '--md', md, '--json');
	t.is(code, 0);
	const {runs, comparison} = JSON.parse(stdout) as {runs: Summary[]; comparison: unknown};
	t.deepEqual(runs, [summaryIn(ONE), summaryIn(TWO)]);
	t.is(comparison, null);
	t.regex(readFileSync(html, 'utf8'), /✔ 2 of 2 passed/);
	t.regex(readFileSync(md, 'utf8'), /^### ✔ 2 of 2 runs passed/);
});

test('a run that is worse than the one it is held against is exit 6', async t => {
	const better = path.join(folder, 'better.json');
	const summary = summaryIn(ONE);
	writeFileSync(better, JSON.stringify({...summary, latencyMs: {...summary.latencyMs, p50: 1}}));
	const html = path.join(folder, 'worse.html');
	const {code, stdout} = await motebench('report', ONE, '--compare', better, '--html', html);
	t.is(code, 6);
	t.regex(stdout, /▼ latency p50 +1 ms .*worse\n/);
	t.true(readFileSync(html, 'utf8').includes('id="comparison"'));
});

test('runs of another kind are not compared', async t => {
	const {code, stderr} = await motebench('report', ONE, '--compare', TWO);
	t.is(code, 2);
	t.regex(stderr, /is of nodes 12, this run of 10: only like can be compared/);
});

test('what is no run is one clear line and exit 2', async t => {
	const nowhere = await motebench('report', path.join(folder, 'nowhere'));
	t.is(nowhere.code, 2);
	t.regex(
		nowhere.stderr,
		/^motebench: .*nowhere.*there is no such file; give the folder of a run\n$/,
	);
	const file = path.join(folder, 'notes.json');
	writeFileSync(file, '{}');
	t.regex((await motebench('report', file)).stderr, /notes\.json is no summary of a run/);
	writeFileSync(file, 'x');
	t.regex((await motebench('report', file)).stderr, /notes\.json is not JSON/);
});

test('a file that cannot be written is exit 3, and a run without its rows has a page', async t => {
	const file = path.join(folder, 'no', 'such', 'folder.csv');
	t.is((await motebench('report', ONE, '--csv', file)).code, 3);
	const bare = path.join(folder, 'summary.json');
	copyFileSync(path.join(ONE, 'summary.json'), bare);
	t.is((await motebench('report', bare)).code, 0);
	t.true(existsSync(path.join(folder, 'report.html')));
});

test('details that are cut off are one clear line and exit 2', async t => {
	const cut = mkdtempSync(path.join(folder, 'cut-'));
	copyFileSync(path.join(ONE, 'summary.json'), path.join(cut, 'summary.json'));
	writeFileSync(path.join(cut, 'details.json'), '{"details": 1, "nod');
	const {code, stderr} = await motebench('report', cut);
	t.is(code, 2);
	t.regex(stderr, /^motebench: .*details\.json is not JSON/);
});

function summaryIn(run: string): Summary {
	return JSON.parse(readFileSync(path.join(run, 'summary.json'), 'utf8')) as Summary;
}

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

async function motebench(...args: string[]) {
	const child = spawn(process.execPath, [MAIN, ...args]);
	let [stdout, stderr] = ['', ''];
	child.stdout.on('data', chunk => {
		stdout += chunk;
	});
	child.stderr.on('data', chunk => {
		stderr += chunk;
	});
	const [code] = await once(child, 'close');
	return {code, stdout, stderr};
}
