/*
 * Reads firmware/wire/vectors/*.md; their README describes the form.
 *
 *   ## title
 *   ```
 *   key: value
 *   ```
 *
 * Knows no message: which fields one has, the vectors say and the codecs prove.
 */
import {readdirSync, readFileSync} from 'node:fs';

export type Fields = Record<string, string>;

export interface Vector {
	readonly file: string;
	readonly title: string;
	readonly clause: string;
	readonly octets: Uint8Array;
	/** The name of the message in capitals, where somebody reads one from `octets`. */
	readonly message?: string;
	/** Every field of `message` as text; octets are lower-case hex. */
	readonly fields?: Fields;
	/** A member of Malformed, where somebody refuses `octets`. */
	readonly malformed?: string;
	/** Why nobody builds `octets` from `fields`. */
	readonly receiveOnly?: string;
}

const FOLDER = new URL('../../../firmware/wire/vectors/', import.meta.url);
const BLOCK = /^## (?<title>.+)\n\n```\n(?<lines>[^`]*)```$/gm;
const HEX_FIELDS = new Set(['data', 'gwAdd', 'willMsg', 'wirelessNodeId', 'inner']);

/** All vectors, by file name and then as they stand. Throws RangeError for a line it cannot read. */
export function readVectors(): Vector[] {
	const files = readdirSync(FOLDER).filter(name => name.endsWith('.md') && name !== 'README.md');
	return files.sort().flatMap(file => parse(file, readFileSync(new URL(file, FOLDER), 'utf8')));
}

/** The vectors of one file's text. */
export function parse(file: string, text: string): Vector[] {
	const vectors = [...text.matchAll(BLOCK)].map(({groups}) =>
		vector(file, groups!['title']!, groups!['lines']!),
	);
	if (vectors.length !== text.split('\n## ').length - 1) {
		throw new RangeError(`${file}: a heading without a block`);
	}
	return vectors;
}

function vector(file: string, title: string, text: string): Vector {
	const lines = new Map(
		text
			.trimEnd()
			.split('\n')
			.map(line => keyAndValue(file, line)),
	);
	const {clause, hex, message, malformed, receiveOnly, ...fields} = Object.fromEntries(lines);
	if (clause === undefined || hex === undefined) {
		throw new RangeError(`${file}: "${title}" lacks its clause or its octets`);
	}
	if (message === undefined && malformed === undefined) {
		throw new RangeError(`${file}: "${title}" expects nothing`);
	}
	return {
		file,
		title,
		clause,
		octets: Buffer.from(expanded(hex), 'hex'),
		...(message !== undefined && {message, fields}),
		...(malformed !== undefined && {malformed}),
		...(receiveOnly !== undefined && {receiveOnly}),
	};
}

function keyAndValue(file: string, line: string): [string, string] {
	const match = /^(?<key>[a-zA-Z]+):(?: (?<value>.+))?$/.exec(line);
	if (match === null) throw new RangeError(`${file}: not "key: value": ${line}`);
	const {key, value = ''} = match.groups!;
	return [key!, HEX_FIELDS.has(key!) ? expanded(value) : value];
}

function expanded(hex: string): string {
	const repeated = hex.replaceAll(/([0-9a-f]{2})\*(\d+)/g, (_, octet: string, count: string) =>
		octet.repeat(Number(count)),
	);
	const digits = repeated.replaceAll(' ', '');
	if (!/^([0-9a-f]{2})*$/.test(digits)) throw new RangeError(`not hex: ${hex}`);
	return digits;
}
