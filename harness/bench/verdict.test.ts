import test from 'ava';
import type {PhaseResult} from './phases.js';
import {casesIn, type TapCase} from './tap.js';
import {exitCodeOf, judge, matches, type Verdict} from './verdict.js';

const REPORT = `TAP version 13
ok 1 - a › it passes
ok 2 - a › it is switched off # SKIP
ok 3 - a › it needs a radio
#   skipped: there is no radio
not ok 4 - a › it fails
  ---
    name: AssertionError
    assertion: t.is()
    message: ''
  ...
not ok 5 - a › the port goes
  ---
    name: AssertionError
    details:
      'Rejected promise returned by test. Reason:': |-
        EnvironmentError {
          message: 'port gone',
        }
    message: Rejected promise returned by test
  ...
not ok 6 - a › the board starts anew
  ---
    name: DeviceReset
    message: restart that nobody asked for
  ...

1..6
# tests 6
# pass 2
`;

test('each test of a report gets its verdict, and why', t => {
	t.deepEqual(verdictsOf([casesIn(REPORT)]), [
		'pass',
		'skip',
		'skip there is no radio',
		'fail t.is()',
		'infra port gone',
		'device-reset restart that nobody asked for',
	]);
});

test('a test that passes when it is run again is flaky, and what it said first is kept', t => {
	const again = casesIn('ok 1 - a › it fails\n');
	const {results} = judge([casesIn(REPORT), again], {quarantine: [], target: 'sim'});
	t.is(results[3]!.verdict, 'flaky');
	t.true(results[3]!.lines.length > 0);
	const failed = casesIn('not ok 1 - a › it fails\n');
	t.is(judge([casesIn(REPORT), failed], NOTHING).results[3]!.verdict, 'fail');
});

test('a test in quarantine that fails is told with its reason, one that passes passes', t => {
	const quarantine = [{test: '*it fails', target: 'board:*', reason: 'loose antenna'}];
	const there = judge([casesIn(REPORT)], {quarantine, target: 'board:left'});
	t.like(there.results[3], {verdict: 'quarantined', reason: 'loose antenna'});
	const elsewhere = judge([casesIn(REPORT)], {quarantine, target: 'sim'});
	t.is(elsewhere.results[3]!.verdict, 'fail');
	const passes = judge([casesIn('ok 1 - it fails')], {quarantine, target: 'board:left'});
	t.is(passes.results[0]!.verdict, 'pass');
});

test('a quarantine that meets no test is told', t => {
	const quarantine = [{test: 'gone', reason: 'of old'}];
	t.deepEqual(judge([casesIn(REPORT)], {quarantine, target: 'sim'}).idle, quarantine);
});

const codes: [verdicts: Verdict[], code: number][] = [
	[['pass'], 0],
	[['pass', 'skip', 'flaky', 'quarantined'], 0],
	[['quarantined'], 0],
	[['pass', 'fail'], 1],
	[['pass', 'device-reset'], 1],
	[['infra', 'fail'], 1],
	[['pass', 'infra'], 3],
	[['inconclusive', 'infra'], 3],
	[['pass', 'inconclusive'], 4],
	[['skip'], 5],
	[[], 5],
];

for (const [verdicts, code] of codes) {
	test(`exit code ${code} for ${verdicts.join(', ') || 'no test at all'}`, t => {
		t.is(
			exitCodeOf(
				verdicts.map(verdict => ({verdict})),
				[],
			),
			code,
		);
	});
}

test('tests that all pass do not hide a silent restart, a bad bench or a late host', t => {
	const passed = [{verdict: 'pass'}] as const;
	t.is(exitCodeOf(passed, [{verdict: 'device-reset', reason: ''}]), 1);
	t.is(exitCodeOf(passed, [{verdict: 'infra', reason: ''}]), 3);
	t.is(exitCodeOf(passed, [{verdict: 'inconclusive', reason: ''}]), 4);
	const resolved: PhaseResult = {phase: 'resolve', verdict: 'infra', detail: '', ms: 0};
	t.is(exitCodeOf([], [resolved]), 3);
});

test('in a pattern * is anything, and nothing else means more than itself', t => {
	t.true(matches('a*c (d)', 'abbc (d)'));
	t.false(matches('a*c', 'abcd'));
	t.false(matches('a.c', 'abc'));
	t.true(matches('*', ''));
});

const NOTHING = {quarantine: [], target: 'sim'};

function verdictsOf(attempts: readonly (readonly TapCase[])[]): string[] {
	const {results} = judge(attempts, NOTHING);
	return results.map(({verdict, reason}) => `${verdict} ${reason}`.trim());
}
