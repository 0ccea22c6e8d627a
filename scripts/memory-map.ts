/*
 * Writes docs/memory-map.md: where every octet of a node's static memory lies, as the compiler
 * has laid it out. Names come from firmware/layout.ts and firmware/panic.ts; what each is for,
 * from the comment above it or from the drawing that opens the file.
 */
import {readFile, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {compile, ROOT} from './compile.js';
import {type Area, areasOf, endOf} from './static-memory.js';

export const MEMORY_MAP = new URL('docs/memory-map.md', ROOT);

const OWNERS = ['firmware/layout', 'firmware/panic'];
const DOCUMENTED = /\/\*\* (?<what>[^*]+) \*\/\nexport const (?<name>\w+): /g;
const DRAWN = /^ \* {3}(?<names>\w+(?:, \w+)*) {2,}(?<what>.+)$/gm;
/** One cell of a bar stands for as many octets, or a part of them. */
const CELL_OCTETS = 16;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	await writeFile(MEMORY_MAP, await memoryMap());
	console.log('docs/memory-map.md is up to date');
}

/** The map of the node that firmware/node.ts compiles to, as Markdown. */
export async function memoryMap(): Promise<string> {
	const areas = areasOf(await compile('firmware/node.ts', 'layout'), OWNERS);
	const sources = await Promise.all(
		OWNERS.map(owner => readFile(new URL(`${owner}.ts`, ROOT), 'utf8')),
	);
	return drawn(areas, purposes(sources.join('\n')));
}

/**
 * The map of `areas`, what each is for looked up by its name. Throws RangeError for an area that
 * can change and has no name: all state is named.
 */
export function drawn(areas: readonly Area[], purposeOf: ReadonlyMap<string, string>): string {
	const rows = areas.map(area => row(area, purposeOf));
	return `# Memory map

Every octet of static memory of a node, as compiled. What firmware/layout.ts names can change; the
rest of the page is never touched. One \`■\` stands for ${CELL_OCTETS} octets, named areas begin at
multiples of 16. A test keeps this file true; \`node build/scripts/memory-map.js\` renews it.

Static memory ends at ${hex(endOf(areas))}: ${endOf(areas)} octets.

| Address | Octets | Name | What | |
| --- | ---: | --- | --- | --- |
${rows.join('\n')}
`;
}

/** What each name is for, by the comments of a source. */
export function purposes(source: string): Map<string, string> {
	const found = new Map<string, string>();
	for (const {groups} of source.matchAll(DRAWN)) {
		const what = groups!['what']!.replaceAll(/ {2,}/g, ': ');
		for (const name of groups!['names']!.split(', ')) found.set(name, what);
	}
	for (const {groups} of source.matchAll(DOCUMENTED)) found.set(groups!['name']!, groups!['what']!);
	return found;
}

function row({at, size, name, filled}: Area, purposeOf: ReadonlyMap<string, string>): string {
	if (name === undefined && !filled) throw new RangeError(`no name for the state at ${hex(at)}`);
	const bar = '■'.repeat(Math.ceil(size / CELL_OCTETS));
	const what = name === undefined ? 'constant' : (purposeOf.get(name) ?? '');
	return `| ${hex(at)} | ${size} | ${name ?? ''} | ${what} | ${bar} |`;
}

function hex(address: number): string {
	return `0x${address.toString(16).padStart(4, '0')}`;
}
