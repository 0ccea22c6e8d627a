/*
 * The quantiles that reports show, by nearest rank: the smallest value that at least that share
 * of all values does not exceed. It is always a value that was measured.
 */

export interface Spread {
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
	readonly max: number;
}

/** The spread of `values` in any order; null where there are none. */
export function spreadOf(values: Iterable<number>): Spread | null {
	const sorted = Float64Array.from(values).sort();
	if (sorted.length === 0) return null;
	return {
		p50: quantile(sorted, 0.5),
		p95: quantile(sorted, 0.95),
		p99: quantile(sorted, 0.99),
		max: quantile(sorted, 1),
	};
}

/** The value at `share`, above 0 and up to 1, of at least one ascending value. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
	const rank = Math.ceil(share * sorted.length);
	const value = sorted[rank - 1];
	if (value === undefined) throw new RangeError(`no ${share} quantile of ${sorted.length} values`);
	return value;
}
