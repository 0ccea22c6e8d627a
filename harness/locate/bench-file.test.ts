import test from 'ava';
import {UsageError} from '../errors.js';
import {parseBench, readBench, withEntries} from './bench-file.js';
import {boardsIn} from './catalogue.js';

const boards = boardsIn();

test('a bench without a file is empty, and so is one of comments alone', t => {
	t.deepEqual(readBench(boards, '/nowhere/bench.yaml'), {boards: [], quarantine: []});
	t.deepEqual(parsed('# nothing yet\n'), {boards: [], quarantine: []});
});

test('what is written is read again, a serial number that looks like a number too', t => {
	const entries = [
		{board: 'nrf52840dk', sn: '000683534322', name: 'left', enabled: true},
		{board: 'microbit', sn: '9900', enabled: false},
	];
	const text = withEntries('', entries);
	t.regex(text, /^# What stands on this bench\./);
	t.deepEqual(parsed(text), {boards: entries, quarantine: []});
	t.deepEqual(parsed(withEntries('# mine\n', entries)).boards, entries);
});

test('what a person has written stays as it is when a board is added, his comments too', t => {
	const mine = `# My bench.
boards:
  - { board: nrf52840dk, sn: "000683534322", name: left } # by the window
quarantine:
  - { test: "*sleeper*", target: "board:left", reason: loose antenna }
`;
	const text = withEntries(mine, [{board: 'microbit', sn: '9900', enabled: true}]);
	const added = '  - board: microbit\n    sn: "9900"\n';
	t.is(text, mine.replace('quarantine:', `${added}quarantine:`));
	t.is(parsed(text).boards.length, 2);
});

const wrong: [what: string, text: string, complaint: string][] = [
	[
		'a quarantine without a reason',
		'quarantine: [{test: a}]',
		'bench.yaml:1:14: quarantine[0].reason is missing, expected why, in words',
	],
	[
		'a serial number without quotes',
		'boards: [{board: microbit, sn: 0099}]',
		'bench.yaml:1:32: boards[0].sn is 99, expected text, in quotes if it is a number',
	],
	[
		'a misspelt key',
		'boards: [{board: microbit, nmae: left}]',
		'bench.yaml:1:28: boards[0].nmae is not known, did you mean name?',
	],
	[
		'a name twice',
		'boards: [{board: microbit, name: a}, {board: microbit, name: a}]',
		'bench.yaml:1:62: boards[1].name is "a", expected a name of its own',
	],
	[
		'the name of a board as a name',
		'boards: [{board: microbit, name: nrf52840dk}]',
		'bench.yaml:1:34: boards[0].name is "nrf52840dk", expected a name of its own',
	],
	[
		'a serial number twice',
		'boards: [{board: microbit, sn: "1"}, {board: microbit, sn: "1"}]',
		'bench.yaml:1:60: boards[1].sn is "1", expected a serial number of its own',
	],
];

for (const [what, text, message] of wrong) {
	test(`a bench with ${what} is refused, and the place is told`, t => {
		t.throws(() => parsed(text), {instanceOf: UsageError, message});
	});
}

test('a board that nobody knows is refused with all that are known', t => {
	t.throws(() => parsed('boards: [{board: mirco}]'), {
		message: /boards\[0\]\.board is "mirco", expected one of the boards .*microbit, /,
	});
});

function parsed(text: string) {
	return parseBench(text, {file: 'bench.yaml', boards});
}
