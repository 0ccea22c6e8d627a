/*
 * The trace as the page wants it: rows of 24 octets, little-endian, in the order of time.
 *
 *   0        8      9      10     12    16    20    24..
 *   timeUs   row    code   size   a     b     c     octets
 *   f64      u8     u8     u16    i32   i32   i32   `size` of them, with an event alone
 *
 *   sent        code: type of the MAC frame   size of the frame   a sender   b audience, -1 all   c DSN
 *   reception   code: Outcome                 -                   a sender   b receiver           c RSSI, cdBm
 *   event       code: Event                   size of the octets  a subject  b detail             c value
 *   place       -                             -                   a radio    b x in millimetres   c y
 *   parent      -                             -                   a radio    b parent, -1 none    -
 *
 * A TapeWriter makes chunks of whole rows; a Tape keeps what came as columns and is read by index.
 * Runs in Node and in a browser. Knows no file and no socket.
 */

import type {Entry} from '../trace/entry.js';

export const Row = {sent: 0, reception: 1, event: 2, place: 3, parent: 4} as const;
export type Row = (typeof Row)[keyof typeof Row];

const ROW_SIZE = 24;
const CODE = 9;
const SIZE = 10;
const A = 12;
const B = 16;
const C = 20;
/** An event's octets are a payload of 64 or less; a frame's are not carried over. */
const OCTETS_MAX = 256;
const CHUNK_SIZE = 1 << 18;
const FRAME_TYPE = 0x07;
const MM_PER_M = 1000;

export interface WrittenRow {
	readonly row: Row;
	readonly code: number;
	readonly size: number;
	readonly a: number;
	readonly b: number;
	readonly c: number;
}

export class TapeWriter {
	#chunk = new DataView(new ArrayBuffer(CHUNK_SIZE));
	#used = 0;

	/** `full` takes a chunk that has no more room. */
	constructor(private readonly full: (chunk: Uint8Array<ArrayBuffer>) => void) {}

	/** A frame of `octets` has left `sender`. */
	sent(timeUs: number, sender: number, audience: number, octets: Uint8Array): void {
		const code = octets[0] & FRAME_TYPE;
		const size = octets.length;
		this.#put(timeUs, {row: Row.sent, code, size, a: sender, b: audience, c: octets[2]});
	}

	reception(
		timeUs: number,
		parties: {readonly sender: number; readonly receiver: number},
		outcome: number,
		rssiCdbm: number,
	): void {
		const {sender: a, receiver: b} = parties;
		this.#put(timeUs, {row: Row.reception, code: outcome, size: 0, a, b, c: rssiCdbm});
	}

	event(
		timeUs: number,
		said: {event: number; subject: number; detail: number; value: number},
		octets: Uint8Array,
	): void {
		const size = Math.min(octets.length, OCTETS_MAX);
		const {event: code, subject: a, detail: b, value: c} = said;
		this.#put(timeUs, {row: Row.event, code, size, a, b, c}, octets.subarray(0, size));
	}

	moved(timeUs: number, radio: number, xM: number, yM: number): void {
		const [b, c] = [xM, yM].map(metres => Math.round(MM_PER_M * metres));
		this.#put(timeUs, {row: Row.place, code: 0, size: 0, a: radio, b, c});
	}

	parentChanged(timeUs: number, radio: number, parent: number): void {
		this.#put(timeUs, {row: Row.parent, code: 0, size: 0, a: radio, b: parent, c: 0});
	}

	/** What a trace on disk says. */
	entry(entry: Entry): void {
		const [kind, us, a, b, c, d] = entry;
		if (kind === 0) this.sent(us, a, b, c);
		else if (kind === 1) this.reception(us, {sender: a, receiver: b}, c, d);
		else if (kind === 2) this.event(us, {event: a, subject: b, detail: c, value: d}, entry[6]);
		else if (kind === 3) this.moved(us, a, b, c);
		else this.parentChanged(us, a, b);
	}

