/*
 * motebench init: the files that a project begins with. Nothing that is there is written over.
 *
 *   fleet.yaml                        a scenario that runs as it is
 *   .github/workflows/motebench.yml   the same on every change
 *   .gitignore                        two lines more: runs/ and bench.yaml
 *   bench.yaml                        with --board: which probe and port is which
 */
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Command} from 'commander';
import {quoted} from '../again.js';
import {cannotWrite, UsageError} from '../errors.js';
import {boardsIn} from '../locate/catalogue.js';
import {nearest} from '../yaml/nearest.js';

/** From build/harness/init to what the package carries. */
const TEMPLATES = fileURLToPath(new URL('../../../harness/init/templates/', import.meta.url));
const IGNORED = ['runs/', 'bench.yaml'];
const SCENARIO = 'fleet.yaml';
const WORKFLOW = '.github/workflows/motebench.yml';

/** What became of a file: written, added to, or left as it was. */
export type Fate = 'new' | 'longer' | 'as it was';

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addInit(program: Command, exit: (code: number) => void): void {
	program
		.command('init')
		.description('a scenario of your own, and a CI file that runs it')
		.argument('[folder]', 'where', '.')
		.option('--board <id>', 'a board of yours, to be named in bench.yaml')
		.option('--json', 'what became of each file, as JSON')
		.addHelpText('after', EXAMPLES)
		.action((folder: string, {board, json}: {board?: string; json?: boolean}) => {
			const fates = init(folder, board);
			console.log(json ? JSON.stringify(fates, undefined, '\t') : textOf(folder, fates));
			exit(0);
		});
}

const EXAMPLES = `
Examples:
  motebench init
  motebench init fleet --board microbit

What is there already stays as it is. Exit code: 0 good, 2 a board that is not known or a folder that
is none, 3 the folder cannot be written.`;

/** Writes what is missing in `folder`, and says of each file what became of it. */
export function init(folder: string, board?: string): Record<string, Fate> {
	if (board !== undefined) mustBeKnown(board);
	if (existsSync(folder) && !statSync(folder).isDirectory()) {
		throw new UsageError(`${folder}: this is a file, expected a folder`);
	}
	try {
		return filled(folder, board);
	} catch (error) {
		throw cannotWrite(folder, error);
	}
}

function filled(folder: string, board: string | undefined): Record<string, Fate> {
	const at = (name: string) => path.join(folder, name);
	mkdirSync(path.dirname(at(WORKFLOW)), {recursive: true});
	return {
		[SCENARIO]: copied(SCENARIO, at(SCENARIO)),
		[WORKFLOW]: copied(path.basename(WORKFLOW), at(WORKFLOW)),
		'.gitignore': ignored(at('.gitignore')),
		...(board !== undefined && {'bench.yaml': benched(at('bench.yaml'), board)}),
	};
}

function copied(template: string, file: string): Fate {
	if (existsSync(file)) return 'as it was';
	copyFileSync(path.join(TEMPLATES, template), file);
	return 'new';
}

function ignored(file: string): Fate {
	const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
	const there = new Set(before.split(/\r?\n/));
	const missing = IGNORED.filter(line => !there.has(line));
	if (missing.length === 0) return 'as it was';
	const end = before === '' || before.endsWith('\n') ? '' : '\n';
	writeFileSync(file, `${before}${end}${missing.join('\n')}\n`);
	return before === '' ? 'new' : 'longer';
}

function benched(file: string, board: string): Fate {
	if (existsSync(file)) return 'as it was';
	writeFileSync(
		file,
		`# Which board is which, on this bench alone: git does not see it. What is plugged in is listed by
#   npx motebench devices --write
boards:
  - { board: ${board}, name: mine }
`,
	);
	return 'new';
}

function mustBeKnown(board: string): void {
	const boards = boardsIn().map(({id}) => id);
	if (boards.includes(board)) return;
	const meant = nearest(board, boards);
	const question = meant === undefined ? '' : `, did you mean ${meant}?`;
	throw new UsageError(`no board is called ${board}${question} (there are ${boards.join(', ')})`);
}

function textOf(folder: string, fates: Record<string, Fate>): string {
	const lines = Object.entries(fates).map(([name, fate]) => `  ${name.padEnd(34)} ${fate}`);
	const there = readdirSync(folder).includes('package.json');
	return [
		...lines,
		'',
		'next',
		...(folder === '.' ? [] : [`  cd ${quoted(folder)}`]),
		...(there ? [] : ['  npm init -y && npm install --save-dev PATH_OR_URL_OF_MOTEBENCH']),
		`  npx motebench run ./${SCENARIO}`,
	].join('\n');
}
