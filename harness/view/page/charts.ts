/*
 * Four figures over the whole run, each with a line where the playhead is. A click jumps there.
 */
import uPlot from 'uplot';
import {clockText, percentText, spanText} from '../words.js';
import {byId, element, setText} from './dom.js';
import type {Palette} from './theme.js';
import type {View} from './view.js';

const HIGH = 90;
/** In a low window the panel above needs the room. */
const HIGH_IN_LOW = 66;
const LOW_WINDOW = 880;
const AXIS_WIDE = 44;
/** What a uPlot takes that has nothing to show. */
const NONE: uPlot.AlignedData = [[], []];

type Line = readonly [colour: 'accent' | 'mark', dash: readonly number[]];

interface Figure {
	readonly title: string;
	readonly lines: readonly Line[];
	readonly logarithmic?: boolean;
	/** The values of all lines. */
	values(view: View): (number | null)[][];
	/** What stands beside the title. */
	now(view: View): string;
	tick(value: number): string;
	/** The least and the most that the axis shows. */
	readonly range?: (least: number, most: number) => [number, number];
}

const FIGURES: readonly Figure[] = [
	{
		title: 'Delivered',
		lines: [['accent', []]],
		values: ({series}) => [series.delivery],
		now: ({fleet: {messages}}) => percentText(messages.delivered, messages.published),
		tick: value => `${Number(value.toFixed(1))} %`,
		range: least => [Math.min(95, Math.floor(least)), 100.4],
	},
	{
		title: 'Latency, 50 and 95 of 100',
		lines: [
			['accent', []],
			['mark', [4, 3]],
		],
		logarithmic: true,
		values: ({series}) => [series.latency(0.5), series.latency(0.95)],
		now: () => '',
		tick: value => spanText(1000 * value),
	},
	{
		title: 'On the air',
		lines: [['accent', []]],
		values: ({series}) => [series.airtime],
		now: () => '',
		tick: value => `${Number(value.toFixed(2))} %`,
		range: (_least, most) => [0, Math.max(0.1, 1.1 * most)],
	},
	{
		title: 'Current of a node',
		lines: [['accent', []]],
		values: ({series}) => [series.currentUa],
		now: () => '',
		tick: value =>
			value >= 1000 ? `${Number((value / 1000).toFixed(2))} mA` : `${Math.round(value)} uA`,
	},
];

export class Charts {
	readonly #plots: {plot: uPlot; figure: Figure; now: HTMLElement; stale: boolean}[] = [];
	#turn = 0;

	constructor(private readonly view: View) {
		new ResizeObserver(() => this.#resize()).observe(document.body);
	}

	/** Builds them anew in these colours. */
	paint(palette: Palette): void {
		for (const {plot} of this.#plots) plot.destroy();
		this.#plots.length = 0;
		byId('charts').replaceChildren(...FIGURES.map(figure => this.#chart(figure, palette)));
		this.#resize();
	}

	/** Draws the next of them: all at once would be felt. */
	draw(): void {
		const chart = this.#plots[this.#turn++ % this.#plots.length];
		const {plot, figure, now, stale} = chart;
		chart.stale = false;
		if (stale) plot.setData([this.view.series.seconds, ...figure.values(this.view)]);
		else plot.redraw(false);
		setText(now, figure.now(this.view));
	}

	/** Looks at all slots again: they have grown. */
	renew(): void {
		for (const chart of this.#plots) chart.stale = true;
	}

	#chart(figure: Figure, palette: Palette): HTMLElement {
		const now = element('b', '');
		const title = element('div', 'chart-title', element('span', '', figure.title), now);
		const root = element('div', '', title);
		const plot = new uPlot(this.#options(figure, palette), NONE, root);
		plot.over.addEventListener('click', ({offsetX}) => {
			this.view.leave();
			this.view.playback.jump(1e6 * plot.posToVal(offsetX, 'x'));
		});
		this.#plots.push({plot, figure, now, stale: true});
		return root;
	}

	#options(figure: Figure, palette: Palette): uPlot.Options {
		const grid = {stroke: palette.faint, width: 1};
		const splits = figure.logarithmic ? {splits: powersOfTen} : {};
		const axis = {
			stroke: palette.dim,
			grid,
			ticks: {show: false},
			font: '10px system-ui, sans-serif',
		};
		return {
			width: 180,
			height: HIGH,
			padding: [8, 8, 0, 0],
			cursor: {y: false, drag: {x: false, y: false}, points: {show: false}},
			scales: {
				x: {time: false, range: () => [0, this.view.spanUs / 1e6]},
				y: {
					...(figure.logarithmic && {distr: 3 as const}),
					...(figure.range && {range: rangeOf(figure.range)}),
				},
			},
			axes: [
				{...axis, size: 22, gap: 5, space: 56, values: (_plot, ticks) => ticks.map(secondsText)},
				{
					...axis,
					...splits,
					size: AXIS_WIDE,
					gap: 3,
					space: 16,
					values: (_plot, ticks) => ticks.map(tick => (tick === null ? '' : figure.tick(tick))),
				},
			],
			series: [
				{},
				...figure.lines.map(([colour, dash]) => ({
					stroke: palette[colour],
					width: 1.3,
					dash: [...dash],
					spanGaps: true,
					points: {show: false},
				})),
			],
			hooks: {draw: [plot => this.#playhead(plot, palette)]},
		};
	}

	#playhead(plot: uPlot, palette: Palette): void {
		const x = plot.valToPos(this.view.nowUs / 1e6, 'x', true);
		plot.ctx.fillStyle = palette.ink;
		plot.ctx.fillRect(x, plot.bbox.top, window.devicePixelRatio, plot.bbox.height);
	}

	#resize(): void {
		const width = Math.floor((byId('charts').clientWidth - 20) / 2);
		if (width <= 0) return;
		const height = window.innerHeight < LOW_WINDOW ? HIGH_IN_LOW : HIGH;
		for (const {plot} of this.#plots) plot.setSize({width, height});
	}
}

function rangeOf(range: NonNullable<Figure['range']>) {
	return (_plot: uPlot, least: number | null, most: number | null): [number, number] =>
		range(least ?? 0, most ?? 1);
}

function secondsText(seconds: number | null): string {
	return seconds === null ? '' : clockText(1e6 * seconds, 0);
}

/** Every other power of ten where there are many. */
function powersOfTen(_plot: uPlot, _axis: number, least: number, most: number): number[] {
	const [first, last] = [Math.ceil(Math.log10(least)), Math.floor(Math.log10(most))];
	const step = last - first > 3 ? 2 : 1;
	const powers: number[] = [];
	for (let power = first; power <= last; power += step) powers.push(10 ** power);
	return powers;
}
