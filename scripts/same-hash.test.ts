/* Threads and checkpoints; npm run same-hash asks another Node as well. */
import test from 'ava';
import {Piscina} from 'piscina';
import hashOf, {type HashRun} from './hash-run.js';

const filename = new URL('hash-run.js', import.meta.url).href;

const anywhere = test.macro({
	title: (_, {name}: HashRun) =>
		`${name} has one trace: in this thread, in one worker, in two, and kept on its way`,
	async exec(t, run: HashRun, keptAtS: number) {
		const here = await hashOf(run);
		for (const threads of [1, 2]) {
			const pool = new Piscina({filename, minThreads: threads, maxThreads: threads});
			const hashes = await Promise.all([pool.run(run), pool.run(run)]);
			await pool.destroy();
			t.deepEqual(hashes, [here, here], `${threads} workers`);
		}
		t.is(await hashOf({...run, keptAtS}), here, 'kept');
	},
});
test(anywhere, {name: 'smoke', nodes: 10, seconds: 60}, 30);
test(anywhere, {name: 'keys', nodes: 20, seconds: 430}, 425);
test(anywhere, {name: 'sleepers', nodes: 20, seconds: 700}, 610);

test('another seed is another trace, in a worker too', async t => {
	const pool = new Piscina({filename, maxThreads: 1});
	const run = {name: 'smoke', nodes: 10, seconds: 10};
	t.not(await pool.run({...run, seed: 2}), await hashOf(run));
	await pool.destroy();
});
