/*
 * One chart, twice: as SVG for paper and for whoever has no script, and as data for the library
 * that draws it on a screen.
 *
 *   title   -- name  - - name
 *   y |
 *     |      a line a series; a hole where nothing was measured
 *     +----------------------- x
 */
import {escaped} from './markup.js';
import {clock, linear, logarithmic, type Scale} from './scale.js';
import {clockText, plainText, shareText, shortTimeText} from './ticks.js';

/** What an axis shows, which says how it is divided and labelled. */
export type Axis = 'seconds' | 'ms' | 'share' | 'count';

export interface Series {
	readonly name: string;
	readonly values: readonly (number | null)[];
	/** Colour and dash: 1 to 3. */
	readonly tone: 1 | 2 | 3;
}

export interface Chart {
	readonly id: string;
	readonly title: string;
	/** What one sees, in a sentence. */
	readonly caption: string;
	readonly x: {readonly axis: 'seconds' | 'ms'; readonly values: readonly number[]};
	readonly y: Axis;
	/** Where y begins: 0 unless given. */
	readonly yLow?: number;
	readonly series: readonly Series[];
}

const WIDTH = 440;
const HEIGHT = 200;
const LEFT = 52;
const RIGHT = 18;
const TOP = 8;
const BOTTOM = 24;

/** The figure of `chart` with its SVG; the script puts its canvas there. */
export function chartOf(chart: Chart): string {
	const {id, title, caption, series} = chart;
	const names = series.map(
		({name, tone}) => `<span class="key tone${tone}">${escaped(name)}</span>`,
	);
	return `<figure class="chart" id="chart-${escaped(id)}">
<figcaption><strong>${escaped(title)}</strong> <span class="keys">${names.join(' ')}</span>
<span class="caption">${escaped(caption)}</span></figcaption>
${svgOf(chart)}
</figure>`;
}

/** What the script needs of `chart`. */
export function plotDataOf(chart: Chart) {
	const {id, x, y, series} = chart;
	const {low, high, ticks} = yScaleOf(chart);
	return {
		id,
		xAxis: x.axis,
		yAxis: y,
		xTicks: xScaleOf(x).ticks,
		yTicks: ticks,
		yRange: [low, high],
		names: series.map(({name}) => name),
		tones: series.map(({tone}) => tone),
		data: [x.values, ...series.map(({values}) => values)],
	};
}

function svgOf(chart: Chart): string {
	const x = xScaleOf(chart.x);
	const y = yScaleOf(chart);
	const lines = chart.series.map(
		({tone, values}) =>
			`<path class="line tone${tone}" d="${pathOf(chart.x.values, values, {x, y})}"/>`,
	);
	return `<svg class="paper" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(chart.title)}">
${y.ticks.map(tick => horizontal(acrossY(y, tick), labelOf(chart.y, tick, y))).join('')}
${x.ticks.map(tick => vertical(acrossX(x, tick), labelOf(chart.x.axis, tick, x))).join('')}
${lines.join('\n')}
</svg>`;
}

function xScaleOf({axis, values}: Chart['x']): Scale {
	if (axis === 'seconds') return clock(values.at(-1) ?? 1);
	return logarithmic(values[0] ?? 1, values.at(-1) ?? 10);
}

function yScaleOf({y, yLow, series}: Pick<Chart, 'y' | 'yLow' | 'series'>): Scale {
	const values = series.flatMap(one => one.values.filter(value => value !== null));
	const high = values.reduce((most, value) => Math.max(most, value), 0);
	if (y !== 'ms') return linear(yLow ?? 0, Math.max(high, yLow ?? 0));
	const low = values.reduce((least, value) => Math.min(least, value), high);
	return low > 0 ? logarithmic(low, high) : linear(0, high);
}

function labelOf(axis: Axis, value: number, {high}: Scale): string {
	if (axis === 'seconds') return clockText(value, high);
	if (axis === 'ms') return shortTimeText(value);
	return axis === 'share' ? shareText(value) : plainText(value);
}

function acrossX(scale: Scale, value: number): number {
	return tenths(LEFT + (WIDTH - LEFT - RIGHT) * scale.at(value));
}

function acrossY(scale: Scale, value: number): number {
	return tenths(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * scale.at(value));
}

function tenths(at: number): number {
	return Math.round(10 * at) / 10;
}

function horizontal(y: number, label: string): string {
	return `<path class="grid" d="M${LEFT} ${y}H${WIDTH - RIGHT}"/><text x="${LEFT - 6}" y="${y + 3.5}" text-anchor="end">${escaped(label)}</text>`;
}

function vertical(x: number, label: string): string {
	const bottom = HEIGHT - BOTTOM;
	return `<path class="grid" d="M${x} ${TOP}V${bottom}"/><text x="${x}" y="${HEIGHT - 7}" text-anchor="middle">${escaped(label)}</text>`;
}

/** A hole in the values is a hole in the line; a value between two holes is a dot. */
function pathOf(
	xs: readonly number[],
	values: readonly (number | null)[],
	{x, y}: {readonly x: Scale; readonly y: Scale},
): string {
	let pen = 'M';
	return values
		.map((value, index) => {
			if (value === null) {
				pen = 'M';
				return '';
			}
			const step = `${pen}${acrossX(x, xs[index])} ${acrossY(y, value)}`;
			const lonely = pen === 'M' && (values[index + 1] ?? null) === null;
			pen = 'L';
			return lonely ? `${step}h.1` : step;
		})
		.join('');
}
