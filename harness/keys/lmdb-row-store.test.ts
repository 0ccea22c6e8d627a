import {fork} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {EnvironmentError, UsageError} from '../errors.js';
import {EUI, FleetBench, type TestDevice} from './bench.js';
import {LmdbRowStore} from './lmdb-row-store.js';
import {Registry} from './registry.js';

const folder = mkdtempSync(path.join(tmpdir(), 'rows-'));
test.after.always(() => rmSync(folder, {recursive: true}));

test("the folder and all that is in it are their owner's alone, whatever the umask", async t => {
	const umask = process.umask(0);
	const {store, place} = made('modes');
	process.umask(umask);
	await commit(store, [['a', 1]]);
	t.is(statSync(place).mode & 0o777, 0o700);
	for (const file of readdirSync(place)) {
		t.is(statSync(path.join(place, file)).mode & 0o777, 0o600, file);
	}
	await store.close();
});

test('a commit is all of it or none, and is there when it was told', async t => {
	const {store, place} = made('commits');
	await commit(store, [
		['a', 1],
		['b', Buffer.from('b')],
	]);
	await commit(store, [
		['a', undefined],
		['c', {d: [1]}],
	]);
	await store.close();
	const again = opened(place);
	t.deepEqual(
		new Map(again.entries()),
		new Map<string, unknown>([
			['b', Buffer.from('b')],
			['c', {d: [1]}],
		]),
	);
	await again.close();
});

test('a folder that is held names the process that holds it', async t => {
	const {store, place} = made('held');
	t.is(LmdbRowStore.open(place, {failed}), process.pid);
	await store.close();
	await opened(place).close();
});

test('a folder that holds something is no place for new keys, and one without keys is none', t => {
	const place = path.join(folder, 'diary');
	mkdirSync(place);
	writeFileSync(path.join(place, 'diary'), '');
	t.throws(() => LmdbRowStore.create(place, {failed}), {
		instanceOf: UsageError,
		message: /not an empty/,
	});
	t.throws(() => LmdbRowStore.open(place, {failed}), {
		instanceOf: UsageError,
		message: /no folder of keys/,
	});
	const nowhere = path.join(folder, 'no', 'where');
	t.throws(() => LmdbRowStore.create(nowhere, {failed}), {instanceOf: EnvironmentError});
});

test('attack/S3: after kill -9 a key server has what it has confirmed', async t => {
	const bench = new FleetBench();
	const device = bench.device();
	const {store, place} = made('killed');
	await commit(store, bench.store.copy());
	await store.close();
	const confirmed = await killedAfter(place, device, 20);

	const again = opened(place);
	const {generation} = Registry.load(again).get(EUI)!;
	t.true(generation >= confirmed, `${confirmed} confirmed, ${generation} kept`);
	t.true(generation <= confirmed + 1);
	await again.close();
});

/** Kills a key server at work once it has confirmed so many generations; the last it told of. */
async function killedAfter(place: string, device: TestDevice, count: number): Promise<number> {
	const program = path.join(folder, 'work.mjs');
	const work = new URL('work.js', import.meta.url).href;
	writeFileSync(program, `(await import('${work}')).workUntilKilled(...process.argv.slice(2));\n`);
	const child = fork(program, [place, Buffer.from(device.root).toString('hex')], {execArgv: []});
	let confirmed = 0;
	child.on('message', generation => {
		confirmed = Number(generation);
		if (confirmed >= count) child.kill('SIGKILL');
	});
	await once(child, 'close');
	return confirmed;
}

function made(name: string) {
	const place = path.join(folder, name);
	const store = LmdbRowStore.create(place, {failed});
	return {place, store};
}

function opened(place: string): LmdbRowStore {
	const store = LmdbRowStore.open(place, {failed});
	if (typeof store === 'number') throw new Error(`held by ${store}`);
	return store;
}

function commit(store: LmdbRowStore, puts: Parameters<LmdbRowStore['commit']>[0]): Promise<void> {
	return new Promise(resolve => store.commit(puts, resolve));
}

function failed(error: Error): void {
	throw error;
}
