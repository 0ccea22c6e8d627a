/*
 * What a link costs: ETX, the transmissions that a frame takes until it is acknowledged, in 128ths.
 *
 *   first      a guess from the strength at which the neighbour is heard
 *   after it   a running mean of what the MAC needed; a frame that was given up counts as six
 *
 * Whole numbers only: the same on every machine.
 */

/** So many frames in a row given up: nobody is there. */
export const FAILURES_MAX = 3;

/** One transmission a frame. */
export const ETX_ONE = 128;

/** -85 dBm is the sensitivity that IEEE 802.15.4 asks for: stronger ones are taken for good. */
const GOOD_CDBM = -8500;
/** From there each decibel is a fifth of a transmission, up to four at -100 dBm. */
const ETX_PER_CDB = 0.256;
const GIVEN_UP = 6 * ETX_ONE;
/** More would never be used, and so never be measured again. */
const ETX_MAX = 4 * ETX_ONE;
/** The share of the newest sample is an eighth, that of the first one a half. */
const SHARE = 8;
const FIRST_SHARE = 2;

export class LinkQuality {
	/** In 128ths. */
	etx: number;
	/** Frames given up since the last one that got through. */
	failures = 0;
	#measured = false;

	constructor(rssiCdbm: number) {
		this.etx = guessFrom(rssiCdbm);
	}

	/** Heard again: a guess is replaced by a newer one, and who was given up gets another chance. */
	heard(rssiCdbm: number): void {
		if (!this.#measured) this.etx = guessFrom(rssiCdbm);
		this.failures = Math.min(this.failures, FAILURES_MAX - 1);
	}

	/** A frame was acknowledged, or given up, after so many attempts; whether that changes anything. */
	used(acknowledged: boolean, attempts: number): boolean {
		const before = {etx: this.etx, failures: this.failures};
		const sample = acknowledged ? attempts * ETX_ONE : GIVEN_UP;
		const share = this.#measured ? SHARE : FIRST_SHARE;
		this.#measured = true;
		this.etx = Math.min(ETX_MAX, Math.round(this.etx + (sample - this.etx) / share));
		this.failures = acknowledged ? 0 : this.failures + 1;
		return this.etx !== before.etx || this.failures !== before.failures;
	}
}

function guessFrom(rssiCdbm: number): number {
	const below = Math.max(0, GOOD_CDBM - rssiCdbm);
	return Math.min(ETX_MAX, Math.round(ETX_ONE + below * ETX_PER_CDB));
}
