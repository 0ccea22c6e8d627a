import {mkdtempSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {z} from 'zod';
import {EnvironmentError, UsageError} from '../errors.js';
import {createPrivate, readPrivate, replacePrivate} from './private-file.js';

const folder = mkdtempSync(path.join(tmpdir(), 'private-'));
test.after.always(() => rmSync(folder, {recursive: true}));
const shape = z.strictObject({a: z.number()});

test('what is written can be read by its owner alone, whatever the umask', t => {
	const file = path.join(folder, 'mode');
	const umask = process.umask(0);
	createPrivate(file, 'x', {a: 1});
	t.is(statSync(file).mode & 0o777, 0o600);
	replacePrivate(file, 'x', {a: 2});
	process.umask(umask);
	t.is(statSync(file).mode & 0o777, 0o600);
	t.deepEqual(readPrivate(file, 'x', shape), {a: 2});
});

test('a file that is there is not replaced by a new one, and no draft stays', t => {
	const file = path.join(folder, 'there');
	createPrivate(file, 'x', {a: 1});
	t.throws(() => createPrivate(file, 'x', {a: 2}), {instanceOf: UsageError, message: /is there/});
	t.deepEqual(readPrivate(file, 'x', shape), {a: 1});
	t.deepEqual(
		readdirSync(folder).filter(name => name.includes('draft')),
		[],
	);
});

test('a folder that is not there is no place for a file', t => {
	const file = path.join(folder, 'no', 'file');
	t.throws(() => createPrivate(file, 'x', 1), {
		instanceOf: EnvironmentError,
		message: /cannot be written: ENOENT/,
	});
});

const strangers: [title: string, write: (file: string) => void, said: RegExp][] = [
	['is not there', () => undefined, /cannot be read: ENOENT/],
	['is text', file => writeFileSync(file, 'my diary'), /is no file of x$/],
	['is empty', file => writeFileSync(file, ''), /is no file of x$/],
	['is of another kind', file => createPrivate(file, 'y', {a: 1}), /is no file of x$/],
	['holds something else', file => createPrivate(file, 'x', {a: 'secret'}), /is damaged$/],
];

for (const [title, write, said] of strangers) {
	test(`a file that ${title} is refused in one line that quotes nothing`, t => {
		const file = path.join(folder, title.replaceAll(' ', '-'));
		write(file);
		const error = t.throws(() => readPrivate(file, 'x', shape), {instanceOf: UsageError});
		t.regex(error.message, said);
		t.notRegex(error.message, /secret|diary/);
	});
}
