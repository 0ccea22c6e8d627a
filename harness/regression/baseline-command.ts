/*
 * motebench baseline: a scenario with several seeds, and its key figures in a file that lies
 * beside the code, for `motebench run --baseline`.
 */
import type {Command} from 'commander';
import {quoted} from '../again.js';
import {durationMs, nodeCount, SEED_MAX, seed, whole} from '../arguments.js';
import {INTERRUPTED, untilInterrupted} from '../interrupt.js';
import {overridden} from '../overrides.js';
import {baselineOf} from '../report/baseline.js';
import {linesOf} from '../report/overview-text.js';
import {writeTold} from '../report/stored.js';
import {type Summary, verdictOf} from '../report/summary.js';
import {formatDuration} from '../scenario/duration.js';
import {loadScenario} from '../scenario/load.js';
import {firmware} from '../simulate.js';
import {version} from '../version.js';
import {simulateSeeds} from './seeds.js';

interface Options {
	readonly seeds: number;
	readonly seed?: number;
	readonly nodes?: number;
	readonly duration?: number;
	readonly out?: string;
	readonly json?: boolean;
	readonly quiet?: boolean;
}

const SEEDS = 5;
const SEEDS_MAX = 1000;

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addBaseline(program: Command, exit: (code: number) => void): void {
	program
		.command('baseline')
		.description('run a scenario with several seeds and keep its key figures')
		.argument('<scenario>', 'a file, or the name of one that comes with motebench')
		.option('--seeds <n>', 'so many seeds', whole(1, SEEDS_MAX), SEEDS)
		.option('--seed <n>', 'the first of them (default: that of the scenario)', seed)
		.option('--nodes <n>', 'so many nodes in all', nodeCount)
		.option('--duration <time>', 'how long, such as 90s or 1h30m', durationMs)
		.option('--out <file>', 'the file (default: SCENARIO.baseline.json)')
		.option('--json', 'print the baseline as one JSON object')
		.option('-q, --quiet', 'no progress and no text')
		.addHelpText('after', EXAMPLES)
		.action(async (name: string, options: Options) => exit(await baseline(name, options)));
}

const EXAMPLES = `
Examples:
  motebench baseline greenhouse
  motebench baseline ./mine.yaml --seeds 10 --out mine.baseline.json
  motebench run ./mine.yaml --baseline mine.baseline.json

Exit code: 0 written, 1 an expectation failed in one of the runs, 2 a mistake in command or file,
3 the file cannot be written, 130 interrupted.`;

async function baseline(name: string, options: Options): Promise<number> {
	const scenario = overridden(loadScenario(name), options);
	// Beyond the last seed comes the first one.
	const seeds = Array.from(
		{length: options.seeds},
		(_, index) => (scenario.seed + index) % (SEED_MAX + 1),
	);
	const quiet = options.quiet === true;
	const summaries = await untilInterrupted(signal =>
		simulateSeeds(scenario, seeds, {quiet, signal}),
	);
	if (summaries.length < seeds.length) return INTERRUPTED;
	const made = baselineOf(summaries, {version, firmware: firmware().built.sha256});
	const file = options.out ?? `${scenario.name}.baseline.json`;
	writeTold(file, `${JSON.stringify(made, undefined, '\t')}\n`);
	if (options.json === true) console.log(JSON.stringify(made, undefined, '\t'));
	else if (!quiet) tell(name, {summaries, file, options});
	return summaries.every(summary => verdictOf(summary) === 'passed') ? 0 : 1;
}

interface Made {
	readonly summaries: readonly Summary[];
	readonly file: string;
	readonly options: Options;
}

function tell(name: string, {summaries, file, options: {nodes, duration}}: Made): void {
	const more = [
		...(nodes === undefined ? [] : [` --nodes ${nodes}`]),
		...(duration === undefined ? [] : [` --duration ${formatDuration(duration)}`]),
	].join('');
	const runs = summaries.map(summary => ({
		summary,
		replay: `motebench run ${quoted(name)} --seed 0x${summary.seed.toString(16)}${more}`,
	}));
	for (const line of linesOf(runs)) console.log(line);
	console.log(
		`wrote ${file}; hold runs against it: motebench run ${quoted(name)}${more} --baseline ${quoted(file)}`,
	);
}
