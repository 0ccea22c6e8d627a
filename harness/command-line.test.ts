import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {promisify} from 'node:util';
import test from 'ava';
import type {Command} from 'commander';
import {commandLine} from './command-line.js';

/* What every verb owes to whoever asks it for help, found by walking all of them. */

const MAIN = path.join(import.meta.dirname, 'main.js');
const ROOT = path.join(import.meta.dirname, '../..');
const verbs = verbsUnder(await commandLine(() => {}));

test('every verb says what it does, in a line, and what each option is', t => {
	t.true(verbs.length > 20);
	for (const {name, command} of verbs) {
		t.regex(command.description(), /^\S.{5,}$/, name);
		for (const {flags, description} of command.options) t.not(description, '', `${name} ${flags}`);
	}
});

test('the help of every verb has examples that name it, and exit codes', t => {
	for (const {name, command} of verbs) {
		const help = helpOf(command);
		const [, examples = ''] = /\nExamples:\n((?: {2}.+\n)+)/.exec(`${help}\n`) ?? [];
		const [, top] = name.split(' ');
		t.regex(examples, new RegExp(`motebench ${top ?? ''}`), `${name} has no example`);
		t.regex(help, /\bExit code: 0 [a-z].*[,;]? \d/s, `${name} says no exit codes`);
	}
});

test('every example is a command line that its verb understands', t => {
	for (const {name, command} of verbs) {
		for (const line of examplesIn(helpOf(command))) {
			t.deepEqual(unknownIn(line), [], `${name}: ${line}`);
		}
	}
});

test('every command of every document is one that the program understands', t => {
	const commands = documents().flatMap(file =>
		commandsIn(readFileSync(path.join(ROOT, file), 'utf8')).map(line => [file, line] as const),
	);
	t.true(commands.length > 100);
	const strange = commands.filter(([, line]) => !isVerb(line) || unknownIn(line).length > 0);
	t.deepEqual(strange, []);
});

test('every script that a document runs is one of package.json', t => {
	const {scripts} = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
	for (const file of documents()) {
		for (const [, name = ''] of readFileSync(path.join(ROOT, file), 'utf8').matchAll(NPM_RUN)) {
			t.true(name in scripts, `${file}: npm run ${name}`);
		}
	}
});

test('--help of the built program is that help, and good', async t => {
	const {stdout} = await promisify(execFile)(process.execPath, [MAIN, 'compare', '--help']);
	t.regex(stdout, /Usage: motebench compare[\s\S]*Examples:[\s\S]*Exit code: 0 measured/);
});

test('a reader that has had enough is no error', async t => {
	const child = spawn(process.execPath, [MAIN, '--help'], {stdio: ['ignore', 'pipe', 'pipe']});
	let stderr = '';
	child.stderr.on('data', chunk => {
		stderr += chunk;
	});
	child.stdout.destroy();
	const [code] = await once(child, 'close');
	t.is(code, 0, stderr);
	t.is(stderr, '');
});

test('a verb that is asked for comes alone, and is what it is among all', async t => {
	for (const {name, command} of verbs) {
		const [, top, ...inner] = name.split(' ');
		if (top === undefined || top === 'completion' || inner.length > 0) continue;
		const alone = await commandLine(() => {}, top);
		const found = alone.commands.find(each => each.name() === top);
		t.is(found && helpOf(found), helpOf(command));
		t.true(alone.commands.length < 10, `${top} comes with others`);
	}
});

test('completion knows all verbs, and so does whoever asks for none', async t => {
	for (const asked of ['completion', '--help', 'smoke', '']) {
		const {commands} = await commandLine(() => {}, asked);
		t.is(commands.length, verbs.filter(({name}) => name.split(' ').length === 2).length, asked);
	}
});
const NPM_RUN = /npm run ([a-z][\w-]*)/g;

function documents(): string[] {
	const docs = readdirSync(path.join(ROOT, 'docs'), {recursive: true, encoding: 'utf8'});
	const texts = docs.filter(file => file.endsWith('.md')).map(file => path.join('docs', file));
	return ['README.md', ...texts].sort();
}

/** Commands in blocks and between backticks, up to what explains or follows them. */
function commandsIn(text: string): string[] {
	const blocks = [...text.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].map(([, block]) => block);
	const found = [
		...blocks.join('').matchAll(/^(?:.*&& | *|\$ )(?:npx )?(motebench .*)/gm),
		...text.matchAll(/`(?:npx )?(motebench [^`\n]*)`|^ {4}(?:.*&& )?(motebench .*)/gm),
	];
	return found.map(([, line, indented = '']) =>
		(line ?? indented)
			.split(/\s{2,}|\s[#|>]|\s?&&|;/, 1)[0]!
			.replaceAll(/[[\]]/g, '')
			.trim(),
	);
}

interface Verb {
	/** Such as `motebench keys join`. */
	readonly name: string;
	readonly command: Command;
}

function verbsUnder(command: Command, before = ''): Verb[] {
	const name = `${before} ${command.name()}`.trim();
	return [{name, command}, ...command.commands.flatMap(child => verbsUnder(child, name))];
}

/** All that --help prints, with what stands before and after it. */
function helpOf(command: Command): string {
	let text = '';
	const write = (part: string) => {
		text += part;
	};
	for (let at: Command | null = command; at !== null; at = at.parent) {
		at.configureOutput({writeOut: write});
	}
	command.outputHelp();
	return text;
}

/** The lines below "Examples:", those that end in a backslash joined, without what explains them. */
function examplesIn(help: string): string[] {
	const [, block = ''] = /\nExamples:\n((?: {2}.+\n)+)/.exec(`${help}\n`) ?? [];
	const joined = block.replaceAll(/\\\n\s*/g, '').split('\n');
	return joined.flatMap(line => /motebench [^|]*?(?=\s{3}|$|\))/.exec(line)?.[0] ?? []);
}

function isVerb(line: string): boolean {
	const [, verb = ''] = line.split(' ');
	return verb.startsWith('-') || verbs.some(({name}) => name === `motebench ${verb}`);
}

/** Words of an example that are neither verbs nor options of the verb before them. */
function unknownIn(line: string): string[] {
	const [, ...words] = line
		.replaceAll(/'[^']*'/g, 'quoted')
		.trim()
		.split(/\s+/);
	const command = words.reduce(
		(at, word) => at.commands.find(child => child.name() === word) ?? at,
		verbs[0]!.command,
	);
	const options = command.options.flatMap(({long, short}) => [long ?? '', short ?? '']);
	const known = new Set([...options, '--help']);
	return words.filter(word => word.startsWith('-') && !known.has(word));
}
