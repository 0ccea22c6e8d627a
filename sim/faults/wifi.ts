/*
 * A wireless LAN nearby: bursts of noise on four channels, with pauses between.
 *
 *   ##__####_____#___###      burst and pause are exponential, burst / (burst + pause) = duty
 *
 * Lengths are whole microseconds, drawn by the number of the burst.
 */
import {ln} from '../phy/decibel.js';
import {firstUnderWifi, WIFI_SPAN} from '../phy/spectrum.js';
import type {Fault} from './fault.js';
import type {EmitterHandle} from './jammer.js';

export interface WifiOptions {
	/** 1 to 13. */
	readonly wifiChannel: number;
	/** The share of the time that it is on the air, above 0 and below 1. */
	readonly duty: number;
	/** Mean length of a burst in microseconds. */
	readonly burstUs: number;
}

export interface WifiHandle extends EmitterHandle {
	/** Calls `run` after `delayUs`. */
	after(delayUs: number, run: () => void): void;
	/** The fraction above 0 and below 1 that belongs to `index`. */
	luck(index: number): number;
}

export class Wifi implements Fault {
	#draws = 0;
	/** Counts strikes and heals, so that a burst that comes too late is known as late. */
	#turn = 0;

	constructor(
		private readonly handle: WifiHandle,
		private readonly options: WifiOptions,
	) {
		const {duty} = options;
		if (!(duty > 0 && duty < 1)) throw new RangeError(`a duty of ${duty}`);
	}

	strike(): void {
		this.#pause(++this.#turn);
	}

	heal(): void {
		this.#turn++;
		this.handle.silence();
	}

	#pause(turn: number): void {
		const {burstUs, duty} = this.options;
		const pauseUs = this.#length((burstUs * (1 - duty)) / duty);
		this.handle.after(pauseUs, () => this.#burst(turn));
	}

	#burst(turn: number): void {
		if (turn !== this.#turn) return;
		const lastsUs = this.#length(this.options.burstUs);
		const channel = firstUnderWifi(this.options.wifiChannel);
		this.handle.noise({channel, span: WIFI_SPAN, lastsUs});
		this.handle.after(lastsUs, () => {
			if (turn === this.#turn) this.#pause(turn);
		});
	}

	#length(meanUs: number): number {
		return Math.max(1, Math.round(-ln(this.handle.luck(this.#draws++)) * meanUs));
	}
}
