/*
 * Who wins when transmissions overlap at one receiver.
 *
 *   |-- SHR --|PHR|------ PSDU ------|          the frame in question
 *        |-- SHR --|PHR|------ PSDU ------|     another one: chunks begin and end here
 *
 * The receiver locks on the first SHR that stands out; while it is locked it hears nothing else.
 *   'none'   an audible overlap destroys what it overlaps
 *   '3dB'    lock and every chunk need 3 dB over the sum of the others; a frame 3 dB stronger
 *            that arrives during the SHR of the locked one steals the receiver; noise as without
 *            interference (co-channel rejection as measured on CC2420 and kin)
 *   'awgn'   interference is noise: lock at -5 dB, bits survive chunk by chunk (ns-3)
 *
 * What is on neighbouring channels counts as much as the receiver's filter lets through; noise
 * counts like frames, but no receiver locks on it. Looks at what is on the air; draws no luck and
 * tells nobody.
 */
import {type Air, NOISE, type Transmission} from './air.js';
import {centiDbm, milliwatts, ratio} from './decibel.js';
import {type Links, SILENCE_CDBM} from './links.js';
import {BIT_US, logSurvivalOf, SHR_US} from './o-qpsk.js';
import {UNFELT_CDB} from './spectrum.js';

export type Capture = 'none' | '3dB' | 'awgn';

/** An SHR is found down to here: simulations of the receivers of ns-3 take the same. */
export const LOCK_CDB = -500;
const MARGIN_CDB = 300;
const MARGIN = ratio(MARGIN_CDB / 100);
const LOCK = ratio(LOCK_CDB / 100);

/** What can be said of a reception without luck: the logarithm of its survival. */
export const LOST = -Infinity;

export class Overlap {
	#receiver = 0;
	#noiseCdbm = 0;
	#listeningSinceUs = 0;
	#edges = new Float64Array(16);
	/** Whom of those on the air the receiver feels, by start, and how strongly, by transmission. */
	#felt = new Int32Array(16);
	#feltCount = 0;
	#feltCdbm = new Int32Array(16);
	/** Where `#surveyed` is felt, #mark stands; where somebody else is felt besides, one more. */
	#surveyed: Transmission = -1;
	#marks = new Int32Array(0);
	#mark = 0;
	/** The surveyed one and those who are felt where it is, by start. */
	#near = new Int32Array(16);
	#nearCount = 0;

	constructor(
		private readonly air: Air,
		/** Who feels whom: other links from the moment on that they are set. */
		public links: Links,
		private readonly capture: Capture,
	) {}

