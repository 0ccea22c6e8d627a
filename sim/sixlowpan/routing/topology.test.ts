import test from 'ava';
import {HOPS_MAX, Topology} from './topology.js';

const UNIT_US = 60_000_000;

test('a route leads from a border router over each parent to the node', t => {
	const topology = learned([5, 4], [4, 3], [3, 1]);
	t.deepEqual(topology.routeTo(5, 0), [1, 3, 4, 5]);
	t.deepEqual(topology.routeTo(3, 0), [1, 3]);
	t.deepEqual(topology.routeTo(1, 0), [1]);
});

test('where a parent is not known there is no route', t => {
	t.is(learned([5, 4]).routeTo(5, 0), undefined);
});

test('parents that go round are no route', t => {
	t.is(learned([5, 4], [4, 5]).routeTo(5, 0), undefined);
});

test(`a route has ${HOPS_MAX} hops at most`, t => {
	const row = Array.from(
		{length: HOPS_MAX + 1},
		(_, index) => [index + 10, index === 0 ? 1 : index + 9] as const,
	);
	t.is(learned(...row).routeTo(HOPS_MAX + 9, 0)?.length, HOPS_MAX + 1);
	t.is(learned(...row).routeTo(HOPS_MAX + 10, 0), undefined);
});

test('a route is forgotten when its lifetime is over', t => {
	const topology = learned([5, 1]);
	t.deepEqual(topology.routeTo(5, 30 * UNIT_US - 1), [1, 5]);
	t.is(topology.routeTo(5, 30 * UNIT_US), undefined);
});

test('an older DAO changes nothing, a newer one and one of lifetime nought do', t => {
	const topology = learned([5, 1]);
	t.false(topology.learn({...dao(5, 2), pathSequence: 240}, 0, UNIT_US));
	t.deepEqual(topology.routeTo(5, 0), [1, 5]);
	t.true(topology.learn({...dao(5, 2), pathSequence: 242}, 0, UNIT_US));
	t.deepEqual(topology.routeTo(5, 0), [2, 5]);
	topology.learn({...dao(5, 2), pathSequence: 243, lifetime: 0}, 0, UNIT_US);
	t.is(topology.routeTo(5, 0), undefined);
});

/** With border routers 1 and 2, and these [target, parent]. */
function learned(...edges: readonly (readonly [number, number])[]): Topology {
	const topology = new Topology([1, 2]);
	for (const [target, parent] of edges) topology.learn(dao(target, parent), 0, UNIT_US);
	return topology;
}

function dao(target: number, parent: number) {
	return {
		instance: 30,
		wantsAck: true,
		sequence: 1,
		target,
		parent,
		pathSequence: 241,
		lifetime: 30,
	};
}
