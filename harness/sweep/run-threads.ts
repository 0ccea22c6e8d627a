/*
 * The threads that do runs. What they load is run-point.ts, which does not load this: a thread has
 * no use for a pool.
 */
import type {Summary} from '../report/summary.js';
import {Threads} from './crew.js';
import type {Job} from './run-point.js';

const MODULE = new URL('run-point.js', import.meta.url);

/** So many threads that do runs. */
export function runThreads(count: number): Threads<Job, Summary> {
	return new Threads(MODULE, count);
}
