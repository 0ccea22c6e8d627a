/*
 * How fast simulated time may run.
 *
 *   no broker outside, no speed   as fast as it goes
 *   a broker outside              time stands still while a question to it is open
 *   a speed                       besides, not faster than so many times the wall clock
 *
 * The only file of a run that reads a clock and waits.
 */
import {setImmediate, setTimeout as sleep} from 'node:timers/promises';
import type {Scheduler} from '../../sim/kernel/scheduler.js';
import type {MqttBroker} from '../broker/mqtt-broker.js';

/** How long one turn may keep the process from everything else. */
const TURN_MS = 40;
/** A broker that says nothing for this long has gone. */
const PATIENCE_MS = 10_000;
/** Events between two looks at the clock. */
const BATCH = 512;

export interface PaceOptions {
	readonly scheduler: Scheduler;
	/** The broker outside, if there is one. */
	readonly outside?: MqttBroker;
	/** What the broker has said and the world has not heard yet. */
	readonly heard: (() => void)[];
	/** Simulated seconds a second; undefined is no limit. */
	readonly speed?: number;
	readonly signal?: AbortSignal;
}

export class Pace {
	readonly #options: PaceOptions;
	readonly #startMs = performance.now();

	constructor(options: PaceOptions) {
		this.#options = options;
	}

	/** Wall-clock seconds since the run began. */
	get wallSeconds(): number {
		return (performance.now() - this.#startMs) / 1000;
	}

	/**
	 * Runs the world up to `untilUs`, or until `done` says so between two turns, or until the
	 * signal aborts. Calls `turned` after each turn.
	 */
	async run(untilUs: number, turned: () => void, done = () => false): Promise<void> {
		const {scheduler, signal} = this.#options;
		while (!signal?.aborted && !done()) {
			await this.#listen();
			if (scheduler.nextUs > untilUs) break;
			this.#turn(Math.min(untilUs, this.#allowedUs()));
			turned();
			await this.#rest();
		}
		if (!signal?.aborted && !done()) scheduler.run(untilUs);
	}

	/** Lets the world hear the broker; waits while the broker owes an answer. */
	async #listen(): Promise<void> {
		const {heard, outside} = this.#options;
		for (;;) {
			while (heard.length > 0) heard.shift()?.();
			if (outside === undefined || outside.outstanding() === 0) return;
			await outside.changed(PATIENCE_MS);
		}
	}

	#turn(untilUs: number): void {
		const {scheduler, outside} = this.#options;
		const endMs = performance.now() + TURN_MS;
		while (performance.now() < endMs) {
			for (let event = 0; event < BATCH; event++) {
				if (scheduler.nextUs > untilUs) return;
				scheduler.step();
				if (outside !== undefined && outside.outstanding() > 0) return;
			}
		}
	}

	/** How far the wall clock lets time run. */
	#allowedUs(): number {
		const {speed} = this.#options;
		return speed === undefined ? Infinity : this.wallSeconds * speed * 1_000_000;
	}

	async #rest(): Promise<void> {
		const {scheduler} = this.#options;
		const aheadUs = scheduler.nextUs - this.#allowedUs();
		if (aheadUs > 0 && aheadUs < Infinity) await sleep(Math.min(TURN_MS, this.#wallMs(aheadUs)));
		else await setImmediate();
	}

	#wallMs(us: number): number {
		return Math.ceil(us / 1000 / (this.#options.speed ?? 1));
	}
}
