/*
 * When the receiver of a radio that rests is on: while it has something to send, and after an ACK
 * that promises a frame, until that is there or macMaxFrameTotalWaitTime is over.
 */
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import type {Medium} from '../phy/medium.js';
import {macMaxFrameTotalWaitTimeUs} from './pib.js';

export interface RestWays {
	readonly scheduler: Scheduler;
	readonly medium: Medium;
	readonly radioCount: number;
	/** Whether a radio has nothing to send. */
	idle(radio: number): boolean;
}

export class Rest {
	readonly #ways: RestWays;
	readonly #missing: Kind;
	readonly #rests: Uint8Array;
	/** Which of all promises a radio waits for, 0 for none. */
	readonly #promise: Int32Array;
	#promises = 0;

	constructor(ways: RestWays) {
		this.#ways = ways;
		this.#rests = new Uint8Array(ways.radioCount);
		this.#promise = new Int32Array(ways.radioCount);
		this.#missing = ways.scheduler.register((radio, promise) => {
			if (promise === this.#promise[radio]) this.kept(radio);
		});
	}

	/** macRxOnWhenIdle. */
	setRxOnWhenIdle(radio: number, on: boolean): void {
		this.#rests[radio] = on ? 0 : 1;
		this.#promise[radio] = 0;
		if (on || this.#ways.idle(radio)) this.#ways.medium.listen(radio, on);
	}

	/** Whether a frame that was promised to `radio` is still to come. */
	promised(radio: number): boolean {
		return this.#promise[radio] !== 0;
	}

	/** A frame for `radio` follows. */
	promise(radio: number): void {
		this.#promise[radio] = ++this.#promises;
		const {scheduler} = this.#ways;
		const deadlineUs = scheduler.now + macMaxFrameTotalWaitTimeUs;
		scheduler.at(deadlineUs, this.#missing, radio, this.#promises);
	}

	/** The frame is there, or will not come. */
	kept(radio: number): void {
		this.#promise[radio] = 0;
		if (this.#ways.idle(radio)) this.settle(radio);
	}

	/** `radio` has nothing more to send. */
	settle(radio: number): void {
		if (this.#rests[radio] === 1 && !this.promised(radio)) this.#ways.medium.listen(radio, false);
	}
}
