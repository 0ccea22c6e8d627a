/*
 * motebench run: a scenario, once. Progress goes to standard error, the summary to standard
 * output, as text or with --json as the object that summary.json holds.
 */
import path from 'node:path';
import {type Command, Option} from 'commander';
import {AddressSpaceError, reservesAddresses, runReservingNothing} from './address-space.js';
import {durationMs, nodeCount, positive, seed} from './arguments.js';
import {type ArtefactOptions, Artefacts} from './artefacts.js';
import {UsageError} from './errors.js';
import {INTERRUPTED, untilInterrupted} from './interrupt.js';
import type {Viewed} from './live-view.js';
import {manifestOf} from './manifest.js';
import {overridden} from './overrides.js';
import {withProgress} from './progress.js';
import {firstSeed, type Held, heldLines, hold, kindOf} from './regression/held.js';
import {type Base, mustBeAlike, readBase} from './report/baseline.js';
import {EXIT_CODES as COMPARED} from './report/comparison.js';
import {replayOf} from './report/manifest.js';
import {appendStepSummary, markdownOf} from './report/markdown.js';
import {retell} from './report/retell.js';
import {type Summary, verdictOf} from './report/summary.js';
import {textOf} from './report/text.js';
import {formatDuration} from './scenario/duration.js';
import {scenarioNames} from './scenario/load.js';
import {loadWarning, offeredLoad} from './scenario/offered-load.js';
import type {Scenario} from './scenario/schema.js';
import {simulate} from './simulate.js';
import {Waypoints} from './waypoints.js';

interface Options {
	readonly seed?: number;
	readonly nodes?: number;
	readonly duration?: number;
	readonly broker?: string;
	readonly speed?: number;
	readonly checkpoint?: number;
	readonly resume?: string;
	readonly seedAfter?: number;
	readonly out?: string;
	readonly baseline?: string;
	readonly capture?: Scenario['capture'];
	readonly captureKeys?: boolean;
	readonly json?: boolean;
	readonly quiet?: boolean;
	readonly view?: boolean;
}

const BROKER_DEADLINE_MS = 5000;
const EXIT_CODES = {passed: 0, failed: 1, inconclusive: 4, interrupted: INTERRUPTED} as const;

/** Adds the verb to `program`; `exit` takes the exit code of a run that came to an end. */
export function addRun(program: Command, exit: (code: number) => void): void {
	program
		.command('run')
		.description('simulate a scenario and hold it against its expectations')
		.argument('[scenario]', `a file, or one of ${scenarioNames().join(', ')}`)
		.option('--seed <n>', 'all luck of the run, such as 7 or 0x5eed', seed)
		.option('--nodes <n>', 'so many nodes in all, groups in proportion', nodeCount)
		.option('--duration <time>', 'how long, such as 90s or 1h30m', durationMs)
		.option('--broker <url>', 'a real broker instead of the one inside: mqtt://HOST:PORT')
		.option('--speed <factor>', 'not faster than so many times the wall clock', positive)
		.option('--checkpoint <time>', 'keep the run as it is then, in checkpoint.json', durationMs)
		.option('--resume <file>', 'go on from a checkpoint, as ever or as SCENARIO says')
		.option('--seed-after <n>', 'with --resume: other luck from there on', seed)
		.option('--out <dir>', 'where files go (default: runs/SCENARIO-SEED)')
		.option('--baseline <file>', 'a run or a baseline to hold it against')
		.addOption(
			new Option('--capture <what>', 'frames for Wireshark').choices(['none', 'gateways', 'all']),
		)
		.option('--capture-keys', 'leave keys of the air beside the capture, for Wireshark')
		.option('--view', 'look at it in the browser while it goes on')
		.option('--json', 'print the summary as one JSON object')
		.option('-q, --quiet', 'no progress and no text')
		.addHelpText('after', EXAMPLES)
		.action(async (name: string | undefined, options: Options) =>
			exit(await runSomewhere(name, options)),
		);
}

