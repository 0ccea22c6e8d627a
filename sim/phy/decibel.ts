/*
 * Decibels and ratios. Only sums, products and bit fields are used: what Math.log10 and Math.exp
 * give in the last place differs between engines, and a seed must not.
 *
 * Powers between radios are integers, in hundredths of a dBm (Cdbm).
 */

const LN2 = Math.LN2;
const LN10 = Math.LN10;
const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** The natural logarithm of a normal positive number, to about 1e-15. */
export function ln(value: number): number {
	if (!(value >= 2 ** -1022) || value === Infinity) throw new RangeError(`ln(${value})`);
	float[0] = value;
	let exponent = ((words[1] >>> 20) & 0x7ff) - 1023;
	words[1] = (words[1] & 0x000f_ffff) | 0x3ff0_0000;
	let mantissa = float[0];
	if (mantissa > Math.SQRT2) {
		mantissa /= 2;
		exponent++;
	}
	const s = (mantissa - 1) / (mantissa + 1);
	const square = s * s;
	let sum = 0;
	for (let power = 21; power >= 1; power -= 2) sum = sum * square + 1 / power;
	return exponent * LN2 + 2 * s * sum;
}

/** e to the power of `value`, to about 1e-15; 0 below -700. */
export function exp(value: number): number {
	if (!(value < 700)) throw new RangeError(`exp(${value})`);
	if (value < -700) return 0;
	const doublings = Math.round(value / LN2);
	const rest = value - doublings * LN2;
	let sum = 1;
	for (let term = 16; term >= 1; term--) sum = 1 + (sum * rest) / term;
	words[0] = 0;
	words[1] = (doublings + 1023) << 20;
	return sum * float[0];
}

/** Ten times the decimal logarithm of a ratio. */
export function decibels(ratio: number): number {
	return (10 * ln(ratio)) / LN10;
}

/** The ratio that `db` decibels are. */
export function ratio(db: number): number {
	return exp((db * LN10) / 10);
}

/** -200 dBm to +50 dBm: no link of ours lies outside. */
const LEAST_CDBM = -20_000;
const MOST_CDBM = 5000;
const milliwattsAt = new Float64Array(MOST_CDBM - LEAST_CDBM + 1);
for (let index = 0; index < milliwattsAt.length; index++) {
	milliwattsAt[index] = ratio((index + LEAST_CDBM) / 100);
}

/** The power in milliwatts of an integer number of hundredths of a dBm, from -20000 to 5000. */
export function milliwatts(powerCdbm: number): number {
	return milliwattsAt[powerCdbm - LEAST_CDBM];
}

/** The power in hundredths of a dBm, rounded to an integer. */
export function centiDbm(powerMw: number): number {
	return Math.round(100 * decibels(powerMw));
}
