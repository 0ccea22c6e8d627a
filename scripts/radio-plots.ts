/*
 * Draws what docs/radio-model.md shows: the model, computed or simulated here and now, over the
 * figures of its references. Needs no browser and no clock: the same input, the same octets.
 *
 *   npm run build && node build/scripts/radio-plots.js      writes docs/plots/*.svg
 */
import {mkdirSync, writeFileSync} from 'node:fs';
import {parse, type Spec, View} from 'vega';
import {BATTERIES, HOURS_A_YEAR, lifetimeHours} from '../sim/energy/battery.js';
import {survival} from '../sim/phy/o-qpsk.js';
import {curveOf, type DistanceModel, lossCdb} from '../sim/phy/propagation.js';
import {burst, poisson} from './radio-loads.js';
import {BURSTS, NS3_PER_20, NS3_PER_127, type Point} from './radio-references.js';

interface Series {
	readonly name: string;
	/** Lines are ours, points are somebody else's. */
	readonly mark: 'line' | 'point';
	readonly points: readonly Point[];
}

interface Plot {
	readonly file: string;
	readonly x: string;
	readonly y: string;
	readonly scale?: {readonly x?: 'log'; readonly y?: 'log'};
	readonly series: readonly Series[];
}

const FOLDER = new URL('../../docs/plots/', import.meta.url);

mkdirSync(FOLDER, {recursive: true});
for (const plot of [per(), losses(), bursts(), hiddenSenders(), lifetimes()]) {
	const svg = await new View(parse(specOf(plot)), {renderer: 'none'}).toSVG();
	// A picture in a page has one text; its parts have none that is worth reading aloud.
	const plain = svg.replaceAll(/ (role|aria-\w+)="[^"]*"/g, '');
	const titled = plain.replace('>', `><title>${plot.y} against ${plot.x}</title>`);
	writeFileSync(new URL(plot.file, FOLDER), `${titled}\n`);
}

function per(): Plot {
	const model = (size: number) =>
		range(-500, 250, 10).map((cdb): Point => [cdb / 100, 1 - survival(cdb, 8 * (1 + size))]);
	return {
		file: 'per.svg',
		x: 'SINR in dB',
		y: 'frames lost',
		scale: {y: 'log'},
		series: [
			line('20 octets', model(20).filter(visible)),
			line('127 octets', model(127).filter(visible)),
			dots('ns-3, 20 octets', NS3_PER_20),
			dots('ns-3, 127 octets', NS3_PER_127),
		],
	};
}

function visible([, loss]: Point): boolean {
	return loss >= 1e-4;
}

function losses(): Plot {
	const models: readonly (readonly [string, DistanceModel])[] = [
		['log-distance', {referenceLossDb: 46.68, exponent: 3, shadowingDb: 0}],
		['breakpoint (Annex E)', {model: 'breakpoint', shadowingDb: 0}],
		['itu-indoor, N = 30', {model: 'itu-indoor', distanceLossDb: 30, floors: 0, shadowingDb: 0}],
		['free-space', {model: 'free-space', shadowingDb: 0}],
		['two-ray, 1.5 m', {model: 'two-ray', heightM: 1.5, shadowingDb: 0}],
	];
	return {
		file: 'losses.svg',
		x: 'distance in m',
		y: 'loss in dB',
		scale: {x: 'log'},
		series: models.map(([name, model]) => {
			const curve = curveOf(model, 18);
			const loss = (distanceM: number) => lossCdb(curve, 0, {a: 0, b: 1, distanceM}) / 100;
			return line(
				name,
				range(0, 120, 1).map(step => [10 ** (step / 40), loss(10 ** (step / 40))]),
			);
		}),
	};
}

function bursts(): Plot {
	const ours = (ack: boolean) =>
		BURSTS.map(([senders]): Point => {
			const load = {senders, psduSize: 60, ack, capture: 'none'} as const;
			return [senders, burst(load, Math.round(16_000 / senders)).pdr];
		});
	return {
		file: 'bursts.svg',
		x: 'senders of one frame each, at once',
		y: 'delivered',
		series: [
			line('without ACK', ours(false)),
			line('with ACK', ours(true)),
			dots(
				'reference, without ACK',
				BURSTS.map(([senders, pdr]) => [senders, pdr]),
			),
			dots(
				'reference, with ACK',
				BURSTS.map(([senders, , , , , pdr]) => [senders, pdr]),
			),
		],
	};
}