const EXAMPLES = `
Examples:
  motebench run greenhouse
  motebench run greenhouse --view
  motebench run smoke --seed 7 --capture all --out /tmp/smoke
  motebench run tower --capture all --capture-keys --out /tmp/tower
  motebench run greenhouse --baseline greenhouse.baseline.json
  motebench run ./mine.yaml --broker mqtt://127.0.0.1:1883 --json
  motebench run office --checkpoint 5m --out /tmp/office
  motebench run --resume /tmp/office/checkpoint.json --seed-after 7

Exit code: 0 expectations met, 1 not met, 2 a mistake in command or file, 3 no broker or
no board, 4 no verdict since time was too far behind the boards or the seeds too few to tell, 6 worse than the
baseline, 130 interrupted.`;

/** In this process, or where its addresses are too few, in one that needs none of them. */
async function runSomewhere(name: string | undefined, options: Options): Promise<number> {
	try {
		return await runScenario(name, options);
	} catch (error) {
		if (!(error instanceof AddressSpaceError && reservesAddresses())) throw error;
		return runReservingNothing();
	}
}

async function runScenario(name: string | undefined, options: Options): Promise<number> {
	const base = options.baseline === undefined ? undefined : readBase(options.baseline);
	const waypoints = new Waypoints(options);
	const own = overridden(waypoints.scenarioOf(name), options);
	if (base) mustBeAlike(base.baseline, kindOf(own), options.baseline!);
	const scenario = base ? {...own, seed: firstSeed(base, own.seed, options.seed)} : own;
	if (options.broker !== undefined) await probeBroker(options.broker);
	const manifest = manifestOf(name, scenario, options);
	const folder = options.out ?? folderOf(scenario, waypoints);
	const captureKeys = options.captureKeys === true;
	if (captureKeys) mustBeSimulated(scenario, manifest.capture);
	const files = {folder, capture: manifest.capture, captureKeys, manifest, scenario};
	const viewed = options.view ? await simulateInView(scenario, files, options) : undefined;
	const summary =
		viewed?.summary ?? (await simulateWithFiles(scenario, {files, waypoints}, options));
	const held = base && (await heldAgainst(base, summary, {...options, scenario, folder}));
	const replay = replayOf(manifest);
	appendStepSummary(markdownOf([{summary, replay}], held?.comparison));
	if (options.json) console.log(JSON.stringify(jsonOf(summary, held), undefined, '\t'));
	else if (!options.quiet) {
		console.log([textOf(summary, replay), ...(held ? heldLines(held, replay) : [])].join('\n'));
	}
	await viewed?.stay();
	return base && !held ? EXIT_CODES.interrupted : exitCodeOf(summary, held);
}

/** A UsageError where there is no capture to read, or a board's network may be a real one. */
function mustBeSimulated({nodes}: Scenario, capture: Scenario['capture']): void {
	if (capture === 'none')
		throw new UsageError('--capture-keys goes with --capture all or gateways');
	if (nodes.every(({target}) => target.kind !== 'serial')) return;
	throw new UsageError('--capture-keys is for simulated nodes: here is a board at a port');
}

/** Also says so in the report. Nothing where the run, or one of the other seeds, was interrupted. */
async function heldAgainst(
	base: Base,
	summary: Summary,
	told: Options & {readonly scenario: Scenario; readonly folder: string},
): Promise<Held | undefined> {
	if (summary.interrupted) return undefined;
	const {scenario, folder, baseline, seed: only, quiet = false, broker} = told;
	return untilInterrupted(async signal => {
		const options = {scenario, name: baseline!, only, quiet, signal, brokerUrl: broker};
		const held = await hold(base, summary, options);
		if (signal.aborted) return undefined;
		retell(folder, held);
		return held;
	});
}

/** With a baseline there is one key more than in summary.json. */
function jsonOf(summary: Summary, held: Held | undefined): object {
	return held === undefined ? summary : {...summary, comparison: held.comparison};
}

