/* Results as a table for people: a line a family, then every case that failed, with its octets. */
import type {Result, Verdict} from './case.js';

export const VERDICTS: readonly Verdict[] = ['pass', 'fail', 'not supported', 'ambiguous'];
/** Lines of octets shown of one case: the last ones tell what went wrong. */
const OCTETS_MAX = 12;
const WIDTH = 15;

/** Ends without a line feed. */
export function textOf(results: readonly Result[]): string {
	const families = [...new Set(results.map(familyOf))];
	const rows = families.map(family =>
		rowOf(
			family,
			results.filter(result => familyOf(result) === family),
		),
	);
	const lines = [['family', ...VERDICTS].map(pad).join('').trimEnd(), ...rows];
	lines.push(rowOf('all', results), '', ...remarksOf(results));
	return lines.join('\n').trimEnd();
}

/** How many have each verdict. */
export function countsOf(results: readonly Result[]): Record<Verdict, number> {
	const counts = {pass: 0, fail: 0, 'not supported': 0, ambiguous: 0};
	for (const {verdict} of results) counts[verdict] += 1;
	return counts;
}

function rowOf(name: string, results: readonly Result[]): string {
	const counts = countsOf(results);
	return [name, ...VERDICTS.map(verdict => `${counts[verdict]}`)].map(pad).join('').trimEnd();
}

function remarksOf(results: readonly Result[]): string[] {
	return results.flatMap(result => {
		const {id, clause, title, verdict, reason, reading, octets = []} = result;
		if (verdict === 'ambiguous') return [`${id}  permitted: ${title}: ${reading} (${clause})`];
		if (verdict !== 'fail') return [];
		const shown = octets.slice(-OCTETS_MAX).map(line => `    ${line}`);
		return [`${id}  FAIL  ${title} (${clause})`, `  ${reason}`, ...shown];
	});
}

/** The part of its id that a case has in common with its family: `GW-PUB`. */
export function familyOf({id}: Result): string {
	return id.slice(0, id.lastIndexOf('-'));
}

function pad(word: string): string {
	return word.padEnd(WIDTH);
}
