/*
 * motebench worker: does what sweeps hand to a queue, until SIGINT or SIGTERM. What it has begun
 * it ends; a second signal ends it at once, and another worker begins its runs anew.
 */
import {availableParallelism} from 'node:os';
import {type Command, InvalidArgumentError} from 'commander';
import {untilStopped} from '../program/until-stopped.js';
import {parseDuration} from '../scenario/duration.js';
import {firmware} from '../simulate.js';
import {jobs, queueOption} from './options.js';

interface Options {
	readonly queue: string;
	readonly jobs: number;
	readonly lease: number;
	readonly quiet?: boolean;
}

const LEASE_MS = 10_000;
const LEASE_MS_MIN = 1000;
const LEASE_MS_MAX = 600_000;

/** Adds the verb to `program`; `exit` takes the exit code of a worker that was stopped. */
export function addWorker(program: Command, exit: (code: number) => void): void {
	program
		.command('worker')
		.description('do the runs of sweeps that are handed to a queue')
		.addOption(queueOption().makeOptionMandatory())
		.option('--jobs <n>', 'runs at a time, in threads', jobs, availableParallelism())
		.option('--lease <time>', 'silent for so long, it is taken for dead', lease, LEASE_MS)
		.option('-q, --quiet', 'no line for each run')
		.addHelpText('after', EXAMPLES)
		.action(async (options: Options) => exit(await runWorker(options)));
}

const EXAMPLES = `
Examples:
  motebench worker --queue redis://127.0.0.1:6379
  MOTEBENCH_QUEUE=redis://user:password@queue.example motebench worker --jobs 8

Exit code: 0 stopped by a signal, 2 a mistake in the command, 3 no Redis.`;

async function runWorker({queue, jobs: count, lease: leaseMs, quiet}: Options): Promise<number> {
	// The queue is loaded for whoever works: it would slow every other verb.
	const {probeRedis, redisAddress} = await import('./redis-address.js');
	const {startWorker} = await import('./worker.js');
	const address = redisAddress(queue);
	const {sha256} = firmware().built;
	await untilStopped(async () => {
		await probeRedis(address);
		const told = quiet ? () => {} : (line: string) => console.error(line);
		const worker = await startWorker({address, firmware: sha256, jobs: count, leaseMs, told});
		told(`waiting at ${address.shown} for runs of firmware ${sha256.slice(0, 16)}`);
		return worker;
	});
	return 0;
}

function lease(text: string): number {
	const value = parseDuration(text);
	if (value !== undefined && value >= LEASE_MS_MIN && value <= LEASE_MS_MAX) return value;
	throw new InvalidArgumentError('Expected a duration from 1s to 10m, such as 10s.');
}
