/*
 * motebench run: a scenario, once. Progress goes to standard error, the summary to standard
 * output, as text or with --json as the object that summary.json holds.
 */
import path from 'node:path';
import {type Command, Option} from 'commander';
import {durationMs, nodeCount, positive, seed} from './arguments.js';
import {Artefacts} from './artefacts.js';
import {probe} from './broker/mqtt-probe.js';
import {manifestOf} from './manifest.js';
import {overridden} from './overrides.js';
import {withProgress} from './progress.js';
import {firstSeed, type Held, hold} from './regression/held.js';
import {untilInterrupted} from './regression/seeds.js';
import {type Base, readBase} from './report/baseline.js';
import {replayOf} from './report/manifest.js';
import {appendStepSummary, markdownOf} from './report/markdown.js';
import {comparedLines} from './report/overview-text.js';
import {failureOf} from './report/reason.js';
import {type Summary, verdictOf} from './report/summary.js';
import {textOf} from './report/text.js';
import {formatDuration} from './scenario/duration.js';
import {loadScenario, scenarioNames} from './scenario/load.js';
import type {Scenario} from './scenario/schema.js';
import {simulate} from './simulate.js';

interface Options {
	readonly seed?: number;
	readonly nodes?: number;
	readonly duration?: number;
	readonly broker?: string;
	readonly speed?: number;
	readonly out?: string;
	readonly baseline?: string;
	readonly capture?: Scenario['capture'];
	readonly json?: boolean;
	readonly quiet?: boolean;
}

const BROKER_DEADLINE_MS = 5000;
/** The exit code of a run that is worse than its baseline. */
const WORSE = 6;
const EXIT_CODES = {passed: 0, failed: 1, inconclusive: 4, interrupted: 130} as const;

/** Adds the verb to `program`; `exit` takes the exit code of a run that came to an end. */
export function addRun(program: Command, exit: (code: number) => void): void {
	program
		.command('run')
		.description('simulate a scenario and hold it against its expectations')
		.argument('<scenario>', `a file, or one of ${scenarioNames().join(', ')}`)
		.option('--seed <n>', 'all luck of the run, such as 7 or 0x5eed', seed)
		.option('--nodes <n>', 'so many nodes in all, groups in proportion', nodeCount)
		.option('--duration <time>', 'how long, such as 90s or 1h30m', durationMs)
		.option('--broker <url>', 'a real broker instead of the one inside: mqtt://HOST:PORT')
		.option('--speed <factor>', 'not faster than so many times the wall clock', positive)
		.option('--out <dir>', 'where files go (default: runs/SCENARIO-SEED)')
		.option('--baseline <file>', 'a run or a baseline to hold it against')
		.addOption(
			new Option('--capture <what>', 'frames for Wireshark').choices(['none', 'gateways', 'all']),
		)
		.option('--json', 'print the summary as one JSON object')
		.option('-q, --quiet', 'no progress and no text')
		.addHelpText('after', EXAMPLES)
		.action(async (name: string, options: Options) => exit(await runScenario(name, options)));
}

const EXAMPLES = `
Examples:
  motebench run greenhouse
  motebench run smoke --seed 7 --capture all --out /tmp/smoke
  motebench run greenhouse --baseline greenhouse.baseline.json
  motebench run ./mine.yaml --broker mqtt://127.0.0.1:1883 --json

Exit code: 0 expectations met, 1 not met, 2 a mistake in command or file, 3 no broker or
no board, 4 no verdict since time was too far behind the boards, 6 worse than the baseline, 130 interrupted.`;

