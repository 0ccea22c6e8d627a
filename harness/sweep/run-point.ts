/*
 * One run, wherever it is done: what a thread of the pool loads.
 */
import type {Summary} from '../report/summary.js';
import type {Scenario} from '../scenario/schema.js';
import {simulate} from '../simulate.js';

/** Simulates `scenario` with the firmware that is built; writes no file. */
export default async function runPoint(scenario: Scenario): Promise<Summary> {
	const {summary} = await simulate(scenario);
	return summary({});
}
