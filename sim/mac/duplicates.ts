/*
 * Frames that come again because their ACK was lost, known by their sender and their DSN.
 */

/** A DSN comes round after 256 frames; the same one within this time is a retransmission. */
const DUPLICATE_WINDOW_US = 1_000_000;

export class Duplicates {
	/** By radio: what was heard last of each sender, the time times 256 and the DSN. */
	readonly #heard: Map<number, number>[];

	constructor(radioCount: number) {
		this.#heard = Array.from({length: radioCount}, () => new Map());
	}

	/** Whether `radio` has heard that of `source` just before `now`; it has, from now on. */
	repeats(radio: number, source: number, dsn: number, now: number): boolean {
		const heard = this.#heard[radio];
		const before = heard.get(source);
		heard.set(source, now * 256 + dsn);
		if (before === undefined || before % 256 !== dsn) return false;
		return now - Math.floor(before / 256) < DUPLICATE_WINDOW_US;
	}
}
