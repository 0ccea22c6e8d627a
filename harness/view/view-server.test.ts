import {once} from 'node:events';
import {request} from 'node:http';
import test, {type ExecutionContext} from 'ava';
import {WebSocket} from 'ws';
import {EnvironmentError} from '../errors.js';
import {field, oneMessage} from './bench.js';
import {Reel} from './reel.js';
import type {Source} from './source.js';
import {Tape} from './tape.js';
import {ViewServer} from './view-server.js';

test('the page and all that it loads are served from the address that is printed', async t => {
	const {server} = await bench(t);
	const page = await (await fetch(server.url)).text();
	const loaded = [...page.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, name]) => name!);
	const styles = ['uplot.css', 'style.css', 'map.css', 'panels.css', 'controls.css'];
	t.deepEqual(loaded, [...styles, 'harness/view/page/main.js']);
	for (const name of [...loaded, 'uplot.js', 'sim/kernel/trace.js', 'harness/view/tape.js']) {
		t.is((await fetch(new URL(name, server.url))).status, 200, name);
	}
});

test('nothing but the page is served, however it is asked for', async t => {
	const {server} = await bench(t);
	for (const name of ['harness/main.js', 'package.json', 'run']) {
		t.is((await fetch(server.url + name)).status, 404, name);
	}
});

test('without the token nothing is served, and the refusal is counted', async t => {
	const {server} = await bench(t);
	const {origin, pathname} = new URL(server.url);
	const wrong = pathname.replace(/.\/$/, digit => (digit === '0/' ? '1/' : '0/'));
	for (const address of ['/', '/style.css', wrong, `${wrong}style.css`]) {
		t.is((await fetch(origin + address)).status, 403, address);
	}
	t.is(server.counters.refused, 4);
});

test('a page that came by another name is refused: DNS rebinding', async t => {
	const {server} = await bench(t);
	t.is(await statusFor(server.url, {host: 'rebound.example'}), 403);
	t.is(await statusFor(server.url, {host: new URL(server.url).host}), 200);
	t.is(await statusFor(server.url, {origin: 'http://evil.example'}), 403);
});

test('the page may load nothing from elsewhere, and be framed by nobody', async t => {
	const {server} = await bench(t);
	const {headers} = await fetch(server.url);
	const policy = headers.get('content-security-policy')!;
	t.regex(policy, /default-src 'none'/);
	t.regex(policy, /frame-ancestors 'none'/);
	t.notRegex(policy, /unsafe|\*/);
	t.is(headers.get('referrer-policy'), 'no-referrer');
	t.is(headers.get('cache-control'), 'no-store');
});

test('two servers have two tokens of 128 bits', async t => {
	const [one, other] = [await bench(t), await bench(t)].map(
		({server}) => new URL(server.url).pathname,
	);
	t.not(one, other);
	t.regex(one!, /^\/[\da-f]{32}\/$/);
});

test('a page is told who is there, what was, what comes and how it ends', async t => {
	const {reel, server} = await bench(t);
	const [first, second] = [oneMessage().taken[0]!, oneMessage().taken[0]!];
	reel.add(first);
	const page = await joined(t, server);
	reel.add(second);
	reel.reach(3_000_000);
	reel.end({endUs: 4_000_000});
	t.like(await page.next(), {say: 'hello', mode: 'governed', stage: field});
	t.deepEqual(await page.next(), first);
	t.deepEqual(await page.next(), second);
	t.deepEqual(await page.next(), {say: 'reached', us: 3_000_000});
	t.deepEqual(await page.next(), {say: 'end', endUs: 4_000_000});
});

test('whoever joins after the end gets all of it', async t => {
	const {reel, server} = await bench(t);
	for (let chunk = 0; chunk < 20; chunk++) reel.add(oneMessage().taken[0]!);
	reel.end({endUs: 4_000_000});
	const page = await joined(t, server);
	t.like(await page.next(), {say: 'hello'});
	const tape = new Tape();
	for (let chunk = 0; chunk < 20; chunk++)
		tape.append((await page.next()) as Uint8Array<ArrayBuffer>);
	t.is(tape.count, 20 * oneMessage().tape.count);
	t.like(await page.next(), {say: 'end'});
});

