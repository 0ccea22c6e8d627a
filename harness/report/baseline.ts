/*
 * What runs are held against, as a file that one keeps beside the code:
 *
 *   scenario, nodes, gateways, simulatedSeconds   what has to be alike
 *   version, firmware                             which program and firmware it was
 *   runs                                          a sample a seed
 *
 * A run's folder or its summary.json is a baseline of one seed.
 */
import {existsSync, statSync} from 'node:fs';
import path from 'node:path';
import {z} from 'zod';
import {UsageError} from '../errors.js';
import {type Sample, sampleOf} from './comparison.js';
import type {Details} from './details.js';
import {readJson} from './manifest.js';
import {isSummary, readRun} from './stored.js';
import type {Summary} from './summary.js';

const sampleSchema = z.object({
	seed: z.number(),
	traceHash: z.string(),
	figures: z.record(z.string(), z.number().nullable()),
});

const baselineSchema = z.object({
	baseline: z.literal(1),
	scenario: z.string(),
	nodes: z.number(),
	gateways: z.number(),
	simulatedSeconds: z.number(),
	version: z.string().nullable(),
	firmware: z.string().nullable(),
	runs: z.array(sampleSchema).min(1),
});

export type Baseline = z.output<typeof baselineSchema>;

export interface Base {
	readonly baseline: Baseline;
	/** Curves of a base that is one run. */
	readonly details?: Details | undefined;
}

const WANTED = 'a baseline file, a summary.json or the folder of a run';

/** What `place` holds: a baseline, or the folder of a run. A UsageError where there is neither. */
export function readBase(place: string): Base {
	const isFolder = existsSync(place) && statSync(place).isDirectory();
	const file = isFolder ? path.join(place, 'summary.json') : place;
	const value = readJson(file, WANTED);
	if (isSummary(value)) {
		const baseline = baselineOf([value], {version: null, firmware: null});
		return {baseline, details: readRun(place).details};
	}
	const result = baselineSchema.safeParse(value);
	if (result.success) return {baseline: result.data};
	throw new UsageError(`${file} is neither a baseline nor a summary; give ${WANTED}`);
}

/** The baseline that runs of one scenario make; a RangeError if there is no run. */
export function baselineOf(
	summaries: readonly Summary[],
	by: {readonly version: string | null; readonly firmware: string | null},
): Baseline {
	const [first] = summaries;
	if (first === undefined) throw new RangeError('a baseline of no run');
	const {scenario, nodes, gateways, simulatedSeconds} = first;
	const runs = summaries.map(sampleOf);
	return {baseline: 1, scenario, nodes, gateways, simulatedSeconds, ...by, runs: runs as Sample[]};
}

/** A UsageError that says what differs, where `run` is not of the kind that `baseline` is. */
export function mustBeAlike(baseline: Baseline, run: RunKind, file: string): void {
	const kinds = ['scenario', 'nodes', 'gateways', 'simulatedSeconds'] as const;
	for (const kind of kinds) {
		if (baseline[kind] === run[kind]) continue;
		const what = kind === 'simulatedSeconds' ? 'simulated seconds' : kind;
		throw new UsageError(
			`${file} is of ${what} ${baseline[kind]}, this run of ${run[kind]}: only like can be compared`,
		);
	}
}

export type RunKind = Pick<Summary, 'scenario' | 'nodes' | 'gateways' | 'simulatedSeconds'>;
