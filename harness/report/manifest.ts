/*
 * What a run was made of, so that it can be had again: manifest.json, written before time begins.
 *
 *   scenario   its name or path as it was given, and its whole text
 *   seed, nodes, durationMs, broker, capture     what the command line made of it
 *   version, firmware                            which program and which firmware ran it
 *   argv                                         the command
 *
 * No secret stands in it: a broker is named without user and password, and a key that the scenario
 * gives is left out of its text.
 */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {z} from 'zod';
import {quoted} from '../again.js';
import {UsageError} from '../errors.js';
import {formatDuration} from '../scenario/duration.js';

const count = z.number().int().nonnegative();

const manifestSchema = z.object({
	manifest: z.literal(1),
	version: z.string(),
	scenario: z.string(),
	/** The checkpoint that the run went on from, and the luck from there on. */
	resume: z.string().nullable().prefault(null),
	seedAfter: count.nullable().prefault(null),
	/** Empty where the run went on with the scenario of its checkpoint. */
	text: z.string(),
	/** Values that are left out of the text, since they are secrets. */
	withheld: z.array(z.string()).prefault([]),
	/** SHA-256 of files that the scenario names, by their names there. */
	inputs: z.record(z.string(), z.string()),
	seed: count,
	/** Null where the scenario's own was kept. */
	nodes: count.nullable(),
	durationMs: count.nullable(),
	broker: z.string().nullable(),
	capture: z.enum(['none', 'gateways', 'all']),
	/** How the trace numbers its radios: gateways, then forwarders, then nodes. */
	radios: z.object({gateways: count, forwarders: count, nodes: count}),
	firmware: z.object({sha256: z.string()}),
	argv: z.array(z.string()),
});

export type Manifest = z.output<typeof manifestSchema>;
export type RadioCounts = Manifest['radios'];

export const MANIFEST_FILE = 'manifest.json';

/** The manifest of the run in `folder`; a UsageError where there is none, or one of no use. */
export function readManifest(folder: string): Manifest {
	const file = path.join(folder, MANIFEST_FILE);
	const result = manifestSchema.safeParse(readJson(file, 'a folder that a run has written'));
	if (result.success) return result.data;
	throw new UsageError(`${file} is no manifest of this version of motebench`);
}

/** The value of a JSON file; a UsageError that says what was `wanted` where there is none. */
export function readJson(file: string, wanted: string): unknown {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		if (error instanceof SyntaxError) {
			// The engine quotes what it has found, with its ends of lines.
			throw new UsageError(`${file} is not JSON: ${error.message.replaceAll(/\s+/g, ' ')}`);
		}
		if (!(error instanceof Error && 'code' in error)) throw error;
		const isThere = error.code !== 'ENOENT' && error.code !== 'ENOTDIR';
		const what = isThere ? `it cannot be read (${error.code})` : 'there is no such file';
		throw new UsageError(`${file}: ${what}; give ${wanted}`);
	}
}

/** The command that has the run again. */
export function replayOf(manifest: Manifest): string {
	const {scenario, text, seed, nodes, durationMs, broker, resume, seedAfter} = manifest;
	const words = ['motebench run'];
	if (text !== '') words.push(quoted(scenario), `--seed 0x${seed.toString(16)}`);
	if (nodes !== null) words.push(`--nodes ${nodes}`);
	if (durationMs !== null) words.push(`--duration ${formatDuration(durationMs)}`);
	if (broker !== null) words.push(`--broker ${broker}`);
	if (resume !== null) words.push(`--resume ${quoted(resume)}`);
	if (seedAfter !== null) words.push(`--seed-after 0x${seedAfter.toString(16)}`);
	return words.join(' ');
}
