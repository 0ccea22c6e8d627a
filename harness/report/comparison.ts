/*
 * Whether a version is better or worse than another, figure by figure.
 *
 *   seeds in common      the mean of the differences, each seed with itself     paired
 *   no seed in common    the difference of the means, by Welch                  welch
 *   one run on a side    the difference, as it is: no confidence                alone
 *
 * A figure is better or worse when its interval of 99 % leaves out nought and the difference
 * matters (key-figures.ts); with one run, when it matters so much that luck is a poor excuse.
 * A figure that is worse by so much in the mean, while its interval has nought in it, is unclear:
 * these seeds cannot tell. Otherwise it is the same. One figure that is worse makes the whole
 * worse, and else one that is unclear makes the whole unclear.
 */
import {
	KEY_FIGURES,
	type KeyFigure,
	type KeyValues,
	keyValuesOf,
	type Margin,
} from './key-figures.js';
import {type Interval, intervalOf, meanOf, welch} from './student.js';
import type {Summary} from './summary.js';

/** One run as a comparison sees it. */
export interface Sample {
	readonly seed: number;
	readonly traceHash: string;
	readonly figures: KeyValues;
}

export type Change = 'better' | 'same' | 'unclear' | 'worse';

/** The exit code of a command that has compared. */
export const EXIT_CODES: Readonly<Record<Change, number>> = {
	better: 0,
	same: 0,
	unclear: 4,
	worse: 6,
};

export type Method = 'paired' | 'welch' | 'alone';

export interface ComparedFigure {
	readonly name: string;
	readonly label: string;
	readonly unit: KeyFigure['unit'];
	/** Means. */
	readonly base: number;
	readonly now: number;
	readonly difference: number;
	/** Of the difference, 99 %; null with one run. */
	readonly low: number | null;
	readonly high: number | null;
	readonly change: Change;
}

export interface Comparison {
	/** What it is compared with. */
	readonly base: string;
	readonly method: Method;
	/** Runs of the base and of now that were looked at. */
	readonly baseRuns: number;
	readonly nowRuns: number;
	/** Seeds whose runs had the same events to the last one; null where none is in common. */
	readonly identical: number | null;
	readonly figures: readonly ComparedFigure[];
	readonly change: Change;
}

/** A run as one of those that are compared. */
export function sampleOf(summary: Summary): Sample {
	const {seed, traceHash} = summary;
	return {seed, traceHash, figures: keyValuesOf(summary)};
}

/** Holds `now` against `before`, which `base` names; a RangeError if one of them is empty. */
export function compare(
	base: string,
	before: readonly Sample[],
	now: readonly Sample[],
): Comparison {
	if (before.length === 0 || now.length === 0) throw new RangeError('nothing to compare');
	const pairs = pairsOf(before, now);
	const [left, right] =
		pairs.length === 0 ? [before, now] : [pairs.map(([one]) => one), pairs.map(([, two]) => two)];
	const method = methodOf(pairs.length, Math.min(left.length, right.length));
	const figures = KEY_FIGURES.flatMap(figure => compared(figure, method, {left, right}));
	const equal = pairs.filter(([one, two]) => one.traceHash === two.traceHash);
	return {
		base,
		method,
		baseRuns: left.length,
		nowRuns: right.length,
		identical: pairs.length === 0 ? null : equal.length,
		figures,
		change: overall(figures),
	};
}

function pairsOf(before: readonly Sample[], now: readonly Sample[]): [Sample, Sample][] {
	return before.flatMap(one => {
		const other = now.find(({seed}) => seed === one.seed);
		return other === undefined ? [] : [[one, other] as [Sample, Sample]];
	});
}

function methodOf(pairs: number, fewest: number): Method {
	if (pairs >= 2) return 'paired';
	return pairs === 0 && fewest >= 2 ? 'welch' : 'alone';
}

interface Sides {
	readonly left: readonly Sample[];
	readonly right: readonly Sample[];
}

/** Nothing where a side has not measured the figure in any run. */
function compared(figure: KeyFigure, method: Method, sides: Sides): ComparedFigure[] {
	const {name, label, unit} = figure;
	const [left, right] = method === 'welch' ? apart(name, sides) : together(name, sides);
	if (left.length === 0 || right.length === 0) return [];
	const [base, now] = [meanOf(left), meanOf(right)];
	const interval = method === 'welch' ? welch(left, right) : intervalOf(gains(left, right));
	const seen = {base, difference: now - base, interval};
	return [
		{
			name,
			label,
			unit,
			base,
			now,
			difference: now - base,
			low: interval?.low ?? null,
			high: interval?.high ?? null,
			change: changeOf(figure, seen),
		},
	];
}

function apart(name: string, {left, right}: Sides): [number[], number[]] {
	const measured = (samples: readonly Sample[]) => samples.flatMap(one => one.figures[name] ?? []);
	return [measured(left), measured(right)];
}

/** Only seeds with which both sides have measured it, in the same order; else all, as they are. */
function together(name: string, {left, right}: Sides): [number[], number[]] {
	if (left.length !== right.length) return apart(name, {left, right});
	const both = left.flatMap(({figures}, index) => {
		const [one, other] = [figures[name], right[index].figures[name]];
		return typeof one === 'number' && typeof other === 'number' ? [[one, other]] : [];
	});
	return [both.map(([one]) => one), both.map(([, other]) => other)];
}

function gains(left: readonly number[], right: readonly number[]): number[] {
	return left.length === right.length ? left.map((value, index) => right[index] - value) : [];
}

interface Seen {
	readonly base: number;
	readonly difference: number;
	readonly interval: Interval | null;
}

function changeOf(figure: KeyFigure, {base, difference, interval}: Seen): Change {
	const change = difference > 0 === (figure.better === 'higher') ? 'better' : 'worse';
	const isLarge = Math.abs(difference) > least(figure.mattersAlone, base);
	if (interval === null) return isLarge ? change : 'same';
	if (Math.abs(difference) <= least(figure.matters, base)) return 'same';
	if (interval.low > 0 || interval.high < 0) return change;
	return isLarge && change === 'worse' ? 'unclear' : 'same';
}

function least({absolute = 0, relative = 0}: Margin, base: number): number {
	return absolute + relative * Math.abs(base);
}

function overall(figures: readonly ComparedFigure[]): Change {
	const changes = figures.map(({change}) => change);
	const order = ['worse', 'unclear', 'better'] as const;
	return order.find(change => changes.includes(change)) ?? 'same';
}
