import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {Packr} from 'msgpackr';
import {Event} from '../../sim/kernel/trace.js';
import type {Entry} from './entry.js';
import {TraceReader} from './trace-reader.js';

const HEAD = ['motebench-trace', 1];
const FRAME: Entry = [0, 1000, 3, -1, Buffer.of(0x41, 0x88, 7)];
const HEARD: Entry = [1, 1000, 3, 0, 0, -8712];
const SAID: Entry = [2, 2000, Event.report, 3, 1, 1, Buffer.from('3 1 2150')];
const CARRIED: Entry = [3, 2500, 3, 1.25, 7];
const FOLLOWS: Entry = [4, 2500, 3, -1];

test('a whole trace is read as it was written, and nothing is wrong with it', t => {
	const {entries, endUs, trouble} = read(t, packed(HEAD, FRAME, HEARD, SAID, CARRIED, FOLLOWS));
	t.deepEqual(entries, [FRAME, HEARD, SAID, CARRIED, FOLLOWS]);
	t.deepEqual([endUs, trouble], [2500, undefined]);
});

test('a trace of many pieces is whole', t => {
	const many = Array.from({length: 60_000}, (_, us) => [2, us, 8, 1, 1, 1, Buffer.from(`n ${us}`)]);
	const octets = packed(HEAD, ...many);
	t.true(octets.length > 1 << 20);
	const {entries, trouble} = read(t, octets);
	t.is(trouble, undefined);
	t.true(entries.every(([, us], index) => us === index));
	t.is(entries.length, 60_000);
});

test('a trace that is cut anywhere is read up to there', t => {
	const whole = packed(HEAD, FRAME, HEARD, SAID);
	const ends = [[HEAD], [HEAD, FRAME], [HEAD, FRAME, HEARD]].map(
		entries => packed(...entries).length,
	);
	for (let size = ends[0]!; size < whole.length; size++) {
		const {entries, trouble} = read(t, whole.subarray(0, size));
		t.is(entries.length, ends.filter(end => end <= size).length - 1, `${size} octets`);
		t.is(trouble?.flaw, ends.includes(size) ? undefined : 'cut', `${size} octets`);
	}
});

test('a head that is cut is no head', t => {
	t.is(read(t, packed(HEAD).subarray(0, 7)).trouble?.flaw, 'foreign');
});

const broken: [what: string, octets: Buffer, words: RegExp][] = [
	['an empty file', Buffer.alloc(0), /^it is empty$/],
	['another file', Buffer.from('hello, world'), /^it is no trace of motebench$/],
	['a file that is no MessagePack', Buffer.of(0xc1), /^it is no trace of motebench$/],
	['a trace of tomorrow', packed(['motebench-trace', 2]), /^it is a trace of version 2, not of/],
	['an event that is no list', packed(HEAD, SAID, {a: 1}), /damaged after 0.002 s/],
	['an event of no kind', packed(HEAD, SAID, [5, 4000, 1]), /damaged after 0.002 s/],
	['an event of half a kind', packed(HEAD, SAID, [1.5, 4000, 1, 0]), /damaged after 0.002 s/],
	['an event without octets', packed(HEAD, SAID, [2, 4000, 8, 1, 1, 1]), /damaged/],
	['an event with a part too many', packed(HEAD, SAID, [1, 4000, 3, 0, 0, 0, 0]), /damaged/],
	['an event with a word for a number', packed(HEAD, SAID, [1, 4000, '3', 0, 0, 0]), /damaged/],
	['time that goes back', packed(HEAD, SAID, FRAME), /damaged after 0.002 s/],
	['a time that is none', packed(HEAD, [1, Number.NaN, 3, 0, 0, 0]), /damaged/],
	['an entry of gigabytes', claiming((1 << 16) - 4), /damaged after 0.002 s/],
];
for (const [what, octets, words] of broken) {
	test(`${what} is said in words, and what was before is kept`, t => {
		const {entries, trouble, endUs} = read(t, octets);
		t.regex(trouble?.words ?? '', words);
		t.is(entries.length, endUs === 0 ? 0 : 1);
	});
}

test('a file that cannot be read is said in words', t => {
	const read = (file: string) => {
		const reader = new TraceReader(file);
		t.deepEqual([...reader.pieces()], []);
		return reader.trouble?.words;
	};
	t.is(read(tmpdir()), 'it cannot be read (EISDIR)');
	t.is(read(path.join(tmpdir(), 'nowhere.msgpack')), 'it cannot be read (ENOENT)');
});

test('an entry that is cut after as much as an entry may have is cut', t => {
	t.is(read(t, claiming((1 << 16) - 5)).trouble?.flaw, 'cut');
});

/** A trace whose last entry says that it is very long, and has `size` octets. */
function claiming(size: number): Buffer {
	const head = Buffer.of(0xc6, 0x7f, 0xff, 0xff, 0xff);
	return Buffer.concat([packed(HEAD, SAID), head, Buffer.alloc(size)]);
}

function packed(...entries: (unknown[] | object)[]): Buffer {
	const packr = new Packr({useRecords: false});
	return Buffer.concat(entries.map(entry => Buffer.from(packr.pack(entry))));
}

function read(t: ExecutionContext, octets: Uint8Array) {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	const file = path.join(folder, 'trace.msgpack');
	writeFileSync(file, octets);
	const reader = new TraceReader(file);
	const entries = [...reader.pieces()].flat();
	return {entries, endUs: reader.endUs, trouble: reader.trouble};
}
