import {readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import {clientFamilies} from './client/cases.js';
import {gatewayFamilies} from './gateway/cases.js';
import {chosen} from './suite.js';

/* What the suite is before any target: names, clauses, and that it does not know whom it judges. */

const SOURCES = new URL('../../../harness/conformance/', import.meta.url);
/** The places where our own gateway and client are known. */
const ACQUAINTED = /^(targets|mutants)\/|^conform-command\.ts$|\.test\.ts$/;

const cases = [...chosen(gatewayFamilies), ...chosen(clientFamilies)];

test('every clause is a section of the standard and a rule in it', t => {
	for (const {id, clause} of cases) t.regex(clause, /^[5-7]\.\d+(\.\d+)? \S/, id);
});

test('a choice takes the cases whose id begins so', t => {
	t.deepEqual(
		chosen(gatewayFamilies, 'GW-PUB-07').map(({id}) => id),
		['GW-PUB-07'],
	);
	t.deepEqual(chosen(gatewayFamilies, 'GW-NONE'), []);
});

test('a title is a claim, not an obligation', t => {
	for (const {id, title} of cases) t.notRegex(title, /\bshould\b/, id);
});

test('no case has a single reading, or one twice', t => {
	for (const {id, readings} of cases) {
		if (readings === undefined) continue;
		t.true(readings.length >= 2, id);
		t.is(new Set(readings).size, readings.length, id);
	}
});

test('cases know neither our gateway nor our client', t => {
	const names = readdirSync(SOURCES, {recursive: true, encoding: 'utf8'});
	const unacquainted = names.filter(name => name.endsWith('.ts') && !ACQUAINTED.test(name));
	t.true(unacquainted.length > 30);
	for (const name of unacquainted) {
		const source = readFileSync(new URL(name, SOURCES), 'utf8');
		const outward = /from '(\.\.\/)+(gateway\/(?!cases)|firmware|sim)/;
		t.notRegex(source.replaceAll("'./gateway/", "'./cases/"), outward, name);
	}
});
