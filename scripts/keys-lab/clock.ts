/*
 * Virtual time: whatever is asked for later happens in order, and after each event somebody looks.
 */
import {Scheduler} from '../../sim/kernel/scheduler.js';

export class Clock {
	/** Called after each event. */
	onEvent: () => void = () => {};
	readonly #scheduler = new Scheduler();
	readonly #comes: number;
	readonly #later = new Map<number, () => void>();
	#count = 0;

	constructor() {
		this.#comes = this.#scheduler.register(index => this.#run(index));
	}

	get nowUs(): number {
		return this.#scheduler.now;
	}

	get nowMs(): number {
		return Math.floor(this.nowUs / 1000);
	}

	after(delayMs: number, run: () => void): void {
		this.at(this.nowUs + Math.round(delayMs * 1000), run);
	}

	at(us: number, run: () => void): void {
		const index = this.#count++;
		this.#later.set(index, run);
		this.#scheduler.at(us, this.#comes, index);
	}

	/** Lets `ms` pass. */
	pass(ms: number): void {
		this.#scheduler.run(this.nowUs + ms * 1000);
	}

	#run(index: number): void {
		const run = this.#later.get(index)!;
		this.#later.delete(index);
		run();
		this.onEvent();
	}
}
