/*
 * motebench replay: a recorded run once more, from what its manifest says, and whether every
 * event was the same. It needs no file but the manifest and what the scenario names.
 *
 *   the trace hash is that of the record      0
 *   it is another                             1, with the first event that is another
 *   nobody can tell: an interrupted run, a broker or boards of their own time      4
 */
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {Command} from 'commander';
import {Artefacts} from '../artefacts.js';
import {UsageError} from '../errors.js';
import {INTERRUPTED, untilInterrupted} from '../interrupt.js';
import {inputsOf} from '../manifest.js';
import {overridden} from '../overrides.js';
import {withProgress} from '../progress.js';
import {type Manifest, readManifest, replayOf} from '../report/manifest.js';
import {readRun} from '../report/stored.js';
import type {Summary} from '../report/summary.js';
import {withheld} from '../report/withheld.js';
import {parseScenario, readText, scenarioFolder} from '../scenario/load.js';
import type {Scenario} from '../scenario/schema.js';
import {firmware, simulate} from '../simulate.js';
import {TRACE_FILE} from '../trace/entry.js';
import {version} from '../version.js';
import {differenceLines} from './diff-command.js';
import {firstDifference} from './first-difference.js';
import {recordedTrace} from './recorded-trace.js';

interface Options {
	readonly out?: string;
	readonly scenario?: string;
	readonly broker?: string;
	readonly json?: boolean;
	readonly quiet?: boolean;
}

const INCONCLUSIVE = 4;

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addReplay(program: Command, exit: (code: number) => void): void {
	program
		.command('replay')
		.description('run a recorded run again and say whether every event is the same')
		.argument('<run>', 'the folder of a run, with its manifest.json')
		.option('--out <dir>', 'keep the files of this run there (default: they are not kept)')
		.option('--scenario <file>', 'the scenario of a run whose key was not kept')
		.option('--broker <url>', 'the broker of a run that had one outside')
		.option('--json', 'print what was found as one JSON object')
		.option('-q, --quiet', 'no progress and no text')
		.addHelpText('after', EXAMPLES)
		.action(async (run: string, options: Options) => exit(await replay(run, options)));
}

const EXAMPLES = `
Examples:
  motebench replay runs/greenhouse-0x5eed
  motebench replay ci-artefacts/office-0x7 --out /tmp/office

Exit code: 0 the same events, 1 others, 2 no such run, 3 the world is not as needed, 4 nobody can tell
(the run was interrupted, or had a broker or boards outside), 130 interrupted.`;

type Recorded = Pick<Replayed, 'manifest' | 'scenario'>;

interface Replayed {
	readonly manifest: Manifest;
	readonly scenario: Scenario;
	readonly recorded: Summary;
	readonly replayed: Summary;
	/** What may explain a difference. */
	readonly remarks: readonly string[];
	/** Where they part, in words. */
	readonly lines: readonly string[];
}

async function replay(run: string, options: Options): Promise<number> {
	const manifest = readManifest(run);
	mustBeWhole(run, manifest);
	mustBeElsewhere(run, options.out);
	const recorded = readRun(run).summary;
	if (recorded.interrupted) {
		console.error(`${run} was interrupted: no second run ends at the same moment`);
		return INCONCLUSIVE;
	}
	const scenario = scenarioOf(manifest, options);
	const kept = options.out;
	const folder = kept ?? mkdtempSync(path.join(tmpdir(), 'motebench-'));
	try {
		const replayed = await rerun({manifest, scenario}, folder, options);
		if (replayed.interrupted) return INTERRUPTED;
		const same = replayed.traceHash === recorded.traceHash;
		const lines = same ? [] : parting(run, folder);
		const remarks = remarksOn({manifest, scenario});
		const found = {manifest, scenario, recorded, replayed, remarks, lines};
		tell(found, options);
		return same ? 0 : exitCodeOf(found);
	} finally {
		if (kept === undefined) rmSync(folder, {recursive: true});
	}
}

async function rerun(
	{manifest, scenario}: Recorded,
	folder: string,
	options: Options,
): Promise<Summary> {
	const brokerUrl = brokerOf(manifest, options);
	const artefacts = new Artefacts({folder, capture: manifest.capture, manifest});
	return untilInterrupted(async signal => {
		try {
			const title = `${scenario.name}: again`;
			const simulated = await withProgress(title, options.quiet === true, tell =>
				simulate(scenario, {
					signal,
					prepared: (world, described) => artefacts.watch(world, described),
					progress: (nowUs, wallSeconds) => {
						const share = Math.min(1, nowUs / 1000 / scenario.durationMs);
						const speed = wallSeconds > 0 ? Math.round(nowUs / 1e6 / wallSeconds) : 0;
						tell({share, text: `${speed} x real time`});
					},
					...(brokerUrl !== undefined && {brokerUrl}),
				}),
			);
			return artefacts.conclude(simulated);
		} finally {
			artefacts.close();
		}
	});
}

