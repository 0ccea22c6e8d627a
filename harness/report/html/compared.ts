/* The part of a page that holds runs against a baseline. */
import type {ComparedFigure, Comparison} from '../comparison.js';
import {differenceText, methodLine, SIGNS, valueText, verdictLine} from '../comparison-text.js';
import {type Column, escaped, section, table} from './markup.js';

const CLASSES = {better: 'good', same: 'soft', unclear: 'doubt', worse: 'bad'} as const;

/** Figure by figure; nothing where there is nothing to compare with. */
export function comparedOf(comparison: Comparison | undefined): string {
	if (comparison === undefined) return '';
	const {change, figures} = comparison;
	const kind = CLASSES[change];
	const content = `<p><strong class="${kind}">${SIGNS[change]} ${escaped(verdictLine(comparison))}</strong><br>
<span class="soft">${escaped(methodLine(comparison))}</span></p>
${table(figures, COLUMNS, {id: 'comparison-figures'})}`;
	return section('comparison', 'Against the baseline', content);
}

const COLUMNS: readonly Column<ComparedFigure>[] = [
	{head: 'figure', cell: ({label}) => escaped(label)},
	{head: 'before', numeric: true, cell: ({base, unit}) => escaped(valueText(base, unit))},
	{head: 'now', numeric: true, cell: ({now, unit}) => escaped(valueText(now, unit))},
	{head: 'difference', numeric: true, cell: one => escaped(differenceText(one))},
	{
		head: '',
		cell: ({change}) => `<span class="${CLASSES[change]}">${SIGNS[change]} ${change}</span>`,
	},
];
