/*
 * trace.msgpack read piece by piece and turned into a tape. A trace that was cut in the middle of
 * an event, as by a full disk, is read up to there.
 *
 * Knows the form that harness/scenario/trace-file.ts draws, and no more of a run.
 */
import {closeSync, openSync, readSync} from 'node:fs';
import {setImmediate} from 'node:timers/promises';
import {Unpackr} from 'msgpackr';
import {TapeWriter} from './tape.js';

const PIECE_SIZE = 1 << 20;
const HEAD = 'motebench-trace';
const VERSION = 1;

export interface TraceRead {
	/** The time of the last event. */
	readonly endUs: number;
	/** What is wrong with the file, in words; undefined for a whole one. */
	readonly trouble: string | undefined;
}

/** Reads the trace at `path`; `chunk` takes the tape. Lets others have a turn between pieces. */
export async function readTrace(
	path: string,
	chunk: (chunk: Uint8Array<ArrayBuffer>) => void,
): Promise<TraceRead> {
	const file = openSync(path, 'r');
	const entries = new Entries(chunk);
	try {
		const piece = Buffer.alloc(PIECE_SIZE);
		for (;;) {
			const size = readSync(file, piece, 0, PIECE_SIZE, null);
			if (size === 0 || !entries.take(piece.subarray(0, size))) break;
			await setImmediate();
		}
	} finally {
		closeSync(file);
	}
	return entries.end();
}

class Entries {
	readonly #unpackr = new Unpackr({useRecords: false});
	readonly #tape: TapeWriter;
	#rest: Buffer = Buffer.alloc(0);
	#begun = false;
	#endUs = 0;
	#trouble: string | undefined;

	constructor(private readonly chunk: (chunk: Uint8Array<ArrayBuffer>) => void) {
		this.#tape = new TapeWriter(chunk);
	}

	/** Takes the next octets; false where there is no use in more. */
	take(piece: Uint8Array): boolean {
		const octets = Buffer.concat([this.#rest, piece]);
		let taken = 0;
		try {
			this.#unpackr.unpackMultiple(octets, (entry: unknown, _start?: number, end?: number) => {
				if (!this.#entry(entry)) return false;
				taken = end ?? taken;
				return true;
			});
		} catch (error) {
			if (!(error instanceof Error)) throw error;
			// The last event of a piece is usually cut: its other half is in the next one.
			if (!isIncomplete(error)) this.#trouble = `it is damaged after ${this.#place}`;
		}
		this.#rest = octets.subarray(taken);
		this.#flush();
		return this.#trouble === undefined;
	}

	end(): TraceRead {
		if (this.#trouble === undefined && !this.#begun) this.#trouble = 'it is empty';
		if (this.#trouble === undefined && this.#rest.length > 0) {
			this.#trouble = `it is cut after ${this.#place}`;
		}
		return {endUs: this.#endUs, trouble: this.#trouble};
	}

	get #place(): string {
		return `${(this.#endUs / 1e6).toFixed(3)} s`;
	}

	#flush(): void {
		const chunk = this.#tape.take();
		if (chunk !== undefined) this.chunk(chunk);
	}

	#entry(entry: unknown): boolean {
		if (!this.#begun) return this.#head(entry);
		if (Array.isArray(entry) && this.#event(entry)) return true;
		this.#trouble = `it is damaged after ${this.#place}`;
		return false;
	}

	#head(entry: unknown): boolean {
		const known = Array.isArray(entry) && entry[0] === HEAD && entry[1] === VERSION;
		if (known) this.#begun = true;
		else this.#trouble = `it is no trace of version ${VERSION}`;
		return known;
	}

	#event(entry: readonly unknown[]): boolean {
		const octets = entry.at(-1);
		const numbers = octets instanceof Uint8Array ? entry.slice(0, -1) : entry;
		if (!numbers.every(value => typeof value === 'number')) return false;
		const [kind, timeUs, a, b, c, d] = numbers as number[];
		if (!(timeUs >= this.#endUs)) return false;
		if (kind === 0 && octets instanceof Uint8Array) this.#tape.sent(timeUs, a, b, octets);
		else if (kind === 1) this.#tape.reception(timeUs, {sender: a, receiver: b}, c, d);
		else if (kind === 2 && octets instanceof Uint8Array) {
			this.#tape.event(timeUs, {event: a, subject: b, detail: c, value: d}, octets);
		} else return false;
		this.#endUs = timeUs;
		return true;
	}
}

function isIncomplete(error: Error): boolean {
	return 'incomplete' in error && error.incomplete === true;
}
