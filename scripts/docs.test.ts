import {execFile} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {parse} from 'yaml';

/* What documents promise: their commands run, their links lead somewhere. */

const ROOT = path.resolve(import.meta.dirname, '../..');
const DOCS = path.join(ROOT, 'docs');

for (const file of documents()) {
	const commands = commandsOf(file);
	if (commands.length === 0) continue;
	test(`the commands of docs/${file} do what it says`, async t => {
		t.is(await complaintOf(commands), '');
	});
}

test('the workflow of docs/ci.md has only commands that exit with 0', async t => {
	const [, text = ''] = /```yaml workflow\n([\s\S]*?)```/.exec(read('ci.md')) ?? [];
	const steps: {run?: string}[] = parse(text).jobs.fleet.steps;
	const commands = steps.flatMap(({run}) => (run?.startsWith('npx ') ? [run] : []));
	t.true(commands.length >= 3);
	t.is(await complaintOf(commands), '');
});

test('every link from one document to another file leads somewhere', t => {
	for (const file of [...documents(), '../README.md']) {
		for (const target of linksOf(file)) {
			const from = path.dirname(path.join(DOCS, file));
			t.true(existsSync(path.join(from, target)), `${file}: ${target}`);
		}
	}
});

function documents(): string[] {
	const all = readdirSync(DOCS, {recursive: true, encoding: 'utf8'});
	return all.filter(file => file.endsWith('.md')).sort();
}

function read(file: string): string {
	return readFileSync(path.join(DOCS, file), 'utf8');
}

/** The lines of the blocks that say `sh run`, in their order. */
function commandsOf(file: string): string[] {
	const blocks = [...read(file).matchAll(/^```sh run\n([\s\S]*?)^```$/gm)];
	return blocks.flatMap(([, block = '']) => block.split('\n').filter(line => line !== ''));
}

function linksOf(file: string): string[] {
	const links = [...read(file).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, to]) => to!);
	return links.filter(link => !/^\w+:/.test(link));
}

/** Runs lines in a folder of their own; `# exit N` says what is expected. Empty if all is well. */
async function complaintOf(commands: readonly string[]): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'docs-'));
	try {
		await mkdir(path.join(folder, 'node_modules/.bin'), {recursive: true});
		const program = path.join(folder, 'node_modules/.bin/motebench');
		await writeFile(program, `#!/bin/sh\nexec node '${ROOT}/build/harness/main.js' "$@"\n`, {
			mode: 0o755,
		});
		await symlink(path.join(ROOT, 'docs'), path.join(folder, 'docs'));
		for (const command of commands) {
			const [, expected = '0'] = /# exit (\d+)$/.exec(command) ?? [];
			const {code, output} = await shell(command, folder);
			if (code !== Number(expected)) return `${command}\nexit ${code}\n${output}`;
		}

		return '';
	} finally {
		await rm(folder, {recursive: true});
	}
}

async function shell(command: string, cwd: string): Promise<{code: number; output: string}> {
	const env = {...process.env, NO_COLOR: '1'};
	return new Promise(resolve => {
		execFile('bash', ['-c', command], {cwd, env}, (error, stdout, stderr) => {
			resolve({code: Number(error?.code ?? 0), output: stdout + stderr});
		});
	});
}
