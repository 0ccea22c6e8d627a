/*
 * Those who do tasks, and how many at a time: threads here, or workers behind a queue.
 *
 *   tasks  --next-->  lane 1  --do-->  crew  --result-->  kept
 *                     lane 2  ...
 *
 * Knows no run and no scenario: what a thread does is a module that is named.
 */
import {Piscina} from 'piscina';

export interface Crew<Task, Result> {
	/** How many tasks it may be given at a time. */
	readonly width: number;
	/** Does a task; rejects what was not done when it is closed. */
	do(task: Task): Promise<Result>;
	/** Called once `task` is done and kept. */
	done(task: Task): Promise<void>;
	/** Ends at once what is being done. */
	close(): Promise<void>;
}

/** Worker threads of this process. */
export class Threads<Task, Result> implements Crew<Task, Result> {
	readonly width: number;
	readonly #pool: Piscina<Task, Result>;

	/** `module` exports by default what a thread does with a task. */
	constructor(module: URL, count: number) {
		this.width = count;
		this.#pool = new Piscina({
			filename: module.href,
			minThreads: count,
			maxThreads: count,
			idleTimeout: Infinity,
		});
	}

	do(task: Task): Promise<Result> {
		return this.#pool.run(task);
	}

	async done(): Promise<void> {}

	async close(): Promise<void> {
		await this.#pool.destroy();
	}
}

export interface Shift<Task, Result> {
	/** Taken one by one, whenever the crew has room. */
	readonly tasks: Iterable<Task>;
	readonly crew: Crew<Task, Result>;
	/** Takes what came of each, in whatever order. */
	readonly keep: (task: Task, result: Result) => void;
	readonly signal: AbortSignal;
}

/** Has `crew` do all tasks, or those that it can until the signal, and closes it. */
export async function work<Task, Result>(shift: Shift<Task, Result>): Promise<void> {
	const {crew, signal} = shift;
	const stop = () => void crew.close();
	signal.addEventListener('abort', stop, {once: true});
	try {
		await share(shift);
	} finally {
		signal.removeEventListener('abort', stop);
		await crew.close();
	}
}

/** Has an open crew do all tasks. The first error ends it; after the signal nothing is begun. */
export async function share<Task, Result>(shift: Shift<Task, Result>): Promise<void> {
	const waiting = shift.tasks[Symbol.iterator]();
	await Promise.all(Array.from({length: shift.crew.width}, () => lane(waiting, shift)));
}

async function lane<Task, Result>(
	waiting: Iterator<Task>,
	{crew, keep, signal}: Shift<Task, Result>,
): Promise<void> {
	while (!signal.aborted) {
		const {done, value: task} = waiting.next();
		if (done) return;
		const result = await doneBefore(signal, crew.do(task));
		if (result === undefined) return;
		keep(task, result);
		await crew.done(task);
	}
}

/** The result, or undefined where the signal came first: then it is no error. */
async function doneBefore<Result>(
	signal: AbortSignal,
	result: Promise<Result>,
): Promise<Result | undefined> {
	try {
		return await result;
	} catch (error) {
		if (signal.aborted) return undefined;
		throw error;
	}
}
