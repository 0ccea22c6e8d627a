/*
 * The trace on disk, in the form of harness/trace/entry.ts, one entry an event. Bounded: beyond
 * `sizeMax` octets events are counted, not written; the hash in the summary is over all of them.
 */
import {closeSync, openSync, writeFileSync} from 'node:fs';
import {Packr} from 'msgpackr';
import type {Event, Observer, Outcome, SentFrame, Trace} from '../../sim/kernel/trace.js';
import {type Entry, TRACE_NAME, TRACE_VERSION} from '../trace/entry.js';

const BATCH = 1 << 16;

export class TraceFile implements Observer {
	readonly #file: number;
	readonly #packr = new Packr({useRecords: false});
	#batch: Uint8Array[] = [];
	#batchSize = 0;
	#size = 0;
	#omitted = 0;

	/** Creates `path`; `sizeMax` bounds its octets. */
	constructor(
		path: string,
		private readonly trace: Trace,
		private readonly sizeMax = 256 * 2 ** 20,
	) {
		this.#file = openSync(path, 'w');
		this.#write([TRACE_NAME, TRACE_VERSION]);
	}

	/** Events that were left out. After the first one, all are: a trace has no holes. */
	get omitted(): number {
		return this.#omitted;
	}

	sent(sender: number, audience: number, {octets, size}: SentFrame): void {
		this.#write([0, this.trace.now, sender, audience, Buffer.from(octets.subarray(0, size))]);
	}

	reception(sender: number, receiver: number, outcome: Outcome, rssiCdbm: number): void {
		this.#write([1, this.trace.now, sender, receiver, outcome, rssiCdbm]);
	}

	event(event: Event, subject: number, detail: number, value: number, octets: Uint8Array): void {
		this.#write([2, this.trace.now, event, subject, detail, value, Buffer.from(octets)]);
	}

	moved(radio: number, xM: number, yM: number): void {
		this.#write([3, this.trace.now, radio, xM, yM]);
	}

	parentChanged(radio: number, parent: number): void {
		this.#write([4, this.trace.now, radio, parent]);
	}

	close(): void {
		this.#flush();
		closeSync(this.#file);
	}

	#write(entry: Entry | readonly [name: string, version: number]): void {
		const packed = this.#omitted > 0 ? undefined : this.#packr.pack(entry);
		if (packed === undefined || this.#size + packed.length > this.sizeMax) {
			this.#omitted++;
			return;
		}
		this.#size += packed.length;
		this.#batch.push(packed);
		this.#batchSize += packed.length;
		if (this.#batchSize >= BATCH) this.#flush();
	}

	#flush(): void {
		writeFileSync(this.#file, Buffer.concat(this.#batch));
		this.#batch = [];
		this.#batchSize = 0;
	}
}
