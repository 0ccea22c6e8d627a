/*
 * How frames fared: sent, delivered to the radio that they were for, lost and why. Broadcasts
 * count as sent; who of many heard them is no figure of merit.
 */
import {Event, type Observer, Outcome} from '../kernel/trace.js';
import type {Check} from './check.js';

export interface FrameCounts {
	/** Frames that left an antenna, ACKs and broadcasts included. */
	readonly sent: number;
	/** Frames with one audience that it heard. */
	readonly delivered: number;
	readonly collided: number;
	readonly tooWeak: number;
	/** The receiver was sending or turning round. */
	readonly deaf: number;
	readonly retries: number;
	readonly noAck: number;
	readonly channelAccessFailures: number;
	readonly queueFull: number;
}

export class FrameCheck implements Check<FrameCounts>, Observer {
	#sent = 0;
	#broadcast = false;
	readonly #outcomes = [0, 0, 0, 0];
	readonly #events = new Map<Event, number>();

	sent(_sender: number, audience: number): void {
		this.#sent++;
		this.#broadcast = audience < 0;
	}

	/** Receptions follow the frame that they belong to. */
	reception(_sender: number, _receiver: number, outcome: Outcome): void {
		if (!this.#broadcast) this.#outcomes[outcome]++;
	}

	event(event: Event): void {
		if (event > Event.fcsBad) return;
		this.#events.set(event, (this.#events.get(event) ?? 0) + 1);
	}

	verdict(): FrameCounts {
		const count = (event: Event) => this.#events.get(event) ?? 0;
		return {
			sent: this.#sent,
			delivered: this.#outcomes[Outcome.heard],
			collided: this.#outcomes[Outcome.collided],
			tooWeak: this.#outcomes[Outcome.tooWeak],
			deaf: this.#outcomes[Outcome.deaf],
			retries: count(Event.retry),
			noAck: count(Event.noAck),
			channelAccessFailures: count(Event.channelAccessFailure),
			queueFull: count(Event.queueFull),
		};
	}
}
