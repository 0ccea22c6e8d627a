import test, {type ExecutionContext} from 'ava';
import {QueueEvents} from 'bullmq';
import {Redis} from 'ioredis';
import {Motebench} from '../motebench.js';
import {firmware} from '../simulate.js';
import {BRIEF, Desk} from './bench.js';
import {jobIdOf, queueName, runIdOf} from './queue.js';
import {RedisServer, redisMissing} from './redis-server.js';

/* Sweeps by workers behind Debian's Redis, each in a process of its own. */

const missing = redisMissing();
const each = missing === undefined ? test.serial : test.serial.skip;
if (missing !== undefined) test(`sweeps by workers are not tried: ${missing}`, t => t.pass());

each('workers come to the results that threads come to', async t => {
	const {desk, url} = await bench(t);
	const file = desk.file(BRIEF);
	const worker = await working(t, url);
	t.is(await swept(t, file, desk.out, '--queue', url), 0);
	const queued = desk.results;
	const here = new Desk(t);
	t.is(await swept(t, file, here.out), 0);
	t.deepEqual(queued, here.results);
	worker.child.kill('SIGTERM');
	t.is(await worker.ended(), 0);
	t.is(worker.stderr.match(/^done /gm)?.length, 6, worker.stderr);
});

test('a run whose id has digits alone is a job as any other', t => {
	t.notRegex(jobIdOf('0123456789012345'), /^\d+$/);
	t.is(runIdOf(jobIdOf('0123456789012345')), '0123456789012345');
});

each('a worker that is killed in the middle loses no run and doubles none', async t => {
	const {desk, url} = await bench(t);
	const file = desk.file(BRIEF.replace('seeds: 3', 'seeds: 30'));
	const doomed = await working(t, url, '--jobs', '2');
	const sweep = new Motebench(t, 'sweep', file, '--queue', url, '--out', desk.out, '--json');
	await doomed.says(/^done (.*\n)+done /m);
	doomed.child.kill('SIGKILL');
	t.is(await doomed.ended(), 'SIGKILL');
	const left = 60 - desk.kept.size;
	t.true(left > 0, 'it was killed in the middle');

	const heir = await working(t, url);
	t.is(await sweep.ended(), 0, sweep.stderr);
	t.like(JSON.parse(sweep.stdout), {runs: 60, done: 60, failed: 0});
	t.is(new Set(desk.results.map(({id}) => id)).size, 60);
	t.is(desk.results.length, 60);
	heir.child.kill('SIGTERM');
	await heir.ended();
	const again = heir.stderr.match(/^done /gm)!.length;
	t.true(
		again <= left && again >= left - 2,
		`${again} of ${left}: what was done is not done again`,
	);
});

each(
	'a sweep that was killed finds what was done without it, and nothing is done twice',
	async t => {
		const {desk, url} = await bench(t);
		const file = desk.file(BRIEF);
		const first = new Motebench(t, 'sweep', file, '--queue', url, '--out', desk.out);
		await handedOut(t, url, 6);
		first.child.kill('SIGKILL');
		await first.ended();
		const worker = await working(t, url);
		await worker.says(/(^done (.*\n)+){6}/m);
		t.is(await swept(t, file, desk.out, '--queue', url, '--resume'), 0);
		t.is(desk.results.length, 6);
		t.is(worker.stderr.match(/^done /gm)!.length, 6);
	},
);

each('a sweep that is interrupted takes back what nobody has begun', async t => {
	const {desk, url} = await bench(t);
	const sweep = new Motebench(t, 'sweep', desk.file(BRIEF), '--queue', url, '--out', desk.out);
	await handedOut(t, url, 6);
	t.regex(sweep.stderr, /nobody works at redis:\S+ yet: motebench worker --queue redis:/);
	sweep.child.kill('SIGINT');
	t.is(await sweep.ended(), 130, sweep.stderr);
	t.regex(sweep.stdout, /0 of 6 runs/);
	const worker = await working(t, url);
	const other = new Desk(t);
	const file = other.file(BRIEF.replace('seeds: 3', 'seeds: [9]'));
	t.is(await swept(t, file, other.out, '--queue', url), 0);
	t.is(worker.stderr.match(/^done /gm)!.length, 2);
});

