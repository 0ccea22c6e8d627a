/*
 * bench.yaml: what stands on this bench. It is nobody else's, so git does not see it.
 *
 *   boards:
 *     - { board: nrf52840dk, sn: "000683534322", name: left, notes: by the window }
 *     - { board: stm32vldiscovery, sn: "37FF", port: /dev/ttyUSB0 }
 *   quarantine:
 *     - { test: "*sleeper*", target: "board:left", reason: its antenna is loose }
 *
 *   name    what board:NAME means; without it, the board's own
 *   port    PORT, PORT:BAUD or unix:PATH, for a board whose line is an adapter of its own
 */
import {existsSync, readFileSync} from 'node:fs';
import {isSeq, parseDocument} from 'yaml';
import {z} from 'zod';
import type {Board} from '../../boards/schema.js';
import {type Complaint, mustBeContent, readBy} from '../yaml/complaint.js';
import {YamlSource} from '../yaml/yaml-source.js';

export const BENCH_FILE = 'bench.yaml';

const text = z.string({error: 'text, in quotes if it is a number'}).min(1, {error: 'text'});

const entrySchema = z.strictObject({
	board: text,
	name: text.regex(/^[\w-]+$/, {error: 'letters, digits, - and _'}).optional(),
	/** The serial number of its probe. */
	sn: text.optional(),
	port: text.optional(),
	enabled: z.boolean({error: 'true or false'}).default(true),
	notes: text.optional(),
});

const quarantineSchema = z.strictObject({
	/** Of the title, as AVA prints it; * is anything. */
	test: text,
	/** Where; * is anything. Everywhere if left out. */
	target: text.optional(),
	/** Shown wherever the test is. */
	reason: z.string({error: 'why, in words'}).min(1, {error: 'why, in words'}),
});

const benchSchema = z.strictObject({
	boards: z.array(entrySchema, {error: 'a list'}).default([]),
	quarantine: z.array(quarantineSchema, {error: 'a list'}).default([]),
});

export type BenchEntry = z.output<typeof entrySchema>;
export type Quarantine = z.output<typeof quarantineSchema>;
export type BenchFacts = z.output<typeof benchSchema>;

const NEW = '# What stands on this bench. `motebench devices --write` adds what is plugged in.\n';
const EMPTY: BenchFacts = {boards: [], quarantine: []};

/** Reads `file`; a bench without one is empty. A UsageError, a line a mistake, where it is wrong. */
export function readBench(boards: readonly Board[], file: string = BENCH_FILE): BenchFacts {
	if (!existsSync(file)) return EMPTY;
	return parseBench(readFileSync(file, 'utf8'), {file, boards});
}

/** The same from `text`; `file` names it in complaints. */
export function parseBench(
	content: string,
	{file, boards}: {readonly file: string; readonly boards: readonly Board[]},
): BenchFacts {
	const source = new YamlSource(content, file);
	// A file of comments alone is no mapping, and no mistake.
	if (source.value === null) return EMPTY;
	const bench = readBy(benchSchema, source);
	mustBeContent([...complaints(bench, boards)], source);
	return bench;
}

/**
 * `content`, the text of a bench.yaml or nothing, with `entries` besides. What a person has written
 * there stays as it is, his comments too.
 */
export function withEntries(content: string, entries: readonly BenchEntry[]): string {
	const document = parseDocument(content === '' ? NEW : content);
	const written = entries.map(({enabled, ...entry}) => (enabled ? entry : {...entry, enabled}));
	const boards = document.get('boards');
	if (isSeq(boards)) for (const entry of written) boards.add(document.createNode(entry));
	else document.set('boards', written);
	return document.toString({lineWidth: 0});
}

function* complaints(bench: BenchFacts, boards: readonly Board[]): Generator<Complaint> {
	const ids = boards.map(({id}) => id);
	const names = new Set<string>();
	const sns = new Set<string>();
	for (const [index, {board, name, sn}] of bench.boards.entries()) {
		const at = ['boards', index] as const;
		if (!ids.includes(board)) {
			yield {path: [...at, 'board'], expected: `one of the boards ${ids.join(', ')}`};
		}
		if (name !== undefined && (names.has(name) || ids.includes(name))) {
			yield {path: [...at, 'name'], expected: 'a name of its own'};
		}
		if (sn !== undefined && sns.has(sn)) {
			yield {path: [...at, 'sn'], expected: 'a serial number of its own'};
		}
		if (name !== undefined) names.add(name);
		if (sn !== undefined) sns.add(sn);
	}
}
