/*
 * How long a battery lasts: what it holds, less what pulses leave in it, drawn on by the load
 * and by itself.
 *
 *   dQ/dt = -load - r Q          r: the share that it loses by itself
 *   Q(0)  = capacity * (1 - derating)
 *   life  = ln(1 + r Q(0) / load) / r,   or Q(0) / load where it loses nothing by itself
 *
 * Hours are hours, a year has 8766 of them. Knows no radio.
 */
import {ln} from '../phy/decibel.js';

export const HOURS_A_YEAR = 8766;

export interface Battery {
	readonly name: string;
	readonly capacityMah: number;
	/** The share of what is in it that it loses by itself in a year, 0 to less than 1. */
	readonly selfDischargeAYear: number;
	/** What pulses do to it; undefined where they do not matter. */
	readonly pulses?: Pulses | undefined;
}

/** From `freeUa` on a pulse costs capacity, at `knownUa` `lossShare` of it, between in proportion. */
export interface Pulses {
	readonly freeUa: number;
	readonly knownUa: number;
	readonly lossShare: number;
	/** More it cannot give. */
	readonly mostUa: number;
}

/**
 * A lithium coin: 225 to 240 mAh, 3 mA continuous, 15 mA in pulses, and a quarter of it is lost
 * to pulses into 300 ohms, which are 10 mA. Maxell's figures, at second hand.
 */
const CR2032: Battery = {
	name: 'CR2032',
	capacityMah: 225,
	selfDischargeAYear: 0.01,
	pulses: {freeUa: 3000, knownUa: 10_000, lossShare: 0.25, mostUa: 15_000},
};

/** Two alkaline AA cells in series: 2500 to 3000 mAh, 2 to 3 % a year. Remembered figures. */
const TWO_AA: Battery = {name: '2 x AA', capacityMah: 2600, selfDischargeAYear: 0.03};

/** Batteries by the name that a scenario knows them by. */
export const BATTERIES = {cr2032: CR2032, 'two-aa': TWO_AA} as const;

/** What can be had from `battery` with pulses of `peakUa`; 0 where it cannot give those. */
export function usableMah({capacityMah, pulses}: Battery, peakUa: number): number {
	if (pulses === undefined || peakUa <= pulses.freeUa) return capacityMah;
	if (peakUa > pulses.mostUa) return 0;
	const {freeUa, knownUa, lossShare} = pulses;
	const lost = (lossShare * (peakUa - freeUa)) / (knownUa - freeUa);
	return capacityMah * Math.max(0, 1 - lost);
}

/** A load as a battery feels it. */
export interface Load {
	readonly meanUa: number;
	/** The most that is drawn at once. */
	readonly peakUa: number;
}

/** How long `battery` carries `load`, in hours; Infinity where nothing draws on it at all. */
export function lifetimeHours(battery: Battery, {meanUa, peakUa}: Load): number {
	const chargeUah = 1000 * usableMah(battery, peakUa);
	const rate = -ln(1 - battery.selfDischargeAYear) / HOURS_A_YEAR;
	if (chargeUah === 0) return 0;
	if (meanUa === 0) return Infinity;
	const ratio = (rate * chargeUah) / meanUa;
	// Below this the logarithm says less than its argument.
	return ratio < 1e-9 ? chargeUah / meanUa : ln(1 + ratio) / rate;
}
