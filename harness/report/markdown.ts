/*
 * Runs as Markdown, as the summary of a CI job shows it: the verdict, what was expected, the key
 * figures, and what it compares with. GitHub appends what is written to a file that it names.
 */
import {appendFileSync} from 'node:fs';
import type {Comparison} from './comparison.js';
import {differenceText, methodLine, SIGNS, valueText, verdictLine} from './comparison-text.js';
import {KEY_FIGURES} from './key-figures.js';
import {failureOf} from './reason.js';
import type {StoredRun} from './stored.js';
import {type Summary, verdictOf} from './summary.js';
import {countText, figureText} from './units.js';

export type ToldRun = Pick<StoredRun, 'summary' | 'replay'>;

/** Rows of a table that one looks at; failures come first. */
const ROWS_MAX = 100;

/** The text of `runs`; ends with a line feed. */
export function markdownOf(runs: readonly ToldRun[], comparison?: Comparison): string {
	const [only] = runs;
	const parts = runs.length === 1 && only ? runParts(only) : overview(runs);
	if (comparison !== undefined) parts.push(...compared(comparison));
	return `${parts.join('\n\n')}\n`;
}

/** Appends `text` to the summary of the CI job, where there is one. */
export function appendStepSummary(text: string, environment = process.env): void {
	const file = environment['GITHUB_STEP_SUMMARY'] ?? '';
	if (file !== '') appendFileSync(file, `${text}\n`);
}

function runParts({summary, replay}: ToldRun): string[] {
	const {expectations} = summary;
	const expected = expectations.map(({text, observed, unit, passed}) => [
		passed ? '✔' : '✘',
		`\`${text}\``,
		figureText(observed, unit),
	]);
	return [
		`### ${titleOf(summary)}`,
		crowdOf(summary),
		...(expected.length > 0 ? [tableOf(['', 'expected', 'observed'], expected)] : []),
		tableOf(
			['figure', 'value'],
			KEY_FIGURES.flatMap(({label, unit, of}) => {
				const value = of(summary);
				return value === null ? [] : [[label, valueText(value, unit)]];
			}),
		),
		...(verdictOf(summary) === 'passed' ? [] : [`Again: \`${replay}\``]),
	];
}

function titleOf(summary: Summary): string {
	const passed = verdictOf(summary) === 'passed';
	return `${passed ? '✔' : '✘'} ${summary.scenario}: ${passed ? 'passed' : failureOf(summary)}`;
}

function crowdOf({nodes, gateways, seed, traceHash}: Summary): string {
	return `${countText(nodes)} nodes, ${countText(gateways)} gateways, seed \`0x${seed.toString(16)}\`, trace \`${traceHash}\``;
}

function overview(runs: readonly ToldRun[]): string[] {
	const failed = runs.filter(({summary}) => verdictOf(summary) !== 'passed');
	const rest = runs.filter(({summary}) => verdictOf(summary) === 'passed');
	const shown = [...failed, ...rest].slice(0, ROWS_MAX);
	const omitted = runs.length - shown.length;
	const rows = shown.map(({summary}) => {
		const {scenario, seed, deliveryRatio, latencyMs} = summary;
		return [
			verdictOf(summary) === 'passed' ? '✔' : '✘',
			scenario,
			`\`0x${seed.toString(16)}\``,
			figureText(deliveryRatio, 'ratio'),
			figureText(latencyMs?.p95 ?? null, 'ms'),
			verdictOf(summary) === 'passed' ? '' : failureOf(summary),
		];
	});
	return [
		`### ${failed.length === 0 ? '✔' : '✘'} ${runs.length - failed.length} of ${runs.length} runs passed`,
		tableOf(['', 'scenario', 'seed', 'delivery', 'latency p95', ''], rows),
		...(omitted > 0 ? [`and ${omitted} more that passed`] : []),
		...(failed.length > 0
			? [`Again:\n\n\`\`\`\n${failed.map(({replay}) => replay).join('\n')}\n\`\`\``]
			: []),
	];
}

function compared(comparison: Comparison): string[] {
	const rows = comparison.figures.map(figure => [
		SIGNS[figure.change],
		figure.label,
		valueText(figure.base, figure.unit),
		valueText(figure.now, figure.unit),
		differenceText(figure),
		figure.change,
	]);
	return [
		`#### ${SIGNS[comparison.change]} ${verdictLine(comparison)}`,
		methodLine(comparison),
		tableOf(['', 'figure', 'before', 'now', 'difference', ''], rows),
	];
}

function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) =>
		`| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
