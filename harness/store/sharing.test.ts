/*
 * What a store promises several gateways, asked of the one in memory and of LMDB. There a gateway
 * that dies is one that lets go of the folder.
 */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {Stored} from './bench.js';
import {LmdbStore} from './lmdb-store.js';
import {MemoryStore} from './memory-store.js';
import type {StorePort} from './port.js';

promise('what one gateway has put another one sees, and does not have', async b => {
	const [one, two] = [b.start(1), b.start(2)];
	t(b).deepEqual([one.port.holderOf('a'), two.port.holderOf('a')], ['nobody', 'nobody']);
	one.port.put('a', 'first', 1);
	t(b).is(one.port.holderOf('a'), 'us');
	await one.told.until(1);
	t(b).deepEqual([one.port.holderOf('a'), two.port.holderOf('a')], ['us', 'other']);
	t(b).is(two.port.get('a'), 'first');
	t(b).deepEqual([...two.port.entries()], []);
});

promise('a put by another than the holder is refused, in its order', async b => {
	const [one, two] = [b.start(1), b.start(2)];
	one.port.put('a', 'first', 1);
	await one.told.until(1);
	two.port.put('b', 'mine', 1);
	two.port.put('a', 'not mine', 2);
	two.port.put('a', undefined, 3);
	two.port.put('b', 'still mine', 4);
	await two.told.until(4);
	t(b).deepEqual(two.told.tokens, [1, -2, -3, 4]);
	t(b).deepEqual([one.port.get('a'), one.port.get('b')], ['first', 'still mine']);
});

promise('whoever takes a key sees all that was stored of it, and the holder no more', async b => {
	const [one, two] = [b.start(1), b.start(2)];
	one.port.put('a', 'first', 1);
	await one.told.until(1);
	two.port.take('a', 1);
	await two.told.until(1);
	one.port.put('a', 'too late', 2);
	one.port.put('a', undefined, 3);
	t(b).deepEqual([one.port.holderOf('a'), two.port.holderOf('a')], ['other', 'us']);
	await one.told.until(3);
	t(b).deepEqual(one.told.tokens, [1, -2, -3]);
	t(b).is(two.port.get('a'), 'first');
	two.port.put('a', 'second', 2);
	await two.told.until(2);
	t(b).is(one.port.get('a'), 'second');
});

promise('a key that goes and comes back is not written by who had it before', async b => {
	const [one, two] = [b.start(1), b.start(2)];
	one.port.put('a', 'first', 1);
	await one.told.until(1);
	two.port.take('a', 1);
	await two.told.until(1);
	one.port.put('a', 'stale', 2);
	one.port.take('a', 3);
	one.port.put('a', 'third', 4);
	await one.told.until(4);
	t(b).deepEqual(one.told.tokens, [1, -2, 3, 4]);
	two.port.put('a', 'stale', 2);
	await two.told.until(2);
	t(b).deepEqual([two.told.tokens, two.port.get('a')], [[1, -2], 'third']);
});

promise(
	'a key that was removed is free, though its former holder thinks that it has it',
	async b => {
		const [one, two] = [b.start(1), b.start(2)];
		one.port.put('a', 'first', 1);
		await one.told.until(1);
		two.port.take('a', 1);
		two.port.put('a', undefined, 2);
		await two.told.until(2);
		t(b).deepEqual([one.port.holderOf('a'), two.port.holderOf('a')], ['other', 'nobody']);
		one.port.put('a', 'stale', 2);
		await one.told.until(2);
		one.port.put('a', 'new', 3);
		await one.told.until(3);
		t(b).deepEqual([one.told.tokens, two.port.get('a')], [[1, -2, 3], 'new']);
	},
);

promise('of two who put a new key at once one has it', async b => {
	const [one, two] = [b.start(1), b.start(2)];
	one.port.put('a', 'one', 1);
	two.port.put('a', 'two', 1);
	await Promise.all([one.told.until(1), two.told.until(1)]);
	const had = [...one.told.tokens, ...two.told.tokens];
	t(b).deepEqual([...had].sort(), [-1, 1]);
	t(b).is(one.port.get('a'), had[0] === 1 ? 'one' : 'two');
});