async function runScenario(name: string, options: Options): Promise<number> {
	const base = options.baseline === undefined ? undefined : readBase(options.baseline);
	const own = overridden(loadScenario(name), options);
	const scenario = base ? {...own, seed: firstSeed(base, own.seed, options.seed)} : own;
	if (options.broker !== undefined) await probe(options.broker, BROKER_DEADLINE_MS);
	const manifest = manifestOf(name, scenario, options);
	const artefacts = new Artefacts({
		folder: options.out ?? path.join('runs', `${scenario.name}-${hex(scenario.seed)}`),
		capture: manifest.capture,
		manifest,
	});
	const {summary, held} = await simulateWithFiles(scenario, artefacts, {...options, base});
	const replay = replayOf(manifest);
	appendStepSummary(markdownOf([{summary, replay}], held?.comparison));
	if (options.json) console.log(JSON.stringify(jsonOf(summary, held), undefined, '\t'));
	else if (!options.quiet) tell(summary, replay, held);
	return exitCodeOf(summary, held);
}

/** With a baseline there is one key more than in summary.json. */
function jsonOf(summary: Summary, held: Held | undefined): object {
	return held === undefined ? summary : {...summary, comparison: held.comparison};
}

function tell(summary: Summary, replay: string, held: Held | undefined): void {
	console.log(textOf(summary, replay));
	if (held === undefined) return;
	console.log(`\n${comparedLines(held.comparison).join('\n')}`);
	for (const other of held.others.filter(one => verdictOf(one) !== 'passed')) {
		const again = replay.replace(hex(summary.seed), hex(other.seed));
		console.log(`✘ seed ${hex(other.seed)} ${failureOf(other)}\n  again: ${again}`);
	}
}

interface Surrounded extends Options {
	readonly base: Base | undefined;
}

async function simulateWithFiles(
	scenario: Scenario,
	artefacts: Artefacts,
	options: Surrounded,
): Promise<{summary: Summary; held: Held | undefined}> {
	return untilInterrupted(async signal => {
		try {
			const simulated = await withProgress(titleOf(scenario), options.quiet === true, tell =>
				simulate(scenario, {
					signal,
					prepared: (world, described) => artefacts.watch(world, described),
					progress: (nowUs, wallSeconds) => tell(stepOf(scenario, nowUs, wallSeconds)),
					...(options.broker !== undefined && {brokerUrl: options.broker}),
					...(options.speed !== undefined && {speed: options.speed}),
				}),
			);
			const held = await heldOf(simulated.summary({}), scenario, {...options, signal});
			return {summary: artefacts.conclude(simulated, held), held};
		} finally {
			artefacts.close();
		}
	});
}

/** How the run and its baseline's other seeds compare; an interrupted run compares with nothing. */
async function heldOf(
	first: Summary,
	scenario: Scenario,
	{base, baseline, seed: only, quiet = false, broker, signal}: Surrounded & {signal: AbortSignal},
): Promise<Held | undefined> {
	if (base === undefined || signal.aborted) return undefined;
	return hold(base, first, {scenario, name: baseline!, only, quiet, signal, brokerUrl: broker});
}

function titleOf({name, seed, nodes}: Scenario): string {
	const count = nodes.reduce((sum, group) => sum + group.count, 0);
	return `${name}: seed ${hex(seed)}, ${count} nodes`;
}

function stepOf(scenario: Scenario, nowUs: number, wallSeconds: number) {
	const nowMs = nowUs / 1000;
	const of = `${formatDuration(Math.floor(nowMs / 1000) * 1000)} of ${formatDuration(scenario.durationMs)}`;
	const speed = Math.round(nowMs / 1000 / wallSeconds);
	return {share: Math.min(1, nowMs / scenario.durationMs), text: `${of}, ${speed} x real time`};
}

/** The worst verdict of all seeds; then what the baseline says. */
function exitCodeOf(summary: Summary, held: Held | undefined): number {
	const own = EXIT_CODES[verdictOf(summary)];
	if (own !== 0 || held === undefined) return own;
	if (held.others.some(one => verdictOf(one) !== 'passed')) return EXIT_CODES.failed;
	return held.comparison.change === 'worse' ? WORSE : 0;
}

/** Seeds are written as they are shown. */
function hex(seed: number): string {
	return `0x${seed.toString(16)}`;
}
