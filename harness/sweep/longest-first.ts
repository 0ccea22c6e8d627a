/*
 * The order in which runs are begun. What a run takes goes with its nodes and its duration; where
 * the longest is begun last, all threads but one have nothing to do while it lasts.
 *
 *   as planned   a c c e e e e     longest first   e e e e a
 *                b d d . . . .                     c c d d b
 */
import type {Scenario} from '../scenario/schema.js';

/** `runs` by what they will take, the longest first; those that are alike stay as they were. */
export function longestFirst<Run extends {readonly scenario: Scenario}>(
	runs: readonly Run[],
): Run[] {
	return runs.toSorted((one, other) => effortOf(other.scenario) - effortOf(one.scenario));
}

/** Milliseconds of all nodes together. */
function effortOf({nodes, durationMs}: Scenario): number {
	return durationMs * nodes.reduce((sum, {count}) => sum + count, 0);
}
