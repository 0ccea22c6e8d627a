/*
 * Recorded runs in a terminal: one as it was told when it ended, several a line each; and how they
 * compare.
 */
import type {Comparison} from './comparison.js';
import {comparisonLines, methodLine, SIGNS, verdictLine} from './comparison-text.js';
import type {ToldRun} from './markdown.js';
import {failureOf} from './reason.js';
import {verdictOf} from './summary.js';
import {textOf} from './text.js';
import {figureText} from './units.js';

/** The lines of `runs`, and of what they are held against. */
export function linesOf(runs: readonly ToldRun[], comparison?: Comparison): string[] {
	const [only] = runs;
	const told = only && runs.length === 1 ? [textOf(only.summary, only.replay)] : tableOf(runs);
	return comparison === undefined ? told : [...told, '', ...comparedLines(comparison)];
}

/** The comparison as it stands at the end of a run. */
export function comparedLines(comparison: Comparison): string[] {
	return [
		...comparisonLines(comparison),
		`  ${methodLine(comparison)}`,
		'',
		`${SIGNS[comparison.change]} ${verdictLine(comparison)}`,
	];
}

function tableOf(runs: readonly ToldRun[]): string[] {
	const passed = runs.filter(({summary}) => verdictOf(summary) === 'passed').length;
	const name = Math.max(...runs.map(({summary}) => summary.scenario.length));
	const lines = runs.flatMap(({summary, replay}) => {
		const {scenario, seed, deliveryRatio, latencyMs} = summary;
		const good = verdictOf(summary) === 'passed';
		const cells = [
			`${good ? '✔' : '✘'} ${scenario.padEnd(name)}`,
			`0x${seed.toString(16)}`.padStart(10),
			figureText(deliveryRatio, 'ratio').padStart(8),
			`p95 ${figureText(latencyMs?.p95 ?? null, 'ms')}`.padStart(12),
		];
		const line = cells.join('  ');
		return good ? [line] : [`${line}  ${failureOf(summary)}`, `    again: ${replay}`];
	});
	return [...lines, '', `${passed} of ${runs.length} passed`];
}
