/*
 * The parts of a run's page that come row by row: energy by cause, batteries, gateways and nodes.
 */
import type {AirRow, Details, GatewayRow, NodeRow} from '../details.js';
import type {LifetimeSummary, Summary} from '../summary.js';
import {chargeText, countText, ratioText, timeText, yearsText} from '../units.js';
import {type Column, escaped, figure, section, table} from './markup.js';

/** More rows than this no browser sorts gladly: the rest is in details.json and in the CSV. */
export const ROWS_MAX = 2000;

const MICRO_PER_MILLI = 1000;

/** What the nodes have drawn, the most first. */
export function energyOf({energy}: Summary, {energyMc}: Details): string {
	const total = Object.values(energyMc).reduce((sum, mc) => sum + mc, 0);
	const rows = Object.entries(energyMc)
		.filter(([, mc]) => mc > 0)
		.sort(([, one], [, other]) => other - one)
		.map(([cause, mc]) => ({cause, mc, share: mc / total}));
	const columns: Column<(typeof rows)[number]>[] = [
		{head: 'cause', cell: ({cause}) => escaped(worded(cause))},
		{head: '', cell: ({share}) => bar(share)},
		{head: 'share', numeric: true, cell: ({share}) => ratioText(share)},
		{head: 'of all nodes', numeric: true, cell: ({mc}) => chargeText(mc * MICRO_PER_MILLI)},
	];
	const sum = figure(
		'energy.totalMc',
		energy.totalMc,
		chargeText(energy.totalMc * MICRO_PER_MILLI),
	);
	const content = `<p class="soft">All nodes together: ${sum}.</p>\n${table(rows, columns, {id: 'energy-causes'})}`;
	return section('energy', 'Energy by cause', rows.length === 0 ? '' : content);
}

/** `startUp` as `start up`. */
function worded(name: string): string {
	return name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}

function bar(share: number): string {
	return `<svg class="bar" role="presentation"><rect width="${(100 * share).toFixed(2)}%" height="100%" rx="2"/></svg>`;
}

/** How long batteries last; nothing where the scenario names none. */
export function batteriesOf({lifetime}: Summary): string {
	if (lifetime === null) return '';
	const {battery, medianYears, nodes, nodesOmitted} = lifetime;
	const years = (key: string, value: number) => figure(`lifetime.${key}`, value, yearsText(value));
	const rows = nodes.map((node, index) => ({...node, index}));
	const columns: Column<(typeof rows)[number]>[] = [
		{head: 'node', numeric: true, cell: ({node}) => `${node}`},
		{
			...{head: 'lasts', numeric: true},
			cell: ({index, years: value}) => years(`nodes.${index}.years`, value),
		},
		{
			...{head: '95 %', numeric: true},
			cell: ({low, high}) => `${yearsText(low)} to ${yearsText(high)}`,
		},
		{head: 'drawn most by', cell: ({causesUa}) => escaped(mostOf(causesUa))},
	];
	const content = `<p class="soft">${escaped(battery)}: ${years('medianYears', medianYears)} for half of the nodes.
${escaped(shortening(lifetime))} ${nodesOmitted > 0 ? `The ${nodes.length} that are out first:` : ''}</p>
<div class="list">${table(rows, columns, {id: 'batteries-nodes'})}</div>`;
	return section('batteries', 'Batteries', content);
}

function shortening({shortens: [worst], nodes: [first]}: LifetimeSummary): string {
	if (worst === undefined || first === undefined) return '';
	return `Twice as much ${worded(worst.cause)} would leave node ${first.node} ${yearsText(worst.years)}.`;
}

function mostOf(causes: Readonly<Record<string, number>>): string {
	const [most] = Object.entries(causes).sort(([, one], [, other]) => other - one);
	return most === undefined ? '-' : worded(most[0]);
}

/** What every gateway has carried. */
export function gatewaysOf({gateways}: Details): string {
	const total = gateways.reduce((sum, {published}) => sum + published, 0);
	const columns: Column<GatewayRow>[] = [
		{head: 'gateway', cell: ({name}) => escaped(name), key: (row: GatewayRow) => row.name},
		number('messages', ({published}) => published),
		{
			...{head: 'share', numeric: true, key: (row: GatewayRow) => row.published},
			cell: ({published}) => (total === 0 ? '-' : ratioText(published / total)),
		},
		...airColumns,
	];
	const rows = `<div class="list">${table(gateways, columns, {id: 'gateway-rows', sortable: true})}</div>`;
	return section('gateways', 'Gateways', gateways.length === 0 ? '' : rows);
}

/** Every node, or of very many those that did worst. */
export function nodesOf({nodes}: Details): string {
	const shown = nodes.length <= ROWS_MAX ? nodes : worstOf(nodes);
	const omitted = nodes.length - shown.length;
	const more =
		omitted === 0
			? ''
			: `<p class="soft">Those with the lowest delivery; ${countText(omitted)} more are in details.json.</p>`;
	const paper =
		nodes.length > 40 ? '<p class="soft on-paper">Paper has the first forty rows.</p>' : '';
	const rows = `<div class="list">${table(shown, nodeColumns, {id: 'node-rows', sortable: true})}</div>`;
	return section('nodes', 'Nodes', nodes.length === 0 ? '' : `${more}${paper}${rows}`);
}

function worstOf(nodes: readonly NodeRow[]): NodeRow[] {
	return nodes.toSorted((one, other) => shareOf(one) - shareOf(other)).slice(0, ROWS_MAX);
}

function shareOf({delivered, published}: NodeRow): number {
	return published === 0 ? 1 : delivered / published;
}

function number<Row>(head: string, of: (row: Row) => number): Column<Row> {
	return {head, numeric: true, cell: row => countText(of(row)), key: of};
}

function time<Row>(head: string, of: (row: Row) => number | null): Column<Row> {
	const cell = (row: Row) => {
		const ms = of(row);
		return ms === null ? '<span class="none">-</span>' : escaped(timeText(ms));
	};
	return {head, numeric: true, cell, key: of};
}

const airColumns: readonly Column<AirRow>[] = [
	number('frames', ({framesSent}) => framesSent),
	number('again', ({retries}) => retries),
	number('collided', ({collided}) => collided),
	number('no channel', ({channelAccessFailures}) => channelAccessFailures),
	time('airtime', ({airtimeMs}) => airtimeMs),
];

const nodeColumns: readonly Column<NodeRow>[] = [
	number('node', ({node}) => node),
	{head: 'name', cell: ({name}) => escaped(name), key: ({name}) => name},
	number('made', ({published}) => published),
	number('arrived', ({delivered}) => delivered),
	{
		...{head: 'delivery', numeric: true, key: shareOf},
		cell: row => (row.published === 0 ? '-' : ratioText(shareOf(row))),
	},
	number('doubled', ({duplicates}) => duplicates),
	time('p50', ({latencyP50Ms}) => latencyP50Ms),
	time('p95', ({latencyP95Ms}) => latencyP95Ms),
	...airColumns,
	number('sessions', ({connects}) => connects),
	number('traps', ({traps}) => traps),
	{
		...{head: 'energy', numeric: true, key: ({energyMc}: NodeRow) => energyMc},
		cell: ({energyMc}) => (energyMc === null ? '-' : chargeText(energyMc * MICRO_PER_MILLI)),
	},
];
