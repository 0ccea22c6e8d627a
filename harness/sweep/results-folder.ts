/*
 * The folder of a sweep. What is under runs/ is the truth: a run is there whole or not at all, so
 * a sweep that was killed goes on where it was. The rest is made of it at the end.
 *
 *   runs/ID/scenario.yaml   the run as a file: motebench run has it again
 *   runs/ID/summary.json    what came of it, put there in one step
 *   results.jsonl           a line a run, in the order of the plan
 *   sweep.json              what --json prints
 */
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {EnvironmentError, UsageError} from '../errors.js';
import type {Summary} from '../report/summary.js';
import {fileOf, type Run} from './plan.js';

export class ResultsFolder {
	readonly folder: string;

	/**
	 * Opens or makes `folder`. A UsageError where it is a file, or has runs already and nobody wants
	 * to go on with them; an EnvironmentError where it cannot be written.
	 */
	constructor(folder: string, resume: boolean) {
		this.folder = folder;
		if (existsSync(folder) && !statSync(folder).isDirectory()) {
			throw new UsageError(`${folder}: this is a file, expected a folder`);
		}
		if (!resume && this.#begun().length > 0) {
			throw new UsageError(
				`${folder} has runs already: --resume goes on with them, --out DIR begins elsewhere`,
			);
		}
		try {
			mkdirSync(path.join(folder, 'runs'), {recursive: true});
		} catch (error) {
			throw new EnvironmentError(`cannot write to ${folder}`, {cause: error});
		}
	}

	/** A UsageError where there are runs, but none of `planned`: they are those of another sweep. */
	mustHaveSomeOf(planned: readonly Run[]): void {
		const begun = this.#begun();
		const ids = new Set(planned.map(({id}) => id));
		if (begun.length === 0 || begun.some(id => ids.has(id))) return;
		throw new UsageError(
			`${this.folder} has runs of another sweep or firmware, and none of this: --out DIR begins elsewhere`,
		);
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

	/** The ids of runs that are there, whole or not. */
	#begun(): string[] {
		const runs = path.join(this.folder, 'runs');
		return existsSync(runs) ? readdirSync(runs) : [];
	}

	#folderOf(id: string): string {
		return path.join(this.folder, 'runs', id);
	}
}
