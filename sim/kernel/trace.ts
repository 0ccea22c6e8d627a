/*
 * What has happened. Layers write here, observers read; no layer knows who reads.
 *
 *   events       sent, reception, event    in the hash
 *   the scene    moved, parentChanged      not in it: for whoever draws; what comes of it are events
 *
 * Every event goes through the hash before anybody may drop it, so two runs with the same hash
 * had the same events at the same times. The hash is two 32-bit lanes: it finds accidents, it is
 * no protection against malice.
 */
import type {Scheduler} from './scheduler.js';

/** How a receiver fared with a frame. */
export const Outcome = {
	/** Octets were handed to the receiver. */
	heard: 0,
	/** The receiver did not listen from the first symbol on. */
	deaf: 1,
	/** Too weak against the noise. */
	tooWeak: 2,
	/** Another transmission destroyed it, or had the receiver's attention. */
	collided: 3,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** What a node or a layer says of itself; the two numbers are explained at each. */
export const Event = {
	/** MAC: four attempts and no ACK. (frame size, retries) */
	noAck: 1,
	/** MAC: the channel was busy at five assessments. (frame size, retries) */
	channelAccessFailure: 2,
	/** MAC: another attempt. (frame size, attempt) */
	retry: 3,
	/** MAC: the queue had no room. (frame size, 0) */
	queueFull: 4,
	/** MAC: the same DSN again: our ACK was lost. (source radio, DSN) */
	duplicate: 5,
	/** MAC: an FCS that does not fit. (frame size, 0) */
	fcsBad: 6,
	/** Node: its firmware trapped. (panic code, 0) */
	trap: 7,
	/** Node: its firmware reports. (Report, value), octets follow. */
	report: 8,
	/** Subscriber: a message came out at the far end; no subject. (0, QoS), octets follow. */
	delivered: 9,
	/** Commander: a command was sent to a node. (QoS, payload size), octets follow. */
	commanded: 10,
	/** Radio: its receiver was switched. (1 on, 0 off; 0) */
	receiver: 11,
	/** Node: its power failed while it wrote to its flash. (0, 0) */
	powerCut: 12,
	/** Node: it has lost its power, or has it again. (1 on, 0 off; 0) */
	power: 13,
	/** MAC: a frame whose protection does not hold was dropped. (source radio, Refusal) */
	insecure: 14,
} as const;
export type Event = (typeof Event)[keyof typeof Event];

/** The first `size` of the octets; `digest` stands for them in the hash. */
export interface SentFrame {
	readonly octets: Uint8Array;
	readonly size: number;
	readonly digest: number;
}

/** Reads the trace while it is written. Octets are a view that is valid during the call only. */
export interface Observer {
	/** A frame has left `sender`'s antenna; the only radio it matters to is `audience`, -1 for all. */
	sent?(sender: number, audience: number, frame: SentFrame): void;
	/** `receiver` has, or has not, received what `sender` sent. */
	reception?(sender: number, receiver: number, outcome: Outcome, rssiCdbm: number): void;
	event?(event: Event, subject: number, detail: number, value: number, octets: Uint8Array): void;
	/** `radio` stands there from now on, in metres. */
	moved?(radio: number, xM: number, yM: number): void;
	/** `radio` sends through radio `parent` from now on, where there are many hops; -1 is none. */
	parentChanged?(radio: number, parent: number): void;
}

const NOTHING = new Uint8Array(0);
const SENT = 0x51;
const RECEPTION = 0x52;

export class Trace {
	#low = 0x811c_9dc5;
	#high = 0x1234_5678;
	#count = 0;
	readonly #scheduler: Scheduler;
	readonly #observers: Observer[] = [];

	constructor(scheduler: Scheduler) {
		this.#scheduler = scheduler;
	}

	/** Events so far. */
	get count(): number {
		return this.#count;
	}

	/** Sixteen hex digits over every event so far, its time, its parties and its octets. */
	get hash(): string {
		return hex(this.#high) + hex(this.#low);
	}

	/** Microseconds since the start of the run: the time of the event that is told right now. */
	get now(): number {
		return this.#scheduler.now;
	}

	watch(observer: Observer): void {
		this.#observers.push(observer);
	}

	/** The last octet of a frame has left. */
	sent(sender: number, audience: number, frame: SentFrame): void {
		this.#mixIn(SENT, sender, audience, (frame.digest << 8) | frame.size);
		const observers = this.#observers;
		for (let index = 0; index < observers.length; index++) {
			observers[index].sent?.(sender, audience, frame);
		}
	}

	reception(sender: number, receiver: number, outcome: Outcome, rssiCdbm: number): void {
		this.#mixIn(RECEPTION + outcome, sender, receiver, rssiCdbm);
		const observers = this.#observers;
		for (let index = 0; index < observers.length; index++) {
			observers[index].reception?.(sender, receiver, outcome, rssiCdbm);
		}
	}

	event(
		event: Event,
		subject: number,
		detail: number,
		value: number,
		octets: Uint8Array = NOTHING,
	): void {
		this.#mixIn(event, subject, detail, value);
		for (let at = 0; at < octets.length; at++) {
			this.#low = Math.imul(this.#low ^ octets[at], 0x0100_0193);
		}
		const observers = this.#observers;
		for (let index = 0; index < observers.length; index++) {
			observers[index].event?.(event, subject, detail, value, octets);
		}
	}

	moved(radio: number, xM: number, yM: number): void {
		for (const observer of this.#observers) observer.moved?.(radio, xM, yM);
	}

	parentChanged(radio: number, parent: number): void {
		for (const observer of this.#observers) observer.parentChanged?.(radio, parent);
	}

	#mixIn(kind: number, a: number, b: number, c: number): void {
		const now = this.#scheduler.now;
		this.#count++;
		let low = Math.imul(this.#low ^ now, 0x85eb_ca6b) ^ Math.floor(now / 0x1_0000_0000);
		low = Math.imul((low << 13) | (low >>> 19), 5) + kind;
		low = Math.imul(low ^ a, 0xcc9e_2d51);
		low = Math.imul((low << 15) | (low >>> 17), 0x1b87_3593) ^ b;
		low = Math.imul(low ^ (low >>> 15), 0xc2b2_ae35) ^ c;
		this.#low = low ^ (low >>> 13);
		const high = Math.imul(this.#high ^ this.#low, 0x27d4_eb2f);
		this.#high = (high << 11) | (high >>> 21);
	}
}

function hex(lane: number): string {
	return (lane >>> 0).toString(16).padStart(8, '0');
}
