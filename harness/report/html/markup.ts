/*
 * What every part of a page is put together with. A figure of the summary is a <data> element:
 * its value is the number as summary.json has it, its text is what a person reads.
 */

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
};

/** Text that stands for itself between tags and in attributes. */
export function escaped(text: string): string {
	return text.replace(/[&<>"]/g, sign => ENTITIES[sign]!);
}

/** The figure of the summary at `key`, such as latencyMs.p50, as `text`; a dash for null. */
export function figure(key: string, value: number | null, text: string): string {
	if (value === null) return `<span class="none" data-key="${escaped(key)}">-</span>`;
	return `<data data-key="${escaped(key)}" value="${value}">${escaped(text)}</data>`;
}

/** A section with a heading; nothing where there is no content. */
export function section(id: string, heading: string, content: string): string {
	if (content === '') return '';
	return `<section id="${escaped(id)}">\n<h2>${escaped(heading)}</h2>\n${content}\n</section>`;
}

/** A column of a table: numbers stand to the right, and are sorted as numbers. */
export interface Column<Row> {
	readonly head: string;
	readonly numeric?: boolean;
	/** Markup. */
	cell(row: Row): string;
	/** What rows are sorted by; a column without it is not sorted. */
	key?(row: Row): number | string | null;
}

export interface TableOptions {
	readonly id: string;
	/** Of a table that is for looking up: headings are buttons, and paper has the first rows. */
	readonly sortable?: boolean;
}

/** A table of `rows`; it scrolls by itself where it is wider than the page. */
export function table<Row>(
	rows: readonly Row[],
	columns: readonly Column<Row>[],
	{id, sortable = false}: TableOptions,
): string {
	const heads = columns.map(column => headOf(column, sortable)).join('');
	const lines = rows.map(row => {
		const cells = columns.map(column => cellOf(column, row, sortable));
		return `<tr>${cells.join('')}</tr>`;
	});
	return `<div class="wide"><table id="${escaped(id)}"${sortable ? ' class="sortable"' : ''}>
<thead><tr>${heads}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table></div>`;
}

function headOf<Row>({head, numeric, key}: Column<Row>, sortable: boolean): string {
	const attributes = `scope="col"${numeric === true ? ' class="number"' : ''}`;
	const text = escaped(head);
	if (!sortable || key === undefined) return `<th ${attributes}>${text}</th>`;
	return `<th ${attributes}><button type="button">${text}</button></th>`;
}

function cellOf<Row>({numeric, cell, key}: Column<Row>, row: Row, sortable: boolean): string {
	const kind = numeric === true ? ' class="number"' : '';
	const by = sortable ? key?.(row) : undefined;
	const sorted = by === undefined || by === null ? '' : ` data-by="${escaped(`${by}`)}"`;
	return `<td${kind}${sorted}>${cell(row)}</td>`;
}
