/*
 * Links from a CSV file: one line a link, or one line a link and moment.
 *
 *   from,to,lossDb              timeS,from,to,rssiDbm
 *   1,2,71.5                    0,1,2,-71.5
 *   2,1,73                      30,1,2,-74
 *
 * Radios are numbered from 1 as reports and captures show them: gateways, forwarders, nodes, and
 * after these whatever makes noise, in the order of the faults. A line that starts with # is a
 * comment. What is wrong is told as file:line, all of it at once.
 */
import {UsageError} from '../errors.js';

/** What one column may hold, phrased to follow "expected". */
interface Column {
	readonly name: string;
	readonly expected: string;
	readonly fits: (value: number) => boolean;
}

export interface CsvFile {
	readonly text: string;
	/** Names the file in complaints. */
	readonly file: string;
	/** Radios and sources of noise that lines may name. */
	readonly radioCount: number;
}

/** More is no measurement. */
const LINES_MAX = 1_000_000;
/** Complaints that are told; a file of another kind has one a line. */
const TOLD_MAX = 10;

/** Losses in hundredths of a dB, radios by index; a UsageError says what is wrong. */
export function readGains(csv: CsvFile) {
	const radio = radioColumns(csv.radioCount);
	const loss = numberColumn('lossDb', 0, 300);
	const seen = new Set<string>();
	return rowsOf(csv, [...radio, loss], ([from, to]) => {
		const link = `${from},${to}`;
		if (seen.has(link)) return `the link from ${from} to ${to} is listed already`;
		seen.add(link);
		return undefined;
	}).map(([from, to, lossDb]) => ({from: from - 1, to: to - 1, lossCdb: Math.round(100 * lossDb)}));
}

/** What arrived, in hundredths of a dBm and microseconds; a UsageError says what is wrong. */
export function readRssi(csv: CsvFile) {
	const time = numberColumn('timeS', 0, 604_800);
	const rssi = numberColumn('rssiDbm', -150, 20);
	const latest = new Map<string, number>();
	const columns = [time, ...radioColumns(csv.radioCount), rssi];
	return rowsOf(csv, columns, ([timeS, from, to]) => {
		const link = `${from},${to}`;
		const before = latest.get(link) ?? -1;
		latest.set(link, timeS);
		return timeS > before ? undefined : `timeS is ${timeS}, expected more than ${before}`;
	}).map(([timeS, from, to, rssiDbm]) => ({
		timeUs: Math.round(1e6 * timeS),
		from: from - 1,
		to: to - 1,
		rssiCdbm: Math.round(100 * rssiDbm),
	}));
}

function radioColumns(count: number): Column[] {
	const expected = `a radio from 1 to ${count}`;
	const fits = (value: number) => Number.isInteger(value) && value >= 1 && value <= count;
	return ['from', 'to'].map(name => ({name, expected, fits}));
}

function numberColumn(name: string, min: number, max: number): Column {
	const fits = (value: number) => value >= min && value <= max;
	return {name, expected: `a number from ${min} to ${max}`, fits};
}

function rowsOf(
	{text, file}: CsvFile,
	columns: readonly Column[],
	check: (row: readonly number[]) => string | undefined,
): number[][] {
	const header = columns.map(({name}) => name).join(',');
	const lines = text.split(/\r?\n/);
	const first = lines.findIndex(line => !isBlank(line));
	const found = lines[first]?.replaceAll(' ', '') ?? '';
	if (found !== header) {
		throw new UsageError(`${file}:${Math.max(first, 0) + 1}: expected the line ${header}`);
	}
	if (lines.length > LINES_MAX) throw new UsageError(`${file} has more than ${LINES_MAX} lines`);

	const rows: number[][] = [];
	const complaints: string[] = [];
	lines.forEach((line, index) => {
		if (index <= first || isBlank(line)) return;
		const row = rowOf(line, columns);
		const complaint = typeof row === 'string' ? row : check(row);
		if (complaint !== undefined) complaints.push(`${file}:${index + 1}: ${complaint}`);
		else rows.push(row as number[]);
	});
	if (complaints.length > 0) throw new UsageError(complaints.slice(0, TOLD_MAX));
	return rows;
}

/** The numbers of a line, or what is wrong with it. */
function rowOf(line: string, columns: readonly Column[]): number[] | string {
	const cells = line.split(',').map(cell => cell.trim());
	if (cells.length !== columns.length) {
		return `${cells.length} columns, expected ${columns.length}`;
	}

	const values = cells.map(cell => (/^[-+]?\d+(\.\d+)?$/.test(cell) ? Number(cell) : Number.NaN));
	const wrong = columns.findIndex(({fits}, index) => !fits(values[index]));
	if (wrong < 0) return values;
	const {name, expected} = columns[wrong];
	return `${name} is ${JSON.stringify(cells[wrong])}, expected ${expected}`;
}

function isBlank(line: string): boolean {
	return line.trim() === '' || line.startsWith('#');
}
