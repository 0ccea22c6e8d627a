/* What `motebench test` prints: a line a phase, a line a test, and how it came out. */

import type {PhaseResult} from './phases.js';
import type {Outcome} from './test-run.js';
import type {TestResult, Verdict} from './verdict.js';

const MS_PER_S = 1000;
/** Lines of a failure that are printed; --json has all. */
const LINES_MAX = 20;

/** ` ✔ hello    microbit, build 3f9c...   0.2 s`. */
export function phaseLine({phase, verdict, detail, ms}: PhaseResult): string {
	const seconds = `${(ms / MS_PER_S).toFixed(1)} s`;
	if (verdict === 'pass') return ` ✔ ${phase.padEnd(8)} ${detail}   ${seconds}`;
	return ` ✖ ${phase.padEnd(8)} ${verdict}: ${detail}   ${seconds}`;
}

/** All that is to be said after the phases. */
export function* reportLines(outcome: Omit<Outcome, 'phases'>): Generator<string> {
	const {results, notices, idle} = outcome;
	for (const result of results) yield* resultLines(result);
	for (const {verdict, reason} of notices) yield `   ${verdict}: ${reason}`;
	for (const {test, reason} of idle) yield `   quarantine of nothing: ${test} (${reason})`;
	yield countsLine(results);
}

function* resultLines({title, verdict, reason, lines}: TestResult): Generator<string> {
	const why = reason === '' ? '' : `  ${reason}`;
	yield `   ${verdict.toUpperCase().padEnd(12)} ${title}${why}`;
	if (verdict === 'pass' || verdict === 'skip' || verdict === 'quarantined') return;
	for (const line of lines.slice(0, LINES_MAX)) yield `     ${line}`;
}

/** `9 pass, 1 fail, 2 skip`; every verdict that was given. */
function countsLine(results: readonly TestResult[]): string {
	const counts = new Map<Verdict, number>();
	for (const {verdict} of results) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
	if (counts.size === 0) return 'no test ran';
	return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
}
