/*
 * The table at the end of a sweep: a line a point, its values first, then each figure as mean and
 * half of its interval, then how many runs met what was expected.
 *
 *   nodes   delivery         latency.p95           passed
 *   10      100 % ± 0 %      9.1 ms ± 0.4 ms       5 of 5
 */
import type {Estimate} from './estimate.js';
import {type FigureName, meanText} from './figures.js';
import type {Failure, PointReport, SweepReport} from './sweep-report.js';

/** Failures that are shown; sweep.json has all. */
const SHOWN_MAX = 10;

/** What a person sees at the end. */
export function sweepText(report: SweepReport): string {
	return [
		headline(report),
		aligned(linesOf(report)),
		...failures(report.failures),
		Object.values(report.files)
			.map(file => `  ${file}`)
			.join('\n'),
		ending(report),
	]
		.filter(paragraph => paragraph !== '')
		.join('\n\n');
}

/** The values of a point in words: `nodes 10, air.channel 11`. */
export function valuesText(values: PointReport['values']): string {
	return Object.entries(values)
		.map(([path, value]) => `${path} ${shown(value)}`)
		.join(', ');
}

function headline({sweep, scenario, runs, done, resumed, wallSeconds}: SweepReport): string {
	const before = resumed === 0 ? '' : `, ${resumed} of them before`;
	const name = `${sweep}: ${scenario}`;
	return `${name} · ${done} of ${runs} runs${before} · ${wallSeconds.toFixed(1)} s`;
}

function linesOf({points, figures}: SweepReport): string[][] {
	const paths = Object.keys(points[0]?.values ?? {});
	if (points.length === 0) return [];
	const lines = points.map(point => [
		...paths.map(path => shown(point.values[path])),
		...figures.map(name => estimateText(name, point.figures[name])),
		`${point.done - point.failed} of ${point.done}`,
	]);
	return [[...paths, ...figures, 'passed'], ...lines];
}

function estimateText(name: FigureName, estimate: Estimate | null): string {
	if (estimate === null) return '-';
	const mean = meanText(name, estimate.mean);
	return estimate.half === null ? mean : `${mean} ± ${meanText(name, estimate.half)}`;
}

function failures(all: readonly Failure[]): string[] {
	const lines = all.slice(0, SHOWN_MAX).flatMap(({values, seed, reasons, again}) => {
		const where = [valuesText(values), `seed ${seed}`].filter(text => text !== '').join(', ');
		return [`✘ ${where}: ${reasons.join('; ')}`, `  again: ${again}`];
	});
	if (all.length > SHOWN_MAX) lines.push(`and ${all.length - SHOWN_MAX} more`);
	return [lines.join('\n')];
}

function ending({failed, done, interrupted}: SweepReport): string {
	if (interrupted) return '✘ interrupted: --resume goes on';
	return failed === 0 ? '✔ passed' : `✘ failed: ${failed} of ${done} runs`;
}

function shown(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}

function aligned(lines: readonly string[][]): string {
	const widths = (lines[0] ?? []).map((_, column) =>
		Math.max(...lines.map(line => line[column]!.length)),
	);
	return lines
		.map(line =>
			line
				.map((cell, column) => cell.padEnd(widths[column]!))
				.join('   ')
				.trimEnd(),
		)
		.map(line => `  ${line}`)
		.join('\n');
}
