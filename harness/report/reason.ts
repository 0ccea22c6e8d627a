/*
 * Why a run has not passed, in one line.
 */
import {type KeysSummary, type Summary, verdictOf} from './summary.js';
import {plural} from './units.js';

/** Of a run that has not passed. */
export function failureOf(summary: Summary): string {
	const {expectations} = summary;
	const verdict = verdictOf(summary);
	if (verdict === 'interrupted') return verdict;
	if (verdict === 'inconclusive') return 'inconclusive: this machine was too slow for the boards';
	const unmet = expectations.filter(({passed}) => !passed).length;
	const reasons = [
		...(unmet > 0 ? [`${unmet} of ${plural(expectations.length, 'expectation')} not met`] : []),
		...breachesOf(summary),
	];
	return `failed: ${reasons.join(', ')}`;
}

/** What fails a run whatever else it has met: traps, leaks, nonces that were used twice. */
export function breachesOf({firmware: {traps}, keys}: Summary): string[] {
	const trapped = traps > 0 ? [`${plural(traps, 'trap')} in the firmware`] : [];
	return keys === null ? trapped : [...trapped, ...keyBreaches(keys)];
}

function keyBreaches(counts: KeysSummary): string[] {
	const kinds = Object.entries(counts.leaks).map(
		([kind, count]) => `${kind} leaked ${count} times`,
	);
	const {noncesRepeated} = counts;
	return noncesRepeated === 0 ? kinds : [...kinds, `${noncesRepeated} nonces used twice`];
}