/** A manifest has neither user nor password, so the user says where the broker is. */
function brokerOf({broker}: Manifest, options: Options): string | undefined {
	if (broker === null || options.broker !== undefined) return options.broker;
	throw new UsageError(`the run had a broker outside: say --broker ${broker}, with its password`);
}

function scenarioOf(manifest: Manifest, options: Options): Scenario {
	const {scenario, seed, nodes, durationMs} = manifest;
	const text = textOf(manifest, options);
	const parsed = parseScenario(text, scenario, scenarioFolder(scenario));
	const said = {seed, nodes: nodes ?? undefined, duration: durationMs ?? undefined};
	return overridden(parsed, said);
}

/** A manifest has no key of its scenario either: it stays in the user's file. */
function textOf({scenario, text, withheld: left}: Manifest, {scenario: file}: Options): string {
	const keys = left.join(', ');
	if (file === undefined && left.length === 0) return text;
	if (file === undefined) throw new UsageError(`${keys} was not kept: say --scenario ${scenario}`);
	const given = readText(file);
	if (withheld(given).text === text) return given;
	throw new UsageError(`${file} is not the scenario of the run, which its manifest holds`);
}

/** What is not as it was when the run was recorded. */
function remarksOn({manifest, scenario}: Recorded): string[] {
	const now = inputsOf(scenario, scenarioFolder(manifest.scenario));
	const changed = Object.keys(now).filter(file => now[file] !== manifest.inputs[file]);
	return [
		...(manifest.firmware.sha256 === firmware().built.sha256 ? [] : ['the firmware is another']),
		...(manifest.version === version ? [] : [`motebench was ${manifest.version}, is ${version}`]),
		...changed.map(file => `${file} has changed`),
		...(isOutside({manifest, scenario})
			? ['what is outside of the run has a time of its own']
			: []),
	];
}

function isOutside({manifest, scenario: {nodes}}: Recorded): boolean {
	return manifest.broker !== null || nodes.some(({target}) => target.kind !== 'sim');
}

/** The record may be without a trace. */
function parting(run: string, folder: string): string[] {
	if (!existsSync(path.join(run, TRACE_FILE))) return [];
	const [one, other] = [recordedTrace(run), recordedTrace(folder)];
	const found = firstDifference(one, other);
	if (!('before' in found)) return ['the traces on disk are the same; they part beyond their end'];
	return differenceLines(found, one, other).slice(0, -2);
}

function exitCodeOf(found: Replayed): number {
	return isOutside(found) ? INCONCLUSIVE : 1;
}

function tell({manifest, recorded, replayed, remarks, lines}: Replayed, options: Options): void {
	const same = replayed.traceHash === recorded.traceHash;
	if (options.json === true) {
		const hashes = {recorded: recorded.traceHash, replayed: replayed.traceHash};
		console.log(JSON.stringify({same, ...hashes, remarks, lines}, undefined, '\t'));
		return;
	}
	if (options.quiet === true) return;
	if (same) {
		console.log(`✔ the same run, to the last event: trace ${replayed.traceHash}`);
		return;
	}
	console.log(`✘ another run: trace ${replayed.traceHash}, recorded was ${recorded.traceHash}`);
	for (const remark of remarks) console.log(`  ${remark}`);
	for (const line of lines) console.log(`  ${line}`);
	console.log(`  with the scenario as it is now: ${replayOf(manifest)}`);
}

/** What is written over the record cannot be held against it. */
function mustBeElsewhere(run: string, out: string | undefined): void {
	if (out === undefined || path.resolve(out) !== path.resolve(run)) return;
	throw new UsageError(`--out ${out} is the record itself; choose another folder`);
}

/** A run that went on from a checkpoint has that file, not a scenario, as its beginning. */
function mustBeWhole(run: string, manifest: Manifest): void {
	if (manifest.resume === null) return;
	throw new UsageError(
		`${run} went on from a checkpoint; it is had again by: ${replayOf(manifest)}`,
	);
}
