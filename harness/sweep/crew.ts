/*
 * Those who do runs, and how many at a time: threads here, or workers behind a queue.
 *
 *   runs  --next-->  lane 1  --do-->  crew  --summary-->  kept
 *                    lane 2  ...
 */
import {Piscina} from 'piscina';
import type {Summary} from '../report/summary.js';
import type {Scenario} from '../scenario/schema.js';

/** A run as a crew sees it. */
export interface Job {
	readonly id: string;
	readonly scenario: Scenario;
}

export interface Crew {
	/** How many runs it may be given at a time. */
	readonly width: number;
	/** Does a run; rejects what was not done when it is closed. */
	do(job: Job): Promise<Summary>;
	/** Called once `job` is done and kept. */
	done(job: Job): Promise<void>;
	/** Ends at once what is being done. */
	close(): Promise<void>;
}

/** Worker threads of this process. */
export class Threads implements Crew {
	readonly width: number;
	readonly #pool: Piscina<Scenario, Summary>;

	constructor(count: number) {
		this.width = count;
		this.#pool = new Piscina({
			filename: new URL('run-point.js', import.meta.url).href,
			minThreads: count,
			maxThreads: count,
			idleTimeout: Infinity,
		});
	}

	do({scenario}: Job): Promise<Summary> {
		return this.#pool.run(scenario);
	}

	async done(): Promise<void> {}

	async close(): Promise<void> {
		await this.#pool.destroy();
	}
}

export interface Shift<Each extends Job> {
	readonly jobs: readonly Each[];
	readonly crew: Crew;
	/** Takes what came of each, in whatever order. */
	readonly keep: (job: Each, summary: Summary) => void;
	readonly signal: AbortSignal;
}

/** Has `crew` do all jobs, or those that it can until the signal. The first error ends it. */
export async function work<Each extends Job>({jobs, crew, keep, signal}: Shift<Each>) {
	const waiting = jobs.values();
	const stop = () => void crew.close();
	signal.addEventListener('abort', stop, {once: true});
	const lane = async () => {
		for (const job of waiting) {
			if (signal.aborted) return;
			const summary = await done(crew, job, signal);
			if (summary === undefined) return;
			keep(job, summary);
			await crew.done(job);
		}
	};
	try {
		await Promise.all(Array.from({length: Math.min(crew.width, jobs.length)}, lane));
	} finally {
		signal.removeEventListener('abort', stop);
		await crew.close();
	}
}

/** The summary, or undefined where the signal came first: then it is no error. */
async function done(crew: Crew, job: Job, signal: AbortSignal): Promise<Summary | undefined> {
	try {
		return await crew.do(job);
	} catch (error) {
		if (signal.aborted) return undefined;
		throw error;
	}
}
