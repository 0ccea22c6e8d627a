/*
 * How much of a transmission is left at a distance.
 *
 *   loss = referenceLossDb + 10 * exponent * log10(distance / 1 m) + shadowing
 *
 * Log-distance with log-normal shadowing: one value a link, the same in both directions, fixed
 * for the run, drawn from (seed, link). Gains are rounded to 0.01 dB.
 */
import {normal, type StreamKey} from '../kernel/random.js';
import {decibels, ratio} from './decibel.js';

export interface LogDistance {
	/** Loss at one metre in dB. 46.68 is what ns-3 takes at 2.4 GHz. */
	readonly referenceLossDb: number;
	/** Decades of distance cost ten times this in dB. 2 is free space, 3 is indoors. */
	readonly exponent: number;
	/** Standard deviation of the shadowing in dB; 0 is none. */
	readonly shadowingDb: number;
}

/** Shadowing beyond so many deviations is cut: one link in 16,000 would have it. */
const DEVIATIONS_MAX = 4;

/** The loss between radios `a` and `b`, `distanceM` apart, in hundredths of a dB. */
export function lossCdb(model: LogDistance, luck: StreamKey, link: Link): number {
	const distanceDb = decibels(Math.max(1, link.distanceM)) * model.exponent;
	const shadow = model.shadowingDb === 0 ? 0 : model.shadowingDb * shadowing(luck, link);
	return Math.round(100 * (model.referenceLossDb + distanceDb + shadow));
}

/** A pair of radios. */
export interface Link {
	readonly a: number;
	readonly b: number;
	readonly distanceM: number;
}

/** Farther than this no link of the model loses as little as `lossDb`. */
export function reachM(model: LogDistance, lossDb: number): number {
	const spareDb = lossDb - model.referenceLossDb + DEVIATIONS_MAX * model.shadowingDb;
	return spareDb < 0 ? 0 : ratio(spareDb / model.exponent);
}

function shadowing(luck: StreamKey, {a, b}: Link): number {
	const deviations = normal(luck, Math.min(a, b), Math.max(a, b));
	return Math.max(-DEVIATIONS_MAX, Math.min(DEVIATIONS_MAX, deviations));
}
