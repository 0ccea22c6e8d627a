/*
 * How fast simulated time may run.
 *
 *   no broker outside, no speed   as fast as it goes
 *   a broker outside              time stands still while it owes an answer or a message
 *   a speed                       besides, not faster than so many times the wall clock
 *   boards beside the simulated   time is the wall clock: what is late is noted as lag
 *
 * The only file of a run that reads a clock and waits.
 */
import {setImmediate, setTimeout as sleep} from 'node:timers/promises';
import type {Scheduler} from '../../sim/kernel/scheduler.js';
import type {MqttBroker} from '../broker/mqtt-broker.js';
import {EnvironmentError} from '../errors.js';
import type {Arrivals} from './arrivals.js';
import type {Lag} from './lag.js';

/** How long one turn may keep the process from everything else. */
const TURN_MS = 40;
/** How long a board that says something may have to wait. */
const LISTEN_MS = 4;
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
	/** What is on its way through the broker outside. */
	readonly arrivals: Arrivals;
	/** Simulated seconds a second; undefined is no limit. */
	readonly speed?: number;
	/** Where boards are beside the simulated nodes: `speed` is 1, and here is noted what is late. */
	readonly lag?: Lag;
	readonly signal?: AbortSignal;
}

export class Pace {
	readonly #options: PaceOptions;
	#startMs: number | undefined;

	constructor(options: PaceOptions) {
		this.#options = options;
	}

	/** Wall-clock seconds since the run began. */
	get wallSeconds(): number {
		return this.#startMs === undefined ? 0 : (performance.now() - this.#startMs) / 1000;
	}

	/**
	 * Runs the world up to `untilUs`, or until `done` says so between two turns, or until the
	 * signal aborts. Calls `turned` after each turn.
	 */
	async run(untilUs: number, turned: () => void, done = () => false): Promise<void> {
		const {scheduler, signal} = this.#options;
		this.#startMs ??= performance.now();
		while (!signal?.aborted && !done()) {
			if (this.#options.lag !== undefined) this.#catchUp(untilUs);
			await this.#listen();
			if (scheduler.nextUs > untilUs && !this.#waits(untilUs)) break;
			this.#turn(Math.min(untilUs, this.#allowedUs()));
			turned();
			await this.#rest();
		}
		if (!signal?.aborted && !done()) scheduler.run(untilUs);
	}

	/** Whether boards may have something to say before `untilUs`, though the world has not. */
	#waits(untilUs: number): boolean {
		return this.#options.lag !== undefined && this.#allowedUs() < untilUs;
	}

	/** Brings the world to the wall clock, so that what boards say is heard at the time it is. */
	#catchUp(untilUs: number): void {
		const {scheduler} = this.#options;
		const nowUs = Math.floor(Math.min(untilUs, this.#allowedUs()));
		if (scheduler.nextUs > nowUs && nowUs > scheduler.now) scheduler.run(nowUs);
	}

	/** Lets the world hear the broker; waits while the broker owes an answer or a message. */
	async #listen(): Promise<void> {
		const {heard, outside} = this.#options;
		for (;;) {
			while (heard.length > 0) heard.shift()?.();
			if (outside === undefined) return;
			if (outside.outstanding() > 0) await outside.changed(PATIENCE_MS);
			else if (!(await this.#arrival(outside))) return;
		}
	}

	/** Waits a little for what is on its way; false if nothing is, or nothing came. */
	async #arrival(outside: MqttBroker): Promise<boolean> {
		const patienceMs = this.#options.arrivals.patienceMs;
		if (patienceMs === 0) return false;
		try {
			await outside.changed(patienceMs);
			return true;
		} catch (error) {
			if (!(error instanceof EnvironmentError)) throw error;
			return false;
		}
	}

	/** Whether the broker outside has to be heard before time may go on. */
	#owed(): boolean {
		const {outside, arrivals} = this.#options;
		return outside !== undefined && (outside.outstanding() > 0 || arrivals.patienceMs > 0);
	}

	#turn(untilUs: number): void {
		const {scheduler, lag} = this.#options;
		const endMs = performance.now() + TURN_MS;
		if (scheduler.nextUs <= untilUs) lag?.note(this.#allowedUs() - scheduler.nextUs);
		while (performance.now() < endMs) {
			for (let event = 0; event < BATCH; event++) {
				if (scheduler.nextUs > untilUs) return;
				scheduler.step();
				if (this.#owed()) return;
			}
		}
	}

	/** How far the wall clock lets time run. */
	#allowedUs(): number {
		const {speed} = this.#options;
		return speed === undefined ? Infinity : this.wallSeconds * speed * 1_000_000;
	}

	async #rest(): Promise<void> {
		const {scheduler, lag} = this.#options;
		const aheadUs = scheduler.nextUs - this.#allowedUs();
		const mostMs = lag === undefined ? TURN_MS : LISTEN_MS;
		if (aheadUs > 0 && (aheadUs < Infinity || lag !== undefined)) {
			await sleep(Math.min(mostMs, this.#wallMs(aheadUs)));
		} else {
			await setImmediate();
		}
	}

	#wallMs(us: number): number {
		return Math.ceil(us / 1000 / (this.#options.speed ?? 1));
	}
}
