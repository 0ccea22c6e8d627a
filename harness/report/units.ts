/*
 * Numbers as people read them: three digits that matter, and the unit that keeps them small.
 * A figure that was not measured is a dash.
 */

const LESS_MS = [
	['min', 60_000],
	['s', 1000],
	['ms', 1],
] as const;

const CHARGES_UC = [
	['C', 1_000_000],
	['mC', 1000],
	['uC', 1],
] as const;

const CURRENTS_UA = [
	['mA', 1000],
	['uA', 1],
] as const;

const SIZES = [
	['MiB', 1_048_576],
	['KiB', 1024],
	['B', 1],
] as const;

export function countText(count: number): string {
	return count.toLocaleString('en-GB');
}

/** `1 node`, `2 nodes`. */
export function plural(count: number, thing: string): string {
	return `${countText(count)} ${thing}${count === 1 ? '' : 's'}`;
}

export function timeText(ms: number): string {
	return scaled(ms, LESS_MS);
}

export function chargeText(uc: number): string {
	return scaled(uc, CHARGES_UC);
}

export function currentText(ua: number): string {
	return scaled(ua, CURRENTS_UA);
}

export function sizeText(octets: number): string {
	return scaled(octets, SIZES);
}

/** Per cent, with two digits after the point; never rounded up to all, or down to none. */
export function ratioText(ratio: number): string {
	const hundredths = Math.round(ratio * 10_000);
	if (hundredths === 10_000 && ratio < 1) return '99.99 %';
	if (hundredths === 0 && ratio > 0) return '0.01 %';
	return `${hundredths / 100} %`;
}

/** Three digits; what is longer than a human memory is only that. */
export function yearsText(years: number): string {
	return years > 1000 ? 'over 1,000 years' : `${rounded(years).toLocaleString('en-GB')} years`;
}

type Unit = 'count' | 'ratio' | 'ms' | 'years';

/** `value` in the unit of a figure; a dash for null. */
export function figureText(value: number | null, unit: Unit): string {
	if (value === null) return '-';
	return {count: countText, ratio: ratioText, ms: timeText, years: yearsText}[unit](value);
}

function scaled(value: number, units: readonly (readonly [name: string, size: number])[]): string {
	// A unit begins at what rounds to one of it, so that 999.9 ms is one second.
	const [name, size] = units.find(([, size]) => rounded(value / size) >= 1) ?? units.at(-1)!;
	return `${rounded(value / size).toLocaleString('en-GB')} ${name}`;
}

function rounded(value: number): number {
	return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
