/*
 * The Minimum Rank with Hysteresis Objective Function on ETX, RFC 6719: which parent, which rank.
 *
 *   cost of a path   what the parent says of its own, and the ETX of the link to it
 *   preferred        the least; another one only if it is better by more than the threshold
 *   rank             the cost, and at least one step more than the parent's
 */
import {INFINITE_RANK} from './dio.js';
import type {DodagConfig} from './dodag-config.js';
import {FAILURES_MAX, type LinkQuality} from './link-quality.js';

/** RFC 6719 clause 5: links that take more than four transmissions are not used. */
const LINK_METRIC_MAX = 512;
/** A link that takes three of them: worth to ask who else is there. */
const POOR_LINK = 384;
const PATH_COST_MAX = 32_768;
const PARENT_SWITCH_THRESHOLD = 192;
/** What is known of a neighbour that has said DIO. */
export interface Candidate {
	readonly address: number;
	readonly rank: number;
	/** What it says a packet costs from there to the root. */
	readonly pathCost: number;
	readonly link: LinkQuality;
}

/** What a packet costs through `candidate`; Infinity where it cannot go there. */
export function costThrough({rank, pathCost, link}: Candidate): number {
	if (rank === INFINITE_RANK || link.failures >= FAILURES_MAX) return Infinity;
	if (link.etx > LINK_METRIC_MAX) return Infinity;
	const cost = pathCost + link.etx;
	return cost > PATH_COST_MAX ? Infinity : cost;
}

/** Whether somebody else should be looked for. */
export function isPoor({etx}: LinkQuality): boolean {
	return etx >= POOR_LINK;
}

export function rankThrough(candidate: Candidate, {minHopRankIncrease}: DodagConfig): number {
	const cost = costThrough(candidate);
	const rank = Math.max(cost, candidate.rank + minHopRankIncrease);
	return Math.min(rank, INFINITE_RANK);
}

/** The best of `candidates`, in their order; `current` stays unless another is clearly better. */
export function preferred<Known extends Candidate>(
	candidates: readonly Known[],
	current: Known | undefined,
): Known | undefined {
	let best: Known | undefined;
	for (const candidate of candidates) {
		const cost = costThrough(candidate);
		if (cost < (best === undefined ? Infinity : costThrough(best))) best = candidate;
	}
	if (current === undefined || best === undefined || !candidates.includes(current)) return best;
	const clearly = costThrough(best) + PARENT_SWITCH_THRESHOLD < costThrough(current);
	return clearly ? best : current;
}
