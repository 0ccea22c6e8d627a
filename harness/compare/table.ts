/*
 * The comparison as text: handshakes, what each part costs on the wire, and what is left of it
 * for the application beside what is often quoted.
 */
import {type Compared, type Comparison, fromNothing} from './comparison.js';
import {type Count, MANY, PHASES, type Phase} from './count.js';

const NUMBER = new Intl.NumberFormat('en-US');
const TITLES: Readonly<Record<Phase, string>> = {
	open: 'open',
	session: 'session',
	get: 'get one',
	send: 'send one',
	getMany: `get ${MANY}`,
};
const VALUES = ['get', 'send', 'getMany'] as const;

type Row = readonly string[];

/** Three tables, and where the captures are. */
export function comparisonText({ways, handshakes, keyLog}: Comparison): string {
	const captures = new Set([...ways, ...handshakes].map(({capture}) => capture));
	return [
		'octets on the wire (packets), part by part',
		...table([
			['', ...PHASES.map(phase => TITLES[phase])],
			...ways.map(({name, phases}) => [name, ...PHASES.map(phase => wire(phases[phase]))]),
		]),
		'',
		'the same from nothing: open, session, values',
		...table([
			['', ...VALUES.map(phase => TITLES[phase])],
			...ways.map(({name, phases}) => [
				name,
				...VALUES.map(phase => wire(fromNothing(phases, phase))),
			]),
		]),
		'',
		'octets of the application alone, session and values; and what is often quoted',
		...table([['', ...VALUES.map(phase => TITLES[phase])], ...ways.flatMap(bare)]),
		'',
		'handshakes: octets on the wire (packets), and without IP, UDP, TCP and MAC',
		...table([
			['', 'on the wire', 'carried'],
			...handshakes.map(({name, ...count}) => [
				name,
				wire(count),
				NUMBER.format(count.carriedOctets),
			]),
		]),
		'',
		'packets are of IP on the loopback, frames and their ACKs in the air',
		...[...captures, keyLog].map((file, index) => `${index === 0 ? 'files' : '     '}  ${file}`),
	].join('\n');
}

function bare({name, phases, quoted}: Compared): Row[] {
	const measured = VALUES.map(phase => NUMBER.format(fromNothing(phases, phase).applicationOctets));
	if (quoted === undefined) return [[name, ...measured]];
	return [
		[name, ...measured],
		['  quoted', ...VALUES.map(phase => NUMBER.format(quoted[phase]))],
	];
}

function wire({octets, packets}: Count): string {
	return packets === 0 ? '-' : `${NUMBER.format(octets)} (${NUMBER.format(packets)})`;
}

/** The first column to the left, the others to the right. */
function table(rows: readonly Row[]): string[] {
	const widths = (rows[0] ?? []).map((_, column) =>
		Math.max(...rows.map(row => (row[column] ?? '').length)),
	);
	return rows.map(row => {
		const cells = row.map((cell, column) =>
			column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
		);
		return `  ${cells.join('   ')}`.trimEnd();
	});
}
