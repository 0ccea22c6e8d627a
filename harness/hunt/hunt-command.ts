/*
 * motebench hunt: random faults by seed, until something breaks or the time is up. Progress goes to
 * standard error, what was found to standard output, or with --json as one object.
 */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {type Command, InvalidArgumentError} from 'commander';
import {durationMs, seed, whole} from '../arguments.js';
import {EnvironmentError, UsageError} from '../errors.js';
import {INTERRUPTED, untilInterrupted} from '../interrupt.js';
import {withProgress} from '../progress.js';
import {formatDuration} from '../scenario/duration.js';
import {scenarioNames, scenarioText} from '../scenario/load.js';
import {firmware, firmwareIn} from '../simulate.js';
import {jobs} from '../sweep/options.js';
import {FindingsFolder} from './findings-folder.js';
import {type Found, type HuntReport, hunt, type Size} from './hunt.js';
import {preyOf} from './prey.js';
import tryCase, {caseThreads} from './try-case.js';

interface Options {
	readonly minutes?: number;
	readonly runs?: number;
	readonly seed: number;
	readonly jobs: number;
	readonly bound?: number;
	readonly asIs?: boolean;
	readonly firmware?: string;
	readonly out?: string;
	readonly json?: boolean;
	readonly quiet?: boolean;
}

const RUNS = 100;
const RUNS_MAX = 10_000_000;
const MINUTES_MAX = 100_000;
const LAB = fileURLToPath(new URL('../../scripts/keys-lab.js', import.meta.url));

/** Adds the verb to `program`; `exit` takes the exit code of a hunt that came to an end. */
export function addHunt(program: Command, exit: (code: number) => void): void {
	program
		.command('hunt')
		.description('look for what breaks under random faults, and shrink it')
		.argument('<scenario>', `a file, or one of ${scenarioNames().join(', ')}; or keys-lab`)
		.option('--minutes <n>', 'until so many minutes have passed', number(0.01, MINUTES_MAX))
		.option('--runs <n>', `so many cases (default: ${RUNS})`, whole(1, RUNS_MAX))
		.option('--seed <n>', 'the seed of the first case', seed, 1)
		.option('--jobs <n>', 'cases at a time, in threads', jobs, availableParallelism())
		.option('--bound <time>', 'served again so long after the last fault', durationMs)
		.option('--as-is', 'the file as it stands, once: a case that was found')
		.option('--firmware <dir>', 'a folder with node.wasm and node.json of another build')
		.option('--out <dir>', 'where files go (default: runs/hunt-SCENARIO-SEED)')
		.option('--json', 'print the result as one JSON object')
		.option('-q, --quiet', 'no progress and no text')
		.addHelpText('after', EXAMPLES)
		.action(async (name: string, options: Options) => exit(await runHunt(name, options)));
}

/** Options that a hunt through keys alone does not have. */
const FOREIGN = [
	['minutes', '--minutes'],
	['bound', '--bound'],
	['asIs', '--as-is'],
	['firmware', '--firmware'],
	['out', '--out'],
] as const satisfies readonly (readonly [keyof Options, string])[];

const EXAMPLES = `
Examples:
  motebench hunt smoke --runs 200
  motebench hunt ./mine.yaml --minutes 30 --seed 7
  motebench hunt runs/hunt-smoke-0x1/seed-0x7/scenario.yaml --as-is     what was found, again
  motebench hunt keys-lab --runs 1000                                   keys alone, without radio

Exit code: 0 nothing broke, 1 something did, 2 a mistake in command or file, 130 interrupted.`;

async function runHunt(name: string, options: Options): Promise<number> {
	if (name === 'keys-lab') return await keysLab(options);
	if (options.minutes !== undefined && options.runs !== undefined) {
		throw new UsageError('--minutes or --runs, not both');
	}
	if (options.asIs && (options.minutes ?? options.runs ?? options.bound) !== undefined) {
		throw new UsageError('--as-is is one case as it stands, without --minutes, --runs and --bound');
	}
	const built = firmwareUrl(options);
	return options.asIs ? await asIs(name, built, options) : await search(name, built, options);
}