function hiddenSenders(): Plot {
	const rates = [1, 2, 5, 10, 20, 30, 40, 50];
	const load = {senders: 2, psduSize: 60, ack: false, capture: 'none', hidden: true} as const;
	return {
		file: 'hidden.svg',
		x: 'frames a second of each of two hidden senders',
		y: 'delivered',
		series: [
			line(
				'simulated',
				rates.map(rate => [rate, poisson(load, 2 * rate, 5000 / rate).pdr]),
			),
			dots(
				'exp(-2 rate airtime)',
				rates.map(rate => [rate, Math.exp(-2 * rate * 2112e-6)]),
			),
		],
	};
}

function lifetimes(): Plot {
	const batteries = [
		['CR2032, pulses of 9.8 mA', BATTERIES.cr2032, 9830],
		['2 x AA', BATTERIES['two-aa'], 9830],
		['2 x AA that keep their charge', {...BATTERIES['two-aa'], selfDischargeAYear: 0}, 9830],
	] as const;
	return {
		file: 'lifetimes.svg',
		x: 'mean current in uA',
		y: 'years',
		scale: {x: 'log', y: 'log'},
		series: batteries.map(([name, battery, peakUa]) =>
			line(
				name,
				range(-5, 40, 1).map(step => {
					const meanUa = 10 ** (step / 20);
					return [meanUa, lifetimeHours(battery, {meanUa, peakUa}) / HOURS_A_YEAR];
				}),
			),
		),
	};
}

function line(name: string, points: readonly Point[]): Series {
	return {name, mark: 'line', points};
}

function dots(name: string, points: readonly Point[]): Series {
	return {name, mark: 'point', points};
}

function range(from: number, to: number, step: number): number[] {
	return Array.from(
		{length: Math.floor((to - from) / step) + 1},
		(_, index) => from + index * step,
	);
}

/** Lines in colours, points in the colour of their place; both in one legend. */
function specOf({x, y, scale, series}: Plot): Spec {
	const rows = series.flatMap(({name, mark, points}) =>
		points.map(([px, py]) => ({name, mark, x: px, y: py})),
	);
	const axis = (name: 'x' | 'y', range: 'width' | 'height') => {
		const more = {name, range, nice: true, domain: {data: 'rows', field: name}} as const;
		if (scale?.[name] === 'log') return {...more, type: 'log'} as const;
		return {...more, type: 'linear', zero: false} as const;
	};
	const at = {
		x: {scale: 'x', field: 'x'},
		y: {scale: 'y', field: 'y'},
	};
	const colour = {scale: 'colour', field: 'name'};
	return {
		$schema: 'https://vega.github.io/schema/vega/v6.json',
		width: 480,
		height: 280,
		padding: 8,
		background: 'white',
		data: [
			{name: 'rows', values: rows},
			{name: 'lines', source: 'rows', transform: [{type: 'filter', expr: "datum.mark === 'line'"}]},
			{name: 'dots', source: 'rows', transform: [{type: 'filter', expr: "datum.mark === 'point'"}]},
		],
		scales: [
			axis('x', 'width'),
			axis('y', 'height'),
			{
				name: 'colour',
				type: 'ordinal',
				range: {scheme: 'category10'},
				domain: series.map(({name}) => name),
			},
		],
		axes: [
			{orient: 'bottom', scale: 'x', title: x, grid: true},
			{orient: 'left', scale: 'y', title: y, grid: true},
		],
		legends: [{fill: 'colour', orient: 'right', labelLimit: 0}],
		marks: [
			{
				type: 'group',
				from: {facet: {name: 'one', data: 'lines', groupby: 'name'}},
				marks: [
					{
						type: 'line',
						from: {data: 'one'},
						encode: {enter: {...at, stroke: colour, strokeWidth: {value: 2}}},
					},
				],
			},
			{
				type: 'symbol',
				from: {data: 'dots'},
				encode: {enter: {...at, fill: colour, size: {value: 40}}},
			},
		],
	};
}
