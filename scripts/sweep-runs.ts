/*
 * The runs that the bench of sweeps does: those of docs/sweep-example.yaml, for longer.
 */
import {fileURLToPath} from 'node:url';
import {loadPlan} from '../harness/sweep/plan.js';
import type {Job} from '../harness/sweep/run-point.js';
import {ROOT} from './compile.js';

const EXAMPLE = fileURLToPath(new URL('docs/sweep-example.yaml', ROOT));
/** One of so many runs: no size and no shadow has another share of them than of all. */
const EVERY = 4;

/** All runs of the example, each of which takes so many simulated minutes. */
export function allRuns(minutes: number): Job[] {
	const {runs} = loadPlan(EXAMPLE, '');
	return runs.map(({id, scenario}) => ({
		id,
		scenario: {...scenario, durationMs: 60_000 * minutes},
	}));
}

/** A quarter of them. */
export function someRuns(minutes: number): Job[] {
	return allRuns(minutes).filter((_, index) => index % EVERY === 0);
}
