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
import {UsageError} from '../errors.js';
import type {Summary} from '../report/summary.js';
import {MemoryFile} from './memory-file.js';
import {Reel} from './reel.js';
import type {Memory, Source} from './source.js';
import type {Stage} from './stage.js';
import {parseStage} from './stage-file.js';
import {readTrace} from './trace-reader.js';

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
			throw new UsageError(
				`${this.#folder} is no run: it has no ${path.basename(file)}; motebench run SCENARIO --out ${this.#folder} makes one`,
			);
		}
		this.stage = parseStage(readFileSync(world, 'utf8'), world);
		this.#memory = new MemoryFile(path.join(this.#folder, 'memory.gz'), this.stage);
	}

	get #trace(): string {
		return path.join(this.#folder, 'trace.msgpack');
	}

	/** Reads the trace; the reel has ended when it is done. */
	async read(): Promise<void> {
		const {endUs, trouble} = await readTrace(this.#trace, chunk => this.reel.add(chunk));
		const summary = this.#summary();
		this.reel.end({
			// The last moments of a run may be silent.
			endUs: Math.max(endUs, 1e6 * (summary?.simulatedSeconds ?? 0)),
			summary,
			...(trouble !== undefined && {remark: `trace.msgpack: ${trouble}`}),
		});
	}

	/** What `radio` remembered at the end of the run. */
	async memoryOf(radio: number): Promise<Memory | undefined> {
		const octets = this.#memory.of(radio);
		const timeUs = this.reel.ending?.endUs ?? 1000 * this.stage.durationMs;
		return octets && {timeUs, octets};
	}

	#summary(): Summary | undefined {
		const file = path.join(this.#folder, 'summary.json');
		return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Summary) : undefined;
	}
}

function folderOf(run: string): string {
	if (!existsSync(run)) {
		throw new UsageError(`there is no ${run}; runs lie in runs/ unless --out said otherwise`);
	}
	return statSync(run).isDirectory() ? run : path.dirname(run);
}
