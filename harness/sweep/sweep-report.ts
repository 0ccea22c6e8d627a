/*
 * What came of a sweep, as one object: sweep.json, what --json prints, and what the table is made
 * of. Keys are stable; null stands for what was not measured.
 */
import {type Summary, verdictOf} from '../report/summary.js';
import {figureText} from '../report/units.js';
import {type Estimate, estimateOf} from './estimate.js';
import {type FigureName, type Figures, figuresOf} from './figures.js';
import type {Plan, Point, Run} from './plan.js';

export interface SweepReport {
	readonly sweep: string;
	readonly scenario: string;
	/** Runs of the plan or of its shard, and how many of them are done. */
	readonly runs: number;
	readonly done: number;
	/** Of these, what was there before. */
	readonly resumed: number;
	readonly failed: number;
	/** Whether it was stopped before its end. */
	readonly interrupted: boolean;
	/** The figures of the table. */
	readonly figures: readonly FigureName[];
	readonly points: readonly PointReport[];
	readonly failures: readonly Failure[];
	readonly wallSeconds: number;
	/** Paths of what was written, by kind. */
	readonly files: Readonly<Record<string, string>>;
}

export interface PointReport {
	readonly values: Point['values'];
	readonly done: number;
	readonly failed: number;
	/** Every figure over the seeds that measured it. */
	readonly figures: Readonly<Record<FigureName, Estimate | null>>;
}

export interface Failure {
	readonly id: string;
	readonly values: Point['values'];
	readonly seed: number;
	readonly reasons: readonly string[];
	/** The command that has the run again. */
	readonly again: string;
}

/** A run that is done. */
export interface Done {
	readonly run: Run;
	readonly summary: Summary;
}

/** A line of results.jsonl. */
export function lineOf({run, summary}: Done): string {
	const {id, point, seed} = run;
	const {scenario, traceHash} = summary;
	const verdict = verdictOf(summary);
	const figures = figuresOf(summary);
	return JSON.stringify({id, scenario, values: point.values, seed, verdict, figures, traceHash});
}

/** The points of `plan` that any of `done` belongs to. */
export function pointsOf({points}: Plan, done: readonly Done[]): PointReport[] {
	return points.flatMap(point => {
		const mine = done.filter(({run}) => run.point === point);
		if (mine.length === 0) return [];
		const figures = mine.map(({summary}) => figuresOf(summary));
		return [
			{
				values: point.values,
				done: mine.length,
				failed: mine.filter(({summary}) => hasFailed(summary)).length,
				figures: estimates(figures),
			},
		];
	});
}

/** What went wrong in each run that failed; `again` is the command that has it again. */
export function failuresOf(done: readonly Done[], again: (run: Run) => string): Failure[] {
	return done
		.filter(({summary}) => hasFailed(summary))
		.map(({run, summary}) => ({
			id: run.id,
			values: run.point.values,
			seed: run.seed,
			reasons: reasonsOf(summary),
			again: again(run),
		}));
}

function estimates(all: readonly Figures[]): PointReport['figures'] {
	const names = Object.keys(all[0]!) as FigureName[];
	const entries = names.map(name => {
		const values = all.map(figures => figures[name]).filter(value => value !== null);
		return [name, estimateOf(values)] as const;
	});
	return Object.fromEntries(entries) as Record<FigureName, Estimate | null>;
}

function hasFailed(summary: Summary): boolean {
	return verdictOf(summary) !== 'passed';
}

function reasonsOf({expectations, firmware, keys}: Summary): string[] {
	const unmet = expectations
		.filter(({passed}) => !passed)
		.map(({text, observed, unit}) => `${text}: ${figureText(observed, unit)}`);
	const leaks = Object.entries(keys?.leaks ?? {}).map(
		([kind, count]) => `${kind} leaked: ${count}`,
	);
	return [
		...unmet,
		...(firmware.traps > 0 ? [`traps: ${firmware.traps}`] : []),
		...(keys !== null && keys.noncesRepeated > 0
			? [`nonces used twice: ${keys.noncesRepeated}`]
			: []),
		...leaks,
	];
}
