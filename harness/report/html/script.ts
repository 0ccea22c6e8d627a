/*
 * What runs within a report: charts on canvases that one can look into, and tables that sort. It
 * is written into the page as it is compiled, so it imports nothing; without it the page still
 * shows everything. Of the browser it knows what is declared here and nothing else.
 */
interface Element {
	textContent: string | null;
	readonly dataset: Readonly<Record<string, string | undefined>>;
	readonly classList: {add(name: string): void};
	readonly clientWidth: number;
	className: string;
	append(...nodes: readonly Element[]): void;
	remove(): void;
	closest(selector: string): Element | null;
	querySelector(selector: string): Element | null;
	querySelectorAll(selector: string): Iterable<Element>;
	setAttribute(name: string, value: string): void;
	removeAttribute(name: string): void;
	getAttribute(name: string): string | null;
	addEventListener(event: string, listener: () => void): void;
	readonly children: ArrayLike<Element>;
}

declare const document: Element & {
	readonly documentElement: Element;
	createElement(name: string): Element;
};
declare const window: {
	addEventListener(event: string, listener: () => void): void;
	matchMedia(query: string): {addEventListener(event: string, listener: () => void): void};
};
declare function getComputedStyle(element: Element): {getPropertyValue(name: string): string};

interface Plot {
	destroy(): void;
	setSize(size: {width: number; height: number}): void;
}
declare const uPlot: {
	new (options: object, data: readonly unknown[], into: Element): Plot;
	sync(key: string): object;
};

interface PlotData {
	readonly id: string;
	readonly xAxis: string;
	readonly yAxis: string;
	readonly xTicks: readonly number[];
	readonly yTicks: readonly number[];
	readonly yRange: readonly [number, number];
	readonly names: readonly string[];
	readonly tones: readonly (1 | 2 | 3)[];
	readonly data: readonly (readonly (number | null)[])[];
}

const HEIGHT = 210;
const DASHES = {1: [], 2: [6, 4], 3: [1.5, 4]} as const;
const FONT = '11px system-ui, sans-serif';
const LOGARITHMIC = 3;
/** Below this all of a chart is too narrow for its labels. */
const WIDTH_MIN = 240;

const charts = JSON.parse(document.querySelector('#plots')?.textContent ?? '[]') as PlotData[];
let drawn: {readonly plot: Plot; readonly into: Element}[] = [];

draw();
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
window.addEventListener('resize', () => {
	for (const {plot, into} of drawn) plot.setSize({width: widthIn(into), height: HEIGHT});
});
for (const button of document.querySelectorAll('table.sortable th button')) {
	button.addEventListener('click', () => sortBy(button));
}

/** Colours are the page's, so a change of theme draws anew. */
function draw(): void {
	for (const {plot, into} of drawn) {
		plot.destroy();
		into.remove();
	}
	drawn = charts.flatMap(chart => {
		const figure = document.querySelector(`#chart-${chart.id}`);
		if (figure === null || chart.data[0].length < 2) return [];
		const into = document.createElement('div');
		into.className = 'live';
		figure.append(into);
		figure.classList.add('running');
		const plot = new uPlot(optionsOf(chart, widthIn(figure)), chart.data, into);
		return [{plot, into}];
	});
}

function widthIn(figure: Element): number {
	const inner = figure.className === 'live' ? figure.clientWidth : figure.clientWidth - 32;
	return Math.max(WIDTH_MIN, inner);
}

function optionsOf(chart: PlotData, width: number): object {
	const {xAxis, yAxis, xTicks, yTicks, yRange, names, tones} = chart;
	const axis = (kind: string, ticks: readonly number[]) => ({
		splits: (_: unknown, _axis: number, low: number, high: number) => within(ticks, low, high),
		stroke: colour('--soft'),
		font: FONT,
		grid: {stroke: colour('--line'), width: 1},
		ticks: {show: false},
		values: (_: unknown, splits: readonly (number | null)[]) =>
			splits.map(value => (value === null ? '' : labelOf(kind, value))),
	});
	const y = {range: yRange, ...(yAxis === 'ms' && {distr: LOGARITHMIC})};
	return {
		width,
		height: HEIGHT,
		scales: {x: {time: false, ...(xAxis === 'ms' && {distr: LOGARITHMIC})}, y},
		axes: [
			{...axis(xAxis, xTicks), size: 30},
			{...axis(yAxis, yTicks), size: 56},
		],
		cursor: {points: {size: 6}, ...(xAxis === 'seconds' && {sync: {key: 'time'}})},
		series: [
			{label: xAxis === 'seconds' ? 'at' : 'within', value: readingOf(xAxis)},
			...names.map((label, index) => ({
				label,
				stroke: colour(`--tone${tones[index]}`),
				width: 1.75,
				dash: DASHES[tones[index]],
				points: {show: false},
				value: readingOf(yAxis),
			})),
		],
	};
}

/** The round values that are in sight; of a part that has too few, its quarters. */
function within(ticks: readonly number[], low: number, high: number): readonly number[] {
	const inSight = ticks.filter(tick => tick >= low && tick <= high);
	if (inSight.length > 2) return inSight;
	return [0, 1, 2, 3, 4].map(quarter => low + (quarter * (high - low)) / 4);
}

function readingOf(axis: string) {
	return (_: unknown, value: number | null) => (value === null ? '-' : labelOf(axis, value));
}

function colour(name: string): string {
	return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function labelOf(axis: string, value: number): string {
	if (axis === 'share') return `${plain(100 * value)} %`;
	if (axis === 'seconds') return clockOf(value);
	if (axis === 'ms') return value < 1000 ? `${plain(value)} ms` : `${plain(value / 1000)} s`;
	return plain(value);
}

function clockOf(seconds: number): string {
	if (seconds < 120) return `${plain(seconds)} s`;
	return seconds < 7200 ? `${plain(seconds / 60)} min` : `${plain(seconds / 3600)} h`;
}

function plain(value: number): string {
	return Number(value.toPrecision(3)).toLocaleString('en-GB');
}

/** Rows by the column of `button`: upwards first, then downwards. */
function sortBy(button: Element): void {
	const head = button.closest('th');
	const table = button.closest('table');
	const body = table?.querySelector('tbody');
	if (!head || !table || !body) return;
	const heads = [...table.querySelectorAll('th')];
	const downwards = head.getAttribute('aria-sort') === 'ascending';
	for (const each of heads) each.removeAttribute('aria-sort');
	head.setAttribute('aria-sort', downwards ? 'descending' : 'ascending');
	const column = heads.indexOf(head);
	const key = (row: Element) => row.children[column]?.dataset['by'];
	const rows = [...body.querySelectorAll('tr')].sort((one, other) =>
		inOrder(key(one), key(other), downwards ? -1 : 1),
	);
	body.append(...rows);
}

/** Numbers as numbers, names as names with their numbers; what is not known comes last. */
function inOrder(one: string | undefined, other: string | undefined, direction: number): number {
	if (one === undefined || other === undefined)
		return one === other ? 0 : one === undefined ? 1 : -1;
	const difference = Number(one) - Number(other);
	const order = Number.isNaN(difference)
		? one.localeCompare(other, 'en', {numeric: true})
		: difference;
	return direction * order;
}
