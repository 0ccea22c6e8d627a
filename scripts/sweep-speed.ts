/*
 * What threads do for a sweep: the sixty runs of docs/sweep-example.yaml with one thread, then with
 * two and more, up to one a core. Whole sweeps without files; threads start within the time.
 */
import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {work} from '../harness/sweep/crew.js';
import {loadPlan} from '../harness/sweep/plan.js';
import {runThreads} from '../harness/sweep/run-threads.js';
import {ROOT} from './compile.js';

export interface SweepRow {
	readonly threads: number;
	readonly runs: number;
	readonly wallSeconds: number;
	/** Of the time that one thread takes. */
	readonly share: number;
}

/** A row for 1, 2, 4, ... threads; the first is what the others are held against. */
export async function* sweepSpeed(): AsyncGenerator<SweepRow> {
	const {runs} = loadPlan(fileURLToPath(new URL('docs/sweep-example.yaml', ROOT)), '');
	let aloneSeconds: number | undefined;
	for (let threads = 1; threads <= availableParallelism(); threads *= 2) {
		const startMs = performance.now();
		const {signal} = new AbortController();
		await work({tasks: runs, crew: runThreads(threads), keep: () => {}, signal});
		const wallSeconds = (performance.now() - startMs) / 1000;
		aloneSeconds ??= wallSeconds;
		yield {threads, runs: runs.length, wallSeconds, share: wallSeconds / aloneSeconds};
	}
}

/** A row as a line of the table. */
export function sweepLineOf({threads, runs, wallSeconds, share}: SweepRow): string {
	const cells = [
		[`${threads}`, 9],
		[`${runs}`, 7],
		[wallSeconds.toFixed(1), 10],
	] as const;
	const line = cells.map(([cell, width]) => cell.padStart(width)).join('');
	return `${line}${share.toFixed(2).padStart(13)}`;
}

export const SWEEP_HEAD = `
a sweep of whole runs: docs/sweep-example.yaml
  threads   runs   seconds   of one alone`;
