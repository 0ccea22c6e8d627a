/*
 * The verdict as JUnit XML, which every CI system shows: a suite for the scenario, a case for
 * each expectation and one for the run itself, so that a run without expectations says something.
 */
import junit, {type Builder, type TestSuite} from 'junit-report-builder';
import {keptUp, type Summary} from './summary.js';
import {figureText} from './units.js';

/** Its types promise a `default`; in an ES module the import is the builder itself. */
const JUNIT = junit as unknown as Builder;

/** The XML of `summary`. */
export function junitOf(summary: Summary): string {
	const {scenario, wallSeconds, expectations} = summary;
	const builder = JUNIT.newBuilder().name('motebench');
	const suite = builder.testSuite().name(scenario).time(wallSeconds);
	for (const [name, value] of Object.entries(properties(summary))) suite.property(name, value);
	runCase(suite, summary);
	if (summary.lag !== null) lagCase(suite, summary);
	for (const {text, observed, unit, passed} of expectations) {
		const testCase = suite.testCase().className(scenario).name(text);
		if (!passed) testCase.failure(`observed ${figureText(observed, unit)}`, 'expectation');
	}

	return builder.build();
}

function runCase(suite: TestSuite, {scenario, interrupted, firmware, wallSeconds}: Summary): void {
	const name = 'runs to its end without a trap';
	const testCase = suite.testCase().className(scenario).name(name).time(wallSeconds);
	if (interrupted) testCase.error('the run was interrupted', 'interrupted');
	else if (firmware.traps > 0) testCase.failure(`${firmware.traps} traps`, 'trap');
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
