/* motebench explain: what a code or a word that motebench prints means, and what to do about it. */
import type {Command} from 'commander';
import {UsageError} from '../errors.js';
import {nearest} from '../yaml/nearest.js';
import {EXIT_CODES, LOSSES, PANICS, RESETS, RETURN_CODES, VERDICTS} from './codes.js';
import type {Entry} from './entry.js';
import {FIGURE_ENTRIES} from './figures.js';

/** Everything that can be explained. */
export const ENTRIES: readonly Entry[] = [
	...EXIT_CODES,
	...VERDICTS,
	...FIGURE_ENTRIES,
	...LOSSES,
	...PANICS,
	...RETURN_CODES,
	...RESETS,
];

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addExplain(program: Command, exit: (code: number) => void): void {
	program
		.command('explain')
		.description('what an exit code, a verdict, a panic or a figure means')
		.argument('[code...]', 'as it was printed; without it, all there is')
		.option('--json', 'as a JSON list')
		.addHelpText('after', EXAMPLES)
		.action((words: string[], {json}: {json?: boolean}) => {
			const entries = words.length === 0 ? ENTRIES : entriesFor(words.join(' '));
			console.log(json ? JSON.stringify(entries, undefined, '\t') : textOf(entries));
			exit(0);
		});
}

const EXAMPLES = `
Examples:
  motebench explain 3
  motebench explain device-reset
  motebench explain latency.p95

Exit code: 0 good, 2 nothing is called so.`;

/** What is called `code`, one entry a kind; a UsageError where nothing is. */
export function entriesFor(code: string): Entry[] {
	const entries = ENTRIES.filter(entry => entry.code.toLowerCase() === code.toLowerCase());
	if (entries.length > 0) return entries;
	const codes = ENTRIES.map(entry => entry.code);
	const meant = nearest(code, codes);
	const question = meant === undefined ? '' : `, did you mean ${meant}?`;
	throw new UsageError(`nothing is called ${code}${question} (motebench explain lists all)`);
}

function textOf(entries: readonly Entry[]): string {
	const lines: string[] = [];
	let kind = '';
	for (const entry of entries) {
		if (entry.kind !== kind) lines.push(...(kind === '' ? [] : ['']), entry.kind);
		kind = entry.kind;
		lines.push(`  ${entry.code.padEnd(widthOf(entries, kind))}  ${entry.means}`);
		if (entry.todo !== '') lines.push(`${' '.repeat(widthOf(entries, kind) + 4)}${entry.todo}`);
	}

	return lines.join('\n');
}

function widthOf(entries: readonly Entry[], kind: string): number {
	return Math.max(...entries.filter(entry => entry.kind === kind).map(({code}) => code.length));
}
