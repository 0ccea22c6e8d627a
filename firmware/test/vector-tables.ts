/*
 * Reads firmware/test/vectors/*.md: a heading names the source, a row is a vector.
 *
 *   ## source
 *
 *   | title | key | .. |
 *   | --- | --- | .. |
 *   | one | 2b7e.. | .. |       `-` is nothing
 *
 * Knows no algorithm: what a column means, the tests say.
 */
import {readFileSync} from 'node:fs';

/** The cells of a vector by the name of their column. */
export type Row = Readonly<Record<string, string>>;

export interface Table {
	readonly source: string;
	readonly rows: readonly Row[];
}

const FOLDER = new URL('../../../firmware/test/vectors/', import.meta.url);

/** The tables of `name`.md as they stand. Throws RangeError for one whose rows differ in length. */
export function readTables(name: string): Table[] {
	const text = readFileSync(new URL(`${name}.md`, FOLDER), 'utf8');
	return text.split('\n## ').slice(1).map(table);
}

function table(text: string): Table {
	const [source, ...lines] = text.split('\n');
	const [columns, , ...rows] = lines.filter(line => line.startsWith('|')).map(cells);
	return {source: source!, rows: rows.map(row => named(columns!, row))};
}

function cells(line: string): string[] {
	return line
		.split('|')
		.slice(1, -1)
		.map(cell => cell.trim());
}

function named(columns: readonly string[], row: readonly string[]): Row {
	if (row.length !== columns.length) throw new RangeError(`not a row: ${row.join(' ')}`);
	return Object.fromEntries(
		columns.map((column, index) => [column, row[index] === '-' ? '' : row[index]!]),
	);
}
