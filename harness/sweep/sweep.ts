/*
 * A sweep from beginning to end: what is missing is done, what is done is told.
 *
 *   plan - folder = missing  -->  crew  -->  folder  -->  report
 */
import type {Step} from '../progress.js';
import type {Summary} from '../report/summary.js';
import {type Crew, work} from './crew.js';
import {longestFirst} from './longest-first.js';
import type {Plan, Run} from './plan.js';
import type {ResultsFolder} from './results-folder.js';
import type {Job} from './run-point.js';
import {type Done, failuresOf, lineOf, pointsOf, type SweepReport} from './sweep-report.js';

export interface SweepOptions {
	readonly plan: Plan;
	/** The runs of the plan that are ours: all, or those of a shard. */
	readonly runs: readonly Run[];
	readonly folder: ResultsFolder;
	/** Called where there is anything to do. */
	readonly hire: () => Promise<Crew<Job, Summary>>;
	readonly signal: AbortSignal;
	readonly tell: (step: Step) => void;
}

/** Does what is missing; an interrupted sweep has a report too. */
export async function sweep(options: SweepOptions): Promise<SweepReport> {
	const {runs, folder, hire, signal, tell} = options;
	const startMs = performance.now();
	const missing = runs.filter(run => folder.summaryOf(run) === undefined);
	const resumed = runs.length - missing.length;
	let done = resumed;
	if (missing.length > 0) {
		await work<Run, Summary>({
			tasks: longestFirst(missing),
			crew: await hire(),
			keep: (run, summary) => {
				folder.keep(run, summary);
				done += 1;
				tell({share: done / runs.length, text: `${done} of ${runs.length} runs`});
			},
			signal,
		});
	}
	const seconds = (performance.now() - startMs) / 1000;
	return conclude(options, {resumed, wallSeconds: seconds});
}

/** The runs of the shard `index` of `count`, counted from 1: every count-th. */
export function shardOf(runs: readonly Run[], {index, count}: {index: number; count: number}) {
	return runs.filter((_, place) => place % count === index - 1);
}

function conclude(
	{plan, runs, folder, signal}: SweepOptions,
	so: Pick<SweepReport, 'resumed' | 'wallSeconds'>,
): SweepReport {
	const all = runs.flatMap((run): Done[] => {
		const summary = folder.summaryOf(run);
		return summary === undefined ? [] : [{run, summary}];
	});
	const results = folder.conclude('results.jsonl', all.map(done => `${lineOf(done)}\n`).join(''));
	const failures = failuresOf(all, run => `motebench run ${folder.scenarioOf(run)}`);
	const {name, scenario, figures} = plan.file;
	const report: SweepReport = {
		sweep: name,
		scenario,
		runs: runs.length,
		done: all.length,
		failed: failures.length,
		interrupted: signal.aborted,
		...so,
		figures,
		points: pointsOf(plan, all),
		failures,
		files: {results, sweep: `${folder.folder}/sweep.json`},
	};
	folder.conclude('sweep.json', `${JSON.stringify(report, undefined, '\t')}\n`);
	return report;
}
