/*
 * Runs of a sweep in this process alone, without a pool. scripts/sweep-speed.ts holds one to a core,
 * and starts as many as there are cores, to see what the machine itself gives up when all are busy.
 *
 *   node build/scripts/sweep-alone.js MINUTES          all runs; prints the CPU seconds that it took
 *   node build/scripts/sweep-alone.js MINUTES some     a quarter of them
 */
import runPoint from '../harness/sweep/run-point.js';
import {allRuns, someRuns} from './sweep-runs.js';

const [minutes, share] = process.argv.slice(2);
const runs = share === 'some' ? someRuns : allRuns;
for (const run of runs(Number(minutes))) await runPoint(run);
const {user, system} = process.cpuUsage();
console.log((user + system) / 1e6);
