/*
 * Takes runs from the queue and does them in threads, until it is told to stop. While a thread
 * simulates, this one renews the lease: a worker that is killed stops doing so, and its runs go
 * to another.
 */
import {type Job, Worker} from 'bullmq';
import type {Summary} from '../report/summary.js';
import type {Scenario} from '../scenario/schema.js';
import {queueName, runIdOf, STALLED_MAX} from './queue.js';
import {connectRedis, type RedisAddress} from './redis-address.js';
import {runThreads} from './run-threads.js';

export interface WorkerOptions {
	readonly address: RedisAddress;
	/** The hash of the firmware that is built here. */
	readonly firmware: string;
	/** Runs at a time. */
	readonly jobs: number;
	/** A worker that is silent for so long is dead. */
	readonly leaseMs: number;
	/** Called for each run that came to its end, and for each that did not. */
	readonly told: (line: string) => void;
}

/** Starts to work; `failed` rejects with an EnvironmentError once Redis has gone. */
export async function startWorker({address, firmware, jobs, leaseMs, told}: WorkerOptions) {
	let gone!: (error: Error) => void;
	const failed = new Promise<never>((_, reject) => {
		gone = reject;
	});
	failed.catch(() => {});
	const threads = runThreads(jobs);
	const redis = connectRedis(address, gone);
	const worker = new Worker<Scenario, Summary>(
		queueName(firmware),
		job => threads.do({id: runIdOf(job.id!), scenario: job.data}),
		{
			connection: redis,
			concurrency: jobs,
			lockDuration: leaseMs,
			stalledInterval: Math.ceil(leaseMs / 2),
			maxStalledCount: STALLED_MAX,
		},
	);
	worker.on('completed', job => told(`done ${labelOf(job)}`));
	worker.on('failed', (job, error) => {
		if (job !== undefined) told(`failed ${labelOf(job)}: ${error.message}`);
	});
	// What is wrong with the connection is told by `failed`; a lease that was lost, by its next owner.
	worker.on('error', () => {});
	const stop = async () => {
		// Without Redis nobody can be told that a run is done.
		await worker.close(redis.status !== 'ready');
		await threads.close();
		redis.disconnect();
	};
	return {failed, stop};
}

function labelOf({id, data: {name, seed}}: Job<Scenario, Summary>): string {
	return `${id} ${name} seed 0x${seed.toString(16)}`;
}
