/*
 * For tests: the command line in a process of its own, which ends with the test.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import type {ExecutionContext} from 'ava';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
const DEADLINE_MS = 120_000;

/** The command line with these words; what it says is kept. */
export class Motebench {
	readonly child: ChildProcess;
	stdout = '';
	stderr = '';

	constructor(t: Pick<ExecutionContext, 'teardown'>, ...args: readonly string[]) {
		this.child = spawn(process.execPath, [MAIN, ...args], {stdio: ['ignore', 'pipe', 'pipe']});
		this.child.stdout!.on('data', chunk => {
			this.stdout += chunk;
		});
		this.child.stderr!.on('data', chunk => {
			this.stderr += chunk;
		});
		t.teardown(() => this.child.kill('SIGKILL'));
	}

	/**
	 * Waits until it has said `pattern` on standard error: what stands in its first group, or all of
	 * it. Fails where it ends before.
	 */
	async says(pattern: RegExp): Promise<string> {
		const signal = AbortSignal.timeout(DEADLINE_MS);
		for (;;) {
			const found = pattern.exec(this.stderr);
			if (found !== null) return found[1] ?? found[0];
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