	/** What has been written since the last chunk; undefined if nothing. */
	take(): Uint8Array<ArrayBuffer> | undefined {
		if (this.#used === 0) return undefined;
		const chunk = new Uint8Array(this.#chunk.buffer.slice(0, this.#used));
		this.#used = 0;
		return chunk;
	}

	#put(timeUs: number, {row, code, size, a, b, c}: WrittenRow, octets?: Uint8Array): void {
		const room = ROW_SIZE + (octets?.length ?? 0);
		if (this.#used + room > CHUNK_SIZE) this.full(this.take()!);
		const [view, at] = [this.#chunk, this.#used];
		view.setFloat64(at, timeUs, true);
		view.setUint8(at + 8, row);
		view.setUint8(at + CODE, code);
		view.setUint16(at + SIZE, size, true);
		view.setInt32(at + A, a, true);
		view.setInt32(at + B, b, true);
		view.setInt32(at + C, c | 0, true);
		if (octets !== undefined) new Uint8Array(view.buffer).set(octets, at + ROW_SIZE);
		this.#used += room;
	}
}

/** How many rows the chunk of a TapeWriter has. */
export function rowsIn(chunk: Uint8Array<ArrayBuffer>): number {
	let count = 0;
	walk(chunk, () => count++);
	return count;
}

const ROOM = 1 << 14;

export class Tape {
	timesUs = new Float64Array(ROOM);
	rows = new Uint8Array(ROOM);
	codes = new Uint8Array(ROOM);
	sizes = new Uint16Array(ROOM);
	a = new Int32Array(ROOM);
	b = new Int32Array(ROOM);
	c = new Int32Array(ROOM);
	/** Where each row's octets begin in the heap. */
	#starts = new Uint32Array(ROOM);
	#heap = new Uint8Array(ROOM);
	#heapUsed = 0;
	#count = 0;

	get count(): number {
		return this.#count;
	}

	/** The time of the last row; 0 while there is none. */
	get endUs(): number {
		return this.#count === 0 ? 0 : this.timesUs[this.#count - 1];
	}

	/** Adds the rows of a chunk. Throws RangeError for one that a TapeWriter did not make. */
	append(chunk: Uint8Array<ArrayBuffer>): void {
		walk(chunk, (view, at) => this.#add(view, at));
	}

	/** The index of the first row after `timeUs`: `count` if there is none. */
	after(timeUs: number): number {
		let [low, high] = [0, this.#count];
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.timesUs[middle] <= timeUs) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Where row `index` puts a radio. */
	placeAt(index: number): {readonly xM: number; readonly yM: number} {
		return {xM: this.b[index] / MM_PER_M, yM: this.c[index] / MM_PER_M};
	}

	/** The octets of an event as text, one letter an octet. */
	textAt(index: number): string {
		const start = this.#starts[index];
		let text = '';
		for (let at = start; at < start + this.sizes[index]; at++) {
			text += String.fromCharCode(this.#heap[at]);
		}
		return text;
	}

	#add(view: DataView, at: number): void {
		if (this.#count === this.rows.length) this.#grow();
		const index = this.#count++;
		const size = view.getUint16(at + SIZE, true);
		this.timesUs[index] = view.getFloat64(at, true);
		this.rows[index] = view.getUint8(at + 8);
		this.codes[index] = view.getUint8(at + CODE);
		this.sizes[index] = size;
		this.a[index] = view.getInt32(at + A, true);
		this.b[index] = view.getInt32(at + B, true);
		this.c[index] = view.getInt32(at + C, true);
		this.#starts[index] = this.#heapUsed;
		if (this.rows[index] === Row.event && size > 0) this.#keep(view, at + ROW_SIZE, size);
	}

	#keep(view: DataView, from: number, size: number): void {
		if (this.#heapUsed + size > this.#heap.length) {
			this.#heap = larger(this.#heap, new Uint8Array(2 * this.#heap.length));
		}
		this.#heap.set(new Uint8Array(view.buffer, view.byteOffset + from, size), this.#heapUsed);
		this.#heapUsed += size;
	}

	#grow(): void {
		const room = 2 * this.rows.length;
		this.timesUs = larger(this.timesUs, new Float64Array(room));
		this.rows = larger(this.rows, new Uint8Array(room));
		this.codes = larger(this.codes, new Uint8Array(room));
		this.sizes = larger(this.sizes, new Uint16Array(room));
		this.a = larger(this.a, new Int32Array(room));
		this.b = larger(this.b, new Int32Array(room));
		this.c = larger(this.c, new Int32Array(room));
		this.#starts = larger(this.#starts, new Uint32Array(room));
	}
}

/** Visits the rows of a chunk. */
function walk(chunk: Uint8Array<ArrayBuffer>, visit: (view: DataView, at: number) => void): void {
	const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
	let at = 0;
	while (at < chunk.length) {
		if (at + ROW_SIZE > chunk.length) throw new RangeError(`a row is cut at octet ${at}`);
		const follows = view.getUint8(at + 8) === Row.event ? view.getUint16(at + SIZE, true) : 0;
		if (at + ROW_SIZE + follows > chunk.length) throw new RangeError(`a row is cut at octet ${at}`);
		visit(view, at);
		at += ROW_SIZE + follows;
	}
}

interface Numbers {
	readonly length: number;
	set(from: ArrayLike<number>): void;
}

function larger<Column extends Numbers>(old: ArrayLike<number>, room: Column): Column {
	room.set(old);
	return room;
}
