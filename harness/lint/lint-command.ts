/*
 * motebench lint: every mistake in files that people write, with its place, before a run trips
 * over it. In a job of GitHub Actions the first few stand beside the lines of the change.
 */
import type {Command} from 'commander';
import {everything, lint, subjectsAt} from './lint.js';

interface Options {
	readonly json?: boolean;
}

interface Mistake {
	readonly file: string;
	/** Counted from one; null where the mistake is the whole file's. */
	readonly line: number | null;
	readonly column: number | null;
	readonly text: string;
}

const WRONG = 2;
const NOTHING = 5;
/** More than these nobody reads beside a change. */
const ANNOTATIONS_MAX = 10;
const PLACED = /^(.*?):(\d+):(\d+): (.*)$/;

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addLint(program: Command, exit: (code: number) => void): void {
	program
		.command('lint')
		.description('look for mistakes in scenarios, sweeps, boards and bench.yaml')
		.argument('[files...]', 'files or folders; without them all that is bundled and lies here')
		.option('--json', 'print what was found as one JSON object')
		.addHelpText('after', EXAMPLES)
		.action((files: readonly string[], options: Options) => exit(lintAll(files, options)));
}

const EXAMPLES = `
Examples:
  motebench lint
  motebench lint scenarios/ boards/mine/board.yaml bench.yaml
  motebench lint ./mine.yaml --json

A file named board.yaml is a board, bench.yaml a bench; other YAML is a sweep if it has a scenario
or a grid and no nodes, else a scenario. Of a folder only what has a duration and nodes, or a
scenario and a grid.

Exit code: 0 no mistake, 2 mistakes or no such file, 5 there was nothing to look at.`;

function lintAll(files: readonly string[], {json}: Options): number {
	const subjects = files.length === 0 ? everything('.') : files.flatMap(subjectsAt);
	const found = subjects.map(subject => ({subject, lines: lint(subject)}));
	const mistakes = found.flatMap(({subject, lines}) =>
		lines.map(line => mistakeIn(subject.name, line)),
	);
	if (json === true) {
		console.log(JSON.stringify({files: subjects.length, mistakes}, undefined, '\t'));
	} else {
		for (const line of found.flatMap(({lines}) => lines)) console.log(line);
		console.error(endingOf(subjects.length, mistakes.length));
		annotate(mistakes);
	}
	if (subjects.length === 0) return NOTHING;
	return mistakes.length === 0 ? 0 : WRONG;
}

function endingOf(files: number, mistakes: number): string {
	if (files === 0) return 'nothing to look at: no scenario, sweep, board or bench';
	const found = mistakes === 0 ? 'no mistakes' : `${mistakes} mistake${mistakes === 1 ? '' : 's'}`;
	return `${files} file${files === 1 ? '' : 's'}, ${found}`;
}

function mistakeIn(name: string, line: string): Mistake {
	const [, file, at, column, text] = PLACED.exec(line) ?? [];
	if (file === undefined || text === undefined) {
		return {file: name, line: null, column: null, text: line};
	}
	return {file, line: Number(at), column: Number(column), text};
}

/** The commands of GitHub Actions that put a line beside a line. */
function annotate(mistakes: readonly Mistake[], environment = process.env): void {
	if (environment['GITHUB_ACTIONS'] !== 'true') return;
	for (const {file, line, column, text} of mistakes.slice(0, ANNOTATIONS_MAX)) {
		const place = line === null ? '' : `,line=${line},col=${column}`;
		console.log(`::error file=${escaped(file)}${place}::${escaped(text)}`);
	}
}

function escaped(text: string): string {
	return text.replaceAll('%', '%25').replaceAll('\n', '%0A');
}
