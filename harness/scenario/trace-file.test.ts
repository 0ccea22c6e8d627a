import {mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {unpackMultiple} from 'msgpackr';
import {Scheduler} from '../../sim/kernel/scheduler.js';
import {Event, Outcome, Trace} from '../../sim/kernel/trace.js';
import {TraceFile} from './trace-file.js';

const HEAD = ['motebench-trace', 1];

test('a trace on disk is one array an event, after its name and version', t => {
	const {scheduler, trace, entries} = bench(t);
	scheduler.run(2 ** 33);
	trace.sent(3, -1, {octets: Uint8Array.of(1, 2, 3, 9), size: 3, digest: 0});
	trace.reception(3, 0, Outcome.collided, -8712);
	trace.event(Event.report, 3, 1, 0, Uint8Array.of(0x68, 0x69));
	trace.moved(3, 1.5, 20);
	trace.parentChanged(3, 1);
	t.deepEqual(entries(), [
		HEAD,
		[0, 2 ** 33, 3, -1, Buffer.of(1, 2, 3)],
		[1, 2 ** 33, 3, 0, 3, -8712],
		[2, 2 ** 33, Event.report, 3, 1, 0, Buffer.from('hi')],
		[3, 2 ** 33, 3, 1.5, 20],
		[4, 2 ** 33, 3, 1],
	]);
});

test('octets are kept as they were, though the layer below uses its buffer again', t => {
	const {trace, entries} = bench(t);
	const octets = new Uint8Array(128);
	for (const octet of [1, 2]) {
		octets[0] = octet;
		trace.sent(0, 1, {octets, size: 1, digest: 0});
	}
	t.deepEqual(
		entries()
			.slice(1)
			.map(entry => entry[4]),
		[Buffer.of(1), Buffer.of(2)],
	);
});

test('a trace of more than one batch is whole and in order', t => {
	const {scheduler, trace, entries} = bench(t);
	for (let us = 0; us < 10_000; us++) {
		scheduler.run(us);
		trace.reception(1, 0, Outcome.heard, -6000);
	}
	t.deepEqual(
		entries()
			.slice(1)
			.map(entry => entry[1]),
		Array.from({length: 10_000}, (_, us) => us),
	);
});

test('a trace is never larger than its bound, and what found no room is counted', t => {
	// The head has 18 octets, each of these events 7.
	const bounded = (sizeMax: number) => {
		const {trace, file, written, entries} = bench(t, sizeMax);
		for (let count = 0; count < 5; count++) trace.reception(1, 0, Outcome.heard, 0);
		return {events: entries().length - 1, omitted: written.omitted, size: statSync(file).size};
	};
	t.deepEqual(bounded(18 + 3 * 7), {events: 3, omitted: 2, size: 39});
	t.deepEqual(bounded(18 + 3 * 7 - 1), {events: 2, omitted: 3, size: 32});
});

test('after the first event without room there are no more: a trace has no holes', t => {
	const {trace, entries} = bench(t, 18 + 3 * 7);
	trace.event(Event.report, 1, 1, 0, new Uint8Array(100));
	trace.reception(1, 0, Outcome.heard, 0);
	t.deepEqual(entries(), [HEAD]);
});

function bench(t: ExecutionContext, sizeMax?: number) {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const file = path.join(folder, 'trace.msgpack');
	const scheduler = new Scheduler();
	const trace = new Trace(scheduler);
	const written = new TraceFile(file, trace, sizeMax);
	trace.watch(written);
	return {
		scheduler,
		trace,
		file,
		written,
		/** Closes the file, and reads it. */
		entries(): unknown[][] {
			written.close();
			return unpackMultiple(readFileSync(file)) as unknown[][];
		},
	};
}
