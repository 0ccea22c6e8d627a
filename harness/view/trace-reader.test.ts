import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {Packr} from 'msgpackr';
import {Event} from '../../sim/kernel/trace.js';
import {Row, Tape} from './tape.js';
import {readTrace} from './trace-reader.js';

const HEAD = ['motebench-trace', 1];
const FRAME = [0, 1000, 3, -1, Buffer.of(0x41, 0x88, 7)];
const HEARD = [1, 1000, 3, 0, 0, -8712];
const SAID = [2, 2000, Event.report, 3, 1, 1, Buffer.from('3 1 2150')];

test('a trace becomes a tape, row by row', async t => {
	const {tape, endUs, trouble} = await read(t, packed(HEAD, FRAME, HEARD, SAID));
	t.deepEqual([...tape.rows.subarray(0, tape.count)], [Row.sent, Row.reception, Row.event]);
	t.deepEqual([tape.codes[0], tape.c[0], tape.sizes[0], tape.b[0]], [1, 7, 3, -1]);
	t.deepEqual([tape.b[1], tape.c[1]], [0, -8712]);
	t.is(tape.textAt(2), '3 1 2150');
	t.deepEqual([endUs, trouble], [2000, undefined]);
});

test('a trace of many pieces is whole', async t => {
	const entries = Array.from({length: 60_000}, (_, us) => [
		2,
		us,
		8,
		1,
		1,
		1,
		Buffer.from(`n ${us}`),
	]);
	const {tape, trouble} = await read(t, packed(HEAD, ...entries));
	t.is(trouble, undefined);
	t.is(tape.count, 60_000);
	t.is(tape.textAt(59_999), 'n 59999');
});

test('a trace that is cut anywhere is read up to there', async t => {
	const whole = packed(HEAD, FRAME, HEARD, SAID);
	const ends = [[HEAD], [HEAD, FRAME], [HEAD, FRAME, HEARD]].map(
		entries => packed(...entries).length,
	);
	for (let size = ends[0]!; size < whole.length; size++) {
		const {tape, trouble} = await read(t, whole.subarray(0, size));
		t.is(tape.count, ends.filter(end => end <= size).length - 1, `${size} octets`);
		t.is(trouble === undefined, ends.includes(size), `${size} octets: ${trouble}`);
	}
});

const broken: [what: string, octets: Buffer, trouble: RegExp][] = [
	['an empty file', Buffer.alloc(0), /empty/],
	['another file', Buffer.from('hello, world'), /no trace/],
	['a trace of tomorrow', packed(['motebench-trace', 2]), /no trace of version 1/],
	['an event that is no list', packed(HEAD, SAID, {a: 1}), /damaged after 0.002 s/],
	['an event of no kind', packed(HEAD, SAID, [3, 4000, 1]), /damaged after 0.002 s/],
	['an event without octets', packed(HEAD, SAID, [2, 4000, 8, 1, 1, 1]), /damaged/],
	['time that goes back', packed(HEAD, SAID, FRAME), /damaged after 0.002 s/],
	['a time that is none', packed(HEAD, [1, Number.NaN, 3, 0, 0, 0]), /damaged/],
];
for (const [what, octets, trouble] of broken) {
	test(`${what} is said in words, and what was before is kept`, async t => {
		const result = await read(t, octets);
		t.regex(result.trouble ?? '', trouble);
		t.is(result.tape.count, result.endUs === 0 ? 0 : 1);
	});
}

function packed(...entries: unknown[]): Buffer {
	const packr = new Packr({useRecords: false});
	return Buffer.concat(entries.map(entry => Buffer.from(packr.pack(entry))));
}

async function read(t: ExecutionContext, octets: Uint8Array) {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	const file = path.join(folder, 'trace.msgpack');
	writeFileSync(file, octets);
	const tape = new Tape();
	return {tape, ...(await readTrace(file, chunk => tape.append(chunk)))};
}
