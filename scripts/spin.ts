/*
 * One question to the model checker: spin writes a verifier, gcc compiles it, and it looks at
 * every state.
 *
 *   docs/model/x.pml --spin -a--> pan.c --gcc--> pan --> "errors: 0", or what is broken
 *
 * Each step ends within a bound of time, the search within one of memory. A search that did not
 * see everything proves nothing and is called incomplete.
 */
import {type ExecFileException, execFile, spawnSync} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {EnvironmentError} from '../harness/errors.js';
import type {ModelRun} from './model-runs.js';

export interface SpinBounds {
	readonly timeMs: number;
	/** For the states alone; the programs take a few MB more. */
	readonly memoryMb: number;
}

export interface SpinFinding {
	/** The name of what is broken. */
	readonly found: 'holds' | 'incomplete' | (string & {});
	readonly states: number;
	readonly memoryMb: number;
	readonly elapsedMs: number;
}

const MODELS = path.resolve(import.meta.dirname, '../../docs/model');
/** Far above the longest run of any model here, about 1,200 steps. */
const DEPTH_MAX = 10_000;

/** Why spin cannot be asked, or undefined. Under CI=true that is an error instead. */
export function spinMissing(): string | undefined {
	const needed = [
		{name: 'spin', works: answers('spin', ['-V'])},
		{name: 'gcc', works: answers('gcc', ['--version'])},
		{name: 'libc6-dev', works: answers('gcc', ['-E', '-include', 'stdio.h', '-xc', '/dev/null'])},
	];
	const absent = needed.filter(({works}) => !works).map(({name}) => name);
	if (absent.length === 0) return undefined;
	const what = `not installed: ${absent.join(', ')}`;
	if (process.env['CI'] !== 'true') return what;
	throw new EnvironmentError(what, {hint: `apt-get install ${absent.join(' ')}`});
}

function answers(program: string, args: readonly string[]): boolean {
	return spawnSync(program, args).status === 0;
}

/** Checks one run in a folder of its own; EnvironmentError if spin or gcc fails. */
export async function askSpin(run: ModelRun, bounds: SpinBounds): Promise<SpinFinding> {
	const folder = await mkdtemp(path.join(tmpdir(), 'model-'));
	const startedMs = performance.now();
	const live = run.defines.includes('LIVE');
	try {
		const defines = run.defines.map(define => `-D${define}`);
		const step = inFolder(folder, bounds.timeMs);
		await step('spin', ['-a', ...defines, path.join(MODELS, `${run.model}.pml`)]);
		await step('gcc', [...compilation(run, bounds), '-o', 'pan', 'pan.c']);
		const said = await step('./pan', [`-m${DEPTH_MAX}`, '-w20', ...(live ? ['-a'] : [])]);
		return {...findingOf(said), elapsedMs: Math.round(performance.now() - startedMs)};
	} finally {
		await rm(folder, {recursive: true});
	}
}

/** What the verifier has to say, in numbers. */
export function findingOf(said: string): Omit<SpinFinding, 'elapsedMs'> {
	return {
		found: verdictOf(said),
		states: Number(/(\d+) states, stored/.exec(said)?.[1] ?? 0),
		memoryMb: Math.round(Number(/([\d.]+)\s+total actual memory usage/.exec(said)?.[1] ?? 0)),
	};
}

function verdictOf(said: string): string {
	const assertion = /assertion violated\s+!\((\w+)\)/.exec(said);
	if (assertion !== null) return assertion[1]!;
	if (/acceptance cycle \(at depth/.test(said)) return 'settles';
	const cutShort = /Search not completed|search depth too small|invalid end state \(at/;
	if (!/errors: 0\b/.test(said) || cutShort.test(said)) return 'incomplete';
	return 'holds';
}

/** Without optimisation unless the run is big: compiling takes longer than most searches. */
function compilation({defines, big}: ModelRun, {memoryMb}: SpinBounds): string[] {
	const search = defines.includes('LIVE') ? [] : ['-DSAFETY'];
	const size = big ? ['-O2', '-DCOLLAPSE'] : ['-O0'];
	return ['-w', `-DMEMLIM=${memoryMb}`, ...size, ...search];
}

type Step = (program: string, args: readonly string[]) => Promise<string>;

/** A verifier that runs out of memory or time ends by a signal or a code; what it said tells. */
function inFolder(cwd: string, timeout: number): Step {
	return (program, args) =>
		new Promise((resolve, reject) => {
			const options = {cwd, timeout, killSignal: 'SIGKILL'} as const;
			execFile(program, args, options, (error, stdout, stderr) => {
				if (error === null || program === './pan') resolve(stdout);
				else
					reject(new EnvironmentError(complaint(program, error, stdout + stderr), {cause: error}));
			});
		});
}

function complaint(program: string, {killed}: ExecFileException, said: string): string {
	return killed ? `${program} took too long` : `${program} failed: ${said.trim().slice(0, 200)}`;
}
