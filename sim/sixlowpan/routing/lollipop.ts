/*
 * Sequence counters that tell a restart from a wrap, RFC 6550 clause 7.2:
 *
 *   240 .. 255 -> 0 .. 127 -> 0 ..
 *   straight      circular
 */
export const LOLLIPOP_START = 240;

const CIRCLE = 128;
/** Counters further apart than this cannot be compared. */
const WINDOW = 16;

export function nextOf(counter: number): number {
	return counter === 255 || counter === CIRCLE - 1 ? 0 : counter + 1;
}

/** Says whether `left` was counted after `right`; false where they cannot be compared. */
export function isNewer(left: number, right: number): boolean {
	if (left >= CIRCLE && right < CIRCLE) return 256 + right - left > WINDOW;
	if (left < CIRCLE && right >= CIRCLE) return 256 + left - right <= WINDOW;
	const ahead = left < CIRCLE ? (left - right + CIRCLE) % CIRCLE : left - right;
	return ahead > 0 && ahead <= WINDOW;
}
