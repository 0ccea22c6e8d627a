/*
 * Shards of a sweep, or runs from several machines, put together in one folder:
 *
 *   OUT/runs/ID/...      every run as it was, once
 *   OUT/results.jsonl    a line a run: that of the shard where it has one
 *   OUT/junit.xml        a suite a run
 *   OUT/report.html      all runs on one page
 *
 * A run is known by the name of its folder. The same run from two shards is one run, if its trace
 * is the same; two different ones of one name are a mistake that nobody but the user can solve.
 */
import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {cannotWrite, UsageError} from '../errors.js';
import {overviewPageOf} from './html/overview-page.js';
import {junitOfAll} from './junit.js';
import {keyValuesOf} from './key-figures.js';
import {
	JUNIT_FILE,
	REPORT_FILE,
	readRun,
	type StoredRun,
	SUMMARY_FILE,
	writeTold,
} from './stored.js';
import {verdictOf} from './summary.js';

const RESULTS_FILE = 'results.jsonl';

export interface Merged {
	/** By name. */
	readonly runs: readonly StoredRun[];
	/** Runs that were there more than once, and were the same. */
	readonly repeated: number;
	/** What was written beside the runs. */
	readonly files: readonly string[];
}

/** Puts the runs below `places` into `out`; a UsageError where two of one name differ. */
export function merge(places: readonly string[], out: string): Merged {
	const found = places.flatMap(place => [...runsBelow(place, out)]);
	const runs = new Map<string, StoredRun>();
	for (const run of found) {
		const id = path.basename(path.resolve(run.folder));
		const there = runs.get(id);
		if (there === undefined) runs.set(id, run);
		else mustBeSame(id, there, run);
	}
	const kept = [...runs].sort(([one], [other]) => (one < other ? -1 : 1));
	const lines = linesBelow(places);
	const copies = kept.map(([id, run]) => copied(run, path.join(out, 'runs', id)));
	const results = kept.map(([id, run]) => lines.get(id) ?? lineOf(id, run));
	const files = copies.length === 0 ? [] : concluded(copies, results, out);
	return {runs: copies, repeated: found.length - kept.length, files};
}

/** Writes what is made of all runs. */
function concluded(runs: readonly StoredRun[], results: readonly string[], out: string): string[] {
	const files = {
		[RESULTS_FILE]: results.map(line => `${line}\n`).join(''),
		[JUNIT_FILE]: junitOfAll(runs),
		[REPORT_FILE]: overviewPageOf(runs),
	};
	return Object.entries(files).map(([name, text]) => {
		const file = path.join(out, name);
		writeTold(file, text);
		return file;
	});
}

/** Every folder with a summary.json in `place` or below; none in `out`, which is being made. */
function* runsBelow(place: string, out: string): Generator<StoredRun> {
	if (!existsSync(place) || !statSync(place).isDirectory()) {
		throw new UsageError(
			`${place}: there is no such folder${existsSync(place) ? ', but a file' : ''}`,
		);
	}
	if (existsSync(path.join(place, SUMMARY_FILE))) {
		yield readRun(place);
		return;
	}
	for (const entry of readdirSync(place, {withFileTypes: true})) {
		const folder = path.join(place, entry.name);
		if (entry.isDirectory() && path.resolve(folder) !== path.resolve(out)) {
			yield* runsBelow(folder, out);
		}
	}
}

function mustBeSame(id: string, one: StoredRun, other: StoredRun): void {
	const [first, second] = [one.summary, other.summary];
	if (first.traceHash === second.traceHash && first.scenario === second.scenario) return;
	throw new UsageError(
		`two runs are called ${id} and differ: ${one.folder} and ${other.folder}; rename one of them`,
	);
}

function copied(run: StoredRun, folder: string): StoredRun {
	try {
		mkdirSync(path.dirname(folder), {recursive: true});
		if (path.resolve(run.folder) !== path.resolve(folder)) {
			cpSync(run.folder, folder, {recursive: true});
		}
	} catch (error) {
		throw cannotWrite(folder, error);
	}
	return readRun(folder);
}

/** Lines that shards have written, by the id that each has. */
function linesBelow(places: readonly string[]): Map<string, string> {
	const files = places
		.map(place => path.join(place, RESULTS_FILE))
		.filter(file => existsSync(file));
	const lines = files.flatMap(file => readFileSync(file, 'utf8').split('\n'));
	return new Map(lines.filter(line => line !== '').map(line => [idOf(line), line]));
}

function idOf(line: string): string {
	try {
		return String((JSON.parse(line) as {id?: unknown}).id);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		throw new UsageError(`a line of ${RESULTS_FILE} is not JSON: ${line.slice(0, 60)}`);
	}
}

function lineOf(id: string, {summary}: StoredRun): string {
	const {scenario, seed, traceHash} = summary;
	const figures = keyValuesOf(summary);
	return JSON.stringify({id, scenario, seed, verdict: verdictOf(summary), figures, traceHash});
}
