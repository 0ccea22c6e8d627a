/*
 * A recorded trace, event by event: harness/scenario/trace-file.ts says what stands in it. A file
 * is read piece by piece, so it may be larger than memory; a last event that is cut off, as an
 * interrupted run may leave it, is no event.
 */
import {closeSync, existsSync, openSync, readSync, statSync} from 'node:fs';
import path from 'node:path';
import {unpackMultiple} from 'msgpackr';
import {UsageError} from '../errors.js';
import {MANIFEST_FILE, type RadioCounts, readManifest} from '../report/manifest.js';

/** What the file says of one event: its kind, its time in microseconds, and what belongs to it. */
export type Entry =
	| [kind: 0, us: number, sender: number, audience: number, octets: Uint8Array]
	| [kind: 1, us: number, sender: number, receiver: number, outcome: number, rssiCdbm: number]
	| [
			kind: 2,
			us: number,
			event: number,
			subject: number,
			detail: number,
			value: number,
			octets: Uint8Array,
	  ];

export interface RecordedTrace {
	readonly file: string;
	/** How it numbers its radios, where a manifest beside it says so. */
	readonly radios: RadioCounts | undefined;
	/** Its events, in the order of time. */
	entries(): Generator<Entry>;
}

export const TRACE_FILE = 'trace.msgpack';
const HEADER = 'motebench-trace';
const VERSION = 1;
const PIECE = 1 << 20;

/** The trace at `place`: a file, or the folder of a run. A UsageError where there is none. */
export function readTrace(place: string): RecordedTrace {
	if (!existsSync(place)) throw new UsageError(`${place}: there is no such file or folder`);
	const isFolder = statSync(place).isDirectory();
	const file = isFolder ? path.join(place, TRACE_FILE) : place;
	if (!existsSync(file))
		throw new UsageError(`${place} has no ${TRACE_FILE}; it is no run's folder`);
	const folder = path.dirname(file);
	const told = existsSync(path.join(folder, MANIFEST_FILE));
	return {
		file,
		radios: told ? readManifest(folder).radios : undefined,
		entries: () => entriesOf(file),
	};
}

function* entriesOf(file: string): Generator<Entry> {
	let headed = false;
	for (const value of valuesOf(file)) {
		if (headed) {
			yield value as Entry;
			continue;
		}
		const [name, version] = Array.isArray(value) ? value : [];
		if (name !== HEADER) throw new UsageError(`${file} is no trace of motebench`);
		if (version !== VERSION) throw new UsageError(`${file} is a trace of version ${version}`);
		headed = true;
	}
	if (!headed) throw new UsageError(`${file} is no trace of motebench`);
}

function* valuesOf(file: string): Generator<unknown> {
	const descriptor = openSync(file, 'r');
	try {
		let rest = Buffer.alloc(0);
		for (;;) {
			const piece = Buffer.alloc(PIECE);
			const size = readSync(descriptor, piece);
			if (size === 0) return;
			const {values, used} = unpacked(Buffer.concat([rest, piece.subarray(0, size)]), file);
			yield* values;
			rest = Buffer.concat([rest, piece.subarray(0, size)]).subarray(used);
		}
	} finally {
		closeSync(descriptor);
	}
}

/** The whole values at the beginning of `octets`, and how many octets they take. */
function unpacked(octets: Buffer, file: string): {values: unknown[]; used: number} {
	const values: unknown[] = [];
	try {
		unpackMultiple(octets, value => void values.push(value));
		return {values, used: octets.length};
	} catch (error) {
		if (!(error instanceof Error && 'incomplete' in error && 'lastPosition' in error)) {
			throw new UsageError(`${file} is no trace of motebench`);
		}
		return {values, used: error.lastPosition as number};
	}
}
