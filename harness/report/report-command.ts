/*
 * motebench report: what runs have written, once more, for people and for spreadsheets, and held
 * against a baseline.
 */
import path from 'node:path';
import type {Command} from 'commander';
import {type Base, type Baseline, mustBeAlike, readBase} from './baseline.js';
import {type Comparison, compare, EXIT_CODES, sampleOf} from './comparison.js';
import {csvOf} from './csv.js';
import {overviewPageOf} from './html/overview-page.js';
import {runPageOf} from './html/run-page.js';
import {appendStepSummary, markdownOf} from './markdown.js';
import {linesOf} from './overview-text.js';
import {REPORT_FILE, readRun, type StoredRun, writeTold} from './stored.js';

interface Options {
	readonly compare?: string;
	readonly html?: string;
	readonly md?: string;
	readonly csv?: string;
	readonly json?: boolean;
}

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addReport(program: Command, exit: (code: number) => void): void {
	program
		.command('report')
		.description('tell of recorded runs: as a page, Markdown, CSV or text')
		.argument('<run...>', 'folders that runs have written')
		.option('--compare <base>', 'a run, a summary.json or a baseline to hold them against')
		.option('--html <file>', "the page (default: the run's own report.html)")
		.option('--md <file>', 'Markdown')
		.option('--csv <file>', 'a row a node')
		.option('--json', 'print summaries and comparison as one JSON object')
		.addHelpText('after', EXAMPLES)
		.action((places: readonly string[], options: Options) => exit(report(places, options)));
}

const EXAMPLES = `
Examples:
  motebench report runs/greenhouse-0x5eed --csv nodes.csv
  motebench report runs/mine-0x1 --compare runs/yours-0x1
  motebench report runs/* --html all.html --md all.md

Exit code: 0 told, 2 no such run, 3 a file cannot be written, 4 too few seeds
to tell, 6 worse than what it is compared with.`;

function report(places: readonly string[], options: Options): number {
	const runs = places.map(readRun);
	const base = options.compare === undefined ? undefined : readBase(options.compare);
	const comparison = base && held(runs, base.baseline, options.compare!);
	const markdown = markdownOf(runs, comparison);
	appendStepSummary(markdown);
	const written = writeFiles(options, {runs, base, comparison, markdown});
	if (options.json === true) {
		const summaries = runs.map(({summary}) => summary);
		const whole = {runs: summaries, comparison: comparison ?? null};
		console.log(JSON.stringify(whole, undefined, '\t'));
	} else {
		for (const line of linesOf(runs, comparison)) console.log(line);
		for (const file of written) console.log(`wrote ${file}`);
	}
	return comparison === undefined ? 0 : EXIT_CODES[comparison.change];
}

function held(runs: readonly StoredRun[], baseline: Baseline, file: string): Comparison {
	for (const {summary} of runs) mustBeAlike(baseline, summary, file);
	return compare(
		file,
		baseline.runs,
		runs.map(({summary}) => sampleOf(summary)),
	);
}

interface Told {
	readonly runs: readonly StoredRun[];
	readonly base: Base | undefined;
	readonly comparison: Comparison | undefined;
	readonly markdown: string;
}

/** Writes what is asked for, and of a single run its own page. */
function writeFiles({html, md, csv}: Options, told: Told): string[] {
	const [first, ...others] = told.runs;
	const own = first && others.length === 0 ? path.join(first.folder, REPORT_FILE) : undefined;
	const files: [file: string | undefined, text: () => string][] = [
		[html ?? own, () => pageOf(told)],
		[md, () => told.markdown],
		[csv, () => csvOf(told.runs)],
	];
	return files.flatMap(([file, text]) => {
		if (file === undefined) return [];
		writeTold(file, text());
		return [file];
	});
}

function pageOf({runs, comparison, base}: Told): string {
	const [first, ...others] = runs;
	if (first === undefined || others.length > 0) return overviewPageOf(runs, comparison);
	return runPageOf({...first, comparison, baseDetails: base?.details});
}
