/*
 * What became of each command: sent by the commander, answered by an actuator with the same
 * octets. Only the first answer counts.
 */
import {Event, type Trace} from '../kernel/trace.js';
import type {Check} from './check.js';

export interface Commands {
	readonly sent: number;
	readonly answered: number;
	/** From the commander to the subscriber, in microseconds, in the order of the answers. */
	readonly roundTripsUs: readonly number[];
}

export class CommandCheck implements Check<Commands> {
	readonly #sentUs = new Map<string, number>();
	readonly #roundTripsUs: number[] = [];
	#sent = 0;

	constructor(private readonly trace: Trace) {}

	/** Commands without an answer. */
	get open(): number {
		return this.#sentUs.size;
	}

	event(event: Event, _subject: number, _detail: number, _value: number, octets: Uint8Array): void {
		if (event === Event.commanded) {
			this.#sent++;
			this.#sentUs.set(Buffer.from(octets).toString('latin1'), this.trace.now);
		} else if (event === Event.delivered && this.#sentUs.size > 0) {
			this.#answered(Buffer.from(octets).toString('latin1'));
		}
	}

	verdict(): Commands {
		const {length} = this.#roundTripsUs;
		return {sent: this.#sent, answered: length, roundTripsUs: this.#roundTripsUs};
	}

	#answered(payload: string): void {
		const sentUs = this.#sentUs.get(payload);
		if (sentUs === undefined) return;
		this.#sentUs.delete(payload);
		this.#roundTripsUs.push(this.trace.now - sentUs);
	}
}
