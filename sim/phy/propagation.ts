/*
 * How much of a transmission is left at a distance. Every model is a chain of slopes:
 *
 *   loss = lossDb + 10 * exponent * log10(distance / fromM) + shadowing
 *
 *   loss |                 ____/ exponent 3.3 from 8 m on
 *        |       ____----
 *        |  _---  exponent 2 from 1 m on
 *        +------------------------ log distance         (the breakpoint model of Annex E)
 *
 * Shadowing is log-normal: one value a link, the same in both directions, fixed for the run,
 * drawn from (seed, link). Losses are rounded to 0.01 dB. Knows no radio and no time.
 */
import {normal, type StreamKey} from '../kernel/random.js';
import {decibels, ratio} from './decibel.js';

interface Shadowed {
	/** Standard deviation of the shadowing in dB; 0 is none. */
	readonly shadowingDb: number;
}

export interface LogDistance extends Shadowed {
	readonly model?: 'log-distance';
	/** Loss at one metre in dB. 46.68 is what ns-3 takes at 2.4 GHz. */
	readonly referenceLossDb: number;
	/** Decades of distance cost ten times this in dB. 2 is free space, 3 is indoors. */
	readonly exponent: number;
}

/** Free space up to 8 m, 33 dB a decade beyond: IEEE 802.15.4-2006, Annex E.5.3. */
export interface Breakpoint extends Shadowed {
	readonly model: 'breakpoint';
}

/** 20 log f + N log d + Lf(n) - 28: ITU-R P.1238, indoors at 2.4 GHz. */
export interface ItuIndoor extends Shadowed {
	readonly model: 'itu-indoor';
	/** N, dB a decade: 30 in offices, 28 in homes, 22 in shops. */
	readonly distanceLossDb: number;
	/** Floors between any two radios; each link goes through all of them. */
	readonly floors: number;
}

/** Friis: nothing between, nothing around. */
export interface FreeSpace extends Shadowed {
	readonly model: 'free-space';
}

/** Free space, until the ray from the ground takes it away: 40 dB a decade beyond. */
export interface TwoRay extends Shadowed {
	readonly model: 'two-ray';
	/** Height of every antenna above the ground. */
	readonly heightM: number;
}

/** A model that gives a loss for a distance. */
export type DistanceModel = LogDistance | Breakpoint | ItuIndoor | FreeSpace | TwoRay;

/** From `fromM` on, up to the next slope. */
export interface Slope {
	readonly fromM: number;
	readonly lossDb: number;
	readonly exponent: number;
}

/** A model at one frequency, ready for use: its slopes by ascending distance. */
export interface LossCurve extends Shadowed {
	readonly slopes: readonly Slope[];
}

/** A pair of radios. */
export interface Link {
	readonly a: number;
	readonly b: number;
	readonly distanceM: number;
}

/** Shadowing beyond so many deviations is cut: one link in 16,000 would have it. */
export const DEVIATIONS_MAX = 4;

const LIGHT_M_PER_US = 299.792458;

/** The middle of a channel of the 2.4 GHz band, 11 to 26: IEEE 802.15.4-2006, 6.1.2.1. */
function frequencyMhz(channel: number): number {
	return 2405 + 5 * (channel - 11);
}

/** What `model` says on `channel`. */
export function curveOf(model: DistanceModel, channel: number): LossCurve {
	return {slopes: slopesOf(model, frequencyMhz(channel)), shadowingDb: model.shadowingDb};
}

function slopesOf(model: DistanceModel, mhz: number): Slope[] {
	switch (model.model) {
		case 'breakpoint':
			return [
				{fromM: 1, lossDb: 40.2, exponent: 2},
				{fromM: 8, lossDb: 58.5, exponent: 3.3},
			];
		case 'itu-indoor': {
			const lossDb = 2 * decibels(mhz) - 28 + floorsDb(model.floors);
			return [{fromM: 1, lossDb, exponent: model.distanceLossDb / 10}];
		}
		case 'free-space':
			return [friis(mhz)];
		case 'two-ray': {
			const fromM = Math.max(1, (4 * Math.PI * model.heightM ** 2 * mhz) / LIGHT_M_PER_US);
			const lossDb = 4 * decibels(fromM) - 4 * decibels(model.heightM);
			return [friis(mhz), {fromM, lossDb, exponent: 4}];
		}
		default:
			return [{fromM: 1, lossDb: model.referenceLossDb, exponent: model.exponent}];
	}
}

function friis(mhz: number): Slope {
	return {fromM: 1, lossDb: 2 * decibels((4 * Math.PI * mhz) / LIGHT_M_PER_US), exponent: 2};
}

/** Lf(n) of an office: 15 dB for the first floor, 4 for each further one. */
function floorsDb(floors: number): number {
	return floors === 0 ? 0 : 15 + 4 * (floors - 1);
}

/** The loss between radios `a` and `b`, `distanceM` apart, in hundredths of a dB; 0 at least. */
export function lossCdb(curve: LossCurve, luck: StreamKey, link: Link): number {
	const distanceM = Math.max(1, link.distanceM);
	const {fromM, lossDb, exponent} = curve.slopes.findLast(slope => slope.fromM <= distanceM)!;
	const distanceDb = decibels(distanceM / fromM) * exponent;
	const shadow = curve.shadowingDb === 0 ? 0 : curve.shadowingDb * shadowing(luck, link);
	return Math.max(0, Math.round(100 * (lossDb + distanceDb + shadow)));
}

/** Farther than this no link of the curve loses as little as `lossDb`. */
export function reachM({slopes, shadowingDb}: LossCurve, lossDb: number): number {
	const mostDb = lossDb + DEVIATIONS_MAX * shadowingDb;
	const index = slopes.findLastIndex(slope => slope.lossDb <= mostDb);
	if (index < 0) return 0;
	const {fromM, lossDb: firstDb, exponent} = slopes[index];
	const end = slopes[index + 1]?.fromM ?? Infinity;
	return Math.min(end, fromM * ratio((mostDb - firstDb) / exponent));
}

function shadowing(luck: StreamKey, {a, b}: Link): number {
	const deviations = normal(luck, Math.min(a, b), Math.max(a, b));
	return Math.max(-DEVIATIONS_MAX, Math.min(DEVIATIONS_MAX, deviations));
}
