/*
 * The charts of a run: which there are, and what each of them says. Those over time share the
 * parts of the run, so that one can look from one to the other.
 */
import type {Details, Slots} from '../details.js';
import {ratioText} from '../units.js';
import {type Chart, chartOf, type Series} from './chart.js';

/**
 * The charts of a run of so many seconds: what is waited for after its end is left out. The curve
 * of `base` lies beside that of the run, where there is one.
 */
export function chartsOf(details: Details, seconds: number, base?: Details): Chart[] {
	const {slotSeconds} = details;
	const slots = upTo(Math.ceil(seconds / slotSeconds), details.slots);
	const values = slots.published.map((_, slot) => slot * slotSeconds);
	const overTime = {axis: 'seconds', values} as const;
	const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
	const delivery = slots.published.map((made, slot) => share(slots.delivered[slot], made));
	return [
		{
			...{id: 'delivery', title: 'Delivery', x: overTime, y: 'share'},
			caption: 'Of the messages made at that time, how many arrived.',
			yLow: lowOf(delivery),
			series: [{name: 'delivered', values: delivery, tone: 1}],
		},
		{
			...{id: 'latencies', title: 'Latency', y: 'share'},
			caption: 'How many of the delivered messages took so long at most.',
			...curves(details, base),
		},
		{
			...{id: 'latency', title: 'Latency over time', x: overTime, y: 'ms'},
			caption: 'Of the messages made at that time.',
			series: [
				{name: 'p50', values: slots.latencyP50Ms, tone: 1},
				{name: 'p95', values: slots.latencyP95Ms, tone: 2},
			],
		},
		{
			...{id: 'airtime', title: 'Airtime', x: overTime, y: 'share'},
			caption: airtimeCaption(details),
			series: [
				{
					...{name: 'on the air', tone: 1},
					values: slots.airtimeMs.map(ms => ms / 1000 / slotSeconds),
				},
			],
		},
		{
			...{id: 'collisions', title: 'Collisions and retries', x: overTime, y: 'share'},
			caption: 'Of the frames sent at that time.',
			series: [
				{
					...{name: 'sent again', tone: 1},
					values: slots.retries.map((retries, slot) => share(retries, slots.framesSent[slot])),
				},
				{
					...{name: 'collided', tone: 2},
					values: slots.collided.map((frames, slot) => share(frames, slots.framesSent[slot])),
				},
			],
		},
		{
			...{id: 'load', title: 'Load', x: overTime, y: 'count'},
			caption: 'Messages that apps have made, a second.',
			series: [
				{
					...{name: 'published', tone: 1},
					values: slots.published.map(count => count / slotSeconds),
				},
			],
		},
	];
}

/** All figures in a grid. */
export function chartGrid(charts: readonly Chart[]): string {
	return `<div class="charts">\n${charts.map(chartOf).join('\n')}\n</div>`;
}

/** The first `count` parts. */
function upTo(count: number, slots: Slots): Slots {
	const first = Object.entries(slots).map(([name, values]) => [name, values.slice(0, count)]);
	return Object.fromEntries(first) as Slots;
}

/** A line that is always at the top says less than one that shows its dips. */
function lowOf(shares: readonly (number | null)[]): number {
	const least = shares.reduce<number>((low, share) => Math.min(low, share ?? 1), 1);
	return least >= 0.95 ? 0.95 : least >= 0.5 ? 0.5 : 0;
}

/** A curve of its own x each: both are looked up at the latencies of both. */
function curves({latencies}: Details, base?: Details): Pick<Chart, 'x' | 'series'> {
	const name = 'this run';
	if (base === undefined) {
		const series: Series[] = [{name, values: latencies.shares, tone: 1}];
		return {x: {axis: 'ms', values: latencies.ms}, series};
	}
	const values = [...new Set([...latencies.ms, ...base.latencies.ms])].sort((a, b) => a - b);
	const shares = (one: Details['latencies']) =>
		values.map(ms => one.shares[one.ms.findLastIndex(each => each <= ms)] ?? 0);
	return {
		x: {axis: 'ms', values},
		series: [
			{name, values: shares(latencies), tone: 1},
			{name: 'baseline', values: shares(base.latencies), tone: 2},
		],
	};
}

function airtimeCaption({channels}: Details): string {
	const loads = channels.map(({channel, share}) => `channel ${channel} ${ratioText(share)}`);
	return `Share of the time, all senders summed up; of the whole run: ${loads.join(', ')}.`;
}
