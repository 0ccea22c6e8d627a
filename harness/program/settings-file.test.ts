import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {UsageError} from '../errors.js';
import {credentialsIn, predefinedIn, textIn} from './settings-file.js';

const folder = mkdtempSync(path.join(tmpdir(), 'settings-'));
test.after.always(() => rmSync(folder, {recursive: true}));

test('predefined topics come from YAML and from JSON', t => {
	const topics = new Map([
		[1, 'greenhouse/door'],
		[65_534, 'x'],
	]);
	t.deepEqual(predefinedIn(file('1: greenhouse/door\n65534: x\n')), topics);
	t.deepEqual(predefinedIn(file('{"1": "greenhouse/door", "65534": "x"}')), topics);
	t.deepEqual(predefinedIn(file('# none\n')), new Map());
});

const badTopics = [
	'0: a',
	'65535: a',
	'1: a/+',
	'1: ""',
	'1: 7',
	'a: b',
	'- a',
	'1: a\n1: b',
	'1: [',
];

for (const text of badTopics) {
	test(`${JSON.stringify(text)} holds no predefined topics`, t => {
		t.throws(() => predefinedIn(file(text)), {instanceOf: UsageError});
	});
}

test('credentials come by ClientId', t => {
	t.deepEqual(
		credentialsIn(file('n1: {user: anna, password: secret}\nn2: {user: bert}\n')),
		new Map([
			['n1', {username: 'anna', password: 'secret'}],
			['n2', {username: 'bert'}],
		]),
	);
});

test('what is wrong with credentials is said without them', t => {
	const bad = [
		'n1: secret',
		'n1: {user: "", password: secret}',
		'n1: {user: secret, pasword: secret}',
		'n1: {user: a, password: [secret]}',
		'n1: {user: a, password: *secret}',
		'n1: {user: a, password: "secret}',
	];
	for (const text of bad) {
		const error = t.throws(() => credentialsIn(file(text)), {instanceOf: UsageError}, text);
		t.notRegex(error?.message ?? '', /secret/);
	}
});

test('a file that is not there is a mistake of the user', t => {
	t.throws(() => textIn(path.join(folder, 'none')), {instanceOf: UsageError, message: /ENOENT/});
});

let files = 0;

function file(text: string): string {
	files += 1;
	const name = path.join(folder, `${files}.yaml`);
	writeFileSync(name, text);
	return name;
}
