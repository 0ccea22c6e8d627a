/*
 * The report of many runs, one file: how many passed, the key figures over all seeds of each
 * scenario with their intervals, and every run in a row.
 */
import type {Comparison} from '../comparison.js';
import {valueText} from '../comparison-text.js';
import {KEY_FIGURES, type KeyFigure} from '../key-figures.js';
import type {ToldRun} from '../markdown.js';
import {failureOf} from '../reason.js';
import {intervalOf, meanOf} from '../student.js';
import {type Summary, verdictOf} from '../summary.js';
import {figureText, plural} from '../units.js';
import {comparedOf} from './compared.js';
import {type Column, escaped, section, table} from './markup.js';
import {pageOf} from './page.js';

/** The page of `runs`; ends with a line feed. */
export function overviewPageOf(runs: readonly ToldRun[], comparison?: Comparison): string {
	const passed = runs.filter(({summary}) => verdictOf(summary) === 'passed').length;
	const kind = passed === runs.length ? 'good' : 'bad';
	const names = [...new Set(runs.map(({summary}) => summary.scenario))];
	const body = [
		`<header><div><h1>${escaped(names.join(', '))}</h1><p>${plural(runs.length, 'run')}</p></div>
<div class="verdict ${kind}">${kind === 'good' ? '✔' : '✘'} ${passed} of ${runs.length} passed</div></header>`,
		comparedOf(comparison),
		...names.map(name => figuresOf(name, runs)),
		section(
			'runs',
			'Runs',
			`<div class="list">${table(runs, COLUMNS, {id: 'run-rows', sortable: true})}</div>`,
		),
		againOf(runs),
	];
	const title = `${names.join(', ')}: motebench`;
	return pageOf({title, body: body.filter(part => part !== '').join('\n'), charts: []});
}

interface MeanRow {
	readonly figure: KeyFigure;
	readonly values: readonly number[];
}

function figuresOf(name: string, runs: readonly ToldRun[]): string {
	const mine = runs.filter(({summary}) => summary.scenario === name);
	const rows: MeanRow[] = KEY_FIGURES.map(figure => ({
		figure,
		values: mine.flatMap(({summary}) => figure.of(summary) ?? []),
	})).filter(({values}) => values.length > 0);
	return section(`figures-${name}`, `${name}, ${plural(mine.length, 'run')}`, means(name, rows));
}

function means(name: string, rows: readonly MeanRow[]): string {
	const value = ({figure: {unit}}: MeanRow, number: number) => escaped(valueText(number, unit));
	const columns: Column<MeanRow>[] = [
		{head: 'figure', cell: ({figure: {label}}) => escaped(label)},
		{head: 'mean', numeric: true, cell: row => value(row, meanOf(row.values))},
		{
			...{head: '99 % of the mean', numeric: true},
			cell: row => {
				const interval = intervalOf(row.values);
				if (interval === null) return '-';
				return `${value(row, Math.max(0, interval.low))} to ${value(row, interval.high)}`;
			},
		},
		{head: 'least', numeric: true, cell: row => value(row, Math.min(...row.values))},
		{head: 'most', numeric: true, cell: row => value(row, Math.max(...row.values))},
	];
	return table(rows, columns, {id: `means-${name}`});
}

const COLUMNS: readonly Column<ToldRun>[] = [
	{
		head: 'verdict',
		cell: ({summary}) => verdictCell(summary),
		key: ({summary}) => verdictOf(summary),
	},
	{
		head: 'scenario',
		cell: ({summary}) => escaped(summary.scenario),
		key: ({summary}) => summary.scenario,
	},
	{
		...{head: 'seed', numeric: true, key: ({summary}: ToldRun) => summary.seed},
		cell: ({summary}) => `<code>0x${summary.seed.toString(16)}</code>`,
	},
	number('delivery', 'ratio', ({deliveryRatio}) => deliveryRatio),
	number('p50', 'ms', ({latencyMs}) => latencyMs?.p50 ?? null),
	number('p95', 'ms', ({latencyMs}) => latencyMs?.p95 ?? null),
	number('doubled', 'count', ({duplicates}) => duplicates),
	number('frames', 'count', ({frames}) => frames.sent),
	number('again', 'count', ({frames}) => frames.retries),
	number('collided', 'count', ({frames}) => frames.collided),
];

function number(
	head: string,
	unit: 'ratio' | 'ms' | 'count',
	of: (summary: Summary) => number | null,
): Column<ToldRun> {
	const cell = ({summary}: ToldRun) => escaped(figureText(of(summary), unit));
	return {head, numeric: true, cell, key: ({summary}) => of(summary)};
}

function verdictCell(summary: Summary): string {
	const verdict = verdictOf(summary);
	if (verdict === 'passed') return '<span class="good">✔ passed</span>';
	return `<span class="bad">✘ ${escaped(failureOf(summary))}</span>`;
}

function againOf(runs: readonly ToldRun[]): string {
	const failed = runs.filter(({summary}) => verdictOf(summary) !== 'passed');
	const lines = failed.map(({replay}) => `<p><code>${escaped(replay)}</code></p>`);
	return section('again', 'Those that did not pass, once more', lines.join('\n'));
}
