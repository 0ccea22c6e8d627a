/*
 * A router's answers to Router Solicitations: each within MAX_RA_DELAY_TIME, by luck, to the host
 * alone (RFC 6775 clause 6.3).
 *
 *   asked       RS of a host               -> waits, unless it does already
 *   satisfied   the host goes on: DIS, NS  -> no answer any more: another router was quicker
 *   due         the time has come          -> answered
 *
 * Where a hundred routers hear one host, the first answers come within some milliseconds, and the
 * DIS that follows them spares the rest. Time and luck are handed in.
 */

/** MAX_RA_DELAY_TIME, RFC 6775 clause 9. */
const DELAY_US = 2_000_000;
/** Hosts that wait at a time; one more has to ask again. */
const WAITING_MAX = 16;

interface Waiting {
	readonly host: number;
	readonly atUs: number;
}

export class Advertiser {
	readonly #luck: () => number;
	#waiting: readonly Waiting[] = [];

	constructor(luck: () => number) {
		this.#luck = luck;
	}

	/** When due() wants to be called. */
	get pollAtUs(): number {
		return this.#waiting.reduce((first, {atUs}) => Math.min(first, atUs), Infinity);
	}

	clear(): void {
		this.#waiting = [];
	}

	asked(host: number, nowUs: number): void {
		const isKnown = this.#waiting.some(each => each.host === host);
		if (isKnown || this.#waiting.length === WAITING_MAX) return;
		const atUs = nowUs + Math.floor(DELAY_US * this.#luck());
		this.#waiting = [...this.#waiting, {host, atUs}];
	}

	satisfied(host: number): void {
		if (this.#waiting.length === 0) return;
		this.#waiting = this.#waiting.filter(each => each.host !== host);
	}

	/** The hosts that are to be answered now, and wait no more. */
	due(nowUs: number): number[] {
		if (this.#waiting.length === 0) return [];
		const due = this.#waiting.filter(({atUs}) => atUs <= nowUs);
		this.#waiting = this.#waiting.filter(({atUs}) => atUs > nowUs);
		return due.map(({host}) => host);
	}
}
