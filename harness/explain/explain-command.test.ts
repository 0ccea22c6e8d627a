import {readFileSync} from 'node:fs';
import test from 'ava';
import {UsageError} from '../errors.js';
import {FIGURES} from '../scenario/expectations.js';
import {ResetReason} from '../serial/codes.js';
import {ReturnCode} from '../wire/return-code.js';
import type {Entry} from './entry.js';
import {ENTRIES, entriesFor} from './explain-command.js';

const codesOf = (kind: string) =>
	ENTRIES.filter(entry => entry.kind === kind).map(entry => entry.code);

test('every figure that a scenario may expect is explained, and no other', t => {
	t.deepEqual(codesOf('figure of an expectation').sort(), Object.keys(FIGURES).sort());
});

test('every panic of the firmware is explained, by its name', t => {
	const source = readFileSync('firmware/panic.ts', 'utf8');
	const panics = [...source.matchAll(/^\t(\w+) = (\d+),$/gm)].filter(([, name]) => name !== 'None');
	const named = (entry: Entry) => [entry.means.split(':')[0], entry.code];
	t.deepEqual(
		ENTRIES.filter(({kind}) => kind === 'panic of the firmware').map(named),
		panics.map(([, name, code]) => [name!, code!]),
	);
});

test('every exit code that the command line knows is explained', t => {
	const source = readFileSync('harness/main.ts', 'utf8');
	const head = source.slice(0, source.indexOf('*/'));
	for (const [, code] of head.matchAll(/\s{2,}\*?\s*(\d+) [a-z]/g)) {
		t.true(codesOf('exit code').includes(code!), `exit code ${code}`);
	}
});

test('every verdict of the bench is explained', t => {
	const source = readFileSync('harness/bench/verdict.ts', 'utf8');
	const verdicts = [...source.matchAll(/^\t\| '([\w-]+)'/gm)].map(([, verdict]) => verdict!);
	t.true(verdicts.length >= 8);
	for (const verdict of verdicts) t.true(codesOf('verdict').includes(verdict), verdict);
});

test('return codes and reasons of a reset are those of the wire', t => {
	t.deepEqual(codesOf('return code of MQTT-SN'), Object.values(ReturnCode).map(String));
	t.deepEqual(codesOf('reason why a board started'), Object.values(ResetReason).map(String));
});

test('a number is explained in every sense that it has', t => {
	const kinds = entriesFor('3').map(({kind}) => kind);
	t.true(kinds.includes('exit code') && kinds.includes('return code of MQTT-SN'));
});

test('a word that is nearly right is answered with the right one', t => {
	const error = t.throws(() => entriesFor('inconclusve'), {instanceOf: UsageError});
	t.regex(error.message, /did you mean inconclusive\?/);
	t.throws(() => entriesFor('xyzzy'), {message: /nothing is called xyzzy \(/});
});

test('no code is explained twice in one sense', t => {
	const names = ENTRIES.map(({kind, code}) => `${kind} ${code}`);
	t.is(new Set(names).size, names.length);
});
