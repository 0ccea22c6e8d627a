/* A run small enough to be written down, for the tests of what shows one. */
import {Event, type Outcome} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import type {Member, Stage} from './stage.js';
import {Tape, TapeWriter} from './tape.js';

const CURRENTS = {rxUa: 6000, txUa: 5000, sleepUa: 2};

/** One gateway and two sensors on a field of 20 by 10 metres, for a minute. */
export const field: Stage = {
	version: 1,
	scenario: 'field',
	description: 'Two sensors.',
	seed: 7,
	durationMs: 60_000,
	area: {widthM: 20, heightM: 10},
	radios: [
		{kind: 'gateway', name: 'gateway 1', xM: 10, yM: 5, bootUs: 0, currents: CURRENTS},
		sensor(1, {xM: 4, yM: 5, bootUs: 0}),
		sensor(2, {xM: 16, yM: 5, bootUs: 5_000_000}),
	],
	areas: [
		{at: 0x10, size: 16, name: 'config', what: 'words'},
		{at: 0x20, size: 16, name: 'sessions', what: 'keys'},
		{at: 0x30, size: 4, name: '', what: 'constant'},
	],
};

function sensor(
	number: number,
	{xM, yM, bootUs}: {xM: number; yM: number; bootUs: number},
): Member {
	const clientId = `020000000000000${number}`;
	return {kind: 'sensor', name: `sensor ${number}`, xM, yM, bootUs, clientId, currents: CURRENTS};
}

/** Writes a tape as a run would. Times are milliseconds. */
export class Writing {
	readonly chunks: Uint8Array<ArrayBuffer>[] = [];
	readonly #writer = new TapeWriter(chunk => this.chunks.push(chunk));

	/** A frame of `size` octets, and how it fared with the radio that it was for. */
	frame(ms: number, parties: [from: number, to: number], outcome: Outcome = 0, size = 40): this {
		const octets = new Uint8Array(size).fill(0x41, 0, 1);
		const [sender, receiver] = parties;
		this.#writer.sent(1000 * ms, sender, receiver, octets);
		if (receiver >= 0) this.#writer.reception(1000 * ms, {sender, receiver}, outcome, -6000);
		return this;
	}

	report(ms: number, radio: number, report: Report, value = 0, payload = ''): this {
		return this.#event(ms, {event: Event.report, subject: radio, detail: report, value}, payload);
	}

	published(ms: number, radio: number, payload: string): this {
		return this.report(ms, radio, Report.published, 1, payload);
	}

	delivered(ms: number, payload: string): this {
		return this.#event(ms, {event: Event.delivered, subject: -1, detail: 0, value: 1}, payload);
	}

	event(ms: number, radio: number, event: Event, detail = 0): this {
		return this.#event(ms, {event, subject: radio, detail, value: 0}, '');
	}

	moved(ms: number, radio: number, xM: number, yM: number): this {
		this.#writer.moved(1000 * ms, radio, xM, yM);
		return this;
	}

	parent(ms: number, radio: number, parent: number): this {
		this.#writer.parentChanged(1000 * ms, radio, parent);
		return this;
	}

	get tape(): Tape {
		const tape = new Tape();
		for (const chunk of this.taken) tape.append(chunk);
		return tape;
	}

	/** All chunks, the unfinished one included. */
	get taken(): Uint8Array<ArrayBuffer>[] {
		const last = this.#writer.take();
		if (last !== undefined) this.chunks.push(last);
		return this.chunks;
	}

	#event(
		ms: number,
		said: {event: Event; subject: number; detail: number; value: number},
		payload: string,
	): this {
		this.#writer.event(1000 * ms, said, Buffer.from(payload, 'latin1'));
		return this;
	}
}

/** Sensor 1 joins, publishes, and is heard at the second attempt. */
export function oneMessage(): Writing {
	return new Writing()
		.frame(100, [1, -1])
		.report(200, 1, Report.secured, 1)
		.report(210, 1, Report.connected, 1)
		.published(1000, 1, '1 1 2150')
		.frame(1010, [1, 0], 3)
		.event(1012, 1, Event.retry, 40)
		.frame(1015, [1, 0])
		.delivered(1020, '1 1 2150')
		.frame(1023, [0, 1])
		.report(1024, 1, Report.acknowledged, 5, '1 1 2150');
}
