/*
 * One run, wherever it is done: what a thread of the pool loads.
 */
import type {Summary} from '../report/summary.js';
import type {Scenario} from '../scenario/schema.js';
import {simulate} from '../simulate.js';

/** A run as it is handed to a thread or to a worker. */
export interface Job {
	readonly id: string;
	readonly scenario: Scenario;
}

/** Simulates a scenario with the firmware that is built; writes no file. */
export default async function runPoint({scenario}: Job): Promise<Summary> {
	const {summary} = await simulate(scenario);
	return summary({});
}
