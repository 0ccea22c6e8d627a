import test from 'ava';
import {aftermath, fleet} from '../attack-bench.js';
import {stolen} from '../attackers/stolen-flash.js';

/* A leak is planted, to see that it is found. */

test('goal/G3: a payload that goes over the air in clear is found', async t => {
	const {keys} = await aftermath(fleet({}), (world, {members}) => {
		world.trace.watch({
			event(_event, radio, what, _value, octets) {
				if (radio !== members.length - 1 || what !== PUBLISHED) return;
				const copy = Uint8Array.from(octets);
				world.after(1000, () => world.endpoints[0].send(radio + 1, copy));
			},
		});
	});
	t.true(keys!.leaks.length > 0);
	t.true(keys!.leaks.every(({what}) => what === 'payload'));
});

test('goal/G3: a topic that goes over the air in clear is found', async t => {
	const {keys} = await aftermath(fleet({}), world => {
		const topic = Buffer.from('..sensor/0200000000000001/sample');
		world.after(60_000_000, () => world.endpoints[0].send(5, topic));
	});
	t.deepEqual([...new Set(keys!.leaks.map(({what}) => what))], ['topic']);
});

test('attack/P1: a root key that is left behind in flash is found', async t => {
	const security = {orders: [{ask: 'rekey', at: '3m'}]};
	const {keys} = await aftermath(fleet({security}), world => {
		world.after(120_000_000, () => {
			const [{flash}] = world.nodes;
			const {rootKey} = stolen(flash.image())!;
			world.after(300_000_000, () => plant(flash, rootKey));
		});
	});
	t.deepEqual([...new Set(keys!.leaks.map(({what}) => what))], ['older root key']);
});

test('attack/P1: a session key that is left behind in memory is found', async t => {
	const security = {orders: [{ask: 'rekey', at: '3m'}]};
	const {keys} = await aftermath(fleet({security}), world => {
		const [node] = world.nodes;
		world.after(120_000_000, () => {
			// The page of a minute, at the end of memory, where nothing is.
			const before = node.page.slice(0, 8192);
			world.after(420_000_000, () => node.page.set(before, node.page.length - before.length));
		});
	});
	t.true(keys!.leaks.some(({what}) => what === 'older session key'));
});

test('a run without a leak, and without a nonce twice, says so', async t => {
	const {keys} = await aftermath(fleet({}));
	t.like(keys, {joined: 6, rekeyed: 0, noncesRepeated: 0, suspects: 0, revoked: 0});
	t.deepEqual(keys?.leaks, []);
	t.true(keys!.nonces > 300);
});

test('whoever attacks does so by the seed: the same run again has the same trace', async t => {
	const attackers = [
		{kind: 'rogue-gateway', position: [9, 9], at: '0s'},
		{kind: 'replayer', position: [11, 11], every: '200ms', at: '0s'},
	];
	const faults = [{kind: 'frame-loss', share: 0.3, at: '0s'}];
	const [one, again, other] = [
		await aftermath(fleet({attackers, faults})),
		await aftermath(fleet({attackers, faults})),
		await aftermath(fleet({attackers, faults, seed: 8})),
	];
	t.is(one.traceHash, again.traceHash);
	t.not(one.traceHash, other.traceHash);
});

const PUBLISHED = 1;

/** Programs the octets into the last words of the flash, which are still blank. */
function plant(flash: {program(at: number, from: Uint8Array): void}, octets: Uint8Array): void {
	flash.program(2048 - octets.length, Buffer.from(octets));
}
