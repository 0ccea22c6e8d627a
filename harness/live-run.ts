/*
 * A run that goes on in another thread, as the view's server sees it.
 *
 *   open        the thread has built its world
 *   allow ...   what the page wants, passed on
 *   finished    the summary, or what went wrong
 */
import path from 'node:path';
import {Worker} from 'node:worker_threads';
import type {ArtefactOptions} from './artefacts.js';
import {EnvironmentError, UsageError} from './errors.js';
import type {LiveNews, LiveOrder} from './live-worker.js';
import type {Step} from './progress.js';
import type {Manifest} from './report/manifest.js';
import type {Summary} from './report/summary.js';
import type {Scenario} from './scenario/schema.js';
import {Governor, governance} from './view/governor.js';
import {MemoryFile} from './view/memory-file.js';
import {Reel} from './view/reel.js';
import type {Memory, Source} from './view/source.js';
import type {Stage} from './view/stage.js';

export interface LiveOptions {
	readonly folder: string;
	readonly capture: ArtefactOptions['capture'];
	readonly captureKeys?: boolean;
	/** What the run is made of, to be left beside its files. */
	readonly manifest?: Manifest;
	readonly brokerUrl?: string;
	readonly speed?: number;
	/** What to tell of simulated microseconds and the seconds that they took. */
	readonly stepOf: (nowUs: number, wallSeconds: number) => Step;
}

/** What the memory of a node is waited for while the run does something else. */
const MEMORY_MS = 2000;

export class LiveRun implements Source {
	readonly mode: Source['mode'];
	readonly reel = new Reel();
	/** What came of the run; rejected with what is wrong. */
	readonly finished: Promise<Summary>;
	stage!: Stage;
	/** Called now and then with how far the run is. */
	tell: (step: Step) => void = () => {};
	readonly #governor: Governor;
	readonly #worker: Worker;
	readonly #folder: string;
	readonly #stepOf: LiveOptions['stepOf'];
	readonly #waiting = new Map<number, (memory: Memory | undefined) => void>();
	#settle!: {resolve: (summary: Summary) => void; reject: (error: Error) => void};

	private constructor(scenario: Scenario, options: LiveOptions) {
		const {stepOf, ...files} = options;
		const shared = governance();
		const boards = scenario.nodes.some(({target}) => target.kind !== 'sim');
		const holds = !boards && options.brokerUrl === undefined;
		const workerData: LiveOrder = {scenario, ...files, shared, holds};
		this.mode = holds ? 'governed' : 'free';
		this.#stepOf = stepOf;
		this.#folder = options.folder;
		this.#governor = new Governor(shared);
		this.finished = new Promise((resolve, reject) => {
			this.#settle = {resolve, reject};
		});
		this.#worker = new Worker(new URL('live-worker.js', import.meta.url), {workerData});
		this.#worker.on('error', error => this.#settle.reject(error as Error));
	}

	/** Starts a run and waits until its world is built. Ends as `finished` does where it cannot. */
	static async open(scenario: Scenario, options: LiveOptions): Promise<LiveRun> {
		const run = new LiveRun(scenario, options);
		const staged = new Promise<void>(resolve => {
			run.#worker.on('message', (news: LiveNews) => {
				run.#heard(news);
				if (news.say === 'stage') resolve();
			});
		});
		await Promise.race([staged, run.finished]);
		return run;
	}

	allow(us: number): void {
		this.#governor.allow(us);
	}

	allowOne(): void {
		this.#governor.allowOne();
	}

	/** Ends the run early; its files are written. */
	interrupt(): void {
		this.#governor.stop();
	}

	/** One question at a time: a newer one takes the place of an older. */
	async memoryOf(radio: number): Promise<Memory | undefined> {
		const {ending} = this.reel;
		if (ending !== undefined) {
			const octets = new MemoryFile(path.join(this.#folder, 'memory.gz'), this.stage).of(radio);
			return octets && {timeUs: ending.endUs, octets};
		}
		for (const forget of this.#waiting.values()) forget(undefined);
		this.#waiting.clear();
		const answer = new Promise<Memory | undefined>(resolve => {
			this.#waiting.set(radio, resolve);
			setTimeout(() => resolve(undefined), MEMORY_MS).unref();
		});
		this.#governor.ask(radio);
		return answer;
	}

	async close(): Promise<void> {
		await this.#worker.terminate();
	}

	#heard(news: LiveNews): void {
		switch (news.say) {
			case 'stage':
				this.stage = news.stage;
				break;
			case 'chunk':
				this.reel.add(news.chunk);
				break;
			case 'reached':
				this.reel.reach(news.us);
				break;
			case 'memory':
				this.#remembered(news);
				break;
			case 'progress':
				this.tell(this.#stepOf(news.nowUs, news.wallSeconds));
				break;
			case 'done':
				this.reel.end({endUs: news.endUs, summary: news.summary});
				this.#settle.resolve(news.summary);
				break;
			case 'failed':
				this.#settle.reject(errorOf(news));
		}
	}

	#remembered({radio, timeUs, octets}: Extract<LiveNews, {say: 'memory'}>): void {
		const answer = this.#waiting.get(radio);
		this.#waiting.delete(radio);
		answer?.(octets.length === 0 ? undefined : {timeUs, octets});
	}
}

function errorOf({whose, message}: Extract<LiveNews, {say: 'failed'}>): Error {
	if (whose === 'user') return new UsageError(message);
	return whose === 'world' ? new EnvironmentError(message) : new Error(message);
}
