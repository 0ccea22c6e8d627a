/*
 * A trace read piece by piece, so it may be larger than memory. One that is cut in the middle of an
 * entry, as by a full disk or an interrupted run, is read up to there; so is a damaged one.
 *
 *   foreign   the first thing in it is no head of a trace      version   a head of another version
 *   empty     there is nothing in it                           cut       the last entry is not whole
 *   damaged   what comes next is no entry, or earlier than the one before
 *   closed    the file cannot be opened or read
 *
 * Knows the form that entry.ts draws, and no more of a run.
 */
import {closeSync, openSync, readSync} from 'node:fs';
import {Unpackr} from 'msgpackr';
import {type Entry, isEntry, TRACE_NAME, TRACE_VERSION} from './entry.js';

const PIECE_SIZE = 1 << 20;
/** Octets: an entry has a frame or a payload. Whatever claims to be longer is damaged. */
const ENTRY_SIZE_MAX = 1 << 16;

export type Flaw = 'foreign' | 'version' | 'empty' | 'cut' | 'damaged' | 'closed';

export interface Trouble {
	readonly flaw: Flaw;
	/** A clause of which the trace is the subject: `it is cut after 12.345 s`. */
	readonly words: string;
}

export class TraceReader {
	readonly #unpackr = new Unpackr({useRecords: false});
	#rest: Buffer = Buffer.alloc(0);
	#begun = false;
	#endUs = 0;
	#trouble: Trouble | undefined;

	constructor(private readonly file: string) {}

	/** The time of the last entry that was read. */
	get endUs(): number {
		return this.#endUs;
	}

	/** What is wrong with the trace, as far as it was read; undefined for nothing. */
	get trouble(): Trouble | undefined {
		return this.#trouble;
	}

	/** All entries, those of a piece at a time; to be called once. */
	*pieces(): Generator<readonly Entry[]> {
		const descriptor = this.#from(() => openSync(this.file, 'r'));
		if (descriptor === undefined) return;
		try {
			const piece = Buffer.alloc(PIECE_SIZE);
			while (this.#trouble === undefined) {
				const size = this.#from(() => readSync(descriptor, piece, 0, PIECE_SIZE, null)) ?? 0;
				if (size === 0) break;
				yield this.#take(piece.subarray(0, size));
			}
		} finally {
			closeSync(descriptor);
		}
		this.#end();
	}

	/** What the file answers; undefined where it refuses. */
	#from(ask: () => number): number | undefined {
		try {
			return ask();
		} catch (error) {
			if (!(error instanceof Error && 'code' in error)) throw error;
			this.#fail('closed', error.code);
			return undefined;
		}
	}

	/** The entries that `piece` makes whole, up to the first that is none. */
	#take(piece: Uint8Array): Entry[] {
		const octets = Buffer.concat([this.#rest, piece]);
		const entries: Entry[] = [];
		let taken = 0;
		try {
			this.#unpackr.unpackMultiple(octets, (value: unknown, _start?: number, end?: number) => {
				if (!this.#accepts(value, entries)) return false;
				taken = end ?? taken;
				return true;
			});
		} catch (error) {
			if (!(error instanceof Error)) throw error;
			// The last entry of a piece is usually cut: its other half is in the next one.
			if (!isIncomplete(error)) this.#fail(this.#begun ? 'damaged' : 'foreign');
		}
		this.#rest = octets.subarray(taken);
		const endless = this.#trouble === undefined && this.#rest.length > ENTRY_SIZE_MAX;
		if (endless) this.#fail(this.#begun ? 'damaged' : 'foreign');
		return entries;
	}

	#end(): void {
		if (this.#trouble !== undefined) return;
		if (this.#begun && this.#rest.length > 0) this.#fail('cut');
		else if (!this.#begun) this.#fail(this.#rest.length === 0 ? 'empty' : 'foreign');
	}

	#accepts(value: unknown, entries: Entry[]): boolean {
		if (!this.#begun) return this.#head(value);
		if (!isEntry(value) || !(value[1] >= this.#endUs)) {
			this.#fail('damaged');
			return false;
		}
		this.#endUs = value[1];
		entries.push(value);
		return true;
	}

	#head(value: unknown): boolean {
		const [name, version] = Array.isArray(value) ? value : [];
		if (name !== TRACE_NAME) this.#fail('foreign');
		else if (version !== TRACE_VERSION) this.#fail('version', version);
		else this.#begun = true;
		return this.#begun;
	}

	#fail(flaw: Flaw, detail?: unknown): void {
		const place = `${(this.#endUs / 1e6).toFixed(3)} s`;
		const words = {
			foreign: 'it is no trace of motebench',
			closed: `it cannot be read (${detail})`,
			version: `it is a trace of version ${detail}, not of version ${TRACE_VERSION}`,
			empty: 'it is empty',
			cut: `it is cut after ${place}`,
			damaged: `it is damaged after ${place}`,
		};
		this.#trouble = {flaw, words: words[flaw]};
	}
}

function isIncomplete(error: Error): boolean {
	return 'incomplete' in error && error.incomplete === true;
}
