/*
 * How far a mean may be from the truth: Student's t, two-sided, 99 %. Figures of a run are many,
 * and one in a hundred of them may look changed by luck; at 95 % it would be one in twenty.
 *
 *   one sample     mean +- t(n - 1) s / sqrt(n)
 *   two samples    difference of means +- t(v) sqrt(s1^2/n1 + s2^2/n2), v by Welch-Satterthwaite
 */

/** t for 1 to 30 degrees of freedom: NIST/SEMATECH e-Handbook, 1.3.6.7.2, column 0.995. */
const TABLE = [
	63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169, 3.106, 3.055, 3.012, 2.977,
	2.947, 2.921, 2.898, 2.878, 2.861, 2.845, 2.831, 2.819, 2.807, 2.797, 2.787, 2.779, 2.771, 2.763,
	2.756, 2.75,
];
/** Beyond the table: the least degrees of freedom for each value. */
const BEYOND = [
	[100, 2.626],
	[60, 2.66],
	[40, 2.704],
] as const;

export interface Interval {
	readonly mean: number;
	readonly low: number;
	readonly high: number;
}

/** t of 99 % for `freedom`, 1 and more; never below the true value. */
export function student(freedom: number): number {
	if (!(freedom >= 1)) throw new RangeError(`t of ${freedom} degrees of freedom`);
	const beyond = BEYOND.find(([least]) => freedom >= least);
	return beyond?.[1] ?? TABLE[Math.min(Math.floor(freedom), TABLE.length) - 1];
}

/** The mean of `values`; its interval needs two of them, and is null with fewer. */
export function intervalOf(values: readonly number[]): Interval | null {
	if (values.length < 2) return null;
	const mean = meanOf(values);
	return around(mean, student(values.length - 1) * Math.sqrt(varianceOf(values) / values.length));
}

/** What `values` have more than `base`; null with fewer than two of either. */
export function welch(base: readonly number[], values: readonly number[]): Interval | null {
	if (base.length < 2 || values.length < 2) return null;
	const [one, other] = [base, values].map(each => varianceOf(each) / each.length);
	const difference = meanOf(values) - meanOf(base);
	if (one + other === 0) return around(difference, 0);
	const freedom =
		(one + other) ** 2 / (one ** 2 / (base.length - 1) + other ** 2 / (values.length - 1));
	return around(difference, student(freedom) * Math.sqrt(one + other));
}

/** The mean of at least one value. */
export function meanOf(values: readonly number[]): number {
	if (values.length === 0) throw new RangeError('the mean of nothing');
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the population that at least two `values` are from. */
function varianceOf(values: readonly number[]): number {
	const mean = meanOf(values);
	return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

function around(mean: number, reach: number): Interval {
	return {mean, low: mean - reach, high: mean + reach};
}
