/*
 * A run that is over, read from its folder.
 *
 *   world.json      who and where: needed
 *   trace.msgpack   what happened: needed
 *   summary.json    the verdict: an interrupted run may have none
 *   memory.gz       what nodes remembered at the end
 */
import {existsSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {UsageError} from '../errors.js';
import {readJson} from '../report/manifest.js';
import {isSummary, SUMMARY_FILE} from '../report/stored.js';
import type {Summary} from '../report/summary.js';
import {TRACE_FILE} from '../trace/entry.js';
import {TraceReader} from '../trace/trace-reader.js';
import {MemoryFile} from './memory-file.js';
import {Reel} from './reel.js';
import type {Memory, Source} from './source.js';
import type {Stage} from './stage.js';
import {parseStage} from './stage-file.js';
import {TapeWriter} from './tape.js';

export class Recording implements Source {
	readonly mode = 'recorded';
	readonly reel = new Reel();
	readonly stage: Stage;
	readonly #folder: string;
	readonly #memory: MemoryFile;

	/** A UsageError where `run`, a folder or a file in it, is no run. */
	constructor(run: string) {
		this.#folder = folderOf(run);
		const world = path.join(this.#folder, 'world.json');
		for (const file of [world, this.#trace]) {
			if (existsSync(file)) continue;
			if (!statSync(run).isDirectory()) {
				throw new UsageError(`${run} is no file of a run: beside it is no ${path.basename(file)}`);
			}
			throw new UsageError(
				`${this.#folder} is no run: it has no ${path.basename(file)}; motebench run SCENARIO --out ${this.#folder} makes one`,
			);
		}
		this.stage = parseStage(readFileSync(world, 'utf8'), world);
		this.#memory = new MemoryFile(path.join(this.#folder, 'memory.gz'), this.stage);
	}

	get #trace(): string {
		return path.join(this.#folder, TRACE_FILE);
	}

	/** Reads the trace; the reel has ended when it is done. */
	async read(): Promise<void> {
		const {endUs, trouble} = await this.#readTrace();
		const {summary, remark} = this.#summary();
		this.reel.end({
			// The last moments of a run may be silent.
			endUs: Math.max(endUs, 1e6 * (summary?.simulatedSeconds ?? 0)),
			summary,
			...remarkOf(trouble === undefined ? remark : `${TRACE_FILE}: ${trouble.words}`),
		});
	}

	/** What `radio` remembered at the end of the run. */
	async memoryOf(radio: number): Promise<Memory | undefined> {
		const octets = this.#memory.of(radio);
		const timeUs = this.reel.ending?.endUs ?? 1000 * this.stage.durationMs;
		return octets && {timeUs, octets};
	}

	/** Lets others have a turn between the pieces. */
	async #readTrace(): Promise<TraceReader> {
		const reader = new TraceReader(this.#trace);
		const writer = new TapeWriter(chunk => this.reel.add(chunk));
		for (const entries of reader.pieces()) {
			for (const entry of entries) writer.entry(entry);
			const chunk = writer.take();
			if (chunk !== undefined) this.reel.add(chunk);
			await setImmediate();
		}
		return reader;
	}

	/** A run can be looked at without its verdict. */
	#summary(): {summary?: Summary; remark?: string} {
		const file = path.join(this.#folder, SUMMARY_FILE);
		if (!existsSync(file)) return {};
		try {
			const summary = readJson(file, 'the folder of a run');
			return isSummary(summary)
				? {summary}
				: {remark: `${SUMMARY_FILE}: it is no summary of a run`};
		} catch (error) {
			if (!(error instanceof UsageError)) throw error;
			return {remark: error.message};
		}
	}
}

function remarkOf(remark: string | undefined): {remark?: string} {
	return remark === undefined ? {} : {remark};
}

function folderOf(run: string): string {
	if (!existsSync(run)) {
		throw new UsageError(`there is no ${run}; runs lie in runs/ unless --out said otherwise`);
	}
	return statSync(run).isDirectory() ? run : path.dirname(run);
}
