/*
 * Some runs of a sweep in this process alone, without a pool: what scripts/sweep-speed.ts starts as
 * often as there are cores, to see what the machine itself gives up when all of them are busy.
 *
 *   node build/scripts/sweep-alone.js MINUTES        prints the CPU seconds that it took
 */
import runPoint from '../harness/sweep/run-point.js';
import {someRuns} from './sweep-runs.js';

for (const run of someRuns(Number(process.argv[2]))) await runPoint(run);
const {user, system} = process.cpuUsage();
console.log((user + system) / 1e6);
