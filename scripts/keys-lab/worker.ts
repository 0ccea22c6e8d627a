/*
 * A share of the schedules, in a thread of its own.
 */
import {readFileSync} from 'node:fs';
import {type Course, runSchedule} from './schedule.js';

export interface Share {
	/** The seed of its first schedule. */
	readonly first: number;
	readonly runs: number;
}

export interface Failure {
	readonly seed: number;
	readonly broken: string;
}

export type Counts = Omit<Course, 'broken'>;

export interface Outcome {
	readonly runs: number;
	readonly counts: Counts;
	readonly failures: readonly Failure[];
}

const firmware = new WebAssembly.Module(readFileSync(new URL('../../node.wasm', import.meta.url)));

export default async function runShare({first, runs}: Share): Promise<Outcome> {
	const courses: Counts[] = [];
	const failures: Failure[] = [];
	for (let seed = first; seed < first + runs; seed++) {
		const {broken, ...counts} = await runSchedule(firmware, seed);
		courses.push(counts);
		if (broken !== undefined) failures.push({seed, broken});
	}
	return {runs, counts: sumOf(courses), failures};
}

/** Each count, over all of `all`. */
export function sumOf(all: readonly Counts[]): Counts {
	const sum = {
		...{generations: 0, powerCuts: 0, deaths: 0, replays: 0},
		...{lost: 0, nonces: 0, restores: 0, recoveries: 0},
	};
	for (const counts of all) {
		for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += counts[name];
	}
	return sum;
}
