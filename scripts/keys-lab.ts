/*
 * Do keys survive everything? Runs random schedules of the real firmware, two real guards and the
 * real key server, without radio and in virtual time, and looks at the invariants after each event:
 * scripts/keys-lab/schedule.ts. Exit code 1 with the command that has a failing schedule again.
 *
 *   node build/scripts/keys-lab.js [--runs 1000] [--seed 1] [--jobs N] [--json]
 *
 * Jobs are threads; how many there are changes the time that it takes and nothing else.
 */
import {availableParallelism} from 'node:os';
import {Command, InvalidArgumentError} from 'commander';
import {Piscina} from 'piscina';
import {withProgress} from '../harness/progress.js';
import {type Failure, type Outcome, type Share, sumOf} from './keys-lab/worker.js';

interface Options {
	readonly runs: number;
	readonly seed: number;
	readonly jobs: number;
	readonly json: boolean;
}

const SHOWN_MAX = 10;
/** Schedules at a time: a second or so of one core. */
const SHARE = 50;

const options = new Command('keys-lab')
	.option('--runs <n>', 'schedules, each with a seed of its own', positive, 1000)
	.option('--seed <n>', 'the seed of the first one', positive, 1)
	.option('--jobs <n>', 'threads', positive, availableParallelism())
	.option('--json', 'print one object', false)
	.parse()
	.opts<Options>();

const outcomes = await withProgress(`${options.runs} schedules`, options.json, tell =>
	runAll(options, tell),
);
const counts = sumOf(outcomes.map(outcome => outcome.counts));
const failures = outcomes.flatMap(outcome => outcome.failures).sort((a, b) => a.seed - b.seed);
if (options.json) {
	console.log(JSON.stringify({runs: options.runs, seed: options.seed, ...counts, failures}));
} else {
	const {generations, powerCuts, deaths, replays, lost, nonces, restores, recoveries} = counts;
	console.log(`${options.runs} schedules, ${failures.length} broken`);
	console.log(`  ${generations} generations, ${nonces} nonces, none twice unless said so`);
	console.log(`  ${lost} datagrams lost, ${replays} said again`);
	console.log(`  ${powerCuts} power cuts, ${deaths} deaths of gateways and key servers`);
	console.log(`  ${restores} restores from a backup, ${recoveries} recoveries`);
	for (const failure of failures.slice(0, SHOWN_MAX)) console.log(said(failure));
}
process.exitCode = failures.length === 0 ? 0 : 1;

async function runAll(
	{runs, seed, jobs}: Options,
	tell: (step: {share: number; text: string}) => void,
): Promise<readonly Outcome[]> {
	const filename = new URL('./keys-lab/worker.js', import.meta.url).href;
	const pool = new Piscina<Share, Outcome>({filename, minThreads: 1, maxThreads: jobs});
	let [done, broken] = [0, 0];
	const shares = Array.from({length: Math.ceil(runs / SHARE)}, (_, index) => ({
		first: seed + index * SHARE,
		runs: Math.min(SHARE, runs - index * SHARE),
	}));
	try {
		return await Promise.all(
			shares.map(async share => {
				const outcome = await pool.run(share);
				done += outcome.runs;
				broken += outcome.failures.length;
				tell({share: done / runs, text: `${done} of ${runs}, ${broken} broken`});
				return outcome;
			}),
		);
	} finally {
		await pool.destroy();
	}
}

function said({seed, broken}: Failure): string {
	return `seed ${seed}: ${broken}\n  again: npm run keys-lab -- --runs 1 --seed ${seed}`;
}

function positive(text: string): number {
	const number = Number(text);
	if (Number.isSafeInteger(number) && number > 0) return number;
	throw new InvalidArgumentError('expected a whole number above 0');
}
