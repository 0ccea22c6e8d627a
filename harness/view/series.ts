/*
 * What the charts and the timeline show: the run cut into equal slots, one figure each.
 *
 *   delivery   of the messages published in the slot, the share that has arrived since
 *   latency    50 and 95 of 100 messages that arrived in the slot took no longer
 *   airtime    airtime of all frames over the length of the slot, on one channel
 *   energy     mean current of the nodes that are metered
 *   frames     sent, and of these lost; marks: traps, power cuts, keys, messages given up
 *
 * Grows with the tape, whatever moment is looked at. Runs in Node and in a browser.
 */
import {EnergyMeter} from '../../sim/energy/meter.js';
import {Event, Outcome} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import {airtimeUs} from '../../sim/phy/o-qpsk.js';
import {quantile} from '../report/quantile.js';
import {isNode, type Stage} from './stage.js';
import {Row, type Tape} from './tape.js';

/** Slots of a run that lasts as long as its scenario says; its drain has more. */
export const SLOTS = 240;

export type MarkKind = 'trap' | 'power' | 'keys' | 'dropped' | 'lost';

/** Something that a person may look for. */
export interface Mark {
	readonly timeUs: number;
	readonly kind: MarkKind;
	readonly radio: number;
}

/** Marks beyond this are counted, not kept. */
const MARKS_MAX = 5000;
const NO_OCTETS = new Uint8Array(0);

export interface Slot {
	published: number;
	arrived: number;
	latenciesMs: number[];
	airtimeUs: number;
	frames: number;
	failed: number;
	/** Of all nodes that are metered, at the end of the slot. */
	chargePc: number;
}

export class Series {
	readonly slotUs: number;
	readonly slots: Slot[] = [];
	readonly marks: Mark[] = [];
	marksOmitted = 0;
	#index = 0;
	readonly #publishedUs = new Map<string, number>();
	readonly #arrived = new Set<string>();
	readonly #meter: EnergyMeter;
	readonly #metered: readonly number[];
	readonly #clock = {now: 0};
	readonly #frame = {octets: NO_OCTETS, size: 0, digest: 0};
	#audience = -1;

	constructor(stage: Stage) {
		this.slotUs = Math.ceil((1000 * stage.durationMs) / SLOTS);
		const metered = stage.radios.filter(({currents}) => currents !== undefined);
		this.#metered = metered.flatMap((member, radio) => (isNode(member) ? [radio] : []));
		this.#meter = new EnergyMeter({
			currents: metered.map(({currents}) => currents!),
			sinceUs: metered.map(({bootUs}) => bootUs),
			trace: this.#clock,
			sampleReport: Report.published,
		});
	}

	/** Takes what the tape has had since the last time. */
	take(tape: Tape): void {
		for (; this.#index < tape.count; this.#index++) this.#take(tape, this.#index);
	}

	/** The end of each slot in seconds. */
	get seconds(): number[] {
		return this.slots.map((_, index) => ((index + 1) * this.slotUs) / 1e6);
	}

	/** Per cent by slot; null where nothing was published. */
	get delivery(): (number | null)[] {
		return this.slots.map(({published, arrived}) =>
			published === 0 ? null : (100 * arrived) / published,
		);
	}

	/** Milliseconds by slot that so large a share did not exceed; null where nothing arrived. */
	latency(share: number): (number | null)[] {
		return this.slots.map(({latenciesMs}) => {
			if (latenciesMs.length === 0) return null;
			return quantile(Float64Array.from(latenciesMs).sort(), share);
		});
	}

	/** Per cent by slot. */
	get airtime(): number[] {
		return this.slots.map(slot => (100 * slot.airtimeUs) / this.slotUs);
	}

	/** Mean microamperes of a node by slot; null where nobody is metered, or the slot is not over. */
	get currentUa(): (number | null)[] {
		const nodes = this.#metered.length;
		return this.slots.map(({chargePc}, index) => {
			if (nodes === 0 || index === this.slots.length - 1) return null;
			const before = index === 0 ? 0 : this.slots[index - 1].chargePc;
			return (chargePc - before) / this.slotUs / nodes;
		});
	}

	#take(tape: Tape, index: number): void {
		const timeUs = tape.timesUs[index];
		const slot = this.#slotAt(timeUs);
		this.#clock.now = timeUs;
		if (tape.rows[index] === Row.sent) this.#sent(slot, tape, index);
		else if (tape.rows[index] === Row.reception) this.#reception(slot, tape, index);
		else if (tape.rows[index] === Row.event) this.#event(slot, tape, index);
	}

	#slotAt(timeUs: number): Slot {
		const number = Math.floor(timeUs / this.slotUs);
		while (this.slots.length <= number) this.#open();
		return this.slots[number];
	}

	#open(): void {
		const ending = this.slots.at(-1);
		if (ending !== undefined) ending.chargePc = this.#chargePc(this.slots.length * this.slotUs);
		this.slots.push({
			published: 0,
			arrived: 0,
			latenciesMs: [],
			airtimeUs: 0,
			frames: 0,
			failed: 0,
			chargePc: 0,
		});
	}

	#chargePc(nowUs: number): number {
		return this.#metered.reduce((sum, radio) => sum + this.#meter.chargePc(radio, nowUs), 0);
	}

	#sent(slot: Slot, tape: Tape, index: number): void {
		slot.frames++;
		slot.airtimeUs += airtimeUs(tape.sizes[index]);
		this.#audience = tape.b[index];
		this.#frame.size = tape.sizes[index];
		this.#meter.sent(tape.a[index], tape.b[index], this.#frame);
	}

	#reception(slot: Slot, tape: Tape, index: number): void {
		const outcome = tape.codes[index] as Outcome;
		this.#meter.reception(tape.a[index], tape.b[index], outcome);
		if (outcome !== Outcome.heard && this.#audience >= 0) slot.failed++;
	}

	#event(slot: Slot, tape: Tape, index: number): void {
		const event = tape.codes[index] as Event;
		const [radio, detail] = [tape.a[index], tape.b[index]];
		this.#meter.event(event, radio, detail);
		if (event === Event.delivered) this.#delivered(slot, tape.textAt(index));
		else if (event === Event.trap) this.#mark('trap', radio);
		else if (event === Event.powerCut) this.#mark('power', radio);
		else if (event === Event.power && detail === 0) this.#mark('power', radio);
		else if (event === Event.report) this.#report(slot, detail as Report, tape, index);
	}

	#report(slot: Slot, report: Report, tape: Tape, index: number): void {
		if (report === Report.rekeyed) this.#mark('keys', tape.a[index]);
		else if (report === Report.lost) this.#mark('lost', tape.a[index]);
		else if (report === Report.dropped) this.#mark('dropped', tape.a[index]);
		else if (report === Report.published) {
			const payload = tape.textAt(index);
			if (this.#publishedUs.has(payload)) return;
			this.#publishedUs.set(payload, this.#clock.now);
			slot.published++;
		}
	}

	#delivered(slot: Slot, payload: string): void {
		const publishedUs = this.#publishedUs.get(payload);
		if (publishedUs === undefined || this.#arrived.has(payload)) return;
		this.#arrived.add(payload);
		this.#slotAt(publishedUs).arrived++;
		slot.latenciesMs.push((this.#clock.now - publishedUs) / 1000);
	}

	#mark(kind: MarkKind, radio: number): void {
		if (this.marks.length === MARKS_MAX) this.marksOmitted++;
		else this.marks.push({timeUs: this.#clock.now, kind, radio});
	}
}
