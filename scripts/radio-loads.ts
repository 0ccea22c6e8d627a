/*
 * Loads on the air alone: radios that send to one receiver, and what becomes of their frames.
 *
 *   burst        all ask at once, again and again when the air is quiet
 *   poisson      each at random, so many frames a second in all
 *   saturation   each asks again as soon as it is done
 *
 * In a cell everybody hears everybody at one power; hidden senders hear the receiver alone. No
 * 6LoWPAN, no firmware: PSDUs of a size, short addresses, with ACK or without.
 */
import {draw, fraction, streamKey} from '../sim/kernel/random.js';
import {Event} from '../sim/kernel/trace.js';
import {BROADCAST} from '../sim/mac/frame.js';
import type {Capture} from '../sim/phy/capture.js';
import {ln} from '../sim/phy/decibel.js';
import type {PropagationModel} from '../sim/phy/terrain.js';
import {Radios} from '../sim/radios.js';

export interface LoadOptions {
	/** Senders; the receiver comes on top. */
	readonly senders: number;
	/** Octets of a frame. */
	readonly psduSize: number;
	readonly ack: boolean;
	readonly capture: Capture;
	/** Senders that do not hear each other. */
	readonly hidden?: boolean;
	readonly seed?: number;
}

/** What became of the frames. */
export interface LoadResult {
	/** Frames that were asked for and are done with. */
	readonly frames: number;
	/** Share that the receiver had. */
	readonly pdr: number;
	/** Share that the sender knows of: all that were sent, without ACK. */
	readonly confirmed: number;
	/** Share that never found the channel free. */
	readonly accessFailures: number;
	/** Share that nobody acknowledged in four attempts. */
	readonly noAcks: number;
	/** Attempts after the first, a frame. */
	readonly retries: number;
	/** From the request to the first time that the receiver has the whole frame. */
	readonly meanMs: number;
	readonly p99Ms: number;
}

const RSSI_LOSS_CDB = 6000;
const MHR_AND_FCS = 11;
/** By then a burst is over, whatever happens: 50 frames in four attempts. */
const BURST_US = 2_000_000;

/** `rounds` bursts of one frame a sender. */
export function burst(options: LoadOptions, rounds: number): LoadResult {
	const bench = new Bench(options);
	const {scheduler} = bench.radios;
	for (let round = 0; round < rounds; round++) {
		for (let sender = 1; sender <= options.senders; sender++) bench.ask(sender);
		scheduler.run(scheduler.now + BURST_US);
	}
	return bench.result();
}

/** `framesPerSecond` in all, for `seconds`; the intervals of each sender are exponential. */
export function poisson(
	options: LoadOptions,
	framesPerSecond: number,
	seconds: number,
): LoadResult {
	const bench = new Bench(options);
	const {scheduler} = bench.radios;
	const luck = streamKey(options.seed ?? 1, 'traffic');
	const meanUs = (1e6 * options.senders) / framesPerSecond;
	const wait = (sender: number, round: number) =>
		Math.round(-ln(fraction(draw(luck, sender, 0, round))) * meanUs);
	const next = scheduler.register((sender, round) => {
		bench.ask(sender);
		scheduler.at(scheduler.now + wait(sender, round), next, sender, round + 1);
	});
	for (let sender = 1; sender <= options.senders; sender++) {
		scheduler.at(wait(sender, 0), next, sender, 1);
	}
	scheduler.run(1e6 * seconds);
	return bench.result();
}

/** Every sender always has a frame to send. */
export function saturation(options: LoadOptions, seconds: number): LoadResult {
	const bench = new Bench(options);
	bench.onDone = sender => bench.ask(sender);
	for (let sender = 1; sender <= options.senders; sender++) bench.ask(sender);
	bench.radios.scheduler.run(1e6 * seconds);
	return bench.result();
}

class Bench {
	readonly radios: Radios;
	onDone: (sender: number) => void = () => {};
	readonly #options: LoadOptions;
	readonly #payload: Uint8Array;
	/** When each frame was asked for, by sender: the first is being sent. */
	readonly #askedUs: number[][];
	/** Whether the receiver has the frame that each is sending. */
	readonly #arrivals: Uint8Array;
	readonly #delaysMs: number[] = [];
	#frames = 0;
	#received = 0;
	#confirmed = 0;
	#accessFailures = 0;
	#noAcks = 0;
	#retries = 0;

	constructor(options: LoadOptions) {
		const {senders, psduSize, capture, seed = 1} = options;
		this.#options = options;
		this.#payload = new Uint8Array(psduSize);
		this.#askedUs = Array.from({length: senders + 1}, () => []);
		this.#arrivals = new Uint8Array(senders + 1);
		this.radios = new Radios({
			seed,
			capture,
			propagation: links(senders, options.hidden ?? false),
			radios: Array.from({length: senders + 1}, () => RADIO),
		});
		const {mac, trace} = this.radios;
		trace.watch({event: event => void (event === Event.retry && this.#retries++)});
		mac.listener = {
			macReceived: (radio, frame) => this.#arrived(radio, frame.source - 1),
			macSent: (radio, _handle, status) => this.#done(radio, status),
		};
	}

	ask(sender: number): void {
		const {ack, psduSize} = this.#options;
		const {mac, scheduler} = this.radios;
		const to = ack ? 1 : BROADCAST;
		const handle = mac.send(sender, to, this.#payload, 0, psduSize - MHR_AND_FCS);
		if (handle >= 0) this.#askedUs[sender].push(scheduler.now);
	}

	result(): LoadResult {
		const frames = this.#frames;
		const delays = this.#delaysMs.sort((one, other) => one - other);
		return {
			frames,
			pdr: this.#received / frames,
			confirmed: this.#confirmed / frames,
			accessFailures: this.#accessFailures / frames,
			noAcks: this.#noAcks / frames,
			retries: this.#retries / frames,
			meanMs: delays.reduce((sum, delay) => sum + delay, 0) / delays.length,
			p99Ms: delays[Math.ceil(0.99 * delays.length) - 1],
		};
	}

	#arrived(radio: number, sender: number): void {
		if (radio !== 0) return;
		this.#arrivals[sender] = 1;
		this.#delaysMs.push((this.radios.scheduler.now - this.#askedUs[sender][0]) / 1000);
	}

	#done(sender: number, status: 'success' | 'noAck' | 'channelAccessFailure'): void {
		if (status === 'noAck') this.#noAcks++;
		else if (status === 'channelAccessFailure') this.#accessFailures++;
		else this.#confirmed++;
		this.#frames++;
		this.#received += this.#arrivals[sender];
		this.#arrivals[sender] = 0;
		this.#askedUs[sender].shift();
		this.onDone(sender);
	}
}

const RADIO = {xM: 0, yM: 0, channel: 15, txPowerDbm: 0, sensitivityDbm: -100};

/** All links equal; hidden senders have those with the receiver alone. */
function links(senders: number, hidden: boolean): PropagationModel {
	const rows = [];
	for (let from = 0; from <= senders; from++) {
		for (let to = 0; to <= senders; to++) {
			if (from === to || (hidden && from > 0 && to > 0)) continue;
			rows.push({from, to, lossCdb: RSSI_LOSS_CDB});
		}
	}
	return {model: 'matrix', rows};
}
