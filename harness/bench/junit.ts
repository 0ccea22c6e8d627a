/*
 * The verdicts as JUnit XML: what failed by the firmware is a failure, what failed by the bench an
 * error, what nobody can say anything of is skipped, and says why.
 */
import junit, {type Builder, type TestCase} from 'junit-report-builder';
import type {Outcome} from './test-run.js';
import type {Verdict} from './verdict.js';

/** Its types promise a `default`; in an ES module the import is the builder itself. */
const JUNIT = junit as unknown as Builder;

interface Told {
	readonly verdict: Verdict;
	readonly reason: string;
}

/** The XML of `outcome`: a suite for the target, a case a test, and one for each other trouble. */
export function junitOf({target, phases, results, notices}: Outcome): string {
	const builder = JUNIT.newBuilder().name('motebench');
	const suite = builder.testSuite().name(target).property('target', target);
	for (const {phase, verdict, detail} of phases) {
		if (verdict === 'pass') continue;
		tell(suite.testCase().className(target).name(phase), {verdict, reason: detail});
	}
	for (const notice of notices) tell(suite.testCase().className(target).name('notice'), notice);
	for (const result of results) {
		const testCase = suite.testCase().className(target).name(result.title);
		tell(testCase, result);
		if (result.lines.length > 0) testCase.standardOutput(result.lines.join('\n'));
	}
	return builder.build();
}

function tell(testCase: TestCase, {verdict, reason}: Told): void {
	switch (verdict) {
		case 'fail':
		case 'device-reset':
			testCase.failure(reason, verdict);
			return;
		case 'infra':
		case 'inconclusive':
			testCase.error(reason, verdict);
			return;
		case 'skip':
		case 'quarantined':
			testCase.skipped().standardError(`${verdict}: ${reason}`);
			return;
		case 'flaky':
			testCase.standardError(`${verdict}: ${reason}`);
			return;
		case 'pass':
	}
}
