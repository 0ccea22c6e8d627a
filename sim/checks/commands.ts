/*
 * What became of each command: sent by the commander, handed to the app of the actuator, answered
 * by it with the same octets. Only the first answer counts; every copy that the app gets does.
 */
import {Event, type Trace} from '../kernel/trace.js';
import {Report} from '../node/report.js';
import type {Check} from './check.js';

export interface Commands {
	readonly sent: number;
	/** Commands that an app was handed at least once. */
	readonly received: number;
	/** Copies that an app was handed beyond the first. */
	readonly repeated: number;
	/** Of these, copies of commands that came at QoS 2: there must be none. */
	readonly repeatedAtQos2: number;
	readonly answered: number;
	/** From the commander to the subscriber, in microseconds, in the order of the answers. */
	readonly roundTripsUs: readonly number[];
}

export class CommandCheck implements Check<Commands> {
	readonly #sentUs = new Map<string, number>();
	/** What apps have been handed. */
	readonly #handedOut = new Set<string>();
	readonly #roundTripsUs: number[] = [];
	#sent = 0;
	#repeated = 0;
	#repeatedAtQos2 = 0;

	constructor(private readonly trace: Trace) {}

	/** Commands without an answer. */
	get open(): number {
		return this.#sentUs.size;
	}

	event(event: Event, _subject: number, detail: number, value: number, octets: Uint8Array): void {
		if (event === Event.commanded) this.#commanded(textOf(octets));
		else if (event === Event.delivered && this.#sentUs.size > 0) this.#answered(textOf(octets));
		else if (event === Event.report && detail === Report.commanded)
			this.#handed(textOf(octets), value);
	}

	verdict(): Commands {
		return {
			sent: this.#sent,
			received: this.#handedOut.size,
			repeated: this.#repeated,
			repeatedAtQos2: this.#repeatedAtQos2,
			answered: this.#roundTripsUs.length,
			roundTripsUs: this.#roundTripsUs,
		};
	}

	#commanded(payload: string): void {
		this.#sent++;
		this.#sentUs.set(payload, this.trace.now);
	}

	#handed(payload: string, qos: number): void {
		if (this.#handedOut.has(payload)) {
			this.#repeated++;
			if (qos === 2) this.#repeatedAtQos2++;
		}
		this.#handedOut.add(payload);
	}

	#answered(payload: string): void {
		const sentUs = this.#sentUs.get(payload);
		if (sentUs === undefined) return;
		this.#sentUs.delete(payload);
		this.#roundTripsUs.push(this.trace.now - sentUs);
	}
}

function textOf(octets: Uint8Array): string {
	return Buffer.from(octets).toString('latin1');
}
