/*
 * board-program.ts in a process of its own, for tests and trials.
 */
import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {EnvironmentError} from '../../errors.js';

const PROGRAM = fileURLToPath(new URL('board-program.js', import.meta.url));

export interface RunningBoard {
	/** What --serial takes. */
	readonly port: string;
	stop(): void;
}

/** Starts a board at the socket `path`; resolves when it can be connected to. */
export async function startBoard(path: string, scale = 1): Promise<RunningBoard> {
	const child = spawn(process.execPath, [PROGRAM, path, String(scale)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	for await (const line of createInterface({input: child.stdout})) {
		if (line.startsWith('listening')) return {port: `unix:${path}`, stop: () => child.kill()};
	}
	throw new EnvironmentError(`the board at ${path} did not start`);
}
