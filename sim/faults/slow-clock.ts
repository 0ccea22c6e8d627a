/*
 * A crystal that errs by more than it may, from strike to heal: cold, heat, age.
 */
import type {Fault} from './fault.js';

export class SlowClock implements Fault {
	/** `drift` sets what a clock errs by; `sound` is what it did before, `ill` what it does then. */
	constructor(
		private readonly drift: (ppm: number) => void,
		private readonly soundPpm: number,
		private readonly illPpm: number,
	) {}

	strike(): void {
		this.drift(this.illPpm);
	}

	heal(): void {
		this.drift(this.soundPpm);
	}
}
