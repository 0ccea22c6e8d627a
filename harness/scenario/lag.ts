/*
 * How far simulated time is behind the wall clock, where boards hold it to that: a histogram of
 * milliseconds, so that a run of a week needs no more memory than one of a minute.
 */

/** Whatever is later is as bad as this. */
const LAG_MS_MAX = 10_000;
const US_PER_MS = 1000;

export interface LagSpread {
	readonly p50Ms: number;
	readonly p99Ms: number;
	readonly maxMs: number;
}

export class Lag {
	readonly #counts = new Uint32Array(LAG_MS_MAX + 1);
	#count = 0;

	/** The world was to do something `us` microseconds ago, and does it now. */
	note(us: number): void {
		const ms = Math.max(0, Math.ceil(us / US_PER_MS));
		this.#counts[Math.min(ms, LAG_MS_MAX)]! += 1;
		this.#count += 1;
	}

	/** By nearest rank, in whole milliseconds, rounded up; all nought where nothing was to be done. */
	get spread(): LagSpread {
		return {p50Ms: this.#at(0.5), p99Ms: this.#at(0.99), maxMs: this.#at(1)};
	}

	#at(share: number): number {
		const rank = Math.ceil(share * this.#count);
		for (let ms = 0, seen = 0; ms <= LAG_MS_MAX && rank > 0; ms++) {
			seen += this.#counts[ms]!;
			if (seen >= rank) return ms;
		}
		return 0;
	}
}
