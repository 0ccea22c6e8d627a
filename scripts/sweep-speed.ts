/*
 * What threads do for a sweep, and how much of it the machine lets them do.
 *
 *   core        the sixty runs of docs/sweep-example.yaml, as they are and twenty minutes each, in a
 *               process that is held to one core: what engines do besides is done there as well
 *   threads     the same with one thread, then with two and more, up to one a core
 *   processes   a quarter of these in one plain process, then in one a core at once. Nothing is
 *               shared there but the machine, so no pool can do better
 *
 * Whole sweeps without files; threads and processes start within the time. A run that is short ends
 * before the engine has compiled its code, which each thread does for itself. What else goes on in a
 * machine changes by the minute: all rows are measured in turn, more than once, and the least holds.
 */
import {execFile} from 'node:child_process';
import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {work} from '../harness/sweep/crew.js';
import {longestFirst} from '../harness/sweep/longest-first.js';
import {runThreads} from '../harness/sweep/run-threads.js';
import {allRuns, someRuns} from './sweep-runs.js';

export interface SweepRow {
	readonly kind: 'core' | 'threads' | 'processes';
	/** Threads or processes at a time. */
	readonly width: number;
	readonly runs: number;
	readonly simulatedMinutes: number;
	readonly wallSeconds: number;
	/** Of this process and of those that it has started. */
	readonly cpuSeconds: number;
	/** Of the time that a run takes on one core; of processes, of the time that it takes in one. */
	readonly share: number;
}

/** What a row is of; `take` resolves to the CPU seconds that it took. */
type Measure = Pick<SweepRow, 'kind' | 'width' | 'runs' | 'simulatedMinutes'> & {
	readonly take: () => Promise<number>;
};

const ROUNDS = 2;
const SHORT_MINUTES = 0.5;
const LONG_MINUTES = 20;
const ALONE = fileURLToPath(new URL('sweep-alone.js', import.meta.url));

/** Rows for 1, 2, 4, ... at a time; the first of each kind is what the others are held against. */
export async function* sweepSpeed(): AsyncGenerator<SweepRow> {
	const short = [onOneCore(SHORT_MINUTES), ...inThreads(SHORT_MINUTES)];
	yield* await rowsOf(short);
	const long = [onOneCore(LONG_MINUTES), ...inThreads(LONG_MINUTES)];
	yield* await rowsOf([...long, ...inProcesses(LONG_MINUTES)]);
}

function onOneCore(simulatedMinutes: number): Measure {
	return {
		kind: 'core',
		width: 1,
		runs: allRuns(simulatedMinutes).length,
		simulatedMinutes,
		take: () => secondsOf('taskset', ['-c', '0', process.execPath, ALONE, `${simulatedMinutes}`]),
	};
}

function inThreads(simulatedMinutes: number): Measure[] {
	const tasks = longestFirst(allRuns(simulatedMinutes));
	const {signal} = new AbortController();
	return widths().map(width => ({
		kind: 'threads',
		width,
		runs: tasks.length,
		simulatedMinutes,
		take: async () => {
			const start = process.cpuUsage();
			await work({tasks, crew: runThreads(width), keep: () => {}, signal});
			const {user, system} = process.cpuUsage(start);
			return (user + system) / 1e6;
		},
	}));
}

function inProcesses(simulatedMinutes: number): Measure[] {
	const {length} = someRuns(simulatedMinutes);
	return widths().map(width => ({
		kind: 'processes',
		width,
		runs: length * width,
		simulatedMinutes,
		take: async () => {
			const all = Array.from({length: width}, () =>
				secondsOf(process.execPath, [ALONE, `${simulatedMinutes}`, 'some']),
			);
			return (await Promise.all(all)).reduce((sum, seconds) => sum + seconds, 0);
		},
	}));
}

async function rowsOf(measures: readonly Measure[]): Promise<SweepRow[]> {
	const taken = measures.map(() => ({wallSeconds: Infinity, cpuSeconds: 0}));
	for (let round = 0; round < ROUNDS; round++) {
		for (const [index, {take}] of measures.entries()) {
			const startMs = performance.now();
			const cpuSeconds = await take();
			const wallSeconds = (performance.now() - startMs) / 1000;
			if (wallSeconds < taken[index]!.wallSeconds) taken[index] = {wallSeconds, cpuSeconds};
		}
	}

	const rows = measures.map(({take: _, ...row}, index) => ({...row, ...taken[index]!}));
	return rows.map(row => {
		const reference = row.kind === 'processes' ? 'processes' : 'core';
		const alone = rows.find(({kind}) => kind === reference)!;
		return {...row, share: perRun(row) / perRun(alone)};
	});
}

function perRun({wallSeconds, runs}: Pick<SweepRow, 'wallSeconds' | 'runs'>): number {
	return wallSeconds / runs;
}

function widths(): number[] {
	const powers = Array.from({length: 16}, (_, power) => 2 ** power);
	return powers.filter(width => width <= availableParallelism());
}

/** The CPU seconds that the runs of a process took. */
async function secondsOf(program: string, args: readonly string[]): Promise<number> {
	const {stdout} = await promisify(execFile)(program, args);
	return Number(stdout);
}

/** A row as a line of the table. */
export function sweepLineOf(row: SweepRow): string {
	return [
		`${row.width} ${row.width === 1 ? SINGULAR[row.kind] : row.kind}`.padStart(14),
		`${row.runs}`.padStart(7),
		`${row.simulatedMinutes}`.padStart(10),
		row.wallSeconds.toFixed(1).padStart(10),
		row.cpuSeconds.toFixed(1).padStart(8),
		row.share.toFixed(2).padStart(14),
	].join('');
}

const SINGULAR = {core: 'core', threads: 'thread', processes: 'process'} as const;

export const SWEEP_HEAD = `
a sweep of whole runs: docs/sweep-example.yaml; two processes against one is what the machine allows
        at once   runs   minutes   seconds   CPU s   of one core`;
