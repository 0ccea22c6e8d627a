/*
 * The air between radios: who hears what.
 *
 *   transmit ---- startUs ======== endUs: decide, receiver by receiver, then tell the sender
 *
 * A frame with an audience of one is decided there alone; a broadcast visits the row of its
 * sender. A radio that has turned to sending is deaf from that moment until it has turned back.
 * Knows no address and no frame content, and the cost of a frame does not depend on how many
 * radios there are.
 */
import {draw, fraction, type StreamKey} from '../kernel/random.js';
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import {Event, Outcome, type Trace} from '../kernel/trace.js';
import {Air, NOISE, type Transmission} from './air.js';
import {type Capture, LOCK_CDB, LOST, Overlap} from './capture.js';
import {exp, milliwatts} from './decibel.js';
import {type Links, SILENCE_CDBM} from './links.js';
import {airtimeUs, aTurnaroundTimeUs, CERTAIN_CDB, logSurvivalOf} from './o-qpsk.js';
import type {Psdu, PsduPool} from './psdu-pool.js';
import {type RadioDescription, SENSITIVITY_SINR_DB} from './terrain.js';

/** A CCA finds the channel busy when the mean power is this much above the sensitivity. */
const CCA_ABOVE_SENSITIVITY_DB = 10;

/** CCA modes of IEEE 802.15.4-2006, 6.9.9: energy, a carrier of our own kind, or either. */
export type CcaMode = 1 | 2 | 3;

/** Noise of one source: its power is that of its description, in each of its channels. */
export interface NoiseBurst {
	/** The first channel, and how many there are. */
	readonly channel: number;
	readonly span: number;
	/** Infinity is until it is silenced. */
	readonly lastsUs: number;
}

/** What the MAC learns from the air. */
export interface MediumListener {
	/** A frame arrived whole at `receiver`. The octets are valid during the call. */
	received(receiver: number, frame: Reception): void;
	/** The last octet has left the antenna of `sender`. */
	transmissionEnded(sender: number, psdu: Psdu): void;
}

/** A received frame: the first `size` of the octets. One object, filled anew for each frame. */
export interface Reception {
	octets: Uint8Array;
	size: number;
	rssiCdbm: number;
}

/** Alters octets on their way from one radio to another; true if it did. */
export type Alter = (sender: number, receiver: number, octets: Uint8Array) => boolean;

export interface MediumOptions {
	readonly scheduler: Scheduler;
	readonly trace: Trace;
	readonly pool: PsduPool;
	readonly radios: readonly RadioDescription[];
	readonly links: Links;
	readonly capture: Capture;
	/** 1 if not said. */
	readonly ccaMode?: CcaMode;
	readonly luck: StreamKey;
	/** The FCS of a frame, to stand for its octets in the trace. */
	readonly digest: (octets: Uint8Array, size: number) => number;
}

export class Medium {
	listener: MediumListener | undefined;
	readonly #faults: Alter[] = [];
	readonly #scheduler: Scheduler;
	readonly #trace: Trace;
	readonly #pool: PsduPool;
	#links: Links;
	readonly #ccaMode: CcaMode;
	#luck: StreamKey;
	readonly #digest: MediumOptions['digest'];
	readonly #air: Air;
	readonly #overlap: Overlap;
	readonly #ended: Kind;
	readonly #channel: Uint8Array;
	readonly #noiseCdbm: Int32Array;
	readonly #ccaMw: Float64Array;
	/** From when on each radio listens; in the future while it sends. */
	readonly #listeningSinceUs: Float64Array;
	/** Whether a receiver is off altogether. */
	readonly #off: Uint8Array;
	/** Whether a radio has no power, and radiates nothing. */
	readonly #dead: Uint8Array;
	/** Who is told of frames for others, by radio. */
	readonly #ears = new Map<number, (frame: Reception) => void>();
	readonly #reception: Reception = {octets: new Uint8Array(0), size: 0, rssiCdbm: 0};
	readonly #victim = {noiseCdbm: 0, listeningSinceUs: 0};

