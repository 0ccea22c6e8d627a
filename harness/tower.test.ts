import test from 'ava';
import {verdictOf} from './report/summary.js';
import {loadScenario} from './scenario/load.js';
import type {Scenario} from './scenario/schema.js';
import {simulate} from './simulate.js';

/* The whole tower takes half a minute: here is one floor of its five, and in half of the time. */

const MINUTE = 60_000;
/** Lamps, counted from one. */
const DYING = [6, 9];

test('a floor of the tower heals when lamps die, and keeps all that the file expects', async t => {
	const {summary} = await simulate(floorOf(loadScenario('tower')));
	const came = summary({});
	for (const {text, observed, passed} of came.expectations) t.true(passed, `${text}: ${observed}`);
	t.is(verdictOf(came), 'passed');
	t.true(came.healedRatio !== null && came.nodes === 60);
});

/** Fifteen lamps in their row, a fifth of the others; two of the lamps near the gateway die. */
function floorOf(tower: Scenario): Scenario {
	const {gateways, nodes, faults} = tower;
	const drain = faults[0] as Extract<Scenario['faults'][number], {kind: 'drain'}>;
	const middle = {kind: 'points' as const, points: [{xM: 60, yM: 10}]};
	return {
		...tower,
		durationMs: 12 * MINUTE,
		area: {widthM: 120, heightM: 20},
		gateways: gateways.map(group => ({...group, placement: middle})),
		nodes: nodes.map(group => ({
			...group,
			count: group.count / 5,
			start: {withinMs: MINUTE},
		})),
		traffic: {...tower.traffic, commands: {everyMs: 5 * MINUTE, qos: 1}},
		faults: [{...drain, nodes: DYING, probability: 1, atMs: 5 * MINUTE}],
	};
}
