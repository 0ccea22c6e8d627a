/*
 * Scales of a chart: from values to 0..1, and the round values at which a line is drawn.
 *
 *   linear   0, 20, 40, ...           1, 2 or 5 times a power of ten apart
 *   clock    0, 15 min, 30 min, ...   what clocks are divided in
 *   log      1 ms, 10 ms, 100 ms      powers of ten, and 2 and 5 times them on a short one
 */
export interface Scale {
	readonly low: number;
	readonly high: number;
	readonly ticks: readonly number[];
	/** Where `value` lies, 0 to 1 within the scale. */
	at(value: number): number;
}

const TICKS = 6;
const CLOCK_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600];
const DAY_S = 86_400;

/** From `low` to `high`, widened to round values; at least a little wide. */
export function linear(low: number, high: number): Scale {
	const step = roundStep((high - low || Math.abs(high) || 1) / TICKS);
	const first = round(Math.floor(low / step + 1e-9) * step);
	const last = round(Math.ceil(high / step - 1e-9) * step);
	return between(first, last > first ? last : first + step, step);
}

/** Seconds from 0 to exactly `end`. */
export function clock(end: number): Scale {
	const step =
		CLOCK_S.find(seconds => end / seconds <= TICKS) ?? Math.ceil(end / TICKS / DAY_S) * DAY_S;
	return between(0, Math.max(end, Number.MIN_VALUE), step);
}

/** From `low` to `high`, both above 0, widened to powers of ten or round parts of them. */
export function logarithmic(low: number, high: number): Scale {
	const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
	const steps = last - first <= 2 ? [1, 2, 5] : [1];
	const ticks: number[] = [];
	for (let power = first; power <= last; power++) {
		for (const step of steps) ticks.push(step * 10 ** power);
	}
	const from = ticks.findLast(tick => tick <= low) ?? ticks[0];
	const to = ticks.find(tick => tick >= high && tick > from) ?? 10 * from;
	const within = ticks.filter(tick => tick >= from && tick <= to);
	const at = (value: number) => Math.log10(value / from) / Math.log10(to / from);
	return {low: from, high: to, ticks: within, at};
}

function between(low: number, high: number, step: number): Scale {
	const count = Math.floor((high - low) / step + 1e-9);
	const ticks = Array.from({length: count + 1}, (_, index) => round(low + index * step));
	return {low, high, ticks, at: value => (value - low) / (high - low)};
}

/** Without what binary fractions leave behind. */
function round(value: number): number {
	return Number(value.toPrecision(12));
}

function roundStep(least: number): number {
	const power = 10 ** Math.floor(Math.log10(least));
	const factor = [1, 2, 5, 10].find(each => each * power >= least * (1 - 1e-9)) ?? 10;
	return factor * power;
}
