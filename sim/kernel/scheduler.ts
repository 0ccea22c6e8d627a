/*
 * What happens next. Events are ordered by time, then by order of request; times are integer
 * microseconds. A four-ary heap in typed arrays: no object and no closure an event.
 *
 * An event is (kind, subject, stamp). A kind is a handler that was registered once. There is no
 * cancel: whoever may change his mind hands in a stamp and looks at it when the event comes.
 */
import {enlarged} from './column.js';

/** Called when an event is due. `subject` says whose it is, `stamp` which of his it is. */
export type Handler = (subject: number, stamp: number) => void;

/** Names a registered handler. */
export type Kind = number;

const CAPACITY = 1024;

export class Scheduler {
	#now = 0;
	#size = 0;
	#requests = 0;
	#executed = 0;
	#times = new Float64Array(CAPACITY);
	#orders = new Float64Array(CAPACITY);
	#kinds = new Uint8Array(CAPACITY);
	#subjects = new Int32Array(CAPACITY);
	#stamps = new Int32Array(CAPACITY);
	readonly #handlers: Handler[] = [];

	/** The present, in microseconds since the start of the run. */
	get now(): number {
		return this.#now;
	}

	/** How many events have been executed. */
	get executed(): number {
		return this.#executed;
	}

	/** How many events wait. */
	get pending(): number {
		return this.#size;
	}

	/** When the next event is due, in microseconds; Infinity if none waits. */
	get nextUs(): number {
		return this.#size === 0 ? Infinity : this.#times[0];
	}

	/** Makes `handler` known. At most 256 kinds. */
	register(handler: Handler): Kind {
		if (this.#handlers.length === 256) throw new RangeError('more than 256 kinds of event');
		return this.#handlers.push(handler) - 1;
	}

	/** Asks for an event at `timeUs`: an integer, not in the past. */
	at(timeUs: number, kind: Kind, subject: number, stamp = 0): void {
		if (!(timeUs >= this.#now) || !Number.isInteger(timeUs)) {
			throw new RangeError(
				`event of kind ${kind} for ${subject} at ${timeUs} us, now ${this.#now}`,
			);
		}
		if (this.#size === this.#times.length) this.#grow();
		this.#rise(this.#size++, timeUs, this.#requests++, kind, subject, stamp);
	}

	/** Executes every event that is due up to and including `untilUs`, then stands at `untilUs`. */
	run(untilUs: number): void {
		while (this.#size > 0 && this.#times[0] <= untilUs) this.step();
		if (untilUs > this.#now) this.#now = untilUs;
	}

	/** Executes the next event; false if none waits. */
	step(): boolean {
		if (this.#size === 0) return false;
		const kind = this.#kinds[0];
		const subject = this.#subjects[0];
		const stamp = this.#stamps[0];
		this.#now = this.#times[0];
		this.#executed++;
		this.#size--;
		if (this.#size > 0) this.#sink(this.#size);
		this.#handlers[kind](subject, stamp);
		return true;
	}

	/** Lets the hole at `index` rise until the event fits, then puts it there. */
	#rise(
		index: number,
		time: number,
		order: number,
		kind: number,
		subject: number,
		stamp: number,
	): void {
		const times = this.#times;
		let hole = index;
		while (hole > 0) {
			const parent = (hole - 1) >> 2;
			// A newcomer has the latest order: at equal times it stays below.
			if (times[parent] <= time) break;
			this.#move(parent, hole);
			hole = parent;
		}
		times[hole] = time;
		this.#orders[hole] = order;
		this.#kinds[hole] = kind;
		this.#subjects[hole] = subject;
		this.#stamps[hole] = stamp;
	}

	/** Takes the event at `last` and lets it sink from the top. */
	#sink(last: number): void {
		const times = this.#times;
		const orders = this.#orders;
		const time = times[last];
		const order = orders[last];
		let hole = 0;
		for (;;) {
			const first = 4 * hole + 1;
			if (first >= last) break;
			const end = Math.min(first + 4, last);
			let least = first;
			for (let child = first + 1; child < end; child++) {
				const difference = times[child] - times[least];
				if (difference < 0 || (difference === 0 && orders[child] < orders[least])) least = child;
			}
			const difference = times[least] - time;
			if (difference > 0 || (difference === 0 && orders[least] > order)) break;
			this.#move(least, hole);
			hole = least;
		}
		this.#move(last, hole);
	}

	#move(from: number, to: number): void {
		this.#times[to] = this.#times[from];
		this.#orders[to] = this.#orders[from];
		this.#kinds[to] = this.#kinds[from];
		this.#subjects[to] = this.#subjects[from];
		this.#stamps[to] = this.#stamps[from];
	}

	#grow(): void {
		const capacity = 2 * this.#times.length;
		this.#times = enlarged(this.#times, new Float64Array(capacity));
		this.#orders = enlarged(this.#orders, new Float64Array(capacity));
		this.#kinds = enlarged(this.#kinds, new Uint8Array(capacity));
		this.#subjects = enlarged(this.#subjects, new Int32Array(capacity));
		this.#stamps = enlarged(this.#stamps, new Int32Array(capacity));
	}
}
