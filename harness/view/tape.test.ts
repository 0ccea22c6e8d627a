import test from 'ava';
import fc from 'fast-check';
import {Event, Outcome} from '../../sim/kernel/trace.js';
import {Writing} from './bench.js';
import {Row, rowsIn, Tape, TapeWriter} from './tape.js';

test('a tape gives back what was written on it', t => {
	const {tape} = new Writing().frame(5, [1, 0], Outcome.collided).published(7, 1, '1 2 3');
	t.is(tape.count, 3);
	t.deepEqual([...tape.rows.subarray(0, 3)], [Row.sent, Row.reception, Row.event]);
	t.deepEqual([...tape.timesUs.subarray(0, 3)], [5000, 5000, 7000]);
	t.deepEqual([tape.a[0], tape.b[0], tape.sizes[0]], [1, 0, 40]);
	t.deepEqual([tape.codes[1], tape.c[1]], [Outcome.collided, -6000]);
	t.deepEqual([tape.codes[2], tape.textAt(2)], [Event.report, '1 2 3']);
});

test('the entries of a trace on disk become rows', t => {
	const {tape, writer} = recorder();
	writer.entry([0, 1000, 3, -1, Buffer.of(0x41, 0x88, 7)]);
	writer.entry([1, 1000, 3, 0, 2, -8712]);
	writer.entry([2, 2000, Event.report, 3, 1, 5, Buffer.from('3 1 2150')]);
	writer.entry([3, 3000, 3, 1.2345, -7]);
	writer.entry([4, 3000, 3, 1]);
	flush(writer, tape);
	const {sent, reception, event, place, parent} = Row;
	t.deepEqual([...tape.rows.subarray(0, tape.count)], [sent, reception, event, place, parent]);
	t.deepEqual([tape.codes[0], tape.sizes[0], tape.a[0], tape.b[0], tape.c[0]], [1, 3, 3, -1, 7]);
	t.deepEqual([tape.codes[1], tape.a[1], tape.b[1], tape.c[1]], [2, 3, 0, -8712]);
	t.deepEqual([tape.codes[2], tape.a[2], tape.b[2], tape.c[2]], [Event.report, 3, 1, 5]);
	t.deepEqual([tape.textAt(2), tape.endUs], ['3 1 2150', 3000]);
	t.deepEqual(tape.placeAt(3), {xM: 1.235, yM: -7});
	t.deepEqual([tape.a[4], tape.b[4]], [3, 1]);
});

test('every row survives the way over chunks, whatever its numbers and octets', t => {
	const row = fc.record({
		timeUs: fc.integer({min: 0, max: 2 ** 50}),
		event: fc.integer({min: 0, max: 13}),
		subject: fc.integer({min: -1, max: 0x7fff}),
		value: fc.integer({min: -1, max: 0x7fff_ffff}),
		octets: fc.uint8Array({maxLength: 64}),
	});
	fc.assert(
		fc.property(fc.array(row, {maxLength: 50}), rows => {
			const {tape, writer} = recorder();
			for (const {timeUs, event, subject, value, octets} of rows) {
				writer.event(timeUs, {event, subject, detail: 3, value}, octets);
			}
			flush(writer, tape);
			const read = rows.map((_, index) => ({
				timeUs: tape.timesUs[index],
				event: tape.codes[index],
				subject: tape.a[index],
				value: tape.c[index],
				octets: Uint8Array.from(Buffer.from(tape.textAt(index), 'latin1')),
			}));
			t.deepEqual(
				read,
				rows.map(each => ({...each, octets: Uint8Array.from(each.octets)})),
			);
		}),
	);
});

test('a tape of many chunks is whole and in order', t => {
	const {tape, writer} = recorder();
	for (let us = 0; us < 50_000; us++) {
		writer.event(us, {event: 8, subject: 1, detail: 1, value: 0}, Buffer.from(String(us)));
	}
	flush(writer, tape);
	t.is(tape.count, 50_000);
	t.true(Array.from({length: 50_000}, (_, us) => us).every(us => tape.textAt(us) === String(us)));
});

test('the first row after a time is found, whether or not there is one at it', t => {
	const {tape} = new Writing()
		.event(1, 1, Event.trap)
		.event(2, 1, Event.trap)
		.event(2, 2, Event.trap);
	t.deepEqual(
		[0, 999, 1000, 1500, 2000, 9000].map(us => tape.after(us)),
		[0, 0, 1, 1, 3, 3],
	);
});

test('a chunk that is cut is refused at any octet', t => {
	const [chunk] = new Writing().frame(1, [1, 0]).published(2, 1, 'abc').taken;
	t.is(rowsIn(chunk!), 3);
	for (let size = 1; size < chunk!.length; size++) {
		if (size % 24 === 0 && size <= 48) continue;
		t.throws(() => new Tape().append(chunk!.slice(0, size)), {instanceOf: RangeError}, `${size}`);
	}
});

function recorder(): {tape: Tape; writer: TapeWriter} {
	const tape = new Tape();
	return {tape, writer: new TapeWriter(chunk => tape.append(chunk))};
}

function flush(writer: TapeWriter, tape: Tape): void {
	const chunk = writer.take();
	if (chunk !== undefined) tape.append(chunk);
}
