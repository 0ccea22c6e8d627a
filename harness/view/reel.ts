/*
 * Everything that a view shows of one run, as far as it is known by now: the tape in chunks, and
 * how it came to its end. It grows while a run goes on or a file is read; whoever joins late gets
 * what was before, too.
 *
 *   open     chunks come                -> open
 *   open     end()                      -> ended    no chunk comes any more
 *
 * Bounded: beyond EVENTS_MAX rows are counted and left out, and the page says so.
 */
import type {Summary} from '../report/summary.js';
import {rowsIn} from './tape.js';

/** Rows: about 200 MB here and as much in the page. */
export const EVENTS_MAX = 6_000_000;

/** How a run, or the file of one, came to its end. */
export interface Ending {
	readonly endUs: number;
	/** Undefined where the run left none. */
	readonly summary?: Summary | undefined;
	/** What a person should know about what is missing. */
	readonly remark?: string | undefined;
}

export interface ReelListener {
	chunk(chunk: Uint8Array<ArrayBuffer>): void;
	/** A run that goes on has come to `us`, with or without an event. */
	reached(us: number): void;
	ended(ending: Ending): void;
}

export class Reel {
	readonly chunks: Uint8Array<ArrayBuffer>[] = [];
	readonly #listeners = new Set<ReelListener>();
	#ending: Ending | undefined;
	#reachedUs = 0;
	#rows = 0;
	#omitted = 0;

	constructor(private readonly rowsMax = EVENTS_MAX) {}

	get ending(): Ending | undefined {
		return this.#ending;
	}

	/** How far a run that goes on has come. */
	get reachedUs(): number {
		return this.#reachedUs;
	}

	/** Rows that found no room. After the first one, all are left out. */
	get omitted(): number {
		return this.#omitted;
	}

	add(chunk: Uint8Array<ArrayBuffer>): void {
		const rows = rowsIn(chunk);
		if (this.#omitted > 0 || this.#rows + rows > this.rowsMax) {
			this.#omitted += rows;
			return;
		}
		this.#rows += rows;
		this.chunks.push(chunk);
		for (const listener of this.#listeners) listener.chunk(chunk);
	}

	reach(us: number): void {
		this.#reachedUs = us;
		for (const listener of this.#listeners) listener.reached(us);
	}

	end(ending: Ending): void {
		if (this.#ending !== undefined) throw new RangeError('a reel ends once');
		this.#ending = this.#omitted === 0 ? ending : {...ending, remark: this.#shortened()};
		for (const listener of this.#listeners) listener.ended(this.#ending);
	}

	/** Tells `listener` what comes from now on. */
	listen(listener: ReelListener): void {
		this.#listeners.add(listener);
	}

	forget(listener: ReelListener): void {
		this.#listeners.delete(listener);
	}

	#shortened(): string {
		const [shown, omitted] = [this.#rows, this.#omitted].map(n => n.toLocaleString('en-GB'));
		return `the first ${shown} events are shown, ${omitted} more are not`;
	}
}
