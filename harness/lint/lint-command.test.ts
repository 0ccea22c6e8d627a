import {cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {BOARDS} from '../locate/catalogue.js';
import {motebench, motebenchWith, temporary} from '../regression/cli-bench.js';
import {everything, lint, type Subject, subjectsAt} from './lint.js';

const SMOKE = new URL('../../../harness/scenario/scenarios/smoke.yaml', import.meta.url);
const GOOD = readFileSync(SMOKE, 'utf8');
const BAD = GOOD.replace('duration:', 'durration:').replace(/count: 4/, 'count: -3');

test('there is nothing to complain about in what comes with the package', t => {
	const subjects = everything(temporary(t.teardown));
	t.true(subjects.length > 15);
	t.deepEqual(new Set(subjects.map(({kind}) => kind)), new Set(['scenario', 'board']));
	t.deepEqual(subjects.flatMap(lint), []);
});

test('every mistake of a scenario is a line with its place', t => {
	const file = written(t, 'mine.yaml', BAD);
	const lines = lint({kind: 'scenario', name: file});
	t.is(lines.length, 3, lines.join('\n'));
	for (const line of lines) t.regex(line, /mine\.yaml:\d+:\d+: /);
});

test('a board and a bench are known by their names', t => {
	const folder = temporary(t.teardown);
	cpSync(path.join(BOARDS, 'common'), path.join(folder, 'common'), {recursive: true});
	mkdirSync(path.join(folder, 'microbit'));
	const board = readFileSync(path.join(BOARDS, 'microbit/board.yaml'), 'utf8');
	const boardFile = path.join(folder, 'microbit', 'board.yaml');
	const benchFile = path.join(folder, 'bench.yaml');
	writeFileSync(boardFile, board.replace('ramBytes', 'ramByets'));
	writeFileSync(benchFile, 'boards: [{board: microbti}]\n');
	writeFileSync(path.join(folder, 'workflow.yaml'), 'on: push\njobs: {}\n');
	const subjects = subjectsAt(folder);
	const sorted = (kinds: readonly Subject[]) => kinds.map(({kind}) => kind).sort();
	t.deepEqual(sorted(subjects), ['bench', 'board'], 'and what is of others is left alone');
	const lines = subjects.flatMap(lint).join('\n');
	t.regex(lines, /board\.yaml:\d+:3: mcu\.ramByets is not known, did you mean ramBytes\?/);
	t.regex(lines, /bench\.yaml:1:18: boards\[0\]\.board is "microbti", expected one of the boards/);
});

test('a sweep is known by what it says, and its mistakes have their places', t => {
	const folder = temporary(t.teardown);
	writeFileSync(path.join(folder, 'scenario.yaml'), GOOD);
	const file = path.join(folder, 'grid.yaml');
	const lintSweep = (text: string) => {
		writeFileSync(file, text);
		return subjectsAt(file).flatMap(subject => {
			t.is(subject.kind, 'sweep', text);
			return lint(subject);
		});
	};
	const good = 'name: mine\nscenario: ./scenario.yaml\ngrid:\n  nodes: [10, 20]\n';
	t.deepEqual(lintSweep(good), []);
	t.deepEqual(
		subjectsAt(folder)
			.map(({kind}) => kind)
			.sort(),
		['scenario', 'sweep'],
	);
	for (const [wrong, line] of [
		[good.replace('grid:', 'gird:'), /grid\.yaml:3:1: gird is not known, did you mean grid\?/],
		[good.replace('nodes:', 'notes:'), /grid\.yaml:4:3: notes is not known, did you mean nodes\?/],
		[good.replace('20', '-20'), /grid\.yaml:4:15: .*is -20, expected a whole number/],
		[`${good}figures: [deliveries]\n`, /grid\.yaml:5:11: figures\[0\] is "deliveries"/],
		[
			good.replace('./scenario.yaml', 'smok'),
			/grid\.yaml:2:11: no scenario is called smok, did you/,
		],
		[good.replace('./scenario', './away'), /grid\.yaml:2:11: .*away\.yaml: there is no such file/],
	] as const) {
		t.regex(lintSweep(wrong).join('\n'), line);
	}
});

test('a file that is named is looked at whatever it says', t => {
	const file = written(t, 'workflow.yaml', 'on: push\n');
	t.true(subjectsAt(file).flatMap(lint).length > 0);
});

test('YAML that cannot be read is a mistake in a folder too', t => {
	const file = written(t, 'broken.yaml', 'nodes: [');
	t.regex(subjectsAt(path.dirname(file)).flatMap(lint)[0], /broken\.yaml:1:\d+: /);
});

test('a link to a file that is gone is a mistake too', t => {
	const folder = temporary(t.teardown);
	symlinkSync(path.join(folder, 'gone'), path.join(folder, 'link.yaml'));
	t.regex(subjectsAt(folder).flatMap(lint).join('\n'), /link\.yaml: there is no such file/);
});

test('mistakes are exit 2, on standard output, and as one object', async t => {
	const file = written(t, 'mine.yaml', BAD);
	const {code, stdout, stderr} = await motebench('lint', file);
	t.is(code, 2);
	t.is(stdout.trimEnd().split('\n').length, 3);
	t.is(stderr, '1 file, 3 mistakes\n');
	const json = await motebench('lint', file, '--json');
	const {files, mistakes} = JSON.parse(json.stdout);
	t.is(files, 1);
	t.like(mistakes[0], {file, line: 6, column: 1});
	t.regex(mistakes[0].text, /^duration is missing|^durration is not known/);
});

test('good files are exit 0, none at all is exit 5', async t => {
	const file = written(t, 'mine.yaml', GOOD);
	const {code, stdout, stderr} = await motebench('lint', file, path.dirname(file));
	t.deepEqual([code, stdout, stderr], [0, '', '2 files, no mistakes\n']);
	t.is((await motebench('lint', temporary(t.teardown))).code, 5);
	t.is((await motebench('lint', './nowhere.yaml')).code, 2);
});

test('in a job of GitHub Actions mistakes stand beside their lines', async t => {
	const file = written(t, 'mine.yaml', BAD);
	const {stdout} = await motebenchWith({GITHUB_ACTIONS: 'true'}, 'lint', file);
	t.regex(stdout, new RegExp(`^::error file=${file},line=\\d+,col=\\d+::`, 'm'));
});

function written(t: {teardown(remove: () => void): void}, name: string, text: string): string {
	const file = path.join(temporary(t.teardown), name);
	writeFileSync(file, text);
	return file;
}
