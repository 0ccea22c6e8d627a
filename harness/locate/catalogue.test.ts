import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {UsageError} from '../errors.js';
import {BOARDS, boardCalled, boardsIn, lint} from './catalogue.js';

test('there is nothing to complain about in the boards that come with the package', t => {
	t.deepEqual(lint(), []);
	t.true(boardsIn().length > 0);
});

test('a misspelt board is answered with the one that was meant', t => {
	t.throws(() => boardCalled('microbti', boardsIn()), {
		instanceOf: UsageError,
		message: 'no board is called microbti, did you mean microbit?',
	});
});

const wrong: [what: string, change: (text: string) => string, complaint: RegExp][] = [
	[
		'a misspelt key',
		text => text.replace('ramBytes', 'ramByets'),
		/board\.yaml:9:3: mcu\.ramByets is not known, did you mean ramBytes\?/,
	],
	[
		'an id that is not its folder',
		text => text.replace('id: microbit', 'id: other'),
		/board\.yaml:2:5: id is "other", expected microbit, as its folder/,
	],
	[
		'a source that is not there',
		text => text.replace('nrf-uart.c', 'nrf-urat.c'),
		/board\.yaml:14:26: firmware\.sources\[1\] is "nrf-urat\.c", expected a file of boards\/common/,
	],
	[
		'a pattern that is none',
		text => text.replace('^9900', '(9900'),
		/serial\.match\[0\]\.serial is "\(9900", expected a regular expression/,
	],
	['what is no YAML', () => 'id: [', /board\.yaml:\d+:\d+: /],
];

for (const [what, change, complaint] of wrong) {
	test(`lint finds ${what}, and says where`, t => {
		const folder = microbitAlone(t, change);
		const lines = lint(folder);
		t.is(lines.filter(line => complaint.test(line)).length, 1, lines.join('\n'));
		t.throws(() => boardsIn(folder), {instanceOf: UsageError});
	});
}

test('all that is wrong is told at once, board by board', t => {
	const folder = microbitAlone(t, text => text.replace('hz: 16000000', 'hz: 16\n  colour: red'));
	t.is(lint(folder).length, 2);
});

test('a folder that is not there is a mistake of whoever named it', t => {
	t.throws(() => lint('/nowhere'), {message: '/nowhere: there is no such folder'});
});

/** A folder with the micro:bit and nothing else, its board.yaml changed. */
function microbitAlone(t: ExecutionContext, change: (text: string) => string): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'boards-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	mkdirSync(path.join(folder, 'microbit'));
	cpSync(path.join(BOARDS, 'common'), path.join(folder, 'common'), {recursive: true});
	const text = readFileSync(path.join(BOARDS, 'microbit/board.yaml'), 'utf8');
	writeFileSync(path.join(folder, 'microbit/board.yaml'), change(text));
	return folder;
}
