/* What is done a while later, each thing once. */
import type {Kind, Scheduler} from '../../kernel/scheduler.js';

export class Delayed {
	readonly #scheduler: Scheduler;
	readonly #comes: Kind;
	readonly #waiting = new Map<number, () => void>();
	#count = 0;

	constructor(scheduler: Scheduler) {
		this.#scheduler = scheduler;
		this.#comes = scheduler.register(number => {
			const run = this.#waiting.get(number)!;
			this.#waiting.delete(number);
			run();
		});
	}

	/** Calls `run` in so many microseconds, a whole number. */
	after(us: number, run: () => void): void {
		const number = this.#count++ & 0x7fff_ffff;
		this.#waiting.set(number, run);
		this.#scheduler.at(this.#scheduler.now + us, this.#comes, number);
	}
}
