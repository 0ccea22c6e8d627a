/*
 * What is on the air now, and what has just been: usually nought to two transmissions. Kept in
 * the order in which they began. A transmission that has ended stays while it can matter:
 * for a CCA that looks back, and for frames that overlap what it overlapped.
 *
 * Noise is here as well: it begins and ends, and nobody decides about it.
 *
 * Knows times, channels and senders; not who hears what.
 */
import {enlarged} from '../kernel/column.js';
import type {Scheduler} from '../kernel/scheduler.js';
import {airtimeUs, aMaxPHYPacketSize, CCA_US} from './o-qpsk.js';
import {rejectionCdb} from './spectrum.js';

/** Names a transmission while it is kept. */
export type Transmission = number;

/**
 * A lock depends on what was on the air when the locked frame began, that again on what was
 * before. Two longest frames back is as far as the chain is followed.
 */
const MEMORY_US = 2 * airtimeUs(aMaxPHYPacketSize);
const CAPACITY = 64;

/** The audience of noise. */
export const NOISE = -2;

export class Air {
	/** Kept transmissions, by start. Only the first `count` are valid. */
	order = new Int32Array(CAPACITY);
	count = 0;
	sender = new Int32Array(CAPACITY);
	/** The first of its channels. */
	channel = new Uint8Array(CAPACITY);
	/** How many channels it covers: 1 a frame, more some noise, 0 what does not radiate. */
	span = new Uint8Array(CAPACITY);
	psdu = new Int32Array(CAPACITY);
	/** The only radio that it matters to; -1 is everybody, and NOISE says that it is no frame. */
	audience = new Int32Array(CAPACITY);
	startUs = new Float64Array(CAPACITY);
	endUs = new Float64Array(CAPACITY);
	#flying = new Uint8Array(CAPACITY);
	readonly #scheduler: Scheduler;

	constructor(scheduler: Scheduler) {
		this.#scheduler = scheduler;
		for (let slot = 0; slot < CAPACITY; slot++) this.order[slot] = slot;
	}

	/** Adds a transmission; its fields other than times are the caller's to fill. */
	begin(startUs: number, endUs: number): Transmission {
		this.#forget();
		if (this.count === this.order.length) this.#grow();
		const transmission = this.order[this.count];
		this.startUs[transmission] = startUs;
		this.endUs[transmission] = endUs;
		this.span[transmission] = 1;
		this.#flying[transmission] = 1;
		this.#insert(transmission);
		return transmission;
	}

	/** Adds noise that ends at `endUs`, or when somebody sets another end; the rest likewise. */
	beginNoise(startUs: number, endUs: number): Transmission {
		const noise = this.begin(startUs, endUs);
		this.audience[noise] = NOISE;
		// Nobody will decide about it, so it holds nothing else back.
		this.#flying[noise] = 0;
		return noise;
	}

	/** The transmission is over and decided. */
	landed(transmission: Transmission): void {
		this.#flying[transmission] = 0;
	}

	/** How much weaker `transmission` is behind the filter of a receiver on `channel`. */
	rejectionCdb(transmission: Transmission, channel: number): number {
		const first = this.channel[transmission];
		const span = this.span[transmission];
		return first === channel && span === 1 ? 0 : rejectionCdb(first, span, channel);
	}

	/** Keeps order by start; who asked later comes later. */
	#insert(transmission: Transmission): void {
		const {order, startUs} = this;
		let place = this.count++;
		while (place > 0 && startUs[order[place - 1]] > startUs[transmission]) {
			order[place] = order[place - 1];
			place--;
		}
		order[place] = transmission;
	}

	/** Drops what cannot matter any more; slots of the dropped move behind `count`. */
	#forget(): void {
		const horizon = this.#horizonUs();
		const order = this.order;
		let kept = 0;
		for (let place = 0; place < this.count; place++) {
			const transmission = order[place];
			if (this.#flying[transmission] === 0 && this.endUs[transmission] <= horizon) continue;
			order[place] = order[kept];
			order[kept++] = transmission;
		}
		this.count = kept;
	}

	#horizonUs(): number {
		let horizon = this.#scheduler.now - CCA_US;
		for (let place = 0; place < this.count; place++) {
			const transmission = this.order[place];
			if (this.#flying[transmission] === 0) continue;
			horizon = Math.min(horizon, this.startUs[transmission] - MEMORY_US);
		}
		return horizon;
	}

	#grow(): void {
		const capacity = this.order.length;
		const bigger = 2 * capacity;
		this.order = enlarged(this.order, new Int32Array(bigger));
		this.sender = enlarged(this.sender, new Int32Array(bigger));
		this.channel = enlarged(this.channel, new Uint8Array(bigger));
		this.span = enlarged(this.span, new Uint8Array(bigger));
		this.psdu = enlarged(this.psdu, new Int32Array(bigger));
		this.audience = enlarged(this.audience, new Int32Array(bigger));
		this.startUs = enlarged(this.startUs, new Float64Array(bigger));
		this.endUs = enlarged(this.endUs, new Float64Array(bigger));
		this.#flying = enlarged(this.#flying, new Uint8Array(bigger));
		for (let slot = capacity; slot < bigger; slot++) this.order[slot] = slot;
	}
}
