/*
 * What changes on links as time goes by, without anybody moving. A change is a function of the
 * link and the time and holds for a while, so nobody has to tell the links about it: a link that
 * is asked looks whether what it knows still holds.
 */

/** What is to be added to what arrives over a link, and how long that is so. */
export interface Change {
	/** Hundredths of a dB. */
	cdb: number;
	/** Microseconds: at this time it is over. */
	untilUs: number;
}

export interface Weather {
	/** No change is more than this, in hundredths of a dB. */
	readonly mostCdb: number;
	/** Fills `change` with what holds from `sender` to `receiver` at `nowUs`. */
	read(sender: number, receiver: number, nowUs: number, change: Change): void;
}
