import test from 'ava';
import type {Result} from './case.js';
import {documentOf} from './document.js';
import {htmlOf} from './report-html.js';
import {junitOf} from './report-junit.js';
import {textOf} from './report-text.js';

const results: readonly Result[] = [
	{id: 'GW-PUB-01', clause: '6.10 order', title: 'it publishes', verdict: 'pass'},
	{
		id: 'GW-PUB-02',
		clause: '6.6 QoS <1>',
		title: 'it answers',
		verdict: 'fail',
		reason: 'no PUBACK',
		octets: ['client 1 > 0216'],
	},
	{
		id: 'GW-SLP-01',
		clause: '6.14 sleep',
		title: 'it sleeps',
		verdict: 'not supported',
		reason: '-',
	},
	{
		id: 'GW-SLP-02',
		clause: '6.14 sleep',
		title: 'it wakes',
		verdict: 'ambiguous',
		readings: ['late', 'early'],
		reading: 'late',
	},
];

test('the table has a line a family, and one for all', t => {
	const lines = textOf(results).split('\n');
	t.regex(lines[1]!, /^GW-PUB +1 +1 +0 +0$/);
	t.regex(lines[2]!, /^GW-SLP +0 +0 +1 +1$/);
	t.regex(lines[3]!, /^all +1 +1 +1 +1$/);
});

test('a failure is told with its reason and its octets', t => {
	const text = textOf(results);
	t.true(text.includes('GW-PUB-02  FAIL  it answers (6.6 QoS <1>)\n  no PUBACK'));
	t.true(text.includes('    client 1 > 0216'));
});

test('of many octets the last twelve lines are told', t => {
	const octets = Array.from({length: 20}, (_, index) => `line ${index}.`);
	const text = textOf([{...results[1]!, octets}]);
	t.true(text.includes('line 8.'));
	t.false(text.includes('line 7.'));
});

test('in JUnit a failure is a failure, and what is not supported is skipped', t => {
	const xml = junitOf('gateway', results);
	t.regex(xml, /<testsuite [^>]*tests="4" failures="1" errors="0" skipped="1"/);
	t.true(xml.includes('gateway 6.6 QoS &lt;1'));
	t.true(xml.includes('client 1 > 0216'));
});

test('the page counts verdicts by family, and shows the octets of failures', t => {
	const page = htmlOf('127.0.0.1:1884', results);
	const counts = [1, 1, 0, 0].map(count => `<td class="count">.*?${count}.*?</td>`).join('');
	t.regex(page, new RegExp(`href="#GW-PUB">GW-PUB</a></td>${counts}</tr>`));
	t.true(page.includes('<pre>client 1 &gt; 0216</pre>'));
	t.true(page.includes('it wakes: late'), 'the reading that was seen');
});

test('in the page nothing is markup but what is meant to be', t => {
	const page = htmlOf('<b>', results);
	t.true(page.includes('MQTT-SN 1.2: &lt;b&gt;</h1>'));
	t.true(page.includes('6.6 QoS &lt;1&gt;: no PUBACK'));
	t.false(page.includes('<b>'));
});

test('the page needs no network and no script', t => {
	t.notRegex(htmlOf('ours', results), /<script|<link|<img|https?:|@import|url\(/);
});

test('where nothing failed the page does not speak of it', t => {
	t.false(htmlOf('ours', results.slice(0, 1)).includes('What failed'));
});

test('targets stand beside each other, and what differs is seen', t => {
	const other = results.map(result => ({...result, verdict: 'pass' as const, reading: 'late'}));
	const targets = [
		{subject: 'sim', results},
		{subject: 'board', results: other.slice(1)},
	];
	const text = documentOf([], targets);
	t.true(text.includes('| Case | sim | board |'));
	t.true(text.includes(`| ${results[0]!.id} | pass | not run |`));
	t.regex(text, /^0 of 4 cases have one verdict on all of them\.$/m);
});

test('the document lists clause, cases and verdict, sections in their order', t => {
	const text = documentOf([{subject: 'Ours', results}]);
	t.true(text.includes('## Ours\n\n4 cases, 3 clauses: 1 pass, 1 fail, 1 not supported'));
	t.true(text.includes('| 6.14 sleep | GW-SLP-01 GW-SLP-02 | not supported; ambiguous: late |'));
	t.true(text.indexOf('| 6.6 ') < text.indexOf('| 6.10 '));
});