promise('a gateway that starts again has what it had, and what the dead had', async b => {
	const [one, two, three] = [b.start(1), b.start(2), b.start(3)];
	one.port.put('a', 'of one', 1);
	two.port.put('b', 'of two', 1);
	three.port.put('c', 'of three', 1);
	await Promise.all([one, two, three].map(({told}) => told.until(1)));
	await b.die(1);
	await b.die(2);
	const again = b.start(1);
	t(b).deepEqual(
		new Map(again.port.entries()),
		new Map([
			['a', 'of one'],
			['b', 'of two'],
		]),
	);
	t(b).deepEqual(
		['a', 'b', 'c'].map(key => again.port.holderOf(key)),
		['us', 'dead', 'other'],
	);
	again.port.put('a', 'again', 1);
	again.port.put('b', 'taken up', 2);
	again.port.put('c', 'never', 3);
	await again.told.until(3);
	t(b).deepEqual(again.told.tokens, [1, 2, -3]);
});

promise('of two who take up what a dead one had the quicker has it', async b => {
	const [one, two, three] = [b.start(1), b.start(2), b.start(3)];
	one.port.put('a', 'left', 1);
	await one.told.until(1);
	await b.die(1);
	for (const {port} of [two, three]) t(b).deepEqual([...port.entries()], [['a', 'left']]);
	two.port.put('a', 'two', 1);
	await two.told.until(1);
	three.port.put('a', 'three', 1);
	await three.told.until(1);
	t(b).deepEqual([three.told.tokens, three.port.get('a')], [[-1], 'two']);
});

test('the death of one gateway loses its own puts and nobody else has to know', t => {
	const due: (() => void)[] = [];
	const memory = new MemoryStore({schedule: run => due.push(run)});
	const [one, two] = [new Stored(), new Stored()];
	memory.storeOf(1)(one).put('a', 1, 1);
	const port = memory.storeOf(2)(two);
	port.put('b', 2, 1);
	memory.died(1);
	for (const run of due.splice(0)) run();
	t.deepEqual([one.tokens, two.tokens, [...port.entries()]], [[], [1], [['b', 2]]]);
});

test('a shelf is written by whoever has the key, and read by whoever has it next', async t => {
	const folder = await mkdtemp(path.join(tmpdir(), 'store-'));
	const failed = (error: Error) => t.fail(error.message);
	const [one, two] = [1, 2].map(gateway => LmdbStore.open(folder, {gateway, failed}));
	const [shelf, next] = [one!.shelf('in-flight'), two!.shelf('in-flight')];
	await new Promise<void>(stored => shelf.put('anna', {key: 'out:7', value: 9}, stored));
	const term = shelf.termOf('anna');
	const told = new Stored();
	const port = two!.store(told);
	port.take('anna', 1);
	await told.until(1);
	t.deepEqual([...next.entries('anna')], [['out:7', 9]]);
	shelf.put('anna', {key: 'out:7', value: undefined}, () => t.fail('it is not its own'));
	const last = new Stored();
	one!.store(last).take('anna', 1);
	await last.until(1);
	t.deepEqual([...shelf.entries('anna')], [['out:7', 9]]);
	t.not(shelf.termOf('anna'), term, 'another may have had it meanwhile');
	await Promise.all([one!.close(), two!.close()]);
	await rm(folder, {recursive: true});
});

interface Started {
	readonly told: Stored;
	readonly port: StorePort;
}

interface Bench {
	readonly t: ExecutionContext;
	start(gateway: number): Started;
	die(gateway: number): Promise<void>;
}

function t({t: context}: Bench): ExecutionContext {
	return context;
}

function promise(title: string, claim: (bench: Bench) => Promise<void>): void {
	test(`memory: ${title}`, async context => {
		const memory = new MemoryStore({schedule: run => setImmediate(run)});
		const start = (gateway: number) => {
			const told = new Stored();
			return {told, port: memory.storeOf(gateway)(told)};
		};
		await claim({t: context, start, die: async gateway => memory.died(gateway)});
	});
	test(`lmdb: ${title}`, async context => {
		const folder = await mkdtemp(path.join(tmpdir(), 'store-'));
		const stores = new Map<number, LmdbStore>();
		const start = (gateway: number) => {
			const told = new Stored();
			const failed = (error: Error) => context.fail(error.message);
			const lmdb = LmdbStore.open(folder, {gateway, failed});
			stores.set(gateway, lmdb);
			return {told, port: lmdb.store(told)};
		};
		await claim({t: context, start, die: gateway => stores.get(gateway)!.close()});
		for (const store of stores.values()) await store.close();
		await rm(folder, {recursive: true});
	});
}
