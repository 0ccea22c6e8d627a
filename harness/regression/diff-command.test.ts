import {closeSync, openSync, readFileSync, truncateSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {Packr} from 'msgpackr';
import {Event} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import {UsageError} from '../errors.js';
import type {Entry, HappenedEntry} from '../trace/entry.js';
import {motebench, temporary} from './cli-bench.js';
import {type Difference, firstDifference} from './first-difference.js';
import {recordedTrace} from './recorded-trace.js';
import {whatOf, wordsOf} from './words.js';

const octets = (...values: number[]) => Uint8Array.from(values);
const EARLY: HappenedEntry = [2, 1_000_000, Event.receiver, 6, 1, 0, octets()];
const SENT: HappenedEntry = [0, 1_500_000, 6, 0, octets(0x61, 0x88, 17, 1)];
const HEARD: HappenedEntry = [1, 1_500_000, 6, 0, 0, -6099];
const TOLD: HappenedEntry = [
	2,
	2_000_000,
	Event.report,
	6,
	Report.published,
	1,
	Buffer.from('6 1 2231'),
];

test('traces of the same events are the same', t => {
	const [one, other] = [file(t, [SENT, HEARD]), file(t, [SENT, HEARD])];
	t.deepEqual(firstDifference(recordedTrace(one), recordedTrace(other)), {alike: 2});
});

test('who stands where and follows whom is no event', t => {
	const scene: Entry[] = [
		[3, 1_000_000, 6, 1.5, 2],
		[4, 1_000_000, 6, 1],
	];
	const [one, other] = [file(t, [...scene, SENT]), file(t, [SENT])];
	t.deepEqual(firstDifference(recordedTrace(one), recordedTrace(other)), {alike: 1});
});

test('the first event that differs is found, with what comes before it', t => {
	const late: HappenedEntry = [1, 1_500_640, 6, 0, 3, -6099];
	const found = parting(t, [EARLY, SENT, HEARD, TOLD], [EARLY, SENT, late, TOLD]);
	t.is(found.alike, 2);
	t.deepEqual(
		found.before.map(([kind]) => kind),
		[2, 0],
	);
	t.deepEqual([found.a, found.b], [HEARD, late]);
	t.deepEqual(found.about, ['B is 640 us later']);
});

test('one octet of a frame is enough, and it is said where', t => {
	const other: HappenedEntry = [0, 1_500_000, 6, 0, octets(0x61, 0x88, 18, 1)];
	t.deepEqual(parting(t, [SENT], [other]).about, [
		'octets differ from number 2 on: A 1101, B 1201',
	]);
	const longer: HappenedEntry = [0, 1_500_000, 6, 0, octets(0x61, 0x88, 17, 1, 5)];
	t.deepEqual(parting(t, [SENT], [longer]).about, ['octets differ from number 4 on: A ends, B 05']);
});

test('a trace that ends before the other has ended', t => {
	const found = parting(t, [SENT], [SENT, HEARD]);
	t.is(found.a, undefined);
	t.deepEqual(found.b, HEARD);
	t.is(found.alike, 1);
});

test('a last event that is cut off is no event', t => {
	const one = file(t, [SENT, HEARD]);
	const size = readFileSync(one).length;
	truncateSync(one, size - 1);
	const trace = recordedTrace(one);
	t.deepEqual(
		[...trace.entries()],
		[SENT.map(part => (part instanceof Uint8Array ? Buffer.from(part) : part)) as HappenedEntry],
	);
	t.is(trace.flaw, 'it is cut after 1.500 s');
});

test('a trace that is longer than a piece of it is read whole', t => {
	const many = Array.from({length: 60_000}, (_, us): HappenedEntry => [1, us, 6, 0, 0, -6099]);
	const one = file(t, many);
	t.true(readFileSync(one).length > 1 << 19);
	const times = [...recordedTrace(one).entries()].map(([, us]) => us);
	t.is(times.length, many.length);
	t.true(times.every((us, index) => us === index));
});

test('what is no trace is a mistake of the user', t => {
	const folder = temporary(t.teardown);
	const no = path.join(folder, 'no.msgpack');
	closeSync(openSync(no, 'w'));
	for (const text of ['', 'x', 'not a trace']) {
		writeFileSync(no, text);
		t.throws(() => [...recordedTrace(no).entries()], {instanceOf: UsageError}, text);
	}
	t.throws(() => recordedTrace(folder), {message: /has no trace\.msgpack/});
	t.throws(() => recordedTrace(path.join(folder, 'none')), {message: /no such file or folder/});
});

test('events are told as people count: nodes from one, gateways by name', t => {
	const radios = {gateways: 2, forwarders: 1, nodes: 5};
	t.is(wordsOf(SENT, radios), '1.500000 s  node 4 sends data frame 17 of 4 octets to gateway 1');
	t.is(whatOf(HEARD, radios), 'gateway 1 hears node 4 (-60.99 dBm)');
	t.is(whatOf(TOLD, radios), 'node 4 reports "published", 1: "6 1 2231"');
	t.is(
		whatOf([0, 0, 2, -1, octets(2)], radios),
		'forwarder 1 sends ACK frame ? of 1 octets to everybody',
	);
	t.is(
		whatOf([1, 0, 8, 1, 3, -7000], radios),
		'gateway 2 hears, in a collision, nothing of attacker 1 (-70.00 dBm)',
	);
	t.is(whatOf(SENT), 'radio 6 sends data frame 17 of 4 octets to radio 0');
});

test('every event of the simulator has words of its own', t => {
	const told = Object.values(Event).map(event => whatOf([2, 0, event, 1, 1, 2, octets(1)]));
	t.is(new Set(told).size, told.length);
	for (const text of told) t.notRegex(text, /has event/);
	t.is(whatOf([2, 0, 99, 1, 1, 2, octets()]), 'radio 1 has event 99, 1, 2');
});

test('two seeds of a scenario part, and a run does not part from itself', async t => {
	const folder = temporary(t.teardown);
	const [one, other] = ['one', 'other'].map(name => path.join(folder, name));
	const args = ['run', 'smoke', '--quiet', '--duration', '5s', '--out'];
	await motebench(...args, one);
	await motebench(...args, other, '--seed', '2');
	const {code, stdout} = await motebench('diff', one, other);
	t.is(code, 1);
	t.regex(
		stdout,
		/^they part at the first event:\n {2}A +0\.014448 s {2}gateway 1 sends data frame/,
	);
	t.regex(
		stdout,
		/\n {2}B +\d\.\d{6} s {2}gateway 1 sends data frame \d+ of 53 octets to everybody\n/,
	);
	const json = await motebench('diff', one, other, '--json');
	t.like(JSON.parse(json.stdout), {same: false, alike: 0, a: {us: 14_448}});
	const itself = await motebench('diff', one, path.join(one, 'trace.msgpack'));
	t.is(itself.code, 0);
	t.regex(itself.stdout, /events, all of them the same\n$/);
});

function parting(
	t: Parameters<typeof file>[0],
	one: HappenedEntry[],
	other: HappenedEntry[],
): Difference {
	const found = firstDifference(recordedTrace(file(t, one)), recordedTrace(file(t, other)));
	if ('before' in found) return found;
	throw new RangeError('they do not part');
}

/** A trace of `entries` on disk. */
function file(t: {teardown(remove: () => void): void}, entries: readonly Entry[]): string {
	const packr = new Packr({useRecords: false});
	const name = path.join(temporary(t.teardown), 'trace.msgpack');
	const buffers = entries.map(entry =>
		packr.pack(entry.map(part => (part instanceof Uint8Array ? Buffer.from(part) : part))),
	);
	writeFileSync(name, Buffer.concat([packr.pack(['motebench-trace', 1]), ...buffers]));
	return name;
}
