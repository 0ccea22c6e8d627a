/*
 * A node's own clock: milliseconds since its boot, as fast as its crystal says. The firmware
 * sees them as u32, which wraps after 49 days; here they are exact.
 */
export class DriftingClock {
	readonly #rate: number;

	/** `bootUs`: when the clock stood at zero. `driftPpm`: parts per million; positive is fast. */
	constructor(
		readonly bootUs: number,
		driftPpm: number,
	) {
		this.#rate = 1 + driftPpm / 1e6;
	}

	/** What the clock shows at `us`, in whole milliseconds. */
	msAt(us: number): number {
		return Math.floor(((us - this.bootUs) * this.#rate) / 1000);
	}

	/** The first microsecond at which the clock shows `ms`. */
	usAt(ms: number): number {
		let us = this.bootUs + Math.ceil((ms * 1000) / this.#rate);
		while (this.msAt(us) < ms) us++;
		return us;
	}
}
