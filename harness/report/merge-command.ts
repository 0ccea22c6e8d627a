/*
 * motebench merge: what several jobs have run, as if one had.
 */
import type {Command} from 'commander';
import {appendStepSummary, markdownOf} from './markdown.js';
import {type Merged, merge} from './merge.js';
import {linesOf} from './overview-text.js';
import {writeTold} from './stored.js';
import {verdictOf} from './summary.js';

interface Options {
	readonly out: string;
	readonly md?: string;
	readonly json?: boolean;
}

const FAILED = 1;
const NOTHING = 5;

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addMerge(program: Command, exit: (code: number) => void): void {
	program
		.command('merge')
		.description('put runs of several folders, such as shards of a sweep, into one')
		.argument('<dir...>', 'folders that have runs in them, at any depth')
		.option('--out <dir>', 'where they go', 'runs/merged')
		.option('--md <file>', 'Markdown of all of them')
		.option('--json', 'print all summaries as one JSON object')
		.addHelpText('after', EXAMPLES)
		.action((places: readonly string[], options: Options) => exit(mergeAll(places, options)));
}

const EXAMPLES = `
Examples:
  motebench merge shard-1 shard-2 shard-3 --out all
  motebench merge ci-artefacts --out all --md all.md

Exit code: 0 all runs passed, 1 some did not, 2 no such folder or two runs of one name that differ,
3 the folder cannot be written, 5 there was no run.`;

function mergeAll(places: readonly string[], options: Options): number {
	const merged = merge(places, options.out);
	const {runs} = merged;
	if (runs.length === 0) {
		console.error(`there is no run in ${places.join(', ')}`);
		return NOTHING;
	}
	const markdown = markdownOf(runs);
	appendStepSummary(markdown);
	if (options.md !== undefined) writeTold(options.md, markdown);
	if (options.json === true) console.log(JSON.stringify(jsonOf(merged), undefined, '\t'));
	else tell(merged);
	return runs.every(({summary}) => verdictOf(summary) === 'passed') ? 0 : FAILED;
}

function jsonOf({runs, repeated}: Merged): object {
	return {repeated, runs: runs.map(({summary}) => summary)};
}

function tell({runs, repeated, files}: Merged): void {
	for (const line of linesOf(runs)) console.log(line);
	if (repeated > 0) console.log(`${repeated} were there more than once`);
	for (const file of files) console.log(`wrote ${file}`);
}
