import test from 'ava';
import {compare, sampleOf} from './comparison.js';
import {example} from './example.js';
import {junitOf, junitOfAll} from './junit.js';
import {GUARD_DROPS} from './summary.js';

test('a run is a suite, and each expectation a case', t => {
	t.is(
		junitOf(example),
		`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="motebench" tests="3" failures="0" errors="0" skipped="0">
  <testsuite name="smoke" time="0.25" tests="3" failures="0" errors="0" skipped="0">
    <properties>
      <property name="seed" value="0x5eed"/>
      <property name="nodes" value="10"/>
      <property name="gateways" value="1"/>
      <property name="simulatedSeconds" value="60"/>
      <property name="broker" value="in the run"/>
      <property name="traceHash" value="0123456789abcdef"/>
    </properties>
    <testcase classname="smoke" name="runs to its end without a trap" time="0.25"/>
    <testcase classname="smoke" name="delivery >= 0.99"/>
    <testcase classname="smoke" name="latency.p95 &lt;= 2s"/>
  </testsuite>
</testsuites>`,
	);
});

test('an expectation that is not met is a failure with what was observed', t => {
	const expectations = [
		{text: 'traps < 1 & "all" is well', observed: null, unit: 'count' as const, passed: false},
		{text: 'latency.p95 <= 2s', observed: 2310, unit: 'ms' as const, passed: false},
	];
	const xml = junitOf({...example, expectations});
	t.regex(xml, /<testsuite [^>]*failures="2"/);
	t.true(xml.includes('name="traps &lt; 1 &amp; &quot;all&quot; is well"'));
	t.true(xml.includes('<failure message="observed -" type="expectation"/>'));
	t.true(xml.includes('<failure message="observed 2.31 s" type="expectation"/>'));
});

test('a trap is a failure of the run, and an interruption an error', t => {
	const trapped = junitOf({...example, firmware: {...example.firmware, traps: 2}});
	t.true(trapped.includes('<failure message="2 traps in the firmware" type="trap"/>'));
	const interrupted = junitOf({...example, interrupted: true});
	t.true(interrupted.includes('<error message="the run was interrupted" type="interrupted"/>'));
});

test('a failure names the command that has the run again', t => {
	const expectations = [{text: 'x', observed: 1, unit: 'count' as const, passed: false}];
	const xml = junitOf({...example, expectations}, 'motebench run smoke');
	t.true(xml.includes('message="observed 1; again: motebench run smoke"'));
	t.true(xml.includes('<property name="replay" value="motebench run smoke"/>'));
});

test('a leak fails the run itself, whatever was expected', t => {
	const drops = Object.fromEntries(GUARD_DROPS.map(name => [name, 0])) as never;
	const counts = {joined: 1, rekeyed: 0, refused: 0, proved: 0, suspects: 0, revoked: 0};
	const keys = {...counts, nonces: 9, noncesRepeated: 0, leaks: {payload: 3}, drops};
	t.true(junitOf({...example, keys}).includes('message="payload leaked 3 times"'));
});

test('many runs are a suite each', t => {
	const xml = junitOfAll([{summary: example}, {summary: {...example, scenario: 'office'}}]);
	t.is(xml.match(/<testsuite /g)?.length, 2);
	t.true(xml.includes('tests="6"'));
});

test('a figure that is worse than the baseline is a failure of a case of its own', t => {
	const [before, now] = [example, {...example, deliveryRatio: 0.5}].map(sampleOf);
	const worse = junitOf(example, undefined, compare('base.json', [before], [now]));
	t.true(worse.includes('<testcase classname="smoke" name="not worse than base.json">'));
	t.true(worse.includes('<failure message="delivery -49.00 points" type="baseline"/>'));
	const same = junitOf(example, undefined, compare('base.json', [before], [before]));
	t.true(same.includes('name="not worse than base.json"/>'));
});
