/* Labels of an axis: as short as they can be, all of one axis alike. */

const MINUTE_S = 60;
const HOUR_S = 3600;

/** Seconds on a scale that ends at `endS`: `45 s`, `15 min`, `2 h`, `1.5 h`. */
export function clockText(seconds: number, endS: number): string {
	if (endS <= 5 * MINUTE_S) return `${plainText(seconds)} s`;
	if (endS <= 5 * HOUR_S) return `${plainText(seconds / MINUTE_S)} min`;
	return `${plainText(seconds / HOUR_S)} h`;
}

/** Milliseconds: `20 ms`, `1 s`, `100 s`. */
export function shortTimeText(ms: number): string {
	return ms < 1000 ? `${plainText(ms)} ms` : `${plainText(ms / 1000)} s`;
}

/** A share in per cent. */
export function shareText(share: number): string {
	return `${plainText(100 * share)} %`;
}

/** Three digits, thousands apart. */
export function plainText(value: number): string {
	return Number(value.toPrecision(3)).toLocaleString('en-GB');
}
