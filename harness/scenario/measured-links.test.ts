import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {UsageError} from '../errors.js';
import {loadScenario} from './load.js';
import {readGains, readRssi} from './measured-links.js';

const GAINS = 'from,to,lossDb';
const RSSI = 'timeS,from,to,rssiDbm';

test('losses are read by index and in hundredths of a decibel, comments are not', t => {
	const text = `# measured in May\n${GAINS}\n1,2,71.505\r\n\n2, 1, 73\n`;
	t.deepEqual(readGains({text, file: 'l.csv', radioCount: 2}), [
		{from: 0, to: 1, lossCdb: 7151},
		{from: 1, to: 0, lossCdb: 7300},
	]);
});

test('what arrived is read by microsecond', t => {
	const text = `${RSSI}\n0,1,2,-71.5\n0,2,1,-70\n30.5,1,2,-74\n`;
	t.deepEqual(readRssi({text, file: 'r.csv', radioCount: 2}), [
		{timeUs: 0, from: 0, to: 1, rssiCdbm: -7150},
		{timeUs: 0, from: 1, to: 0, rssiCdbm: -7000},
		{timeUs: 30_500_000, from: 0, to: 1, rssiCdbm: -7400},
	]);
});

const wrong = test.macro({
	title: (_, what: string) => `${what} is pointed to by file and line`,
	exec(t, _what: string, read: typeof readGains | typeof readRssi, text: string, message: string) {
		t.throws(() => read({text, file: 'l.csv', radioCount: 2}), {instanceOf: UsageError, message});
	},
});
test(wrong, 'an empty file', readGains, '', `l.csv:1: expected the line ${GAINS}`);
test(
	wrong,
	'a file of another kind',
	readGains,
	`${RSSI}\n`,
	`l.csv:1: expected the line ${GAINS}`,
);
test(
	wrong,
	'a radio that is not there',
	readGains,
	`${GAINS}\n1,2,70\n1,3,70`,
	'l.csv:3: to is "3", expected a radio from 1 to 2',
);
test(
	wrong,
	'radio nought',
	readGains,
	`${GAINS}\n0,1,70`,
	'l.csv:2: from is "0", expected a radio from 1 to 2',
);
test(
	wrong,
	'a loss that is none',
	readGains,
	`${GAINS}\n1,2,-1`,
	'l.csv:2: lossDb is "-1", expected a number from 0 to 300',
);
test(
	wrong,
	'a number that is none',
	readGains,
	`${GAINS}\n1,2,0x10`,
	'l.csv:2: lossDb is "0x10", expected a number from 0 to 300',
);
test(wrong, 'a column too many', readGains, `${GAINS}\n1,2,70,1`, 'l.csv:2: 4 columns, expected 3');
test(
	wrong,
	'a link listed twice',
	readGains,
	`${GAINS}\n1,2,70\n1,2,71`,
	'l.csv:3: the link from 1 to 2 is listed already',
);
test(
	wrong,
	'time that stands still',
	readRssi,
	`${RSSI}\n1,1,2,-70\n1,1,2,-71`,
	'l.csv:3: timeS is 1, expected more than 1',
);

test('the first ten mistakes are told at once', t => {
	const text = `${GAINS}\n${'1,9,70\n'.repeat(11)}`;
	const error = t.throws(() => readGains({text, file: 'l.csv', radioCount: 2}));
	t.is(error.message.split('\n').length, 10);
});

test('a scenario finds its links beside it', async t => {
	const folder = await mkdtemp(path.join(tmpdir(), 'links-'));
	const file = path.join(folder, 'own.yaml');
	await writeFile(file, scenario('matrix'));
	t.throws(() => loadScenario(file), {message: /links\.csv: there is no such file$/});
	await writeFile(path.join(folder, 'links.csv'), `${GAINS}\n2,1,80\n1,2,81\n3,1,60\n`);
	const {propagation} = loadScenario(file).air;
	await rm(folder, {recursive: true});
	t.like(propagation, {model: 'matrix', rows: {length: 3}});
});

/** A gateway, a node and a jammer, which is radio 3. */
function scenario(model: string): string {
	return [
		'name: own',
		'duration: 60s',
		'area: {widthM: 20, heightM: 10}',
		`air: {propagation: {model: ${model}, file: links.csv}}`,
		'gateways: [{}]',
		'nodes: [{name: n, count: 1, app: none}]',
		'faults: [{kind: jam, position: [1, 1], at: 1s}]',
	].join('\n');
}
