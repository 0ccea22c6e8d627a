/*
 * Times, charges and states as the page writes them. Every figure has its unit; a figure that is
 * not known is a dash. Runs in Node and in a browser.
 */
import {Outcome} from '../../sim/kernel/trace.js';

const HOUR_S = 3600;
const MINUTE_S = 60;

/** `0:12:03.482`, or without the milliseconds. */
export function clockText(us: number, digits: 0 | 3 | 6 = 3): string {
	const seconds = us / 1e6;
	const whole = Math.floor(seconds + 5e-7);
	const [hours, minutes] = [Math.floor(whole / HOUR_S), Math.floor(whole / MINUTE_S) % 60];
	const rest = Math.max(0, seconds - hours * HOUR_S - minutes * MINUTE_S);
	const cut = Math.floor(rest * 10 ** digits + 1e-4) / 10 ** digits;
	const width = digits === 0 ? 2 : 3 + digits;
	return `${hours}:${two(minutes)}:${cut.toFixed(digits).padStart(width, '0')}`;
}

/** Microseconds of `1:02:03.5`, `2:03`, `90` or `90s`; undefined for what is no time. */
export function clockUs(text: string): number | undefined {
	const trimmed = text.trim().replace(/s$/, '');
	if (!/^(\d+:){0,2}\d+(\.\d+)?$/.test(trimmed)) return undefined;
	const seconds = trimmed.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
	return Math.round(1e6 * seconds);
}

/** `4.1 ms`, `12.3 s`, `850 us`. */
export function spanText(us: number): string {
	if (us < 1000) return `${Math.round(us)} us`;
	if (us < 1e6) return `${three(us / 1000)} ms`;
	if (us < 120e6) return `${three(us / 1e6)} s`;
	return `${three(us / 60e6)} min`;
}

/** `0.001`, `10`, `3,600`: with a times sign. */
export function speedText(speed: number): string {
	return `${speed < 1 ? String(speed) : speed.toLocaleString('en-GB')}×`;
}

export function chargeText(uc: number | undefined): string {
	if (uc === undefined) return '-';
	if (uc >= 1e6) return `${three(uc / 1e6)} C`;
	return uc >= 1000 ? `${three(uc / 1000)} mC` : `${three(uc)} uC`;
}

/** Of a whole; a dash where there is none. */
export function percentText(part: number, whole: number): string {
	if (whole === 0) return '-';
	const percent = (100 * part) / whole;
	// Never rounded up to all.
	return part < whole && percent > 99.9 ? '99.9 %' : `${percent.toFixed(1)} %`;
}

export function countText(count: number): string {
	return count.toLocaleString('en-GB');
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
	[Outcome.heard]: 'heard',
	[Outcome.deaf]: 'not listening',
	[Outcome.tooWeak]: 'too weak',
	[Outcome.collided]: 'collided',
};

export function outcomeText(outcome: Outcome): string {
	return OUTCOMES[outcome];
}

const REFUSALS = [
	'',
	'no room in the outbox',
	'not supported by the gateway',
	'too long',
	'no topic id',
	'its clean session ended',
] as const;

/** Why a node gave a message up: Refusal of firmware/report.ts. */
export function refusalText(refusal: number): string {
	return REFUSALS[refusal] ?? `refusal ${refusal}`;
}

function three(value: number): string {
	return value >= 100
		? Math.round(value).toLocaleString('en-GB')
		: String(Number(value.toPrecision(3)));
}

function two(value: number): string {
	return String(value).padStart(2, '0');
}
