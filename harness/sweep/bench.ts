/*
 * For the tests of sweeps: a folder of their own, and a sweep whose runs take a moment.
 */
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {ExecutionContext} from 'ava';

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
