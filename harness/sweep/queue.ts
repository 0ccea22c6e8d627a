/*
 * The same runs, handed to workers on any machine through a queue in Redis (BullMQ).
 *
 *   add       not known      -> waiting    known: nothing is added, and what it came to is had
 *   waiting   a worker       -> active
 *   active    its summary    -> completed  kept by the sweep, then removed
 *   active    lease ended    -> waiting    the worker is dead; the fourth time -> failed
 *
 * The id of a job is that of its run. Sweeps and workers with another firmware or of another
 * version use another queue.
 */
import {readFileSync} from 'node:fs';
import {Queue, QueueEvents} from 'bullmq';
import type {Redis} from 'ioredis';
import {EnvironmentError} from '../errors.js';
import type {Summary} from '../report/summary.js';
import type {Scenario} from '../scenario/schema.js';
import type {Crew} from './crew.js';
import {connectRedis, type RedisAddress} from './redis-address.js';
import type {Job} from './run-point.js';

/** So many workers may one run lose; then it is the run that kills them. */
export const STALLED_MAX = 3;
/** A summary that nobody fetches. */
const KEPT_S = 24 * 3600;
/** Jobs that wait or are done at a time: more than there are workers. */
const WIDTH = 256;
/** Events that a sweep may be behind; each job has about four. */
const EVENTS_MAX = 16 * WIDTH;
/** How BullMQ says that a job was taken up too often. */
const STALLED = 'job stalled more than allowable limit';

const {version} = JSON.parse(
	readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
) as {version: string};

/** The queue for runs of the firmware with this hash. */
export function queueName(firmware: string): string {
	return `motebench-${version}-${firmware.slice(0, 16)}`;
}

export class QueueCrew implements Crew<Job, Summary> {
	readonly width = WIDTH;
	readonly #redis: Redis;
	readonly #queue: Queue<Scenario, Summary>;
	readonly #events: QueueEvents;
	readonly #gone: Promise<never>;
	readonly #open = new Set<string>();
	#closed = false;

	/** `firmware` is the hash of what workers have to run. */
	constructor(address: RedisAddress, firmware: string) {
		let gone!: (error: Error) => void;
		this.#gone = new Promise((_, reject) => {
			gone = reject;
		});
		this.#gone.catch(() => {});
		this.#redis = connectRedis(address, gone);
		const name = queueName(firmware);
		this.#queue = new Queue(name, {
			connection: this.#redis,
			streams: {events: {maxLen: EVENTS_MAX}},
		});
		this.#events = new QueueEvents(name, {connection: this.#redis});
		// Every job that is waited for listens for the end of the queue.
		this.#queue.setMaxListeners(WIDTH + 10);
		// What is wrong with the connection is told by `gone`.
		this.#queue.on('error', () => {});
		this.#events.on('error', () => {});
	}

	/** How many workers are there now. */
	workers(): Promise<number> {
		return Promise.race([this.#queue.getWorkersCount(), this.#gone]);
	}

	do(job: Job): Promise<Summary> {
		return Promise.race([this.#finished(job), this.#gone]);
	}

	async done({id}: Job): Promise<void> {
		this.#open.delete(id);
		await this.#queue.remove(jobIdOf(id));
	}

	/** Takes back what nobody has begun. */
	async close(): Promise<void> {
		if (this.#closed) return;
		this.#closed = true;
		if (this.#redis.status === 'ready') {
			// Of a job that a worker has begun Redis says 0 and lets it be.
			await Promise.all([...this.#open].map(id => this.#queue.remove(jobIdOf(id))));
			await this.#queue.close();
			await this.#events.close();
		} else {
			// Without Redis nothing answers any more; what listens would try for ever.
			for (const each of [this.#queue, this.#events]) each.close().catch(() => {});
		}
		this.#redis.disconnect();
	}

	async #finished({id, scenario}: Job): Promise<Summary> {
		const jobId = jobIdOf(id);
		const before = await this.#queue.getJob(jobId);
		// A failure of another day is not ours.
		if (before !== undefined && (await before.isFailed())) await this.#queue.remove(jobId);
		this.#open.add(id);
		const job = await this.#queue.add('run', scenario, {
			jobId,
			removeOnComplete: {age: KEPT_S},
			removeOnFail: {age: KEPT_S},
		});
		try {
			return await job.waitUntilFinished(this.#events);
		} catch (error) {
			if (!(error instanceof Error && error.message.startsWith(STALLED))) throw error;
			throw new EnvironmentError(`run ${id} has lost ${STALLED_MAX + 1} workers`, {
				hint: 'look at why they die: memory, perhaps',
			});
		}
	}
}

const JOB = 'run-';

/** Queues want no id of digits alone, which a hash may be. */
export function jobIdOf(runId: string): string {
	return JOB + runId;
}

export function runIdOf(jobId: string): string {
	return jobId.slice(JOB.length);
}