test('what a page asks for is done: memory, further, one more', async t => {
	const {server, asked} = await bench(t);
	const page = await joined(t, server);
	await page.next();
	page.say({ask: 'allow', us: 5000});
	page.say({ask: 'one'});
	page.say({ask: 'memory', radio: 2});
	t.deepEqual(await page.next(), {say: 'memory', radio: 2, timeUs: 9, octets: 'AQI='});
	page.say({ask: 'memory', radio: 0});
	t.deepEqual(await page.next(), {say: 'memory', radio: 0, timeUs: -1, octets: ''});
	t.deepEqual(asked, ['allow 5000', 'one']);
});

test('what no page says is dropped and counted, and the page stays', async t => {
	const {server} = await bench(t);
	const page = await joined(t, server);
	await page.next();
	const nonsense = ['', 'x', 'null', '7', '{"ask":"shutdown"}', '{"ask":"allow","us":-1}'];
	for (const text of [...nonsense, '{"ask":"memory","radio":1.5}', '{"ask":"allow","us":"1"}']) {
		page.socket.send(text);
	}
	page.socket.send(Buffer.of(1, 2));
	page.say({ask: 'memory', radio: 2});
	t.like(await page.next(), {say: 'memory'});
	t.is(server.counters.dropped, 9);
});

test('a page that says too much at once is shown the door, others stay', async t => {
	const {server} = await bench(t);
	const [page, other] = [await joined(t, server), await joined(t, server)];
	page.socket.send('x'.repeat(1025));
	const [code] = (await once(page.socket, 'close')) as [number];
	t.is(code, 1009);
	await other.next();
	other.say({ask: 'memory', radio: 2});
	t.like(await other.next(), {say: 'memory'});
});

for (const [who, headers, path] of [
	['without the token', {}, '/0000/run'],
	['of another site', {origin: 'http://evil.example'}, undefined],
	['by another name', {host: 'rebound.example'}, undefined],
	['to another path', {}, 'elsewhere'],
] as const) {
	test(`a WebSocket ${who} is refused`, async t => {
		const {server} = await bench(t);
		const url = new URL(path ?? 'run', server.url);
		const socket = new WebSocket(url.href.replace('http', 'ws'), {headers});
		const [error] = (await once(socket, 'error')) as [Error];
		t.regex(error.message, /403/);
		t.is(server.watchers, 0);
	});
}

test('a port that is taken is an error of the world, with its number', async t => {
	const {server} = await bench(t);
	const port = Number(new URL(server.url).port);
	await t.throwsAsync(ViewServer.open(sourceOf(new Reel(), []), port), {
		instanceOf: EnvironmentError,
		message: new RegExp(`127.0.0.1:${port}; choose another --port`),
	});
});

async function bench(t: ExecutionContext) {
	const reel = new Reel();
	const asked: string[] = [];
	const server = await ViewServer.open(sourceOf(reel, asked));
	t.teardown(() => server.close());
	return {reel, asked, server};
}

function sourceOf(reel: Reel, asked: string[]): Source {
	return {
		stage: field,
		reel,
		mode: 'governed',
		memoryOf: async radio => (radio === 2 ? {timeUs: 9, octets: Uint8Array.of(1, 2)} : undefined),
		allow: us => asked.push(`allow ${us}`),
		allowOne: () => asked.push('one'),
	};
}

/** A page without a browser: next() is what it is told next. */
async function joined(t: ExecutionContext, server: ViewServer) {
	const socket = new WebSocket(new URL('run', server.url.replace('http', 'ws')));
	t.teardown(() => socket.terminate());
	const told: unknown[] = [];
	let wake = () => {};
	socket.on('message', (data: Buffer, isBinary) => {
		told.push(isBinary ? Uint8Array.from(data) : JSON.parse(String(data)));
		wake();
	});
	await once(socket, 'open');
	return {
		socket,
		say: (message: object) => socket.send(JSON.stringify(message)),
		next: async () => {
			if (told.length === 0) {
				await new Promise<void>(resolve => {
					wake = resolve;
				});
			}
			return told.shift();
		},
	};
}

/** fetch() does not let anybody choose a Host. */
async function statusFor(url: string, headers: Record<string, string>): Promise<number> {
	const asked = request(url, {headers});
	asked.end();
	const [response] = (await once(asked, 'response')) as [{statusCode: number; resume(): void}];
	response.resume();
	return response.statusCode;
}
