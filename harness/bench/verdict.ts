/*
 * From what tests did to verdicts, and from verdicts to an exit code.
 *
 *   passed                                  pass
 *   passed, at a later attempt              flaky           the first failure is kept
 *   skipped                                 skip
 *   failed, on the list of bench.yaml       quarantined     whatever the reason of the failure
 *   failed by an EnvironmentError           infra           the bench, not the firmware
 *   failed by a DeviceReset                 device-reset
 *   failed otherwise                        fail
 *
 *   1  fail, device-reset   3  infra   4  inconclusive   5  nothing was judged   0  else
 *
 * The first that holds is the exit code: a failure stays one on a bad bench, and a bad bench is
 * never a pass. Runs nothing.
 */
import type {Quarantine} from '../locate/bench-file.js';
import type {Notice} from '../target/notices.js';
import type {PhaseResult} from './phases.js';
import type {TapCase} from './tap.js';

export type Verdict =
	| 'pass'
	| 'fail'
	| 'skip'
	| 'quarantined'
	| 'flaky'
	| 'infra'
	| 'device-reset'
	| 'inconclusive';

export interface TestResult {
	readonly title: string;
	readonly verdict: Verdict;
	/** Why; empty for a pass. */
	readonly reason: string;
	/** What the test runner printed of a failure. */
	readonly lines: readonly string[];
}

export interface Judged {
	readonly results: readonly TestResult[];
	/** Entries of the quarantine that met no test. */
	readonly idle: readonly Quarantine[];
}

/** The error's name as AVA prints it: alone, or as what a promise was rejected with. */
const ENVIRONMENT = /\bname: EnvironmentError$|^\s+EnvironmentError \{$/m;
const RESET = /\bname: DeviceReset$|^\s+DeviceReset \{$/m;

/** Judges the attempts at the tests, the first of which had all of them. */
export function judge(
	[first = [], ...again]: readonly (readonly TapCase[])[],
	{quarantine, target}: {readonly quarantine: readonly Quarantine[]; readonly target: string},
): Judged {
	const here = quarantine.filter(entry => matches(entry.target ?? '*', target));
	const results = first.map(one => {
		const later = again.some(attempt =>
			attempt.some(({title, outcome}) => title === one.title && outcome === 'passed'),
		);
		return verdictOf(one, {later, reason: reasonOf(one, here)});
	});
	const idle = here.filter(({test}) => !first.some(({title}) => matches(test, title)));
	return {results, idle};
}

/** The exit code of a run. */
export function exitCodeOf(
	results: readonly {readonly verdict: Verdict}[],
	around: readonly (PhaseResult | Notice)[],
): number {
	const verdicts = new Set<Verdict>([...results, ...around].map(({verdict}) => verdict));
	if (verdicts.has('fail') || verdicts.has('device-reset')) return 1;
	if (verdicts.has('infra')) return 3;
	if (verdicts.has('inconclusive')) return 4;
	return results.some(({verdict}) => verdict !== 'skip') ? 0 : 5;
}

/** Whether `text` is what `pattern` says, in which * is anything. */
export function matches(pattern: string, text: string): boolean {
	const parts = pattern.split('*').map(part => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
	return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

function verdictOf(
	{title, outcome, lines}: TapCase,
	{later, reason}: {readonly later: boolean; readonly reason: string | undefined},
): TestResult {
	if (outcome === 'passed') return {title, verdict: 'pass', reason: '', lines: []};
	if (outcome === 'skipped') return {title, verdict: 'skip', reason: lines[0] ?? '', lines: []};
	if (reason !== undefined) return {title, verdict: 'quarantined', reason, lines};
	if (later) return {title, verdict: 'flaky', reason: 'it passed when it was run again', lines};
	const text = lines.join('\n');
	if (ENVIRONMENT.test(text)) return {title, verdict: 'infra', reason: messageIn(lines), lines};
	if (RESET.test(text)) return {title, verdict: 'device-reset', reason: messageIn(lines), lines};
	return {title, verdict: 'fail', reason: messageIn(lines), lines};
}

function reasonOf({title}: TapCase, quarantine: readonly Quarantine[]): string | undefined {
	return quarantine.find(({test}) => matches(test, title))?.reason;
}

/** The most telling message: that of the error within, else that of the assertion. */
function messageIn(lines: readonly string[]): string {
	const messages = lines.map(line => /^\s+message: (.*?),?$/.exec(line)?.[1]);
	const told = messages.find(text => text !== undefined && text !== "''");
	const assertion = lines.map(line => /^\s+assertion: (.*)$/.exec(line)?.[1]).find(text => text);
	return (told ?? assertion ?? '').replace(/^'(.*)'$/, '$1');
}
