/*
 * A recorded trace, event by event, with what its run says of its radios. Where they stand and
 * whom they follow is no event: what comes of it is. A last event that is cut
 * off, as an interrupted run may leave it, is no event.
 */
import {existsSync, statSync} from 'node:fs';
import path from 'node:path';
import {UsageError} from '../errors.js';
import {MANIFEST_FILE, type RadioCounts, readManifest} from '../report/manifest.js';
import {type HappenedEntry, hasHappened, TRACE_FILE} from '../trace/entry.js';
import {TraceReader} from '../trace/trace-reader.js';

export interface RecordedTrace {
	readonly file: string;
	/** How it numbers its radios, where a manifest beside it says so. */
	readonly radios: RadioCounts | undefined;
	/** What is wrong with its end, in words, once all events were had; undefined for nothing. */
	readonly flaw: string | undefined;
	/** Its events, in the order of time; to be had once. A UsageError where something is no event, at its place. */
	entries(): Generator<HappenedEntry>;
}

/** The trace at `place`: a file, or the folder of a run. A UsageError where there is none. */
export function recordedTrace(place: string): RecordedTrace {
	if (!existsSync(place)) throw new UsageError(`${place}: there is no such file or folder`);
	const isFolder = statSync(place).isDirectory();
	const file = isFolder ? path.join(place, TRACE_FILE) : place;
	if (!existsSync(file))
		throw new UsageError(`${place} has no ${TRACE_FILE}; it is no run's folder`);
	const folder = path.dirname(file);
	const told = existsSync(path.join(folder, MANIFEST_FILE));
	const reader = new TraceReader(file);
	return {
		file,
		radios: told ? readManifest(folder).radios : undefined,
		get flaw() {
			return reader.trouble?.words;
		},
		entries: () => entriesOf(file, reader),
	};
}

function* entriesOf(file: string, reader: TraceReader): Generator<HappenedEntry> {
	for (const piece of reader.pieces()) yield* piece.filter(hasHappened);
	const {trouble} = reader;
	if (trouble !== undefined && trouble.flaw !== 'cut') {
		throw new UsageError(`${file}: ${trouble.words}`);
	}
}
