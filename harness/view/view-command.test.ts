import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {WebSocket} from 'ws';

const MAIN = path.resolve(import.meta.dirname, '../main.js');

test('a run with a view waits for its page, goes on as it is let, and stays after its end', async t => {
	const folder = temporary(t);
	const run = started(t, ['run', 'smoke', '--view', '-q', '--out', folder]);
	const url = await run.url();
	const page = new WebSocket(new URL('run', url.replace('http', 'ws')));
	await once(page, 'open');
	page.send(JSON.stringify({ask: 'allow', us: 1e12}));
	await run.says(/the view stays where it is/);
	t.is((await fetch(url)).status, 200);
	t.true(existsSync(path.join(folder, 'summary.json')));
	t.is(await run.stop(), 0);
});

test('a run with a view that is interrupted before anybody looks has its files, and is 130', async t => {
	const folder = temporary(t);
	const run = started(t, ['run', 'smoke', '--view', '-q', '--out', folder]);
	await run.url();
	t.is(await run.stop(), 130);
	t.true(existsSync(path.join(folder, 'summary.json')));

	const view = started(t, ['view', folder, '--json']);
	const url = await view.url();
	t.is((await fetch(url)).status, 200);
	t.is((await fetch(url.replace(/.{4}\/$/, '0000/'))).status, 403);
	t.is(await view.stop(), 0);
});

for (const [what, args, complaint] of [
	['a folder that is not there', ['view', '/nowhere'], /there is no \/nowhere; runs lie in runs/],
	['a folder that is no run', ['view', tmpdir()], /is no run: it has no world.json/],
	['a port that is none', ['view', tmpdir(), '--port', '70000'], /a port from 0 to 65535/],
] as const) {
	test(`${what} is one clear line and exit 2`, async t => {
		const child = started(t, args);
		t.is(await child.ended, 2);
		t.regex(child.said(), complaint);
	});
}

function started(t: ExecutionContext, args: readonly string[]) {
	const child = spawn(process.execPath, [MAIN, ...args], {stdio: ['ignore', 'pipe', 'pipe']});
	t.teardown(() => child.kill('SIGKILL'));
	const ended = once(child, 'close').then(([code]) => code as number);
	const output = new Output(child);
	return {
		ended,
		said: () => output.text,
		says: (pattern: RegExp) => output.until(pattern),
		url: async () => (await output.until(/http:\/\/127[^\s"]+/))[0],
		stop: () => {
			child.kill('SIGINT');
			return ended;
		},
	};
}

/** What a program says on both of its outputs. */
class Output {
	text = '';
	#more = () => {};

	constructor(child: ChildProcess) {
		for (const stream of [child.stdout!, child.stderr!]) {
			stream.on('data', (data: Buffer) => {
				this.text += data;
				this.#more();
			});
			stream.on('close', () => this.#more());
		}
	}

	async until(pattern: RegExp): Promise<RegExpExecArray> {
		for (;;) {
			const found = pattern.exec(this.text);
			if (found !== null) return found;
			await new Promise<void>(resolve => {
				this.#more = resolve;
			});
		}
	}
}

function temporary(t: ExecutionContext): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}
