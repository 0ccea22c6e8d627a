/*
 * One run of tests on one target, from the first phase to the exit code.
 *
 *   steps of the target  ->  AVA, with the target in its environment  ->  TAP    \
 *                                                       notices of the tests      >  verdicts
 *                                                       quarantine of bench.yaml /
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {type Notice, noticesIn} from '../target/notices.js';
import {
	NOTICES_VARIABLE,
	PORT_VARIABLE,
	TARGET_VARIABLE,
	type TargetName,
	targetName,
} from '../target/target-name.js';
import {type AvaTask, runAva} from './ava-run.js';
import {inPhases, type PhaseResult} from './phases.js';
import {type Found, type StepsOptions, stepsFor} from './steps.js';
import {casesIn, type TapCase} from './tap.js';
import {exitCodeOf, type Judged, judge} from './verdict.js';

export interface TestTask extends Omit<StepsOptions, 'found'> {
	/** sim, qemu:BOARD, board:NAME or serial:PORT. */
	readonly target: string;
	readonly globs: readonly string[];
	/** How often failed tests are run again. */
	readonly retries: number;
	/** For all tests together. */
	readonly deadlineMs: number;
	/** Where the tests are. */
	readonly cwd: string;
	readonly signal: AbortSignal;
	readonly onPhase?: (result: PhaseResult) => void;
}

export interface Outcome extends Judged {
	readonly target: string;
	readonly phases: readonly PhaseResult[];
	readonly notices: readonly Notice[];
	readonly exitCode: number;
}

/** Runs the tests; a UsageError where the task makes no sense, and whatever `signal` is aborted with. */
export async function runTests(task: TestTask): Promise<Outcome> {
	const target = targetName(task.target);
	const found: Found = {};
	const steps = stepsFor(target, {...task, found});
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	const notices = path.join(folder, 'notices');
	const attempts: TapCase[][] = [];
	const run = async (signal: AbortSignal) => {
		await attempt(attempts, avaTask(task, target, {found, notices, signal}), task.retries);
		return `${attempts[0]?.length ?? 0} tests`;
	};
	try {
		const phases = await inPhases([...steps, {phase: 'run', deadlineMs: task.deadlineMs, run}], {
			signal: task.signal,
			now: () => performance.now(),
			...(task.onPhase !== undefined && {onResult: task.onPhase}),
		});
		return outcomeOf(task, {phases, attempts, notices: noticesIn(notices)});
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

interface Told {
	readonly phases: readonly PhaseResult[];
	readonly attempts: readonly (readonly TapCase[])[];
	readonly notices: readonly Notice[];
}

function outcomeOf({target, world}: TestTask, {phases, attempts, notices}: Told): Outcome {
	const judged = judge(attempts, {quarantine: world.around.bench.quarantine, target});
	const exitCode = exitCodeOf(judged.results, [...phases, ...notices]);
	return {target, phases, ...judged, notices, exitCode};
}

interface Surrounding {
	readonly found: Found;
	readonly notices: string;
	readonly signal: AbortSignal;
}

function avaTask(
	{target: name, globs, cwd}: TestTask,
	{kind}: TargetName,
	{found, notices, signal}: Surrounding,
): AvaTask {
	const environment = {
		[TARGET_VARIABLE]: name,
		[NOTICES_VARIABLE]: notices,
		...(found.port !== undefined && {[PORT_VARIABLE]: found.port}),
	};
	return {globs, cwd, signal, environment, serial: kind === 'board' || kind === 'serial'};
}

/** Runs all tests, then those that failed again, until none is left or `retries` are. */
async function attempt(attempts: TapCase[][], task: AvaTask, retries: number): Promise<void> {
	attempts.push(casesIn(await runAva(task)));
	for (let left = retries; left > 0; left--) {
		const failed = attempts.at(-1)!.filter(({outcome}) => outcome === 'failed');
		const only = failed.flatMap(({title}) => titlesOf(title));
		if (only.length === 0) return;
		attempts.push(casesIn(await runAva({...task, only})));
	}
}

/** AVA puts the file before the title where there are several, but does not want it back. */
function titlesOf(title: string): string[] {
	const [, ...rest] = title.split(' › ');
	return rest.length === 0 ? [title] : [title, rest.join(' › ')];
}
