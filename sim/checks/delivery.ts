/*
 * What became of each message: published at the app, delivered at the subscriber, by payload.
 *
 *   not yet delivered        delivered   -> delivered, its latency taken
 *   delivered                delivered   -> a duplicate, unless the app has made it again
 *   never published          delivered   -> a stranger: a payload that no app made
 *   published                dropped     -> lost for a reason that the node gave
 *
 * A payload names its message. An actuator that has the same command twice makes its answer
 * twice: that is one message in two copies.
 */
import {Event, type Trace} from '../kernel/trace.js';
import {Report} from '../node/report.js';
import type {Check} from './check.js';

/** A message by the node that made it, when, and what it said. */
export interface Message {
	readonly radio: number;
	readonly publishedUs: number;
	readonly payload: string;
	readonly qos: number;
	/** When the subscriber had it first; -1 if never. */
	deliveredUs: number;
	/** How often the app made it. */
	made: number;
	/** How often the subscriber had it. */
	copies: number;
	dropped: boolean;
}

export interface Deliveries {
	readonly published: number;
	readonly delivered: number;
	/** Copies beyond those that the app made. */
	readonly duplicates: number;
	/** Payloads at the subscriber that no app made. */
	readonly strangers: number;
	/** In the order of delivery, in microseconds. */
	readonly latenciesUs: readonly number[];
	/** All messages, in the order of publication. */
	readonly messages: readonly Message[];
	/** Messages that did not arrive, in the order of publication. */
	readonly lost: readonly Message[];
	/** Messages that arrived more than once. */
	readonly doubled: readonly Message[];
}

export class DeliveryCheck implements Check<Deliveries> {
	readonly #messages = new Map<string, Message>();
	/** Published after the end of what counts. */
	readonly #late = new Set<string>();
	readonly #latenciesUs: number[] = [];
	#duplicates = 0;
	#strangers = 0;
	#open = 0;

	/** Counts what is published up to `untilUs`; what is delivered counts at any time. */
	constructor(
		private readonly trace: Trace,
		private readonly untilUs = Infinity,
	) {}

	event(event: Event, subject: number, detail: number, value: number, octets: Uint8Array): void {
		if (event === Event.delivered) this.#delivered(payloadOf(octets));
		else if (event !== Event.report) return;
		else if (detail === Report.published) this.#published(subject, value, payloadOf(octets));
		else if (detail === Report.dropped) this.#dropped(payloadOf(octets));
	}

	verdict(): Deliveries {
		const messages = [...this.#messages.values()];
		return {
			published: messages.length,
			delivered: this.#latenciesUs.length,
			duplicates: this.#duplicates,
			strangers: this.#strangers,
			latenciesUs: this.#latenciesUs,
			messages,
			lost: messages.filter(message => message.copies === 0),
			doubled: messages.filter(message => message.copies > message.made),
		};
	}

	/** Messages that were published and neither delivered nor dropped. */
	get open(): number {
		return this.#open;
	}

	#published(radio: number, qos: number, payload: string): void {
		const again = this.#messages.get(payload);
		if (again !== undefined) {
			again.made++;
			return;
		}
		if (this.trace.now > this.untilUs) {
			this.#late.add(payload);
			return;
		}
		this.#open++;
		this.#messages.set(payload, {
			radio,
			publishedUs: this.trace.now,
			payload,
			qos,
			deliveredUs: -1,
			made: 1,
			copies: 0,
			dropped: false,
		});
	}

	#delivered(payload: string): void {
		const message = this.#messages.get(payload);
		if (message === undefined) {
			if (!this.#late.has(payload)) this.#strangers++;
			return;
		}
		if (message.copies++ > 0) {
			if (message.copies > message.made) this.#duplicates++;
			return;
		}
		if (!message.dropped) this.#open--;
		message.deliveredUs = this.trace.now;
		this.#latenciesUs.push(message.deliveredUs - message.publishedUs);
	}

	#dropped(payload: string): void {
		const message = this.#messages.get(payload);
		if (message === undefined || message.dropped) return;
		message.dropped = true;
		if (message.copies === 0) this.#open--;
	}
}

function payloadOf(octets: Uint8Array): string {
	return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
}
