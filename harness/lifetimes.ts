/*
 * From what nodes have drawn to what a summary says of their batteries.
 */
import {CAUSES} from '../sim/energy/meter.js';
import {LISTED_MAX, type LifetimeSummary} from './report/summary.js';
import type {Drawn} from './scenario/energy-observer.js';

/** Lifetimes of nodes, the first of which has the number 1; null if there are none. */
export function lifetimesOf(battery: string, drawn: readonly Drawn[]): LifetimeSummary | null {
	if (drawn.length === 0) return null;
	const sorted = drawn
		.map((node, index) => ({...node, node: index + 1}))
		.sort((one, other) => one.lifetime.years - other.lifetime.years);
	const mean = (cause: (typeof CAUSES)[number]) =>
		drawn.reduce((sum, {causesUa}) => sum + causesUa[cause], 0) / drawn.length;
	return {
		battery,
		medianYears: sorted[(sorted.length - 1) >> 1].lifetime.years,
		causesUa: Object.fromEntries(CAUSES.map(cause => [cause, mean(cause)])),
		shortens: sorted[0].shortens,
		nodes: sorted
			.slice(0, LISTED_MAX)
			.map(({node, lifetime, causesUa}) => ({node, ...lifetime, causesUa})),
		nodesOmitted: Math.max(0, sorted.length - LISTED_MAX),
	};
}
