/*
 * One meeting of firmware and gateway over a bad link, again: what a failing property prints.
 *
 *   node build/scripts/bad-link.js '{"fates":[[1],[],[2,5]],"config":{"3":1,"7":1},"durationMs":60000}'
 *
 * Prints what both ends have to say as JSON.
 */
import {type Encounter, meet} from '../harness/bad-link.js';

const [, , text = ''] = process.argv;
try {
	console.log(JSON.stringify(meet(JSON.parse(text) as Encounter), undefined, '\t'));
} catch (error) {
	if (!(error instanceof SyntaxError)) throw error;
	console.error('bad-link: expected one encounter as JSON, in quotes, such as \'{"fates": ...}\'');
	process.exitCode = 2;
}
