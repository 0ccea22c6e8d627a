/*
 * The figures of a run that can be averaged over seeds, by the names that expectations use, and
 * two of energy that have none there. Read from a summary alone.
 */
import type {Summary} from '../report/summary.js';
import {chargeText, figureText, ratioText} from '../report/units.js';

type Unit = 'count' | 'ratio' | 'ms' | 'years' | 'uc';
type Read = (summary: Summary) => number | null | undefined;

const FIGURES = {
	delivery: ['ratio', s => s.deliveryRatio],
	published: ['count', s => s.published],
	delivered: ['count', s => s.delivered],
	duplicates: ['count', s => s.duplicates],
	'latency.p50': ['ms', s => s.latencyMs?.p50],
	'latency.p95': ['ms', s => s.latencyMs?.p95],
	'latency.p99': ['ms', s => s.latencyMs?.p99],
	'latency.max': ['ms', s => s.latencyMs?.max],
	frames: ['count', s => s.frames.sent],
	collisions: ['count', s => s.frames.collided],
	retries: ['count', s => s.frames.retries],
	channelAccessFailures: ['count', s => s.frames.channelAccessFailures],
	'energy.perNode': ['uc', s => s.energy.perNodeMc.mean * 1000],
	'energy.perDelivered': ['uc', s => s.energy.perDeliveredUc],
	'commands.answered': ['ratio', s => share(s.commands.answered, s.commands.sent)],
	'commands.p50': ['ms', s => s.commands.roundTripMs?.p50],
	'commands.p95': ['ms', s => s.commands.roundTripMs?.p95],
	'commands.p99': ['ms', s => s.commands.roundTripMs?.p99],
	'lifetime.shortest': ['years', s => s.lifetime?.nodes[0]?.years],
	'lifetime.median': ['years', s => s.lifetime?.medianYears],
	'keys.joined': ['count', s => s.keys?.joined],
	'keys.rekeyed': ['count', s => s.keys?.rekeyed],
	'attack.sent': ['count', s => s.attack.sent],
	'attack.delivered': ['count', s => s.attack.delivered],
	traps: ['count', s => s.firmware.traps],
} as const satisfies Record<string, readonly [Unit, Read]>;

export type FigureName = keyof typeof FIGURES;

export const FIGURE_NAMES = Object.keys(FIGURES) as [FigureName, ...FigureName[]];

/** What a run measured; null for what it could not. */
export type Figures = Readonly<Record<FigureName, number | null>>;

/** Every figure of a run. */
export function figuresOf(summary: Summary): Figures {
	const entries = FIGURE_NAMES.map(name => [name, finite(FIGURES[name][1](summary))] as const);
	return Object.fromEntries(entries) as Record<FigureName, number | null>;
}

/** A mean as people read it: three digits, and its unit. */
export function meanText(name: FigureName, mean: number): string {
	const [unit] = FIGURES[name];
	if (unit === 'uc') return chargeText(mean);
	if (unit === 'ratio') return ratioText(mean);
	const count = mean >= 100 ? Math.round(mean) : Number(mean.toPrecision(3));
	return figureText(unit === 'count' ? count : mean, unit);
}

function share(part: number, whole: number): number | null {
	return whole === 0 ? null : part / whole;
}

function finite(value: number | null | undefined): number | null {
	return value === null || value === undefined || !Number.isFinite(value) ? null : value;
}
