/*
 * One scenario with several seeds, without files: what a baseline is made of, and what it is held
 * against.
 */
import {withProgress} from '../progress.js';
import type {Summary} from '../report/summary.js';
import type {Scenario} from '../scenario/schema.js';
import {simulate} from '../simulate.js';

export interface SeedsOptions {
	readonly quiet: boolean;
	readonly signal: AbortSignal;
	readonly brokerUrl?: string | undefined;
}

/** The summaries by seed, in their order; as many as there were before `signal` ended it. */
export async function simulateSeeds(
	scenario: Scenario,
	seeds: readonly number[],
	{quiet, signal, brokerUrl}: SeedsOptions,
): Promise<Summary[]> {
	if (seeds.length === 0) return [];
	const title = `${scenario.name}: ${seeds.length} seeds`;
	return withProgress(title, quiet, async tell => {
		const summaries: Summary[] = [];
		for (const [index, seed] of seeds.entries()) {
			const {summary} = await simulate(
				{...scenario, seed},
				{
					signal,
					...(brokerUrl !== undefined && {brokerUrl}),
					progress: nowUs => {
						const share = Math.min(1, nowUs / 1000 / scenario.durationMs);
						const text = `seed 0x${seed.toString(16)}, ${index + 1} of ${seeds.length}`;
						tell({share: (index + share) / seeds.length, text});
					},
				},
			);
			if (signal.aborted) break;
			summaries.push(summary({}));
		}
		return summaries;
	});
}
