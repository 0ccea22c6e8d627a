/*
 * A row a node, for whoever goes on with a spreadsheet: RFC 4180, a full stop in numbers, nothing
 * where nothing was measured. The first columns say which run it is.
 */
import type {NodeRow} from './details.js';
import type {StoredRun} from './stored.js';

const COLUMNS = [
	'node',
	'name',
	'published',
	'delivered',
	'duplicates',
	'latencyP50Ms',
	'latencyP95Ms',
	'framesSent',
	'retries',
	'collided',
	'channelAccessFailures',
	'airtimeMs',
	'connects',
	'traps',
	'energyMc',
] as const satisfies (keyof NodeRow)[];

/** All nodes of `runs`; ends with a line feed. */
export function csvOf(runs: readonly Pick<StoredRun, 'summary' | 'details'>[]): string {
	const lines = runs.flatMap(({summary: {scenario, seed}, details}) =>
		(details?.nodes ?? []).map(node => [scenario, seed, ...COLUMNS.map(name => node[name])]),
	);
	return [['scenario', 'seed', ...COLUMNS], ...lines].map(lineOf).join('');
}

function lineOf(cells: readonly (string | number | null)[]): string {
	return `${cells.map(cell => quoted(`${cell ?? ''}`)).join(',')}\r\n`;
}

function quoted(text: string): string {
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
