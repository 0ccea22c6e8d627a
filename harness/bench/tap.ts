/*
 * What AVA prints with --tap, of which are read
 *
 *   ok 3 - file › title              passed
 *   ok 4 - file › title # SKIP       switched off
 *   #   skipped: why                 the log of the test before: it passed for want of something
 *   not ok 5 - file › title          failed; what follows it, to the next, says how
 *
 * Knows no verdicts.
 */

export interface TapCase {
	readonly title: string;
	readonly outcome: 'passed' | 'failed' | 'skipped';
	/** Why it was skipped, or how it failed. */
	readonly lines: readonly string[];
}

const RESULT = /^(ok|not ok) \d+ - (.*)$/;
const SKIPPED = / # SKIP$/;
const REASON = /^# {3}skipped: (.*)$/;

/** The tests in the order in which they ended. */
export function casesIn(tap: string): TapCase[] {
	const cases: TapCase[] = [];
	let lines: string[] = [];
	for (const line of tap.split('\n')) {
		const [, word, title] = RESULT.exec(line) ?? [];
		if (word !== undefined && title !== undefined) {
			lines = [];
			const skipped = SKIPPED.test(title);
			const outcome = word !== 'ok' ? 'failed' : skipped ? 'skipped' : 'passed';
			cases.push({title: title.replace(SKIPPED, ''), outcome, lines});
			continue;
		}
		if (/^# (tests|pass|skip|fail) /.test(line) || /^\d+\.\.\d+$/.test(line)) continue;
		if (line.trim() !== '') lines.push(line);
	}
	return cases.map(withReason);
}

/** A test that says in its log why it was skipped was not run, whatever it returned. */
function withReason(one: TapCase): TapCase {
	if (one.outcome !== 'passed') return one;
	const reasons = one.lines.map(line => REASON.exec(line)?.[1]).filter(text => text !== undefined);
	return reasons.length === 0 ? one : {...one, outcome: 'skipped', lines: reasons};
}
