/*
 * motebench test: the same tests on a simulated node, an emulated board and a real one. What comes
 * before the tests, and what the tests say, is told apart.
 */
import {existsSync} from 'node:fs';
import type {Command} from 'commander';
import {commandWithout} from '../again.js';
import {whole} from '../arguments.js';
import {interruptible} from '../interrupt.js';
import {writeTold} from '../report/stored.js';
import {junitOf} from './junit.js';
import {Deadline} from './phases.js';
import {phaseLine, reportLines} from './report.js';
import {runTests} from './test-run.js';
import {worldHere} from './world.js';

interface Options {
	readonly target: string;
	readonly image?: string;
	readonly retry: number;
	readonly deadline: number;
	readonly json?: boolean;
	readonly junit?: string;
}

const FIRMWARE = new URL('../../node.wasm', import.meta.url);
const RETRIES_MAX = 10;
/** The exit code of tests that failed. */
const FAILED = 1;
const SECONDS_MAX = 86_400;
const MS_PER_S = 1000;

/** Adds the verb to `program`; `exit` takes the exit code of a run that came to an end. */
export function addTest(program: Command, exit: (code: number) => void): void {
	program
		.command('test')
		.description('run AVA tests on a simulated node, an emulated board or a real one')
		.argument('[globs...]', 'test files; without them those of the configuration of AVA')
		.option('--target <target>', 'sim, qemu:BOARD, board:NAME or serial:PORT', 'sim')
		.option('--image <file>', 'the image instead of the one that was built here')
		.option('--retry <n>', 'run failed tests again, so many times', whole(0, RETRIES_MAX), 0)
		.option(
			'--deadline <seconds>',
			'for all tests together',
			whole(1, SECONDS_MAX),
			Deadline.run / MS_PER_S,
		)
		.option('--json', 'print the verdicts as one JSON object')
		.option('--junit <file>', 'write them as JUnit XML too')
		.addHelpText('after', EXAMPLES)
		.action(async (globs: readonly string[], options: Options) => {
			exit(await interruptible(signal => testAndReport(globs, options, signal)));
		});
}

const EXAMPLES = `
Examples:
  motebench test 'tests/**' --target sim
  motebench test 'tests/**' --target qemu:microbit --retry 1
  motebench test 'tests/**' --target board:left --json

The tests find the target in MOTEBENCH_TARGET. Verdicts: pass, fail, skip, quarantined (bench.yaml says
why), flaky (passed when run again), infra (board, port, tool), device-reset (it started anew and
nobody had asked), inconclusive.

Exit code: 0 all well, 1 fail or device-reset, 2 a mistake in command or file, 3 infra, 4 inconclusive,
5 nothing was judged, 130 interrupted.`;

async function testAndReport(
	globs: readonly string[],
	options: Options,
	signal: AbortSignal,
): Promise<number> {
	const say = options.json === true ? console.error : console.log;
	const {target, image, retry, deadline} = options;
	const outcome = await runTests({
		target,
		globs,
		retries: retry,
		deadlineMs: deadline * MS_PER_S,
		cwd: process.cwd(),
		world: worldHere(),
		hasFirmware: () => existsSync(FIRMWARE),
		signal,
		onPhase: one => say(phaseLine(one)),
		...(image !== undefined && {image}),
	});
	for (const line of reportLines(outcome)) say(line);
	if (outcome.exitCode === FAILED) say(`  again: ${commandWithout(['--junit'])}`);
	if (options.junit !== undefined) writeTold(options.junit, junitOf(outcome));
	if (options.json === true) console.log(JSON.stringify(outcome, undefined, '\t'));
	return outcome.exitCode;
}
