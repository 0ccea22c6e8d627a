import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {textOf} from '../harness/report/text.js';
import {loadScenario} from '../harness/scenario/load.js';
import {simulate} from '../harness/simulate.js';

const README = readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');

test('the run that the README shows is the run that one gets', async t => {
	const {summary} = await simulate(loadScenario('greenhouse'));
	const lines = textOf(summary({}), '', false).split('\n');
	const steady = /^ {2}(delivery|latency|commands|frames|energy|firmware|trace) |^[✔✘] /;
	const shown = lines.filter(line => steady.test(line));
	t.true(shown.length >= 11);
	for (const line of shown) {
		t.true(README.includes(line.trimEnd()), `run "motebench run greenhouse" and show: ${line}`);
	}
});

test('every file that the README links to is there', t => {
	for (const [, target] of README.matchAll(/\]\(([^)#:]+)\)/g)) {
		t.true(existsSync(path.join(import.meta.dirname, '../..', target)), target);
	}
});
