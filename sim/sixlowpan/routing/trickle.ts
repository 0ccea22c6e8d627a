/*
 * When to say again what neighbours may know already: Trickle, RFC 6206.
 *
 *   interval    |---------------*-------|-------------------------*---------|   doubled up to Imax
 *   speaks at                   t       in the second half, if fewer than k were heard before
 *
 *   begin, an inconsistency        -> a new interval of Imin, unless it is that already
 *   a consistent message           -> c grows
 *   t, c below k                   -> Speak
 *   the end of the interval        -> the next one, twice as long
 *
 * Time is handed in, and luck: a number in [0, 1) for each interval.
 */
export interface TrickleOptions {
	readonly minUs: number;
	/** Imax is this many times the double of Imin. */
	readonly doublings: number;
	/** k; 0 is always. */
	readonly redundancy: number;
}

export class Trickle {
	readonly #luck: () => number;
	#options: TrickleOptions = {minUs: 1, doublings: 0, redundancy: 0};
	#intervalUs = 0;
	#endUs = Infinity;
	#speakUs = Infinity;
	#heard = 0;

	constructor(luck: () => number) {
		this.#luck = luck;
	}

	/** When poll() wants to be called. */
	get pollAtUs(): number {
		return Math.min(this.#speakUs, this.#endUs);
	}

	get running(): boolean {
		return this.#endUs < Infinity;
	}

	begin(options: TrickleOptions, nowUs: number): void {
		this.#options = options;
		this.#begin(options.minUs, nowUs);
	}

	stop(): void {
		this.#endUs = Infinity;
		this.#speakUs = Infinity;
	}

	/** Somebody else has said the same. */
	consistent(): void {
		this.#heard++;
	}

	/** Somebody knows something else, or asks. */
	inconsistent(nowUs: number): void {
		if (this.running && this.#intervalUs > this.#options.minUs) {
			this.#begin(this.#options.minUs, nowUs);
		}
	}

	/** Returns true when it is time to speak. */
	poll(nowUs: number): boolean {
		const {minUs, doublings, redundancy} = this.#options;
		const due = nowUs >= this.#speakUs;
		if (due) this.#speakUs = Infinity;
		const speaks = due && (redundancy === 0 || this.#heard < redundancy);
		if (nowUs >= this.#endUs) {
			this.#begin(Math.min(2 * this.#intervalUs, minUs * 2 ** doublings), this.#endUs);
		}
		return speaks;
	}

	#begin(intervalUs: number, nowUs: number): void {
		this.#intervalUs = intervalUs;
		this.#heard = 0;
		this.#endUs = nowUs + intervalUs;
		this.#speakUs = nowUs + Math.floor((intervalUs / 2) * (1 + this.#luck()));
	}
}
