/*
 * motebench sweep: a grid of runs in threads, or by workers behind a queue. Progress goes to
 * standard error, the table to standard output, or with --json the object that sweep.json holds.
 */
import {availableParallelism} from 'node:os';
import path from 'node:path';
import {type Command, InvalidArgumentError} from 'commander';
import {untilInterrupted} from '../interrupt.js';
import {type Step, withProgress} from '../progress.js';
import {firmware} from '../simulate.js';
import {jobs, queueOption} from './options.js';
import {loadPlan, type Plan} from './plan.js';
import type {QueueCrew} from './queue.js';
import type {RedisAddress} from './redis-address.js';
import {ResultsFolder} from './results-folder.js';
import {runThreads} from './run-threads.js';
import {shardOf, sweep} from './sweep.js';
import type {SweepReport} from './sweep-report.js';
import {sweepText} from './table.js';

interface Shard {
	readonly index: number;
	readonly count: number;
}

interface Options {
	readonly jobs: number;
	readonly shard?: Shard;
	readonly resume?: boolean;
	readonly queue?: string;
	readonly out?: string;
	readonly json?: boolean;
	readonly quiet?: boolean;
}

const SHARDS_MAX = 1000;

/** Adds the verb to `program`; `exit` takes the exit code of a sweep that came to an end. */
export function addSweep(program: Command, exit: (code: number) => void): void {
	program
		.command('sweep')
		.description('run a scenario over a grid of values and seeds')
		.argument('<file>', 'a YAML file with scenario, grid and seeds: docs/sweep.md')
		.option('--jobs <n>', 'runs at a time, in threads', jobs, availableParallelism())
		.option('--shard <i/n>', 'every n-th run from the i-th on, for a CI matrix', shard)
		.addOption(queueOption())
		.option('--resume', 'go on with what is in the folder already')
		.option('--out <dir>', 'where files go (default: runs/sweep-NAME)')
		.option('--json', 'print the result as one JSON object')
		.option('-q, --quiet', 'no progress and no text')
		.addHelpText('after', EXAMPLES)
		.action(async (file: string, options: Options) => exit(await runSweep(file, options)));
}

const EXAMPLES = `
Examples:
  motebench sweep docs/sweep-example.yaml
  motebench sweep mine.yaml --jobs 4 --out /tmp/mine
  motebench sweep mine.yaml --resume            after it was stopped, or lost its power
  motebench sweep mine.yaml --shard 1/3         one of three machines of a CI matrix
  motebench sweep mine.yaml --queue redis://127.0.0.1:6379    done by each motebench worker there

Exit code: 0 expectations met in all runs, 1 not met in some, 2 a mistake in command or file,
3 no Redis, 5 a shard without a run, 130 interrupted.`;

async function runSweep(file: string, options: Options): Promise<number> {
	const {built} = firmware();
	const plan = loadPlan(file, built.sha256);
	const runs = options.shard === undefined ? plan.runs : shardOf(plan.runs, options.shard);
	if (runs.length === 0) {
		console.error(`motebench: this shard has none of the ${plan.runs.length} runs`);
		return 5;
	}
	const address = options.queue === undefined ? undefined : await redisAt(options.queue);
	const folder = new ResultsFolder(options.out ?? folderOf(plan, options), options.resume === true);
	folder.mustHaveSomeOf(plan.runs);
	const title = `${plan.file.name}: ${runs.length} runs of ${plan.file.scenario}`;
	const swept = (signal: AbortSignal) =>
		withProgress(title, options.quiet === true, tell =>
			sweep({
				plan,
				runs,
				folder,
				tell,
				signal,
				hire: async () =>
					address === undefined
						? runThreads(Math.min(options.jobs, runs.length))
						: await hireWorkers(address, built.sha256, tell),
			}),
		);
	const report = await untilInterrupted(swept);
	show(report, options);
	return exitCodeOf(report);
}

/** The Redis there. Its client is loaded for whoever has one: it would slow every other verb. */
async function redisAt(url: string): Promise<RedisAddress> {
	const {probeRedis, redisAddress} = await import('./redis-address.js');
	const address = redisAddress(url);
	await probeRedis(address);
	return address;
}

/** Says so where nobody works yet: a sweep that waits looks like one that hangs. */
async function hireWorkers(
	address: RedisAddress,
	sha256: string,
	tell: (step: Step) => void,
): Promise<QueueCrew> {
	const {QueueCrew: Crew} = await import('./queue.js');
	const crew = new Crew(address, sha256);
	if ((await crew.workers()) === 0) {
		const text = `nobody works at ${address.shown} yet: motebench worker --queue ${address.shown}`;
		tell({share: 0, text});
	}
	return crew;
}

function folderOf({file}: Plan, {shard: part}: Options): string {
	const suffix = part === undefined ? '' : `-${part.index}-of-${part.count}`;
	return path.join('runs', `sweep-${file.name}${suffix}`);
}

function show(report: SweepReport, {json, quiet}: Options): void {
	if (json) console.log(JSON.stringify(report, undefined, '\t'));
	else if (!quiet) console.log(sweepText(report));
}

function exitCodeOf({interrupted, failed}: SweepReport): number {
	if (interrupted) return 130;
	return failed === 0 ? 0 : 1;
}

function shard(text: string): Shard {
	const [, index, count] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
	const fits = index !== undefined && count !== undefined && index >= 1 && index <= count;
	if (fits && count <= SHARDS_MAX) return {index, count};
	throw new InvalidArgumentError(`Expected I/N, such as 1/3, with N up to ${SHARDS_MAX}.`);
}
