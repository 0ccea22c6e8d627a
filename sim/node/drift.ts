/*
 * A node's own clock: milliseconds since its boot, as fast as its crystal says. The firmware
 * sees them as u32, which wraps after 49 days; here they are exact.
 */
export class DriftingClock {
	#rate: number;
	/** Since when it goes at this rate, and what it showed then, in microseconds. */
	#sinceUs: number;
	#shownUs = 0;

	/** `bootUs`: when the clock stood at zero. `driftPpm`: parts per million; positive is fast. */
	constructor(
		readonly bootUs: number,
		driftPpm: number,
	) {
		this.#rate = 1 + driftPpm / 1e6;
		this.#sinceUs = bootUs;
	}

	/** What the clock shows at `us`, in whole milliseconds. */
	msAt(us: number): number {
		return Math.floor((this.#shownUs + (us - this.#sinceUs) * this.#rate) / 1000);
	}

	/** The first microsecond at which the clock shows `ms`. */
	usAt(ms: number): number {
		let us = this.#sinceUs + Math.ceil((ms * 1000 - this.#shownUs) / this.#rate);
		while (this.msAt(us) < ms) us++;
		return us;
	}

	/** From `us` on the clock errs by `driftPpm`; what it shows does not jump. */
	drift(us: number, driftPpm: number): void {
		this.#shownUs += (us - this.#sinceUs) * this.#rate;
		this.#sinceUs = us;
		this.#rate = 1 + driftPpm / 1e6;
	}
}
