/*
 * A program of somebody else's, run to its end: arguments as they are, no shell. It leads a process
 * group of its own, so that it ends with all it has started:
 *
 *   running  exit 0                -> good
 *   running  exit, signal          -> EnvironmentError, its last words, what to do
 *   running  deadline, aborted     -> killed, EnvironmentError
 *   not there                      -> EnvironmentError, how to get it
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {EnvironmentError} from '../errors.js';
import {probeHint} from './trouble.js';

export interface ToolTask {
	readonly argv: readonly string[];
	readonly deadlineMs: number;
	readonly signal: AbortSignal;
}

/** Runs a tool, and resolves once it has ended well. */
export type RunTool = (task: ToolTask) => Promise<void>;

/** Enough for the last words of any tool. */
const OUTPUT_MAX = 64 * 1024;
const GRACE_MS = 5000;
const PACKAGES: Readonly<Record<string, string>> = {openocd: 'openocd'};

export const runTool: RunTool = async ({argv: [tool = '', ...args], deadlineMs, signal}) => {
	const child = spawn(tool, args, {detached: true, stdio: ['ignore', 'pipe', 'pipe']});
	let output = '';
	const hear = (text: Buffer) => {
		output = `${output}${text}`.slice(-OUTPUT_MAX);
	};
	child.stdout.on('data', hear);
	child.stderr.on('data', hear);
	const end = await endOf(child, deadlineMs, signal);
	if (end.error !== undefined) throw notStarted(tool, end.error);
	if (end.cut !== undefined) throw new EnvironmentError(`${tool} was ended: ${end.cut}`);
	if (end.code === 0) return;
	const hint = probeHint(output);
	const words = `${tool} failed (exit ${end.code ?? 'by a signal'}): ${lastWords(output)}`;
	throw new EnvironmentError(words, hint === undefined ? {} : {hint});
};

interface End {
	readonly code?: number | null;
	/** Why it was not let run on. */
	readonly cut?: string;
	readonly error?: Error;
}

function endOf(child: ChildProcess, deadlineMs: number, signal: AbortSignal): Promise<End> {
	return new Promise(resolve => {
		let cut: string | undefined;
		const kill = (why: string) => {
			cut = why;
			killGroup(child);
			// What has left the group may hold the pipe for ever.
			setTimeout(() => settle({cut: `${why}, and would not end`}), GRACE_MS).unref();
		};
		const timer = setTimeout(() => kill(`it took more than ${deadlineMs / 1000} s`), deadlineMs);
		const aborted = () => kill('it was not to go on');
		const settle = (end: End) => {
			clearTimeout(timer);
			signal.removeEventListener('abort', aborted);
			resolve(end);
		};
		child.once('error', error => settle({error}));
		child.once('close', code => settle(cut === undefined ? {code} : {code, cut}));
		signal.addEventListener('abort', aborted);
		if (signal.aborted) aborted();
	});
}

/** Ends `child`, which leads a group, and all of the group; one that has ended already is passed over. */
export function killGroup({pid}: ChildProcess): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, 'SIGKILL');
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
	}
}

function notStarted(tool: string, cause: Error): EnvironmentError {
	if (!('code' in cause && cause.code === 'ENOENT')) {
		return new EnvironmentError(`${tool} cannot be started: ${cause.message}`, {cause});
	}
	const name = PACKAGES[tool];
	const hint = name === undefined ? 'install it, or mend PATH' : `apt-get install ${name}`;
	return new EnvironmentError(`${tool} is not installed`, {cause, hint});
}

/** The line that most likely says why: the last that speaks of an error, else the last. */
function lastWords(output: string): string {
	const lines = output.split('\n').filter(line => line.trim() !== '');
	const told = lines.findLast(line => /error|fail|unable/i.test(line)) ?? lines.at(-1);
	return told?.trim() ?? 'it says nothing';
}
