/*
 * A scenario with another number of nodes: each group keeps its share, and no group that had a
 * node is left without one while there are enough for all.
 */
import {UsageError} from '../errors.js';
import type {Scenario} from './schema.js';

/** `scenario` with `total` nodes. A UsageError where places are listed one by one. */
export function withNodes(scenario: Scenario, total: number): Scenario {
	if (scenario.nodes.some(({placement}) => placement.kind === 'points')) {
		throw new UsageError('--nodes: this scenario lists the place of each node; edit the list');
	}
	const counts = shares(
		scenario.nodes.map(({count}) => count),
		total,
	);
	const nodes = scenario.nodes.map((group, index) => ({...group, count: counts[index]}));
	return {...scenario, nodes: nodes.filter(({count}) => count > 0)};
}

/** Whole shares of `total` in proportion to `weights`: what is left goes to the largest rests. */
export function shares(weights: readonly number[], total: number): number[] {
	const sum = weights.reduce((left, right) => left + right, 0);
	const exact = weights.map(weight => (weight * total) / sum);
	const least = total >= weights.length ? 1 : 0;
	const counts = exact.map(share => Math.max(least, Math.floor(share)));
	const rest = (index: number) => exact[index] - counts[index];
	const byRest = weights.map((_, index) => index).sort((a, b) => rest(b) - rest(a) || a - b);
	let left = total - counts.reduce((a, b) => a + b, 0);
	for (let turn = 0; left > 0; turn++, left--) counts[byRest[turn % byRest.length]]++;
	for (let turn = byRest.length - 1; left < 0; turn--) {
		// at() counts a negative turn from the end.
		const index = byRest.at(turn % byRest.length)!;
		if (counts[index] > least) {
			counts[index]--;
			left++;
		}
	}
	return counts;
}
