/*
 * A recorded run's page and verdict once more, with what it was held against.
 */
import path from 'node:path';
import type {Comparison} from './comparison.js';
import type {Details} from './details.js';
import {runPageOf} from './html/run-page.js';
import {junitOf} from './junit.js';
import {JUNIT_FILE, REPORT_FILE, readRun, writeTold} from './stored.js';

/** What a report holds a run against. */
export interface Against {
	readonly comparison: Comparison;
	/** Of the run that it is compared with, if it is one. */
	readonly details?: Details | undefined;
}

/** Writes the page and the JUnit file of the run in `folder` anew. */
export function retell(folder: string, {comparison, details: baseDetails}: Against): void {
	const run = readRun(folder);
	const {summary, replay} = run;
	writeTold(path.join(folder, REPORT_FILE), runPageOf({...run, comparison, baseDetails}));
	writeTold(path.join(folder, JUNIT_FILE), junitOf(summary, replay, comparison));
}
