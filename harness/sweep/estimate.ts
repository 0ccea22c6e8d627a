/*
 * What runs with different seeds say together: their mean, and the interval that holds the true
 * mean in 95 of 100 such sweeps (Student's t, since runs are few and their scatter is not known).
 */

export interface Estimate {
	/** Runs that measured it. */
	readonly count: number;
	readonly mean: number;
	/** The interval reaches so far to both sides; null where one run cannot tell. */
	readonly half: number | null;
}

/** t of 97.5 % for 1 to 10 degrees of freedom: NIST/SEMATECH e-Handbook, 1.3.6.7.2. */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
/** The same of the normal distribution, which t comes near to. */
const Z = 1.959964;

/** The estimate that `values` give; null where there are none. */
export function estimateOf(values: readonly number[]): Estimate | null {
	const count = values.length;
	if (count === 0) return null;
	const mean = values.reduce((sum, value) => sum + value, 0) / count;
	if (count === 1) return {count, mean, half: null};
	const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	return {count, mean, half: student(count - 1) * Math.sqrt(squares / (count - 1) / count)};
}

/**
 * t of 97.5 % with so many degrees of freedom, three digits right. Beyond the table it is Z with
 * the first terms of the expansion in 1 / freedom: Abramowitz and Stegun, 26.7.5.
 */
export function student(freedom: number): number {
	const listed = STUDENT[freedom - 1];
	if (listed !== undefined) return listed;
	const first = (Z ** 3 + Z) / 4;
	const second = (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96;
	return Z + first / freedom + second / freedom ** 2;
}
