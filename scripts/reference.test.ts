import {readFileSync} from 'node:fs';
import test from 'ava';
import {commandLine} from '../harness/command-line.js';
import {pages, REFERENCE} from './reference.js';

const made = await pages();

for (const [name, text] of Object.entries(made)) {
	test(`docs/reference/${name} is what the code says`, t => {
		const kept = readFileSync(new URL(name, REFERENCE), 'utf8');
		t.true(kept === text, 'renew it: npm run build && node build/scripts/reference.js');
	});
}

test('every verb has a chapter', async t => {
	const text = made['cli.md'] ?? '';
	const verbs = (await commandLine(() => {})).commands.map(command => command.name());
	t.true(verbs.length >= 10);
	for (const verb of verbs) t.true(text.includes(`\n## motebench ${verb}\n`), verb);
});
