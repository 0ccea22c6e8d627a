/*
 * What every store promises, asked of the one in memory and of LMDB.
 */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {Stored} from './bench.js';
import {LmdbStore} from './lmdb-store.js';
import {MemoryStore} from './memory-store.js';
import type {Store, StorePort} from './port.js';

promise('an answer never comes from inside the question, and answers keep the order', async b => {
	for (const token of [7, 3, 9]) b.port.put('same key', token, token);
	b.port.put('other', undefined, 4);
	b.t.deepEqual(b.told.tokens, []);
	await b.told.until(4);
	b.t.deepEqual(b.told.tokens, [7, 3, 9, 4]);
});

promise('the last value of a key is there for the next to open', async b => {
	b.port.put('a', {n: 1, list: ['x', ''], nothing: null}, 1);
	b.port.put('b', 'gone', 2);
	b.port.put('a', {n: 2, list: [], nothing: null}, 3);
	b.port.put('b', undefined, 4);
	await b.told.until(4);
	const again = b.store(new Stored());
	b.t.deepEqual([...again.entries()], [['a', {n: 2, list: [], nothing: null}]]);
});

promise('octets come back as octets, and any key is a key', async b => {
	const octets = Uint8Array.of(0, 1, 0xff);
	b.port.put('\0holder', {octets}, 1);
	b.port.put('', 0, 2);
	await b.told.until(2);
	const entries = new Map(b.store(new Stored()).entries());
	b.t.deepEqual(entries.get(''), 0);
	const value = entries.get('\0holder') as {octets: Uint8Array};
	b.t.true(value.octets instanceof Uint8Array);
	b.t.deepEqual(new Uint8Array(value.octets), octets);
});

promise('whoever puts a value may change it afterwards', async b => {
	const octets = Buffer.from('before');
	const value = {octets, list: [1]};
	b.port.put('a', value, 1);
	octets.fill('x');
	value.list.push(2);
	await b.told.until(1);
	const [[, kept] = []] = [...b.store(new Stored()).entries()];
	b.t.deepEqual(kept, {octets: Buffer.from('before'), list: [1]});
});

test('what is not stored in memory when a gateway starts again is lost', t => {
	const due: (() => void)[] = [];
	const memory = new MemoryStore({schedule: run => due.push(run)});
	const [before, after] = [new Stored(), new Stored()];
	memory.store(before).put('a', 1, 1);
	const port = memory.store(after);
	for (const run of due.splice(0)) run();
	t.deepEqual([before.tokens, [...port.entries()], memory.size], [[], [], 0]);
});

interface Bench {
	readonly t: ExecutionContext;
	readonly store: Store;
	readonly port: StorePort;
	readonly told: Stored;
}

function promise(title: string, claim: (bench: Bench) => Promise<void>): void {
	test(`memory: ${title}`, async t => {
		const {store} = new MemoryStore({schedule: run => setImmediate(run)});
		const told = new Stored();
		await claim({t, store, told, port: store(told)});
	});
	test(`lmdb: ${title}`, async t => {
		const folder = await mkdtemp(path.join(tmpdir(), 'store-'));
		const lmdb = LmdbStore.open(folder, {gateway: 1, failed: error => t.fail(error.message)});
		const told = new Stored();
		await claim({t, store: lmdb.store, told, port: lmdb.store(told)});
		await lmdb.close();
		await rm(folder, {recursive: true});
	});
}
