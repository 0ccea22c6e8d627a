import {readFileSync} from 'node:fs';
import test from 'ava';
import {commandLine} from '../harness/command-line.js';
import {pages, REFERENCE} from './reference.js';

for (const [name, text] of Object.entries(pages())) {
	test(`docs/reference/${name} is what the code says`, t => {
		const kept = readFileSync(new URL(name, REFERENCE), 'utf8');
		t.true(kept === text, 'renew it: npm run build && node build/scripts/reference.js');
	});
}

test('every verb has a chapter', t => {
	const text = pages()['cli.md'] ?? '';
	const verbs = commandLine(() => {}).commands.map(command => command.name());
	t.true(verbs.length >= 10);
	for (const verb of verbs) t.true(text.includes(`\n## motebench ${verb}\n`), verb);
});