async function search(name: string, built: URL | undefined, options: Options): Promise<number> {
	const prey = preyOf(name, options.bound);
	const first = `0x${options.seed.toString(16)}`;
	const folder = new FindingsFolder(
		options.out ?? path.join('runs', `hunt-${prey.scenario.name}-${first}`),
		{words: wordsOf(options), source: prey.text.folder},
	);
	const crew = caseThreads(options.jobs);
	const title = `${prey.scenario.name}: from seed ${first} on`;
	const hunted = (signal: AbortSignal) => {
		signal.addEventListener('abort', () => void crew.close());
		const budget = budgetOf(options);
		return withProgress(title, options.quiet === true, tell =>
			hunt({
				prey,
				seed: options.seed,
				enough: runs => budget(runs) >= 1,
				crew,
				folder,
				...(built !== undefined && {firmware: built.href}),
				signal,
				tell: (text, runs) => tell({share: Math.min(1, budget(runs)), text}),
			}),
		);
	};
	try {
		const report = await untilInterrupted(hunted);
		if (options.json) console.log(JSON.stringify(report, undefined, '\t'));
		else if (!options.quiet) console.log(huntText(report));
		return exitCodeOf(report);
	} finally {
		await crew.close();
	}
}

/** The file as it stands: what was found is to be seen again, by the same judge. */
async function asIs(name: string, built: URL | undefined, options: Options): Promise<number> {
	const {text, folder} = scenarioText(name);
	const other = built === undefined ? {} : {firmware: built.href};
	const {finding, invalid, traceHash} = await tryCase({text, folder, ...other});
	if (invalid !== undefined) throw new UsageError(invalid.replaceAll('case.yaml', name));
	if (options.json) console.log(JSON.stringify({finding: finding ?? null, traceHash}));
	else if (!options.quiet) console.log(finding ? `✘ ${finding.kind}: ${finding.what}` : '✔ passed');
	return finding === undefined ? 0 : 1;
}

/** What the laboratory has no word for is refused, rather than left out. */
async function keysLab(options: Options): Promise<number> {
	const {runs = RUNS, seed: from} = options;
	if (from === 0) throw new UsageError('--seed: keys-lab counts its schedules from 1');
	const foreign = FOREIGN.find(([key]) => options[key] !== undefined)?.[1];
	if (foreign !== undefined) throw new UsageError(`${foreign} means nothing to keys-lab`);
	if (!existsSync(LAB)) {
		throw new EnvironmentError('the keys lab is not built', {hint: 'run npm run build'});
	}
	const args = [LAB, '--runs', `${runs}`, '--seed', `${from}`, '--jobs', `${options.jobs}`];
	if (options.json) args.push('--json');
	const stdio = options.quiet && !options.json ? 'ignore' : 'inherit';
	const [code] = await once(spawn(process.execPath, args, {stdio}), 'close');
	return (code as number | null) ?? INTERRUPTED;
}

/** The share of what was asked for that is done; by the clock, or by runs. */
function budgetOf({minutes, runs = RUNS}: Options): (done: number) => number {
	if (minutes === undefined) return done => done / runs;
	const startMs = performance.now();
	return () => (performance.now() - startMs) / (60_000 * minutes);
}

function firmwareUrl({firmware: folder}: Options): URL | undefined {
	if (folder === undefined) {
		firmware();
		return undefined;
	}
	const url = pathToFileURL(`${path.resolve(folder)}/`);
	firmwareIn(url);
	return url;
}

/** What the command that has a case again says besides its file. */
function wordsOf({firmware: folder}: Options): string {
	return folder === undefined ? '' : ` --firmware ${folder}`;
}

function huntText({scenario, runs, boundMs, interrupted, findings}: HuntReport): string {
	const bound = `served again within ${formatDuration(boundMs)}`;
	const lines = [`${scenario} · ${runs} cases · ${bound}`, ...findings.flatMap(foundLines)];
	if (interrupted) lines.push('', '✘ interrupted');
	else if (findings.length === 0) lines.push('', '✔ nothing broke');
	return lines.join('\n');
}

function foundLines({seed, kind, what, drawn, shrunk, tries, again}: Found): string[] {
	return [
		'',
		`✘ seed 0x${seed.toString(16)}: ${kind}: ${what}`,
		`  drawn    ${sizeText(drawn)}`,
		`  shrunk   ${sizeText(shrunk)}, after ${tries} tries`,
		`  again: ${again}`,
	];
}

function sizeText({nodes, gateways, faults, duration}: Size): string {
	return `${nodes} nodes, ${gateways} gateways, ${faults} faults, ${duration}`;
}

function exitCodeOf({interrupted, findings}: HuntReport): number {
	if (findings.length > 0) return 1;
	return interrupted ? INTERRUPTED : 0;
}

function number(least: number, most: number): (text: string) => number {
	return text => {
		const value = Number(text);
		if (text.trim() !== '' && value >= least && value <= most) return value;
		throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`);
	};
}
