/*
 * The folder of a sweep. What is under runs/ is the truth: a run is there whole or not at all, so
 * a sweep that was killed goes on where it was. The rest is made of it at the end.
 *
 *   runs/ID/scenario.yaml   the run as a file: motebench run has it again
 *   runs/ID/summary.json    what came of it, put there in one step
 *   results.jsonl           a line a run, in the order of the plan
 *   sweep.json              what --json prints
 */
import {existsSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {EnvironmentError, UsageError} from '../errors.js';
import type {Summary} from '../report/summary.js';
import {fileOf, type Run} from './plan.js';

export class ResultsFolder {
	readonly folder: string;

	/**
	 * Opens or makes `folder`. A UsageError where it has runs already and nobody wants to go on with
	 * them; an EnvironmentError where it cannot be written.
	 */
	constructor(folder: string, resume: boolean) {
		this.folder = folder;
		const runs = path.join(folder, 'runs');
		if (!resume && existsSync(runs)) {
			throw new UsageError(
				`${folder} has runs already: --resume goes on with them, --out DIR begins elsewhere`,
			);
		}
		try {
			mkdirSync(runs, {recursive: true});
		} catch (error) {
			throw new EnvironmentError(`cannot write to ${folder}`, {cause: error});
		}
	}

	/** The file that has `run` again. */
	scenarioOf({id}: Run): string {
		return path.join(this.#folderOf(id), 'scenario.yaml');
	}

	/** What is known of `run`, or undefined where it has yet to be done. */
	summaryOf({id}: Run): Summary | undefined {
		const file = path.join(this.#folderOf(id), 'summary.json');
		return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Summary) : undefined;
	}

	/** Keeps what came of `run`; what was there before is replaced by the same. */
	keep(run: Run, summary: Summary): void {
		const folder = this.#folderOf(run.id);
		mkdirSync(folder, {recursive: true});
		writeFileSync(this.scenarioOf(run), fileOf(run, folder));
		const file = path.join(folder, 'summary.json');
		const files = {scenario: this.scenarioOf(run), summary: file};
		this.#write(file, `${JSON.stringify({...summary, files}, undefined, '\t')}\n`);
	}

	/** Writes a file that is made of the runs; its path. */
	conclude(name: string, text: string): string {
		const file = path.join(this.folder, name);
		this.#write(file, text);
		return file;
	}

	/** A file is complete or it is not there, whenever the process ends. */
	#write(file: string, text: string): void {
		writeFileSync(`${file}.part`, text);
		renameSync(`${file}.part`, file);
	}

	#folderOf(id: string): string {
		return path.join(this.folder, 'runs', id);
	}
}