async function simulateWithFiles(
	scenario: Scenario,
	{files, waypoints}: {readonly files: ArtefactOptions; readonly waypoints: Waypoints},
	options: Options,
): Promise<Summary> {
	const way = {
		scenario,
		folder: files.folder,
		kept: (file: string) => {
			artefacts.files['checkpoint'] = file;
		},
	};
	// A mistake in the options leaves what an earlier run has written as it is.
	const halts = waypoints.haltsOf(way);
	const artefacts = new Artefacts(files);
	const simulated = (signal: AbortSignal) =>
		withProgress(titleOf(scenario), options.quiet === true, tell =>
			simulate(scenario, {
				signal,
				prepared: (world, described) => {
					warn(loadWarning(offeredLoad(world, scenario)), options);
					waypoints.prepared(() => artefacts.watch(world, described));
				},
				halts,
				progress: (nowUs, wallSeconds) =>
					tell(stepOf(scenario, {nowUs, wallSeconds, againUntilUs: waypoints.againUntilUs})),
				...(options.broker !== undefined && {brokerUrl: options.broker}),
				...(options.speed !== undefined && {speed: options.speed}),
			}),
		);
	try {
		return artefacts.conclude(await untilInterrupted(simulated));
	} finally {
		artefacts.close();
	}
}

function warn(line: string | undefined, {quiet = false}: Options): void {
	if (line !== undefined && !quiet) console.error(line);
}

function folderOf({name, seed}: Scenario, {suffix}: Waypoints): string {
	return path.join('runs', `${name}-${hex(seed)}${suffix}`);
}

/** What asks a broker is loaded for whoever has one. */
async function probeBroker(url: string): Promise<void> {
	const {probe} = await import('./broker/mqtt-probe.js');
	await probe(url, BROKER_DEADLINE_MS);
}

async function simulateInView(
	scenario: Scenario,
	files: ArtefactOptions,
	options: Options,
): Promise<Viewed> {
	const {runInView} = await import('./live-view.js');
	return runInView(scenario, {
		...files,
		title: titleOf(scenario),
		quiet: options.quiet === true,
		stepOf: (nowUs, wallSeconds) => stepOf(scenario, {nowUs, wallSeconds, againUntilUs: 0}),
		...(options.broker !== undefined && {brokerUrl: options.broker}),
		...(options.speed !== undefined && {speed: options.speed}),
	});
}

function titleOf({name, seed, nodes}: Scenario): string {
	const count = nodes.reduce((sum, group) => sum + group.count, 0);
	return `${name}: seed ${hex(seed)}, ${count} nodes`;
}

interface Progress {
	readonly nowUs: number;
	readonly wallSeconds: number;
	readonly againUntilUs: number;
}

function stepOf(scenario: Scenario, {nowUs, wallSeconds, againUntilUs}: Progress) {
	const nowMs = nowUs / 1000;
	const of = `${formatDuration(Math.floor(nowMs / 1000) * 1000)} of ${formatDuration(scenario.durationMs)}`;
	const speed = wallSeconds > 0 ? Math.round(nowMs / 1000 / wallSeconds) : 0;
	const again = nowUs < againUntilUs ? 'again ' : '';
	const share = Math.min(1, nowMs / scenario.durationMs);
	return {share, text: `${again}${of}, ${speed} x real time`};
}

/** The worst verdict of all seeds; then what the baseline says. */
function exitCodeOf(summary: Summary, held: Held | undefined): number {
	const own = EXIT_CODES[verdictOf(summary)];
	if (own !== 0 || held === undefined) return own;
	if (held.others.some(one => verdictOf(one) !== 'passed')) return EXIT_CODES.failed;
	return COMPARED[held.comparison.change];
}

/** Seeds are written as they are shown. */
function hex(seed: number): string {
	return `0x${seed.toString(16)}`;
}
