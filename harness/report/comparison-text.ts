/*
 * A comparison in words: what was, what is, and how sure one may be. The same for a terminal, a
 * page and Markdown.
 */
import type {Change, ComparedFigure, Comparison} from './comparison.js';
import type {KeyFigure} from './key-figures.js';
import {chargeText, figureText, plural, ratioText, timeText} from './units.js';

/** As signs that colour only repeats. */
export const SIGNS: Readonly<Record<Change, string>> = {
	better: '▲',
	same: '=',
	unclear: '?',
	worse: '▼',
};

const WORDS: Readonly<Record<Change, string>> = {
	better: 'better than',
	same: 'the same as',
	unclear: 'too few seeds to tell, and perhaps worse than',
	worse: 'worse than',
};

/** Which runs were held against which, and what the whole of it says. */
export function verdictLine(comparison: Comparison): string {
	const {base, change, identical, baseRuns} = comparison;
	const equal = identical === baseRuns ? ': every event is the same' : '';
	return `${WORDS[change]} ${base}${equal}`;
}

/** How the intervals came to be. */
export function methodLine({method, baseRuns, nowRuns}: Comparison): string {
	switch (method) {
		case 'paired':
			return `${plural(baseRuns, 'seed')}, each with itself; intervals of 99 %`;
		case 'welch':
			return `${plural(nowRuns, 'run')} against ${baseRuns} with other seeds; intervals of 99 %`;
		case 'alone':
			return 'one run on a side: no interval, only large differences count';
	}
}

/** Lines for a terminal: a table of figures. */
export function comparisonLines(comparison: Comparison): string[] {
	const rows = comparison.figures.map(figure => [
		`${SIGNS[figure.change]} ${figure.label}`,
		valueText(figure.base, figure.unit),
		valueText(figure.now, figure.unit),
		differenceText(figure),
		figure.change,
	]);
	const table = [['', 'before', 'now', 'difference', ''], ...rows];
	const widths = table[0].map((_, at) => Math.max(...table.map(row => row[at].length)));
	return table.map(row =>
		row
			.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
			.join('   ')
			.trimEnd(),
	);
}

/** A value in the unit of a figure. */
export function valueText(value: number, unit: KeyFigure['unit']): string {
	switch (unit) {
		case 'mC':
			return chargeText(value * 1000);
		case 'uC':
			return chargeText(value);
		case 'ratio':
			return ratioText(value);
		case 'ms':
			return timeText(value);
		case 'count':
			return figureText(Number(value.toPrecision(3)), 'count');
	}
}

/** `+1.2 % (+0.8 to +1.6)`; shares differ by points, everything else by parts of what it was. */
export function differenceText({base, difference, low, high, unit}: ComparedFigure): string {
	const points = unit === 'ratio';
	if (!points && base === 0) return difference === 0 ? '0 %' : 'from nought';
	const part = (value: number) => signed((100 * value) / (points ? 1 : base));
	const mean = `${part(difference)}${points ? ' points' : ' %'}`;
	return low === null || high === null || low === high
		? mean
		: `${mean} (${part(low)} to ${part(high)})`;
}

function signed(value: number): string {
	const text = Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
	if (Number(text) === 0) return '0';
	return value > 0 ? `+${text}` : text;
}
