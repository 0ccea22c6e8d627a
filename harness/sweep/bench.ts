/*
 * For the tests of sweeps: a folder of their own, a sweep whose runs take a moment, and the
 * command line in a process that can be killed.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import type {ExecutionContext} from 'ava';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const DEADLINE_MS = 120_000;

/** Ten seconds of smoke, from which nothing is expected but that it ends. */
export const BRIEF = `
name: brief
scenario: smoke
grid:
  duration: [10s]
  expectations: [[traps == 0]]
  nodes: [4, 6]
seeds: 3
`;

export class Desk {
	readonly folder = mkdtempSync(path.join(tmpdir(), 'motebench-sweep-'));
	readonly out = path.join(this.folder, 'out');

	constructor(t: ExecutionContext) {
		t.teardown(() => rmSync(this.folder, {recursive: true, force: true}));
	}

	/** Writes `text` into the folder; its path. */
	file(text: string, name = 'sweep.yaml'): string {
		const file = path.join(this.folder, name);
		writeFileSync(file, text);
		return file;
	}

	/** The lines of results.jsonl. */
	get results(): {id: string; traceHash: string; seed: number; values: object}[] {
		const text = readFileSync(path.join(this.out, 'results.jsonl'), 'utf8');
		return text
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line));
	}

	/** When each run that is kept was kept, by id. */
	get kept(): Map<string, number> {
		const runs = path.join(this.out, 'runs');
		const whole = readdirSync(runs).filter(id =>
			readdirSync(path.join(runs, id)).includes('summary.json'),
		);
		return new Map(whole.map(id => [id, statSync(path.join(runs, id, 'summary.json')).mtimeMs]));
	}
}

/** The command line with these words; what it says is kept, and it ends with the test. */
export class Motebench {
	readonly child: ChildProcess;
	stdout = '';
	stderr = '';

	constructor(t: ExecutionContext, ...args: string[]) {
		this.child = spawn(process.execPath, [MAIN, ...args], {stdio: ['ignore', 'pipe', 'pipe']});
		this.child.stdout!.on('data', chunk => {
			this.stdout += chunk;
		});
		this.child.stderr!.on('data', chunk => {
			this.stderr += chunk;
		});
		t.teardown(() => this.child.kill('SIGKILL'));
	}

	/** Waits until it has said `pattern` on standard error; fails where it ends before. */
	async says(pattern: RegExp): Promise<void> {
		const signal = AbortSignal.timeout(DEADLINE_MS);
		while (!pattern.test(this.stderr)) {
			if (this.child.exitCode !== null) throw new Error(`ended: ${this.stderr}`);
			await Promise.race([
				once(this.child.stderr!, 'data', {signal}),
				once(this.child, 'close', {signal}),
			]);
		}
	}

	/** Its exit code, or the signal that ended it. */
	async ended(): Promise<number | string> {
		const signal = AbortSignal.timeout(DEADLINE_MS);
		const {exitCode, signalCode} = this.child;
		if (exitCode === null && signalCode === null) await once(this.child, 'close', {signal});
		return this.child.exitCode ?? this.child.signalCode!;
	}
}
