/*
 * How a DODAG is run: the root says so, and everybody in it does. RFC 6550 clause 6.7.6.
 *
 *   0        1                 2                  3                4..5
 *   flags    DIOIntervalDoubl  DIOIntervalMin     DIORedundancy    MaxRankIncrease
 *   6..7                 8..9    10         11            12..13
 *   MinHopRankIncrease   OCP     reserved   Def.Lifetime  Lifetime Unit, in seconds
 */
import {readU16, writeU16} from '../octets.js';
import type {TrickleOptions} from './trickle.js';

export interface DodagConfig {
	readonly doublings: number;
	/** DIOIntervalMin: 2 to this power milliseconds. */
	readonly minLog2Ms: number;
	readonly redundancy: number;
	/** 0 is no limit. */
	readonly maxRankIncrease: number;
	readonly minHopRankIncrease: number;
	/** Objective code point: 1 is MRHOF. */
	readonly ocp: number;
	/** Of a route, in lifetime units. */
	readonly lifetime: number;
	readonly lifetimeUnitS: number;
}

export const CONFIG_SIZE = 14;
export const MRHOF = 1;

/** DIO from 4 s to 17 minutes apart; routes for half an hour; eight steps up and no further. */
export const DEFAULT_CONFIG: DodagConfig = {
	doublings: 8,
	minLog2Ms: 12,
	redundancy: 10,
	maxRankIncrease: 2048,
	minHopRankIncrease: 256,
	ocp: MRHOF,
	lifetime: 30,
	lifetimeUnitS: 60,
};

/** 2 ** 20 ms is beyond what RFC 6550 has for a default; it keeps intervals within days. */
const DOUBLINGS_MAX = 20;

export function readConfig(octets: Uint8Array, at: number): DodagConfig | undefined {
	const config = {
		doublings: octets[at + 1],
		minLog2Ms: octets[at + 2],
		redundancy: octets[at + 3],
		maxRankIncrease: readU16(octets, at + 4),
		minHopRankIncrease: readU16(octets, at + 6),
		ocp: readU16(octets, at + 8),
		lifetime: octets[at + 11],
		lifetimeUnitS: readU16(octets, at + 12),
	};
	const {doublings, minLog2Ms, minHopRankIncrease} = config;
	if (doublings > DOUBLINGS_MAX || minLog2Ms > DOUBLINGS_MAX) return undefined;
	return minHopRankIncrease === 0 ? undefined : config;
}

export function writeConfig(config: DodagConfig, octets: Uint8Array, at: number): void {
	octets[at] = 0;
	octets[at + 1] = config.doublings;
	octets[at + 2] = config.minLog2Ms;
	octets[at + 3] = config.redundancy;
	writeU16(octets, at + 4, config.maxRankIncrease);
	writeU16(octets, at + 6, config.minHopRankIncrease);
	writeU16(octets, at + 8, config.ocp);
	octets[at + 10] = 0;
	octets[at + 11] = config.lifetime;
	writeU16(octets, at + 12, config.lifetimeUnitS);
}

export function trickleOf({doublings, minLog2Ms, redundancy}: DodagConfig): TrickleOptions {
	return {minUs: 1000 * 2 ** minLog2Ms, doublings, redundancy};
}

/** How long a route lives that was told with the default lifetime. */
export function lifetimeUs({lifetime, lifetimeUnitS}: DodagConfig): number {
	return lifetime * lifetimeUnitS * 1_000_000;
}
