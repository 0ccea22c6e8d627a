/*
 * What each radio draws in each of the stretches of a run: looked up at the meter when the first
 * event after the end of a stretch comes, which is before the meter has heard of it. No event of
 * its own, so a run that is measured is the run that is not.
 */
import type {Observer} from '../kernel/trace.js';
import {SETTLING, STRETCHES} from './lifetime.js';
import type {Charges, EnergyMeter} from './meter.js';

/** Watches the trace; it has to be told before the meter is. */
export class Stretches implements Observer {
	readonly #stretchUs: number;
	/** Charges at the end of each stretch that is over, by radio. */
	readonly #totalsPc: Float64Array[] = [];
	/** By cause, where the measured part begins and where it ends. */
	#settledPc: Charges[] = [];
	#endPc: Charges[] = [];
	#nextUs: number;

	constructor(
		private readonly meter: EnergyMeter,
		private readonly trace: {readonly now: number},
		private readonly count: number,
		endUs: number,
	) {
		this.#stretchUs = Math.floor(endUs / STRETCHES);
		this.#nextUs = this.#stretchUs;
	}

	sent(): void {
		this.#catchUp(this.trace.now);
	}

	reception(): void {
		this.#catchUp(this.trace.now);
	}

	event(): void {
		this.#catchUp(this.trace.now);
	}

	/** The measured part of `radio`: the mean of each stretch, and the mean by cause. */
	currentsOf(radio: number): {readonly meansUa: number[]; readonly byCauseUa: Charges} {
		this.#catchUp(Infinity);
		const totals = this.#totalsPc.map(charges => charges[radio]);
		const meansUa = totals
			.slice(SETTLING)
			.map((total, index) => (total - totals[SETTLING - 1 + index]) / this.#stretchUs);
		const lastsUs = (STRETCHES - SETTLING) * this.#stretchUs;
		const settled = this.#settledPc[radio];
		const byCause = Object.entries(this.#endPc[radio]).map(([cause, pc]) => [
			cause,
			Math.max(0, pc - settled[cause as keyof Charges]) / lastsUs,
		]);
		return {meansUa, byCauseUa: Object.fromEntries(byCause) as Charges};
	}

	#catchUp(nowUs: number): void {
		while (nowUs > this.#nextUs && this.#totalsPc.length < STRETCHES) this.#look();
	}

	#look(): void {
		const {meter, count} = this;
		const atUs = this.#nextUs;
		this.#totalsPc.push(
			Float64Array.from({length: count}, (_, radio) => meter.chargePc(radio, atUs)),
		);
		if (this.#totalsPc.length === SETTLING) this.#settledPc = this.#byCause(atUs);
		if (this.#totalsPc.length === STRETCHES) this.#endPc = this.#byCause(atUs);
		this.#nextUs += this.#stretchUs;
	}

	#byCause(atUs: number): Charges[] {
		return Array.from({length: this.count}, (_, radio) => this.meter.chargesPc(radio, atUs));
	}
}
