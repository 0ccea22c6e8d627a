/*
 * From the currents of a run to years: how long, how sure, and what would change it most.
 *
 *   run   |  |  |  |  ...  |  |     20 stretches of equal length; the first two, in which nodes
 *          x  x  1  2  ...  17 18    find their gateway, are left out
 *
 * The mean current of the others gives the lifetime, their scatter its interval of 95 %. That is
 * how much luck there was in the run; it does not know what the currents of a board are worth.
 */
import {type Battery, HOURS_A_YEAR, lifetimeHours} from './battery.js';
import {CAUSES, type Cause, type Charges} from './meter.js';

export const STRETCHES = 20;
/** Stretches at the beginning that are not measured. */
export const SETTLING = 2;
/** Student's t for 95 % with 17 degrees of freedom. */
const STUDENT = 2.11;

/** Years; from `low` to `high` is the interval of 95 %. Infinity where nothing is drawn. */
export interface Lifetime {
	readonly years: number;
	readonly low: number;
	readonly high: number;
}

/** What `battery` carries: the mean current of each stretch, and the most at once. */
export function lifetimeOf(battery: Battery, meansUa: readonly number[], peakUa: number): Lifetime {
	const count = meansUa.length;
	const meanUa = meansUa.reduce((sum, ua) => sum + ua, 0) / count;
	const variance = meansUa.reduce((sum, ua) => sum + (ua - meanUa) ** 2, 0) / (count - 1);
	const spreadUa = STUDENT * Math.sqrt(variance / count);
	const years = (ua: number) => lifetimeHours(battery, {meanUa: ua, peakUa}) / HOURS_A_YEAR;
	return {
		years: years(meanUa),
		low: years(meanUa + spreadUa),
		high: years(Math.max(0, meanUa - spreadUa)),
	};
}

/** What the lifetime becomes when one thing doubles. */
export interface Sensitivity {
	readonly cause: Cause | 'selfDischarge';
	readonly years: number;
}

/** Each cause doubled, what shortens the lifetime most first; causes that draw nothing are left out. */
export function sensitivities(
	battery: Battery,
	currentsUa: Charges,
	peakUa: number,
): Sensitivity[] {
	const totalUa = CAUSES.reduce((sum, cause) => sum + currentsUa[cause], 0);
	const years = (of: Battery, meanUa: number) => lifetimeHours(of, {meanUa, peakUa}) / HOURS_A_YEAR;
	const drawn = CAUSES.filter(cause => currentsUa[cause] > 0).map(cause => ({
		cause,
		years: years(battery, totalUa + currentsUa[cause]),
	}));
	const share = 1 - (1 - battery.selfDischargeAYear) ** 2;
	const leaky = {...battery, selfDischargeAYear: share};
	const selfDischarge = {cause: 'selfDischarge' as const, years: years(leaky, totalUa)};
	const all = share === 0 ? drawn : [...drawn, selfDischarge];
	return all.sort((one, other) => one.years - other.years);
}
