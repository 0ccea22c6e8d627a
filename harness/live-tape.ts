/*
 * An observer that tells another thread what happens, and holds the run where it may not go on.
 *
 *   event     may pass       -> written on the tape
 *   event     may not        -> the tape is handed over, then sleep until something changes
 *   turn      between events -> the tape is handed over
 *
 * Held in the middle of an event, the run loses no time of its own: its trace stays the same.
 */
import type {Event, Observer, Outcome, SentFrame, Trace} from '../sim/kernel/trace.js';
import type {Governed} from './view/governor.js';
import {TapeWriter} from './view/tape.js';

export interface LiveTapeOptions {
	readonly trace: Trace;
	/** Undefined where nobody may hold the run. */
	readonly governed: Governed | undefined;
	/** Takes a piece of the tape. */
	readonly chunk: (chunk: Uint8Array<ArrayBuffer>) => void;
	/** All that happened up to `us` has been handed over. */
	readonly reached: (us: number) => void;
	/** Called while the run is held, and between turns: whoever asks something gets his answer. */
	readonly attend: () => void;
}

export class LiveTape implements Observer {
	readonly #options: LiveTapeOptions;
	readonly #tape: TapeWriter;

	constructor(options: LiveTapeOptions) {
		this.#options = options;
		this.#tape = new TapeWriter(options.chunk);
	}

	sent(sender: number, audience: number, {octets, size}: SentFrame): void {
		this.#hold();
		const {now} = this.#options.trace;
		this.#tape.sent(now, sender, audience, octets.subarray(0, size));
	}

	reception(sender: number, receiver: number, outcome: Outcome, rssiCdbm: number): void {
		this.#hold();
		this.#tape.reception(this.#options.trace.now, {sender, receiver}, outcome, rssiCdbm);
	}

	event(event: Event, subject: number, detail: number, value: number, octets: Uint8Array): void {
		this.#hold();
		this.#tape.event(this.#options.trace.now, {event, subject, detail, value}, octets);
	}

	moved(radio: number, xM: number, yM: number): void {
		this.#hold();
		this.#tape.moved(this.#options.trace.now, radio, xM, yM);
	}

	parentChanged(radio: number, parent: number): void {
		this.#hold();
		this.#tape.parentChanged(this.#options.trace.now, radio, parent);
	}

	/** Hands over what has happened up to now: between turns, and at the end. */
	turned(): void {
		this.#handOver(this.#options.trace.now);
		this.#options.attend();
	}

	#hold(): void {
		const {governed, trace, attend} = this.#options;
		if (governed === undefined) return;
		while (!governed.mayPass(trace.now)) {
			const {bell, allowedUs} = governed;
			if (governed.mayPass(trace.now)) return;
			this.#handOver(allowedUs);
			attend();
			governed.sleep(bell);
		}
	}

	#handOver(us: number): void {
		const chunk = this.#tape.take();
		if (chunk !== undefined) this.#options.chunk(chunk);
		this.#options.reached(us);
	}
}
