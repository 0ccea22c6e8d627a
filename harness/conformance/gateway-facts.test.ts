import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {UsageError} from '../errors.js';
import {gatewayFactsIn} from './gateway-facts.js';

const folder = mkdtempSync(path.join(tmpdir(), 'facts-'));
test.after.always(() => rmSync(folder, {recursive: true}));

test('what a file says is known, and nothing else', t => {
	const facts = {gwId: 0, discovery: true, tretryMs: 10_000};
	t.deepEqual(gatewayFactsIn(file('good', JSON.stringify(facts))), facts);
	t.deepEqual(gatewayFactsIn(file('empty', '{}')), {});
});

const mistakes: [text: string, said: RegExp][] = [
	['{"tretry": 5}', /no fact is called tretry, but gwId, /],
	['{"tretryMs": "5"}', /tretryMs cannot be "5"/],
	['{"tretryMs": 0.5}', /tretryMs cannot be 0.5/],
	['{"nretry": -1}', /nretry cannot be -1/],
	['{"discovery": 1}', /discovery cannot be 1/],
	['[]', /is no JSON object/],
	['{', /JSON/],
];

for (const [text, said] of mistakes) {
	test(`${text} is a mistake of the user`, t => {
		const error = t.throws(() => gatewayFactsIn(file(`${mistakes.length}`, text)), {
			instanceOf: UsageError,
		});
		t.regex(error!.message, said);
	});
}

test('so is a file that is not there', t => {
	t.throws(() => gatewayFactsIn(path.join(folder, 'none')), {instanceOf: UsageError});
});

function file(name: string, text: string): string {
	const place = path.join(folder, name);
	writeFileSync(place, text);
	return place;
}
