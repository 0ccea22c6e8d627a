/* Results as JUnit XML: a case of the suite is a test case, its clause a property of its name. */
import junit, {type Builder} from 'junit-report-builder';
import type {Result} from './case.js';

/** Its types promise a `default`; in an ES module the import is the builder itself. */
const JUNIT = junit as unknown as Builder;

/** The XML of `results`; `subject` is what was judged. What is not supported counts as skipped. */
export function junitOf(subject: string, results: readonly Result[]): string {
	const builder = JUNIT.newBuilder().name('motebench conform');
	const suite = builder.testSuite().name(subject);
	for (const {id, clause, title, verdict, reason, octets = []} of results) {
		const testCase = suite.testCase().className(`${subject} ${clause}`).name(`${id} ${title}`);
		if (verdict === 'not supported') testCase.skipped();
		if (verdict === 'fail') testCase.failure([reason, ...octets].join('\n'), 'clause');
	}

	return builder.build();
}
