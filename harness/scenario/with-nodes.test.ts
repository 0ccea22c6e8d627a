import test from 'ava';
import fc from 'fast-check';
import {UsageError} from '../errors.js';
import {loadScenario} from './load.js';
import type {Scenario} from './schema.js';
import {withNodes} from './with-nodes.js';

const shared = test.macro<[counts: number[], total: number, expected: number[]]>({
	title: (_, counts, total, expected) =>
		`${total} nodes in groups of ${counts.join(', ')} are ${expected.join(', ')}`,
	exec(t, counts, total, expected) {
		t.deepEqual(countsOf(withNodes(groups(counts), total)), expected);
	},
});
test(shared, [4, 4, 2], 10, [4, 4, 2]);
test(shared, [4, 4, 2], 100, [40, 40, 20]);
test(shared, [1, 1, 1], 5, [2, 2, 1]);
test(shared, [500, 5], 101, [100, 1]);
test(shared, [1000, 1, 1], 3, [1, 1, 1]);
test(shared, [1000, 1, 1], 2, [2]);
test(shared, [1, 1, 1], 1, [1]);
test(shared, [190, 605, 1, 1, 1, 1, 1], 8, [1, 2, 1, 1, 1, 1, 1]);

test('shares are whole, sum up, and leave no group out while there are enough for all', t => {
	const counts = fc.array(fc.integer({min: 1, max: 10_000}), {minLength: 1, maxLength: 12});
	fc.assert(
		fc.property(counts, fc.integer({min: 1, max: 200}), (before, total) => {
			const after = countsOf(withNodes(groups(before), total));
			const all = total < before.length || after.length === before.length;
			return all && after.reduce((sum, count) => sum + count, 0) === total;
		}),
		{seed: 1, numRuns: 2000},
	);
	t.pass();
});

test('another number of nodes changes nothing else', t => {
	const before = groups([4, 2]);
	const {nodes, ...rest} = withNodes(before, 9);
	t.deepEqual({...rest, nodes: before.nodes}, before);
	t.deepEqual(
		nodes.map(({name}) => name),
		before.nodes.map(({name}) => name),
	);
});

test('a list of places has as many as it has, which is for the user to change', t => {
	const scenario = groups([1]);
	const placement = {kind: 'points' as const, points: [{xM: 1, yM: 1}]};
	const listed = {...scenario, nodes: scenario.nodes.map(group => ({...group, placement}))};
	t.throws(() => withNodes(listed, 1), {instanceOf: UsageError, message: /--nodes/});
});

/** A scenario with a group of nodes for each count. */
function groups(counts: readonly number[]): Scenario {
	const scenario = loadScenario('office');
	const [group] = scenario.nodes;
	const nodes = counts.map((count, index) => ({...group, name: `group-${index}`, count}));
	return {...scenario, nodes};
}

function countsOf({nodes}: Scenario): number[] {
	return nodes.map(({count}) => count);
}
