/*
 * The command of the control hook as a process: one line in, lines out.
 *
 *   started   -> stop: end of input -> SIGTERM after a while -> SIGKILL after another
 *
 * The shell that runs it leads a group of processes, and signals go to the group, so that a
 * client which the command has started ends with it.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {endWithProcess} from '../../process-end.js';
import {answerIn, type Launch, type Launched} from '../control.js';

/** How long a command that was told to end may take, before each of the signals. */
const GRACE_MS = 500;

/** Runs `command` for each client. What it says on standard error is shown. */
export function launchCommand(command: string): Launch {
	return (order, said) => {
		const child = spawn(command, {
			shell: true,
			detached: true,
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		const lines = createInterface({input: child.stdout!});
		lines.on('line', line => {
			const answer = answerIn(line);
			if (answer !== undefined) said(answer);
		});
		// A command that ends without reading is known by its end.
		child.stdin!.on('error', () => {});
		child.stdin!.write(`${JSON.stringify(order)}\n`);
		return launched(child);
	};
}

function launched(child: ChildProcess): Launched {
	// A group of its own does not hear the Ctrl-C of our terminal.
	const outlived = endWithProcess(() => killGroup(child, 'SIGKILL'));
	const ended = once(child, 'close').then(([code, signal]: unknown[]) => {
		outlived();
		return `ended with ${signal ?? code}`;
	});
	return {ended, stop: () => stop(child, ended)};
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
	child.stdin!.end();
	const timers = (['SIGTERM', 'SIGKILL'] as const).map((signal, index) =>
		setTimeout(() => killGroup(child, signal), GRACE_MS * (index + 1)),
	);
	await ended;
	for (const timer of timers) clearTimeout(timer);
}

function killGroup({pid}: ChildProcess, signal: NodeJS.Signals): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, signal);
	} catch (error) {
		// Whoever has just ended needs no signal.
		if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
	}
}