	/** Whether anything else was on the channel of `transmission`, or near, while it was sent. */
	touches(transmission: Transmission): boolean {
		const air = this.air;
		for (let place = 0; place < air.count; place++) {
			if (this.#meets(transmission, air.order[place])) return true;
		}
		return false;
	}

	/**
	 * Notes who is felt together with `transmission`, and where: worth it where many receivers are
	 * decided at once. Holds until the next survey; what begins between is not in it.
	 */
	survey(transmission: Transmission): void {
		const {air, links} = this;
		const radios = links.rowStart.length - 1;
		if (this.#marks.length < radios) this.#marks = new Int32Array(radios);
		if (this.#near.length < air.order.length) this.#near = new Int32Array(air.order.length);
		this.#surveyed = transmission;
		this.#mark += 2;
		this.#nearCount = 0;
		this.#markRow(air.sender[transmission], false);
		for (let place = 0; place < air.count; place++) {
			const other = air.order[place];
			const isNear = other === transmission || this.#markRow(air.sender[other], true);
			if (isNear) this.#near[this.#nearCount++] = other;
		}
	}

	/** Marks who feels `sender`, or of those that are marked who feels it besides; whether any. */
	#markRow(sender: number, besides: boolean): boolean {
		const {rowStart, receivers} = this.links;
		const mark = this.#mark;
		let any = false;
		const end = rowStart[sender + 1];
		for (let link = rowStart[sender]; link < end; link++) {
			const receiver = receivers[link];
			if (!besides) this.#marks[receiver] = mark;
			else if (this.#marks[receiver] >= mark) {
				this.#marks[receiver] = mark + 1;
				any = true;
			}
		}
		return any;
	}

	/** What survey() noted is no longer so. */
	forget(): void {
		this.#surveyed = -1;
	}

	/**
	 * The logarithm of the probability that `transmission` survives the others at `receiver`;
	 * LOST where it is certain. Noise alone is the caller's business, but for 'awgn'.
	 */
	logSurvival(
		transmission: Transmission,
		receiver: number,
		radio: {noiseCdbm: number; listeningSinceUs: number},
	): number {
		this.#receiver = receiver;
		this.#noiseCdbm = radio.noiseCdbm;
		this.#listeningSinceUs = radio.listeningSinceUs;
		this.#gather(transmission);
		if (this.#locked(transmission) !== transmission) return LOST;
		return this.#chunks(transmission);
	}

	#meets(transmission: Transmission, other: Transmission): boolean {
		const air = this.air;
		return (
			other !== transmission &&
			air.startUs[other] < air.endUs[transmission] &&
			air.endUs[other] > air.startUs[transmission] &&
			air.rejectionCdb(other, air.channel[transmission]) < UNFELT_CDB
		);
	}

	/** Looks once who is felt at the receiver: nobody else changes anything there. */
	#gather(transmission: Transmission): void {
		const air = this.air;
		const slots = air.order.length;
		if (this.#felt.length < slots) this.#felt = new Int32Array(slots);
		if (this.#feltCdbm.length < slots) this.#feltCdbm = new Int32Array(slots);
		this.#feltCount = 0;
		if (this.#surveyed !== transmission) {
			for (let place = 0; place < air.count; place++) this.#feel(air.order[place]);
		} else if (this.#marks[this.#receiver] === this.#mark) this.#feel(transmission);
		else for (let place = 0; place < this.#nearCount; place++) this.#feel(this.#near[place]);
	}

	#feel(transmission: Transmission): void {
		const link = this.links.find(this.air.sender[transmission], this.#receiver);
		if (link < 0) return;
		this.#felt[this.#feltCount++] = transmission;
		this.#feltCdbm[transmission] = this.links.rssi(link);
	}

	/** What arrives at the receiver in hundredths of a dBm, of somebody who is felt there. */
	#rssi(transmission: Transmission): number {
		return this.#feltCdbm[transmission];
	}

	/** On which transmission the receiver is locked once the SHR of `transmission` has gone by. */
	#locked(transmission: Transmission): Transmission {
		const air = this.air;
		const until = air.startUs[transmission] + SHR_US;
		let lock: Transmission = -1;
		for (let place = 0; place < this.#feltCount; place++) {
			const candidate = this.#felt[place];
			if (air.startUs[candidate] >= until) break;
			if (!this.#audible(candidate, air.channel[transmission])) continue;
			const busy = lock >= 0 && air.endUs[lock] > air.startUs[candidate];
			if (busy ? this.#steals(candidate, lock) : this.#standsOut(candidate)) lock = candidate;
		}
		return lock;
	}

	#audible(candidate: Transmission, channel: number): boolean {
		if (this.air.channel[candidate] !== channel || this.air.audience[candidate] === NOISE) {
			return false;
		}
		if (this.air.startUs[candidate] < this.#listeningSinceUs) return false;
		return this.#rssi(candidate) >= this.#noiseCdbm + LOCK_CDB;
	}

	#steals(candidate: Transmission, lock: Transmission): boolean {
		if (this.capture !== '3dB') return false;
		if (this.air.startUs[candidate] >= this.air.startUs[lock] + SHR_US) return false;
		return this.#rssi(candidate) >= this.#rssi(lock) + MARGIN_CDB;
	}

	/** Whether the SHR of `candidate` is found: its mean power against that of the others. */
	#standsOut(candidate: Transmission): boolean {
		const start = this.air.startUs[candidate];
		const others = this.#meanMw(candidate, start, start + SHR_US);
		const own = milliwatts(this.#rssi(candidate));
		if (this.capture === 'awgn') return own >= LOCK * (others + milliwatts(this.#noiseCdbm));
		if (this.capture === 'none') return others < milliwatts(this.#noiseCdbm);
		return own >= MARGIN * others;
	}

	/** Mean power of all but `but` behind the filter of its channel from `fromUs` to `toUs`. */
	#meanMw(but: Transmission, fromUs: number, toUs: number): number {
		const air = this.air;
		let energy = 0;
		for (let place = 0; place < this.#feltCount; place++) {
			const other = this.#felt[place];
			if (!this.#meets(but, other)) continue;
			const overlap = Math.min(air.endUs[other], toUs) - Math.max(air.startUs[other], fromUs);
			const rssi = this.#rssi(other) - air.rejectionCdb(other, air.channel[but]);
			if (overlap > 0 && rssi > SILENCE_CDBM) energy += overlap * milliwatts(rssi);
		}
		return energy / (toUs - fromUs);
	}

	/** From PHR to the last octet, piece by piece between the edges of the others. */
	#chunks(transmission: Transmission): number {
		const edges = this.#edgesOf(transmission);
		let log = 0;
		for (let edge = 1; edge < edges; edge++) {
			const [from, to] = [this.#edges[edge - 1], this.#edges[edge]];
			if (to > from) log += this.#chunk(transmission, from, to);
		}
		return log;
	}

	#chunk(transmission: Transmission, fromUs: number, toUs: number): number {
		const others = this.#meanMw(transmission, fromUs, toUs);
		const rssi = this.#rssi(transmission);
		const noise = milliwatts(this.#noiseCdbm);
		if (this.capture === 'none') return others >= noise ? LOST : 0;
		if (this.capture === '3dB') return milliwatts(rssi) < MARGIN * others ? LOST : 0;
		return logSurvivalOf(rssi - centiDbm(others + noise), (toUs - fromUs) / BIT_US);
	}

	/** Fills #edges with the sorted edges within the PHR and PSDU of `transmission`; their count. */
	#edgesOf(transmission: Transmission): number {
		const air = this.air;
		const from = air.startUs[transmission] + SHR_US;
		const to = air.endUs[transmission];
		const most = 2 * this.#feltCount + 2;
		if (this.#edges.length < most) this.#edges = new Float64Array(2 * most);
		let count = 0;
		this.#edges[count++] = from;
		this.#edges[count++] = to;
		for (let place = 0; place < this.#feltCount; place++) {
			const other = this.#felt[place];
			if (!this.#meets(transmission, other)) continue;
			this.#edges[count++] = Math.max(from, Math.min(to, air.startUs[other]));
			this.#edges[count++] = Math.max(from, Math.min(to, air.endUs[other]));
		}
		this.#edges.subarray(0, count).sort();
		return count;
	}
}
