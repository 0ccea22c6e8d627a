/* The built program in a process of its own, and a folder of its own, for tests of verbs. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

export interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs `motebench` with `args` to its end; no summary of a CI job is written. */
export async function motebench(...args: readonly string[]): Promise<Ended> {
	return motebenchWith({GITHUB_STEP_SUMMARY: ''}, ...args);
}

/** The same with more in its environment. */
export async function motebenchWith(
	environment: Readonly<Record<string, string>>,
	...args: readonly string[]
): Promise<Ended> {
	const child = spawn(process.execPath, [MAIN, ...args], {env: {...process.env, ...environment}});
	let [stdout, stderr] = ['', ''];
	child.stdout.on('data', chunk => {
		stdout += chunk;
	});
	child.stderr.on('data', chunk => {
		stderr += chunk;
	});
	const [code] = (await once(child, 'close')) as [number | null];
	return {code, stdout, stderr};
}

/** A folder that lasts until `teardown` calls back. */
export function temporary(teardown: (remove: () => void) => void): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	teardown(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}
