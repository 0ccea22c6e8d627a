/*
 * Options that the verbs of sweeping and hunting have in common.
 */
import {InvalidArgumentError, Option} from 'commander';

const JOBS_MAX = 256;

/** Reads how many threads a user wants. */
export function jobs(text: string): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= 1 && value <= JOBS_MAX) return value;
	throw new InvalidArgumentError(`Expected a whole number from 1 to ${JOBS_MAX}.`);
}

/** Where the queue is: what is in the environment is not in the list of processes. */
export function queueOption(): Option {
	return new Option('--queue <url>', 'a Redis, redis://HOST:PORT').env('MOTEBENCH_QUEUE');
}
