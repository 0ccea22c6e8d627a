/*
 * From the strength of a frame to LQI and to the cost of its link: 1 is good, 7 is poor.
 *
 *   LQI    above 50   46..50   41..45   39..40   36..38   25..35   below
 *   cost       1         2        3        4        5        6       7      as ns-3 has it
 *
 * LQI grows by 4 with each dB above -100 dBm, the sensitivity of current parts, from 11 on: so 10
 * dB in hand cost 1, and less than 3.5 dB cost 7.
 */

/** The highest cost. */
export const COST_MAX = 7;
/** 1 dB above the sensitivity: what is heard more weakly on the mean is no link, but luck. */
export const LQI_LEAST = 15;

const FLOOR_CDBM = -10_000;
const LQI_AT_FLOOR = 11;
const LQI_PER_DB = 4;
const LQI_MAX = 0xff;
/** The least LQI of each cost, from 1 on. */
const LEAST = [51, 46, 41, 39, 36, 25];

/** 0 to 255. */
export function lqiOf(rssiCdbm: number): number {
	const lqi = LQI_AT_FLOOR + Math.round((LQI_PER_DB * (rssiCdbm - FLOOR_CDBM)) / 100);
	return Math.max(0, Math.min(LQI_MAX, lqi));
}

/** 1 to 7. */
export function costOf(lqi: number): number {
	for (let cost = 1; cost < COST_MAX; cost++) if (lqi >= LEAST[cost - 1]) return cost;
	return COST_MAX;
}
