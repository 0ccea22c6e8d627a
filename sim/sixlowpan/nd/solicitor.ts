/*
 * When to ask for a Router Advertisement: RFC 4861 clause 6.3.7 with the times of RFC 6775 clause 9.
 *
 *   State     Event                       Next      Action
 *   silent    begin                       asking    RS within a second, by luck
 *   asking    10 s without answer         asking    RS, three in all
 *   asking    20, 40, 60, 60 .. s         asking    RS
 *   asking    a router is heard           asking    RS soon, but 10 s after the last one at least
 *   asking    an RA has come              content
 *   content   half of its lifetime        asking    RS at once
 *   any       stop                        silent
 *
 * Knows neither whom to ask nor what was said. Time and luck are handed in.
 */

/** MAX_RTR_SOLICITATION_DELAY, RFC 4861 clause 10. */
const DELAY_US = 1_000_000;
/** RTR_SOLICITATION_INTERVAL and MAX_RTR_SOLICITATION_INTERVAL. */
const INTERVAL_US = 10_000_000;
const INTERVAL_MAX_US = 60_000_000;
/** MAX_RTR_SOLICITATIONS: so many before it takes longer. */
const SOLICITATIONS = 3;

export class Solicitor {
	/** When poll() wants to be called. */
	pollAtUs = Infinity;
	#asking = false;
	#count = 0;
	#lastUs = -Infinity;
	readonly #luck: () => number;

	constructor(luck: () => number) {
		this.#luck = luck;
	}

	begin(nowUs: number): void {
		this.#asking = true;
		this.#count = 0;
		this.#lastUs = -Infinity;
		this.pollAtUs = this.#soonUs(nowUs);
	}

	stop(): void {
		this.#asking = false;
		this.pollAtUs = Infinity;
	}

	/** Returns true when an RS is to be sent. */
	poll(nowUs: number): boolean {
		if (nowUs < this.pollAtUs) return false;
		this.#asking = true;
		this.#lastUs = nowUs;
		this.#count++;
		const doublings = Math.max(0, this.#count - SOLICITATIONS + 1);
		const gapUs = this.#count < SOLICITATIONS ? INTERVAL_US : INTERVAL_US * 2 ** doublings;
		this.pollAtUs = nowUs + Math.min(gapUs, INTERVAL_MAX_US);
		return true;
	}

	/** Somebody has shown that he is a router. */
	routerHeard(nowUs: number): void {
		if (!this.#asking) return;
		const soonUs = Math.max(this.#soonUs(nowUs), this.#lastUs + INTERVAL_US);
		this.pollAtUs = Math.min(this.pollAtUs, soonUs);
	}

	/** What was said holds for `lifetimeUs`. */
	answered(nowUs: number, lifetimeUs: number): void {
		this.#asking = false;
		this.#count = 0;
		this.pollAtUs = nowUs + Math.floor((lifetimeUs / 2) * (1 + this.#luck() / 4));
	}

	#soonUs(nowUs: number): number {
		return nowUs + Math.floor(DELAY_US * this.#luck());
	}
}
