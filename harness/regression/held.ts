/*
 * A run held against a baseline: the seeds of the baseline are run as well, so that each seed is
 * compared with itself, and what is luck in one is not in all of them.
 *
 *   baseline   seeds 1 2 3 4 5   \
 *   now        seeds 1 2 3 4 5   /  figure by figure: better, same or worse
 *              the first of them with files, as every run
 */
import {UsageError} from '../errors.js';
import {type Base, mustBeAlike, type RunKind} from '../report/baseline.js';
import {compare, sampleOf} from '../report/comparison.js';
import {comparedLines} from '../report/overview-text.js';
import {failureOf} from '../report/reason.js';
import type {Against} from '../report/retell.js';
import {type Summary, verdictOf} from '../report/summary.js';
import {eachOf} from '../scenario/groups.js';
import type {Scenario} from '../scenario/schema.js';
import {type SeedsOptions, simulateSeeds} from './seeds.js';

export interface Held extends Against {
	readonly first: Summary;
	/** What came of the other seeds. */
	readonly others: readonly Summary[];
}

/**
 * The seed to begin with: `asked`, or the scenario's own, or the first of the baseline. A
 * UsageError where `asked` is not among the baseline's.
 */
export function firstSeed(
	{baseline: {runs}}: Base,
	own: number,
	asked: number | undefined,
): number {
	const seeds = runs.map(({seed}) => seed);
	if (asked === undefined) return seeds.includes(own) ? own : seeds[0];
	if (seeds.includes(asked)) return asked;
	const there = seeds.map(seed => `0x${seed.toString(16)}`).join(', ');
	throw new UsageError(`the baseline has no seed 0x${asked.toString(16)}; there are ${there}`);
}

/** What a run of `scenario` will be, before it is run: nobody waits for what cannot be compared. */
export function kindOf({name, nodes, gateways, durationMs}: Scenario): RunKind {
	return {
		scenario: name,
		nodes: eachOf(nodes).length,
		gateways: eachOf(gateways).length,
		simulatedSeconds: durationMs / 1000,
	};
}

/** The comparison in lines, and each of the other seeds that did not pass. */
export function heldLines({comparison, first, others}: Held, replay: string): string[] {
	const seedOf = ({seed}: Summary) => `0x${seed.toString(16)}`;
	const failed = others.filter(other => verdictOf(other) !== 'passed');
	return [
		'',
		...comparedLines(comparison),
		...failed.flatMap(other => [
			`✘ seed ${seedOf(other)} ${failureOf(other)}`,
			`  again: ${replay.replace(`--seed ${seedOf(first)}`, `--seed ${seedOf(other)}`)}`,
		]),
	];
}

export interface HoldOptions extends SeedsOptions {
	readonly scenario: Scenario;
	/** What the baseline is called. */
	readonly name: string;
	/** The one seed that is looked at, if it is only one. */
	readonly only?: number | undefined;
}

/** Holds `first`, and the other seeds of `base`, against it. */
export async function hold(base: Base, first: Summary, options: HoldOptions): Promise<Held> {
	const {scenario, name, only} = options;
	mustBeAlike(base.baseline, first, name);
	const seeds = base.baseline.runs.map(({seed}) => seed).filter(seed => seed !== first.seed);
	const others = await simulateSeeds(scenario, only === undefined ? seeds : [], options);
	const comparison = compare(name, base.baseline.runs, [first, ...others].map(sampleOf));
	return {comparison, details: base.details, first, others};
}
