import test from 'ava';
import {lifetimesOf} from './lifetimes.js';
import {example} from './report/example.js';
import {textOf} from './report/text.js';
import type {Drawn} from './scenario/energy-observer.js';
import {loadScenario} from './scenario/load.js';
import {simulate} from './simulate.js';

test('sleepers of the scenario ten-years reach ten years, and sleep would shorten them most', async t => {
	const {summary} = await simulate(loadScenario('ten-years'));
	const {lifetime, expectations} = summary({});
	t.true(expectations.every(({passed}) => passed));
	t.is(lifetime?.battery, 'CR2032');
	t.is(lifetime?.nodes.length, 24);
	t.is(lifetime?.shortens[0].cause, 'sleep');
	const {years, low, high} = lifetime!.nodes[0];
	t.true(low <= years && years <= high && low >= 10);
});

test('without a battery there is no lifetime, nor a line about it', async t => {
	t.is(lifetimesOf('', []), null);
	t.notRegex(textOf(example, '', false), /battery/);
});

test('nodes are told shortest life first, by their own numbers', t => {
	const lifetime = lifetimesOf('cell', [drawn(5, 2), drawn(3, 4), drawn(9, 1)])!;
	t.deepEqual(
		lifetime.nodes.map(({node, years}) => [node, years]),
		[
			[2, 3],
			[1, 5],
			[3, 9],
		],
	);
	t.is(lifetime.medianYears, 5);
	t.is(lifetime.causesUa['sleep'], 7 / 3);
});

test('the report says what draws, how long it lasts, and what would shorten it most', t => {
	const lifetime = lifetimesOf('cell', [drawn(5, 2)]);
	const lines = textOf({...example, lifetime}, '', false).split('\n');
	t.deepEqual(
		lines.filter(line => /battery|drawn by|shortens/.test(line)),
		[
			'  battery   cell: 5 years for half of the nodes   node 1 5 years (95 %: 4 years to 6 years)',
			'  drawn by  2 uA in the mean   sleep 100 %',
			'  shortens  sleep: twice as much of it leaves node 1 2.5 years',
		],
	);
});

function drawn(years: number, sleepUa: number): Drawn {
	const none = {listening: 0, overhearing: 0, receiving: 0, sending: 0, turnaround: 0};
	const besides = {startUp: 0, cpu: 0, sensor: 0, leak: 0};
	return {
		lifetime: {years, low: years - 1, high: years + 1},
		causesUa: {sleep: sleepUa, ...none, ...besides},
		shortens: [{cause: 'sleep', years: years / 2}],
	};
}
