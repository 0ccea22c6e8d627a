/*
 * motebench diff: the first event in which two recorded runs part, as both of them have it.
 */
import {existsSync} from 'node:fs';
import path from 'node:path';
import type {Command} from 'commander';
import {readRun, SUMMARY_FILE} from '../report/stored.js';
import {countText, plural} from '../report/units.js';
import type {HappenedEntry} from '../trace/entry.js';
import {type Difference, firstDifference} from './first-difference.js';
import {type RecordedTrace, recordedTrace} from './recorded-trace.js';
import {wordsOf} from './words.js';

interface Options {
	readonly json?: boolean;
}

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addDiff(program: Command, exit: (code: number) => void): void {
	program
		.command('diff')
		.description('find the first event in which two recorded runs part')
		.argument('<a>', 'the folder of a run, or a trace.msgpack')
		.argument('<b>', 'another')
		.option('--json', 'print it as one JSON object')
		.addHelpText('after', EXAMPLES)
		.action((a: string, b: string, options: Options) => exit(diff(a, b, options)));
}

const EXAMPLES = `
Examples:
  motebench diff runs/greenhouse-0x5eed /tmp/yesterday
  motebench diff one/trace.msgpack other/trace.msgpack --json

Exit code: 0 all events are the same, 1 they part, 2 no such trace.`;

function diff(a: string, b: string, {json}: Options): number {
	const [one, other] = [recordedTrace(a), recordedTrace(b)];
	const found = firstDifference(one, other);
	const parted = 'before' in found;
	if (json === true) console.log(JSON.stringify(jsonOf(found, one, other), undefined, '\t'));
	else if (parted) for (const line of differenceLines(found, one, other)) console.log(line);
	else console.log(`${countText(found.alike)} events, all of them the same`);
	if (parted || sameHash(a, b)) return parted ? 1 : 0;
	console.log('the files are the same, but the runs go on beyond them and part there');
	return 1;
}

/** A trace is bounded; the hash is over everything. Files alone have none. */
function sameHash(a: string, b: string): boolean {
	const hashes = [a, b]
		.filter(place => existsSync(path.join(place, SUMMARY_FILE)))
		.map(place => readRun(place).summary.traceHash);
	return hashes.length < 2 || hashes[0] === hashes[1];
}

/** The difference in words, a line each. */
export function differenceLines(
	{alike, before, a, b, about}: Difference,
	one: RecordedTrace,
	other: RecordedTrace,
): string[] {
	const line = (label: string, entry: HappenedEntry | undefined, {radios, flaw}: RecordedTrace) => {
		const ending = flaw === undefined ? 'has ended' : `has ended: ${flaw}`;
		return `  ${label.padEnd(9)}${entry === undefined ? ending : wordsOf(entry, radios)}`;
	};
	return [
		alike === 0
			? 'they part at the first event:'
			: `they part after ${plural(alike, 'event')} in common:`,
		...before.map(entry => line('before', entry, one)),
		line('A', a, one),
		line('B', b, other),
		...about.map(text => `           ${text}`),
		`  A is ${one.file}`,
		`  B is ${other.file}`,
	];
}

function jsonOf(
	found: ReturnType<typeof firstDifference>,
	one: RecordedTrace,
	other: RecordedTrace,
): object {
	if (!('before' in found)) return {same: true, alike: found.alike};
	const told = (entry: HappenedEntry | undefined, {radios}: RecordedTrace) =>
		entry === undefined ? null : {us: entry[1], text: wordsOf(entry, radios)};
	return {
		same: false,
		alike: found.alike,
		before: found.before.map(entry => told(entry, one)),
		a: told(found.a, one),
		b: told(found.b, other),
		about: found.about,
	};
}
