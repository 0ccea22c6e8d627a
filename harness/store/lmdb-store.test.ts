import {fork} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {EnvironmentError} from '../errors.js';
import {Stored} from './bench.js';
import {LmdbStore} from './lmdb-store.js';

test('every put that was answered is there after kill -9', async t => {
	for (const round of [1, 2, 3]) {
		const {answered, entries} = await killedAfter(round * 400);
		t.true(answered >= round * 400);
		const kept = [...entries.values()].map(value => value.last);
		t.true(Math.max(...kept) >= answered, `${answered} answered, ${Math.max(...kept)} kept`);
		for (const [key, {last, payload}] of entries) {
			t.is(key, `key ${last % 500}`);
			t.true(last > answered - 500, `${key} is older than an answered put`);
			t.deepEqual(Buffer.from(payload), Buffer.alloc(200, last));
		}
	}
});

test('what was put is stored by closing, and nothing is told after it', async t => {
	const folder = scratch(t.teardown);
	const told = new Stored();
	const first = LmdbStore.open(folder, {gateway: 1, failed});
	const port = first.store(told);
	port.put('a', 1, 1);
	await first.close();
	t.notThrows(() => port.put('b', 2, 2));
	const second = LmdbStore.open(folder, {gateway: 1, failed});
	t.deepEqual([...second.store(told).entries()], [['a', 1]]);
	t.deepEqual(told.tokens, []);
	await second.close();
	await t.notThrowsAsync(second.close(), 'closing twice is closing once');
});

test('a gateway that runs already is refused with its process', async t => {
	const folder = scratch(t.teardown);
	const holder = LmdbStore.open(folder, {gateway: 1, failed});
	t.throws(() => LmdbStore.open(folder, {gateway: 1, failed}), {
		instanceOf: EnvironmentError,
		message: `gateway 1 uses the store ${folder} already, as process ${process.pid}; give each gateway a --gateway-id of its own, or a folder`,
	});
	await holder.close();
	await LmdbStore.open(folder, {gateway: 1, failed}).close();
});

test('a folder that cannot be made, and a file in its place, are one line', t => {
	const folder = scratch(t.teardown);
	const file = path.join(folder, 'file');
	writeFileSync(file, '');
	for (const bad of [path.join(folder, 'no/such'), file, '/proc/nowhere']) {
		const error = t.throws(() => LmdbStore.open(bad, {gateway: 1, failed}), {
			instanceOf: EnvironmentError,
		});
		t.regex(error.message, /^the store \S+ cannot be used: .*; name a folder/);
	}
});

test('a file that is not a database of LMDB is refused and not changed', t => {
	const folder = scratch(t.teardown);
	writeFileSync(path.join(folder, 'data.mdb'), 'my diary'.repeat(1000));
	t.throws(() => LmdbStore.open(folder, {gateway: 1, failed}), {message: /not an LMDB file/});
	t.false(existsSync(path.join(folder, 'lock.mdb')));
});

test('a key at the limit is taken, one octet more is a RangeError', async t => {
	const folder = scratch(t.teardown);
	const lmdb = LmdbStore.open(folder, {gateway: 1, failed});
	const told = new Stored();
	const port = lmdb.store(told);
	t.throws(() => port.put('k'.repeat(1973), 1, 1), {instanceOf: RangeError});
	port.put('k'.repeat(1972), 1, 2);
	await told.until(1);
	t.deepEqual([...port.entries()], [['k'.repeat(1972), 1]]);
	await lmdb.close();
});

test('a shelf has entries of its own, in the commits of the ports', async t => {
	const folder = scratch(t.teardown);
	const lmdb = LmdbStore.open(folder, {gateway: 1, failed});
	const told = new Stored();
	const port = lmdb.store(told);
	const order: string[] = [];
	const stored = new Promise<void>(resolve => {
		lmdb.shelf('shelf').put('a', {key: 'k', value: 1}, () => order.push('a'));
		port.put('a', 2, 7);
		lmdb.shelf('shelves').put('a', {key: 'k', value: 3}, () => {
			order.push(`after ${told.tokens.length}`);
			resolve();
		});
	});
	t.deepEqual(order, [], 'no answer from inside');
	await stored;
	t.deepEqual(order, ['a', 'after 1']);
	await lmdb.close();

	const again = LmdbStore.open(folder, {gateway: 1, failed});
	t.deepEqual([...again.shelf('shelf').entries('a')], [['k', 1]]);
	t.deepEqual([...again.shelf('shelves').entries('a')], [['k', 3]]);
	t.deepEqual([...again.store(told).entries()], [['a', 2]]);
	await again.close();
});

interface Kept {
	readonly last: number;
	readonly payload: Uint8Array;
}

/** Kills a process that puts once it has had `count` answers; the highest, and what is there. */
async function killedAfter(count: number) {
	const folder = mkdtempSync(path.join(tmpdir(), 'store-'));
	const bench = new URL('bench.js', import.meta.url).href;
	const program = path.join(folder, 'put.mjs');
	writeFileSync(program, `(await import('${bench}')).putUntilKilled(process.argv[2]);\n`);
	const child = fork(program, [path.join(folder, 'store')], {execArgv: []});
	let answered = 0;
	child.on('message', token => {
		answered = Number(token);
		if (answered >= count) child.kill('SIGKILL');
	});
	await once(child, 'close');

	const lmdb = LmdbStore.open(path.join(folder, 'store'), {gateway: 1, failed});
	const entries = new Map(lmdb.store(new Stored()).entries()) as Map<string, Kept>;
	await lmdb.close();
	rmSync(folder, {recursive: true});
	return {answered, entries};
}

function scratch(teardown: (then: () => void) => void): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'store-'));
	teardown(() => {
		rmSync(folder, {recursive: true, force: true});
	});
	return folder;
}

function failed(error: Error): void {
	throw error;
}