	constructor(options: MediumOptions) {
		const {scheduler, radios} = options;
		this.#scheduler = scheduler;
		this.#trace = options.trace;
		this.#pool = options.pool;
		this.#links = options.links;
		this.#ccaMode = options.ccaMode ?? 1;
		this.#luck = options.luck;
		this.#digest = options.digest;
		this.#air = new Air(scheduler);
		this.#overlap = new Overlap(this.#air, options.links, options.capture);
		this.#ended = scheduler.register(transmission => this.#transmissionEnded(transmission));
		this.#channel = Uint8Array.from(radios, radio => radio.channel);
		this.#noiseCdbm = Int32Array.from(radios, radio => noiseCdbm(radio.sensitivityDbm));
		this.#ccaMw = Float64Array.from(radios, radio =>
			milliwatts(Math.round(100 * (radio.sensitivityDbm + CCA_ABOVE_SENSITIVITY_DB))),
		);
		this.#listeningSinceUs = new Float64Array(radios.length);
		this.#off = new Uint8Array(radios.length);
		this.#dead = new Uint8Array(radios.length);
	}

	/** From now on `links` say who feels whom; frames on the air are decided by them. */
	rewire(links: Links): void {
		this.#links = links;
		this.#overlap.links = links;
	}

	/** From now on frames are lost by other luck. */
	reseed(luck: StreamKey): void {
		this.#luck = luck;
	}

	/** Puts `fault` between all radios; returns how to take it away. */
	strike(fault: Alter): () => void {
		this.#faults.push(fault);
		return () => this.#faults.splice(this.#faults.indexOf(fault), 1);
	}

	/** Tells `hear` of each frame that arrives whole at `radio`, whoever it is for. */
	eavesdrop(radio: number, hear: (frame: Reception) => void): void {
		this.#ears.set(radio, hear);
	}

	/** Switches a receiver on or off; what is on the air when it comes on is not heard. */
	listen(radio: number, on: boolean): void {
		if (this.#off[radio] === (on ? 0 : 1)) return;
		this.#off[radio] = on ? 0 : 1;
		const now = this.#scheduler.now;
		if (on) this.#listeningSinceUs[radio] = Math.max(now, this.#listeningSinceUs[radio]);
		this.#trace.event(Event.receiver, radio, on ? 1 : 0, 0);
	}

	/**
	 * Gives a radio power or takes it. One without radiates nothing, not even the rest of the
	 * frame that it is sending: that never was a frame.
	 */
	setPower(radio: number, on: boolean): void {
		this.#dead[radio] = on ? 0 : 1;
		const air = this.#air;
		for (let place = 0; !on && place < air.count; place++) {
			const transmission = air.order[place];
			if (air.sender[transmission] !== radio) continue;
			if (air.endUs[transmission] > this.#scheduler.now) air.span[transmission] = 0;
		}
	}

	/** Noise from `source`, which is a sender of links and may be no radio, from now on. */
	noise(source: number, {channel, span, lastsUs}: NoiseBurst): void {
		const now = this.#scheduler.now;
		const air = this.#air;
		const transmission = air.beginNoise(now, now + lastsUs);
		air.sender[transmission] = source;
		air.channel[transmission] = channel;
		air.span[transmission] = span;
	}

	/** Ends what noise `source` makes now. */
	silence(source: number): void {
		const air = this.#air;
		const now = this.#scheduler.now;
		for (let place = 0; place < air.count; place++) {
			const transmission = air.order[place];
			if (air.sender[transmission] !== source || air.audience[transmission] !== NOISE) continue;
			air.endUs[transmission] = Math.min(air.endUs[transmission], now);
		}
	}

	/**
	 * Sends `psdu` one turnaround from now. From now on the radio is deaf, until one turnaround
	 * after the last octet. `audience` is the only radio it matters to, or -1.
	 */
	transmit(sender: number, psdu: Psdu, audience: number): void {
		const startUs = this.#scheduler.now + aTurnaroundTimeUs;
		const endUs = startUs + airtimeUs(this.#pool.size(psdu));
		const air = this.#air;
		const transmission = air.begin(startUs, endUs);
		air.sender[transmission] = sender;
		air.channel[transmission] = this.#channel[sender];
		if (this.#dead[sender] === 1) air.span[transmission] = 0;
		air.psdu[transmission] = psdu;
		air.audience[transmission] = audience;
		this.#listeningSinceUs[sender] = endUs + aTurnaroundTimeUs;
		this.#scheduler.at(endUs, this.#ended, transmission);
	}

	/** Whether `radio` found the channel busy from `fromUs` to now, in its mode of CCA. */
	busy(radio: number, fromUs: number): boolean {
		if (this.#listeningSinceUs[radio] > fromUs) return true;
		if (this.#ccaMode === 1) return this.#energetic(radio, fromUs);
		return this.#carrier(radio, fromUs) || (this.#ccaMode === 3 && this.#energetic(radio, fromUs));
	}

	/** Mean power against threshold. */
	#energetic(radio: number, fromUs: number): boolean {
		const air = this.#air;
		const now = this.#scheduler.now;
		const channel = this.#channel[radio];
		let energy = 0;
		for (let place = 0; place < air.count; place++) {
			const transmission = air.order[place];
			const overlap =
				Math.min(air.endUs[transmission], now) - Math.max(air.startUs[transmission], fromUs);
			if (overlap <= 0) continue;
			const link = this.#links.find(air.sender[transmission], radio);
			if (link < 0) continue;
			const rssi = this.#links.rssi(link) - air.rejectionCdb(transmission, channel);
			if (rssi > SILENCE_CDBM) energy += overlap * milliwatts(rssi);
		}
		return energy > 0 && energy >= this.#ccaMw[radio] * (now - fromUs);
	}

	/** Whether a frame whose SHR could be found was on the channel. */
	#carrier(radio: number, fromUs: number): boolean {
		const air = this.#air;
		const now = this.#scheduler.now;
		for (let place = 0; place < air.count; place++) {
			const transmission = air.order[place];
			if (air.startUs[transmission] >= now || air.endUs[transmission] <= fromUs) continue;
			if (air.audience[transmission] === NOISE || air.span[transmission] === 0) continue;
			if (air.channel[transmission] !== this.#channel[radio]) continue;
			const link = this.#links.find(air.sender[transmission], radio);
			if (link >= 0 && this.#links.rssi(link) >= this.#noiseCdbm[radio] + LOCK_CDB) return true;
		}
		return false;
	}

	#transmissionEnded(transmission: Transmission): void {
		const air = this.#air;
		const sender = air.sender[transmission];
		const audience = air.audience[transmission];
		const psdu = air.psdu[transmission];
		const octets = this.#pool.octets(psdu);
		const size = this.#pool.size(psdu);
		if (air.span[transmission] === 0) {
			air.landed(transmission);
			this.listener?.transmissionEnded(sender, psdu);
			return;
		}
		this.#trace.sent(sender, audience, {octets, size, digest: this.#digest(octets, size)});
		const alone = !this.#overlap.touches(transmission);
		if (audience >= 0) this.#arrive(transmission, this.#links.find(sender, audience), alone);
		else this.#arriveEverywhere(transmission, alone);
		if (audience >= 0) this.#overhear(transmission, alone);
		air.landed(transmission);
		this.listener?.transmissionEnded(sender, psdu);
	}

	#arriveEverywhere(transmission: Transmission, alone: boolean): void {
		const sender = this.#air.sender[transmission];
		const end = this.#links.rowStart[sender + 1];
		if (!alone) this.#overlap.survey(transmission);
		for (let link = this.#links.rowStart[sender]; link < end; link++) {
			this.#arrive(transmission, link, alone);
		}
		this.#overlap.forget();
	}

	/** A frame for one radio is nobody else's matter, but for those who listen to all. */
	#overhear(transmission: Transmission, alone: boolean): void {
		const sender = this.#air.sender[transmission];
		for (const [radio, hear] of this.#ears) {
			const link = this.#links.find(sender, radio);
			if (link < 0 || radio === this.#air.audience[transmission]) continue;
			const rssiCdbm = this.#links.rssi(link);
			const outcome = this.#outcome(transmission, radio, rssiCdbm, alone);
			if (outcome === Outcome.heard) hear(this.#receive(transmission, radio, rssiCdbm));
		}
	}

	/** Trace first, then effect. Without a link the frame is not even noise. */
	#arrive(transmission: Transmission, link: number, alone: boolean): void {
		const sender = this.#air.sender[transmission];
		if (link < 0) {
			this.#trace.reception(sender, this.#air.audience[transmission], Outcome.tooWeak, -32768);
			return;
		}
		const receiver = this.#links.receivers[link];
		const rssiCdbm = this.#links.rssi(link);
		const outcome = this.#outcome(transmission, receiver, rssiCdbm, alone);
		this.#trace.reception(sender, receiver, outcome, rssiCdbm);
		if (outcome === Outcome.heard) this.#deliver(transmission, receiver, rssiCdbm);
	}

	#outcome(
		transmission: Transmission,
		receiver: number,
		rssiCdbm: number,
		alone: boolean,
	): Outcome {
		const air = this.#air;
		if (air.channel[transmission] !== this.#channel[receiver]) return Outcome.deaf;
		if (this.#off[receiver] === 1) return Outcome.deaf;
		if (this.#listeningSinceUs[receiver] > air.startUs[transmission]) return Outcome.deaf;
		const snrCdb = rssiCdbm - this.#noiseCdbm[receiver];
		if (snrCdb < LOCK_CDB) return Outcome.tooWeak;
		if (alone)
			return this.#survives(transmission, receiver, snrCdb) ? Outcome.heard : Outcome.tooWeak;

		this.#victim.noiseCdbm = this.#noiseCdbm[receiver];
		this.#victim.listeningSinceUs = this.#listeningSinceUs[receiver];
		const log = this.#overlap.logSurvival(transmission, receiver, this.#victim);
		if (log === LOST) return Outcome.collided;
		if (log < 0) return this.#lucky(transmission, receiver, log) ? Outcome.heard : Outcome.collided;
		return this.#survives(transmission, receiver, snrCdb) ? Outcome.heard : Outcome.tooWeak;
	}

	/** Against noise alone. The PHR counts as an octet, the SHR does not. */
	#survives(transmission: Transmission, receiver: number, snrCdb: number): boolean {
		if (snrCdb > CERTAIN_CDB) return true;
		const bits = 8 * (1 + this.#pool.size(this.#air.psdu[transmission]));
		return this.#lucky(transmission, receiver, logSurvivalOf(snrCdb, bits));
	}

	/** One draw a frame and link, keyed by the frame's start: no sender sends twice at once. */
	#lucky(transmission: Transmission, receiver: number, logSurvival: number): boolean {
		const air = this.#air;
		const start = air.startUs[transmission];
		const luck = draw(this.#luck, air.sender[transmission], receiver, start);
		return fraction(luck) < (logSurvival < -700 ? 0 : exp(logSurvival));
	}

	#deliver(transmission: Transmission, receiver: number, rssiCdbm: number): void {
		const reception = this.#receive(transmission, receiver, rssiCdbm);
		this.#ears.get(receiver)?.(reception);
		this.listener?.received(receiver, reception);
	}

	#receive(transmission: Transmission, receiver: number, rssiCdbm: number): Reception {
		const pool = this.#pool;
		const psdu = this.#air.psdu[transmission];
		const reception = this.#reception;
		reception.octets = pool.octets(psdu);
		reception.size = pool.size(psdu);
		reception.rssiCdbm = rssiCdbm;
		if (this.#faults.length > 0) this.#alter(transmission, receiver);
		return reception;
	}

	/** Faults see a copy: what one receiver gets is not what another one gets. */
	#alter(transmission: Transmission, receiver: number): void {
		const {octets, size} = this.#reception;
		const copy = octets.slice(0, size);
		const sender = this.#air.sender[transmission];
		let altered = false;
		for (const fault of this.#faults) altered = fault(sender, receiver, copy) || altered;
		if (!altered) return;
		this.#reception.octets = copy;
	}
}

function noiseCdbm(sensitivityDbm: number): number {
	return Math.round(100 * (sensitivityDbm - SENSITIVITY_SINR_DB));
}
