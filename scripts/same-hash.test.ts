/*
 * A15 is the name of an acceptance test of the radio model. Threads and checkpoints are here;
 * npm run same-hash asks another Node as well.
 */
import test from 'ava';
import {Piscina} from 'piscina';
import hashOf, {type HashRun} from './hash-run.js';

const filename = new URL('hash-run.js', import.meta.url).href;

interface Elsewhere {
	readonly workers: number;
	readonly keptAtS: number;
}

const anywhere = test.macro({
	title: (_, {name}: HashRun, {workers}: Elsewhere) =>
		`A15: ${name} has one trace, here twice, in 1 worker, in ${workers}, and kept on its way`,
	async exec(t, run: HashRun, {workers, keptAtS}: Elsewhere) {
		const here = await hashOf(run);
		t.is(await hashOf(run), here, 'twice');
		for (const threads of [1, workers]) {
			const pool = new Piscina({filename, minThreads: threads, maxThreads: threads});
			const hashes = await Promise.all(Array.from({length: threads}, () => pool.run(run)));
			await pool.destroy();
			t.deepEqual([...new Set(hashes)], [here], `${threads} workers`);
		}
		t.is(await hashOf({...run, keptAtS}), here, 'kept');
	},
});
test(anywhere, {name: 'smoke', nodes: 10, seconds: 60}, {workers: 8, keptAtS: 30});
test(anywhere, {name: 'keys', nodes: 20, seconds: 430}, {workers: 2, keptAtS: 425});
test(anywhere, {name: 'sleepers', nodes: 20, seconds: 700}, {workers: 2, keptAtS: 610});
test(anywhere, {name: 'campus', nodes: 40, seconds: 120}, {workers: 2, keptAtS: 100});
test(anywhere, {name: 'tower', nodes: 40, seconds: 120}, {workers: 2, keptAtS: 100});

test('another seed is another trace, in a worker too', async t => {
	const pool = new Piscina({filename, maxThreads: 1});
	const run = {name: 'smoke', nodes: 10, seconds: 10};
	t.not(await pool.run({...run, seed: 2}), await hashOf(run));
	await pool.destroy();
});
