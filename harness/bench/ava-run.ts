/*
 * AVA in a process group of its own, with the target in its environment, and what it printed. It is
 * the AVA of the folder that the tests are in.
 */
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {EnvironmentError} from '../errors.js';
import {killGroup} from './tool.js';

export interface AvaTask {
	readonly globs: readonly string[];
	/** Titles, of which the others are left out. */
	readonly only?: readonly string[];
	/** One test at a time: for a target that there is once. */
	readonly serial: boolean;
	readonly environment: Readonly<Record<string, string>>;
	readonly cwd: string;
	readonly signal: AbortSignal;
}

/** More is no report of tests. */
const TAP_MAX = 64 << 20;

/** Runs the tests, and resolves with their report in TAP. An EnvironmentError where AVA has none. */
export async function runAva(task: AvaTask): Promise<string> {
	const {cwd, environment, signal} = task;
	const child = spawn(process.execPath, [avaIn(cwd), ...argumentsOf(task)], {
		cwd,
		env: {...process.env, ...environment},
		detached: true,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const kill = () => killGroup(child);
	signal.addEventListener('abort', kill);
	if (signal.aborted) kill();
	let tap = '';
	child.stdout.setEncoding('utf8');
	child.stdout.on('data', (text: string) => {
		tap += text;
		if (tap.length > TAP_MAX) kill();
	});
	const code = await new Promise(resolve => child.once('close', resolve));
	signal.removeEventListener('abort', kill);
	if (/^# tests \d+$/m.test(tap)) return tap;
	throw new EnvironmentError(`AVA ended (exit ${code ?? 'by a signal'}) without a report`);
}

function argumentsOf({globs, only = [], serial}: AvaTask): string[] {
	return [
		'--tap',
		...(serial ? ['--serial', '--concurrency', '1'] : []),
		...only.flatMap(title => ['--match', title]),
		...globs,
	];
}

function avaIn(cwd: string): string {
	const cli = path.join(path.dirname(resolved('ava', cwd)), 'cli.mjs');
	if (existsSync(cli)) return cli;
	throw new EnvironmentError('this AVA is not one that is known: ava 7 is');
}

function resolved(name: string, cwd: string): string {
	try {
		return createRequire(path.join(cwd, 'package.json')).resolve(name);
	} catch (cause) {
		if (!(cause instanceof Error && 'code' in cause)) throw cause;
		const hint = `npm install --save-dev ${name}`;
		throw new EnvironmentError(`${name} is not installed in ${cwd}`, {cause, hint});
	}
}
