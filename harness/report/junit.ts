/*
 * The verdict as JUnit XML, which every CI system shows: a suite for the scenario, a case for
 * each expectation and one for the run itself, so that a run without expectations says something.
 */
import junit, {type Builder, type TestSuite} from 'junit-report-builder';
import type {Comparison} from './comparison.js';
import {differenceText} from './comparison-text.js';
import {breachesOf} from './reason.js';
import {keptUp, type Summary} from './summary.js';
import {figureText} from './units.js';

/** Its types promise a `default`; in an ES module the import is the builder itself. */
const JUNIT = junit as unknown as Builder;

/**
 * The XML of `summary`; `replay` is the command that has the run again, `comparison` what it was
 * held against.
 */
export function junitOf(summary: Summary, replay?: string, comparison?: Comparison): string {
	const builder = JUNIT.newBuilder().name('motebench');
	const suite = addSuite(builder, summary, replay);
	if (comparison !== undefined) comparisonCase(suite, summary.scenario, comparison);
	return builder.build();
}

/** A figure that has become worse is a failure; what nobody can tell is said beside it. */
function comparisonCase(suite: TestSuite, scenario: string, comparison: Comparison): void {
	const testCase = suite.testCase().className(scenario).name(`not worse than ${comparison.base}`);
	const figures = comparison.figures.filter(({change}) => change === comparison.change);
	const lines = figures.map(figure => `${figure.label} ${differenceText(figure)}`);
	if (comparison.change === 'worse') testCase.failure(lines.join('; '), 'baseline');
	if (comparison.change === 'unclear') testCase.error(`too few seeds to tell: ${lines.join('; ')}`);
}

/** The XML of many runs, a suite each, with the command that has each again. */
export function junitOfAll(
	runs: readonly {summary: Summary; replay?: string | undefined}[],
): string {
	const builder = JUNIT.newBuilder().name('motebench');
	for (const {summary, replay} of runs) addSuite(builder, summary, replay);
	return builder.build();
}

function addSuite(builder: Builder, summary: Summary, replay: string | undefined): TestSuite {
	const {scenario, wallSeconds, expectations} = summary;
	const suite = builder.testSuite().name(scenario).time(wallSeconds);
	for (const [name, value] of Object.entries(properties(summary))) suite.property(name, value);
	if (replay !== undefined) suite.property('replay', replay);
	runCase(suite, summary, replay);
	if (summary.lag !== null) lagCase(suite, summary);
	for (const {text, observed, unit, passed} of expectations) {
		const testCase = suite.testCase().className(scenario).name(text);
		const seen = `observed ${figureText(observed, unit)}${againBy(replay)}`;
		if (!passed) testCase.failure(seen, 'expectation');
	}
	return suite;
}

function againBy(replay: string | undefined): string {
	return replay === undefined ? '' : `; again: ${replay}`;
}

function runCase(suite: TestSuite, summary: Summary, replay: string | undefined): void {
	const {scenario, interrupted, wallSeconds} = summary;
	const name = 'runs to its end without a trap';
	const testCase = suite.testCase().className(scenario).name(name).time(wallSeconds);
	const breaches = breachesOf(summary).join(', ');
	if (interrupted) testCase.error('the run was interrupted', 'interrupted');
	else if (breaches !== '') testCase.failure(`${breaches}${againBy(replay)}`, 'trap');
}

/** What shows nothing is an error, neither a failure nor a success. */
function lagCase(suite: TestSuite, summary: Summary): void {
	const {scenario, lag} = summary;
	const testCase = suite.testCase().className(scenario).name('time keeps up with the wall clock');
	const late = `${lag?.p99Ms} ms behind at the 99th percentile, of ${lag?.boundMs}: inconclusive`;
	if (!keptUp(summary)) testCase.error(late, 'inconclusive');
}

function properties(summary: Summary): Record<string, string> {
	const {seed, nodes, gateways, simulatedSeconds, broker, traceHash} = summary;
	return {
		seed: `0x${seed.toString(16)}`,
		nodes: `${nodes}`,
		gateways: `${gateways}`,
		simulatedSeconds: `${simulatedSeconds}`,
		broker,
		traceHash,
	};
}