each('a Redis that goes away for good ends sweep and worker, each with one line', async t => {
	const desk = new Desk(t);
	const redis = await RedisServer.start();
	t.teardown(() => redis.stop());
	const worker = await working(t, redis.url);
	const file = desk.file(BRIEF.replace('seeds: 3', 'seeds: 200'));
	const sweep = new Motebench(t, 'sweep', file, '--queue', redis.url, '--out', desk.out, '-q');
	await worker.says(/^done /m);
	await redis.stop();
	for (const program of [worker, sweep]) {
		t.is(await program.ended(), 3, program.stderr);
		t.regex(program.stderr, /motebench: redis:\S+ has gone.*\n$/);
		t.notRegex(program.stderr, /\n {4}at /);
	}
});

each('a password that is wrong is one line, exit 3, and is not printed', async t => {
	const {desk} = await bench(t);
	const redis = await RedisServer.start('--requirepass', 'right');
	t.teardown(() => redis.stop());
	const url = (password: string) => redis.url.replace('//', `//default:${password}@`);
	const refused = new Motebench(t, 'worker', '--queue', url('hunter2'));
	t.is(await refused.ended(), 3);
	t.regex(refused.stderr, /^motebench: the Redis at redis:\S+ does not let us in; .*\n$/);
	t.notRegex(refused.stderr, /hunter2|default:/);
	await working(t, url('right'));
	t.is(await swept(t, desk.file(BRIEF), desk.out, '--queue', url('right')), 0);
});

test('a Redis that is not there is one line and exit 3, without the password', async t => {
	const desk = new Desk(t);
	const url = 'redis://anna:hunter2@127.0.0.1:1';
	for (const args of [['worker'], ['sweep', desk.file(BRIEF), '--out', desk.out]]) {
		const program = new Motebench(t, ...args, '--queue', url);
		t.is(await program.ended(), 3);
		t.regex(program.stderr, /^motebench: no Redis answers at redis:\/\/127\.0\.0\.1:1; .*\n$/);
	}
});

test('what is no address of a Redis is one line and exit 2, without the password', async t => {
	for (const url of ['http://anna:hunter2@127.0.0.1', 'redis://anna:hunter2@host/x', '6379']) {
		const program = new Motebench(t, 'worker', '--queue', url);
		t.is(await program.ended(), 2);
		t.regex(program.stderr, /^motebench: \S+ is not the address of a Redis, expected redis:/);
		t.notRegex(program.stderr, /hunter2/);
	}
});

test('workers with another firmware have another queue', t => {
	t.not(queueName('a'.repeat(64)), queueName('b'.repeat(64)));
});

async function bench(t: ExecutionContext): Promise<{desk: Desk; url: string}> {
	const redis = await RedisServer.start();
	t.teardown(() => redis.stop());
	return {desk: new Desk(t), url: redis.url};
}

/** Waits until so many jobs wait for a worker. */
async function handedOut(t: ExecutionContext, url: string, count: number): Promise<void> {
	const redis = new Redis(url, {maxRetriesPerRequest: null});
	const events = new QueueEvents(queueName(firmware().built.sha256), {
		connection: redis,
		lastEventId: '0',
	});
	t.teardown(async () => {
		await events.close();
		redis.disconnect();
	});
	let left = count;
	await new Promise<void>(resolve => {
		events.on('waiting', () => {
			left -= 1;
			if (left === 0) resolve();
		});
	});
}

/** A worker that has begun to wait, and is ended with the test. */
async function working(t: ExecutionContext, url: string, ...args: string[]): Promise<Motebench> {
	const words = ['--lease', '2s', '--jobs', '1', ...args];
	const worker = new Motebench(t, 'worker', '--queue', url, ...words);
	await worker.says(/waiting at redis:/);
	return worker;
}

async function swept(
	t: ExecutionContext,
	file: string,
	out: string,
	...args: string[]
): Promise<number | string> {
	return await new Motebench(t, 'sweep', file, '--out', out, '--quiet', ...args).ended();
}
