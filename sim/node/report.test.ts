import {readFileSync} from 'node:fs';
import test from 'ava';
import {Report} from './report.js';

test("a report has the number that the firmware's table gives it", t => {
	t.deepEqual(Object.entries(Report), firmwareReports());
});

/** Name and number of each line of the firmware's enum, the name with a small letter. */
function firmwareReports(): [string, number][] {
	const source = readFileSync(new URL('../../../firmware/report.ts', import.meta.url), 'utf8');
	const [, body] = /enum Report \{(.*?)\n\}/s.exec(source)!;
	return [...body.matchAll(/^\t([A-Z])(\w+) = (\d+),/gm)].map(([, initial, rest, number]) => [
		initial.toLowerCase() + rest,
		Number(number),
	]);
}
