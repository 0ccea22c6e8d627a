/*
 * motebench run: a scenario, once. Progress goes to standard error, the summary to standard
 * output, as text or with --json as the object that summary.json holds.
 */
import path from 'node:path';
import {type Command, InvalidArgumentError, Option} from 'commander';
import {type ArtefactOptions, Artefacts} from './artefacts.js';
import {probe} from './broker/mqtt-probe.js';
import {brokerAddress} from './broker/mqtt-url.js';
import {runInView, type Viewed} from './live-view.js';
import {withProgress} from './progress.js';
import {type Summary, verdictOf} from './report/summary.js';
import {textOf} from './report/text.js';
import {formatDuration, parseDuration} from './scenario/duration.js';
import {loadScenario, scenarioNames} from './scenario/load.js';
import type {Scenario} from './scenario/schema.js';
import {withNodes} from './scenario/with-nodes.js';
import {simulate} from './simulate.js';

interface Options {
	readonly seed?: number;
	readonly nodes?: number;
	readonly duration?: number;
	readonly broker?: string;
	readonly speed?: number;
	readonly out?: string;
	readonly capture?: Scenario['capture'];
	readonly json?: boolean;
	readonly quiet?: boolean;
	readonly view?: boolean;
}

const BROKER_DEADLINE_MS = 5000;
const EXIT_CODES = {passed: 0, failed: 1, inconclusive: 4, interrupted: 130} as const;

/** Adds the verb to `program`; `exit` takes the exit code of a run that came to an end. */
export function addRun(program: Command, exit: (code: number) => void): void {
	program
		.command('run')
		.description('simulate a scenario and hold it against its expectations')
		.argument('<scenario>', `a file, or one of ${scenarioNames().join(', ')}`)
		.option('--seed <n>', 'all luck of the run, such as 7 or 0x5eed', whole(0, 0xffff_ffff))
		.option('--nodes <n>', 'so many nodes in all, groups in proportion', whole(1, 10_000))
		.option('--duration <time>', 'how long, such as 90s or 1h30m', durationMs)
		.option('--broker <url>', 'a real broker instead of the one inside: mqtt://HOST:PORT')
		.option('--speed <factor>', 'not faster than so many times the wall clock', positive)
		.option('--out <dir>', 'where files go (default: runs/SCENARIO-SEED)')
		.addOption(
			new Option('--capture <what>', 'frames for Wireshark').choices(['none', 'gateways', 'all']),
		)
		.option('--view', 'look at it in the browser while it goes on')
		.option('--json', 'print the summary as one JSON object')
		.option('-q, --quiet', 'no progress and no text')
		.addHelpText('after', EXAMPLES)
		.action(async (name: string, options: Options) => exit(await runScenario(name, options)));
}

const EXAMPLES = `
Examples:
  motebench run greenhouse
  motebench run greenhouse --view
  motebench run smoke --seed 7 --capture all --out /tmp/smoke
  motebench run ./mine.yaml --broker mqtt://127.0.0.1:1883 --json

Exit code: 0 expectations met, 1 not met, 2 a mistake in command or file, 3 no broker or
no board, 4 no verdict since time was too far behind the boards, 130 interrupted.`;

async function runScenario(name: string, options: Options): Promise<number> {
	const scenario = overridden(loadScenario(name), options);
	if (options.broker !== undefined) await probe(options.broker, BROKER_DEADLINE_MS);
	const files = {
		folder: options.out ?? path.join('runs', `${scenario.name}-${hex(scenario.seed)}`),
		capture: options.capture ?? scenario.capture,
	};
	const viewed = options.view ? await simulateInView(scenario, files, options) : undefined;
	const summary = viewed?.summary ?? (await simulateWithFiles(scenario, files, options));
	if (options.json) console.log(JSON.stringify(summary, undefined, '\t'));
	else if (!options.quiet) console.log(textOf(summary, replayOf(name, scenario, options)));
	await viewed?.stay();
	return exitCodeOf(summary);
}

type Files = Pick<ArtefactOptions, 'folder' | 'capture'>;

async function simulateWithFiles(
	scenario: Scenario,
	files: Files,
	options: Options,
): Promise<Summary> {
	const artefacts = new Artefacts({...files, scenario});
	const abort = new AbortController();
	const interrupt = () => abort.abort();
	process.once('SIGINT', interrupt);
	try {
		const simulated = await withProgress(titleOf(scenario), options.quiet === true, tell =>
			simulate(scenario, {
				signal: abort.signal,
				prepared: (world, described) => artefacts.watch(world, described),
				progress: (nowUs, wallSeconds) => tell(stepOf(scenario, nowUs, wallSeconds)),
				...(options.broker !== undefined && {brokerUrl: options.broker}),
				...(options.speed !== undefined && {speed: options.speed}),
			}),
		);
		return artefacts.conclude(simulated);
	} finally {
		process.removeListener('SIGINT', interrupt);
		artefacts.close();
	}
}

function simulateInView(scenario: Scenario, files: Files, options: Options): Promise<Viewed> {
	return runInView(scenario, {
		...files,
		title: titleOf(scenario),
		quiet: options.quiet === true,
		stepOf: (nowUs, wallSeconds) => stepOf(scenario, nowUs, wallSeconds),
		...(options.broker !== undefined && {brokerUrl: options.broker}),
		...(options.speed !== undefined && {speed: options.speed}),
	});
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

function exitCodeOf(summary: Summary): number {
	return EXIT_CODES[verdictOf(summary)];
}

/** Seeds are written as they are shown. */
function hex(seed: number): string {
	return `0x${seed.toString(16)}`;
}

function overridden(scenario: Scenario, {seed, nodes, duration}: Options): Scenario {
	const seeded = {
		...scenario,
		seed: seed ?? scenario.seed,
		durationMs: duration ?? scenario.durationMs,
	};
	return nodes === undefined ? seeded : withNodes(seeded, nodes);
}

/** The command that has this run again. */
function replayOf(name: string, {seed}: Scenario, {nodes, duration, broker}: Options): string {
	const words = ['motebench run', name, `--seed ${hex(seed)}`];
	if (nodes !== undefined) words.push(`--nodes ${nodes}`);
	if (duration !== undefined) words.push(`--duration ${formatDuration(duration)}`);
	if (broker !== undefined) words.push(`--broker ${brokerAddress(broker).shown}`);
	return words.join(' ');
}

function whole(least: number, most: number): (text: string) => number {
	return text => {
		const value = Number(text);
		if (/^(\d+|0x[\da-f]+)$/i.test(text) && value >= least && value <= most) return value;
		throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
	};
}

function positive(text: string): number {
	const value = Number(text);
	if (Number.isFinite(value) && value > 0) return value;
	throw new InvalidArgumentError('Expected a number above 0.');
}

function durationMs(text: string): number {
	const value = parseDuration(text);
	if (value !== undefined && value >= 1000) return value;
	throw new InvalidArgumentError('Expected a duration of a second or more, such as 90s or 1h30m.');
}
