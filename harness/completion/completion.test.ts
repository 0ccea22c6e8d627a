import {execFileSync} from 'node:child_process';
import test from 'ava';
import {Argument, Command} from 'commander';
import {scriptFor} from './shells.js';
import {placesOf} from './words.js';

const asked: [typed: string[], offered: string[]][] = [
	[[''], ['run', 'keys', '--help']],
	[['r'], ['run']],
	[
		['run', ''],
		['greenhouse', 'smoke', '--seed', '--help'],
	],
	[['run', 'gr'], ['greenhouse']],
	[['run', 'greenhouse', '--s'], ['--seed']],
	[
		['keys', ''],
		['list', 'rotate', '--help'],
	],
	[['keys', 'rotate', '--a'], ['--all']],
	[
		['keys', 'rotate', ''],
		['master', 'group', '--all', '--help'],
	],
	[['run', 'no-such'], []],
];

for (const [typed, offered] of asked) {
	test(`bash offers ${offered.join(' ') || 'nothing'} after: motebench ${typed.join(' ')}`, t => {
		t.deepEqual(completed(typed), offered);
	});
}

test('bash and zsh take the script without a complaint, fish is told of each verb', t => {
	const places = placesOf(example(), {});
	t.notThrows(() => execFileSync('bash', ['-n'], {input: scriptFor('zsh', places)}));
	const fish = scriptFor('fish', places);
	t.true(fish.includes("complete -c motebench -n '__fish_use_subcommand' -f -a 'run keys'"));
	t.true(fish.includes("-n '__fish_seen_subcommand_from run' -l seed"));
});

/** What bash itself makes of the script when the last word is being typed. */
function completed(typed: readonly string[]): string[] {
	const script = scriptFor('bash', placesOf(example(), {scenario: () => ['greenhouse', 'smoke']}));
	const words = ['motebench', ...typed].map(word => `'${word}'`).join(' ');
	const ask = `${script}
COMP_WORDS=(${words}); COMP_CWORD=${typed.length}; _motebench; printf '%s\\n' "\${COMPREPLY[@]}"`;
	const lines = execFileSync('bash', ['--norc'], {input: ask, encoding: 'utf8'}).split('\n');
	return lines.filter(line => line !== '');
}

function example(): Command {
	const program = new Command('motebench');
	program.command('run').argument('<scenario>').option('--seed <n>');
	const keys = program.command('keys');
	keys.command('list');
	keys
		.command('rotate')
		.addArgument(new Argument('<what>').choices(['master', 'group']))
		.option('-a, --all');
	return program;
}
