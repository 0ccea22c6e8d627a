import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROTOCOL = readFileSync(path.join(ROOT, 'docs/security-protocol.md'), 'utf8');

/** How many attacks of each letter there are. */
const ATTACKS = {R: 5, F: 3, W: 5, K: 6, N: 5, B: 4, D: 5, S: 6, G: 4, C: 4, P: 2, A: 2, Z: 1};

test('every test that the protocol names for a goal is there', t => {
	const named = [...PROTOCOL.matchAll(/^\| G\d+ .*\| `(.+)` \|$/gmu)].map(([, title]) => title!);
	t.true(named.length >= 15);
	for (const title of named) t.true(titles().includes(title), title);
});

for (const [letter, count] of Object.entries(ATTACKS)) {
	test(`the attacks ${letter}1 to ${letter}${count} have tests that bear their names`, t => {
		for (let number = 1; number <= count; number++) {
			t.regex(titles(), new RegExp(`attack/${letter}${number}\\b`), `${letter}${number}`);
		}
	});
}

let read: string | undefined;

/** The sources of all tests. */
function titles(): string {
	const folders = ['firmware', 'harness', 'scripts', 'sim'];
	read ??= folders
		.flatMap(folder => testsIn(path.join(ROOT, folder)))
		.map(file => readFileSync(file, 'utf8'))
		.join('\n');
	return read;
}

function testsIn(folder: string): string[] {
	return readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.filter(name => name.endsWith('.test.ts'))
		.map(name => path.join(folder, name));
}
