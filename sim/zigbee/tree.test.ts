import test from 'ava';
import {costOf, lqiOf} from './link-cost.js';
import {cskip, DEFAULT_TREE, endDeviceAddress, isBelow, nextDown, routerAddress} from './tree.js';

/* The figures are those of the specification's formulas for Cm 20, Rm 6, Lm 5. */

test('A12 Cskip: parts of the tree have 5181, 861, 141, 21, 1 and no addresses', t => {
	const skips = [0, 1, 2, 3, 4, 5].map(depth => cskip(DEFAULT_TREE, depth));
	t.deepEqual(skips, [5181, 861, 141, 21, 1, 0]);
});

test('with one router child each part is as long as the rest of the tree', t => {
	const shape = {nwkMaxChildren: 3, nwkMaxRouters: 1, nwkMaxDepth: 4};
	t.deepEqual(
		[0, 1, 2, 3].map(depth => cskip(shape, depth)),
		[10, 7, 4, 1],
	);
});

test('children of the coordinator have addresses by their kind and number', t => {
	t.deepEqual(
		[0, 1, 5].map(index => routerAddress(DEFAULT_TREE, 0, 0, index)),
		[1, 5182, 25_906],
	);
	t.deepEqual(
		[0, 13].map(index => endDeviceAddress(DEFAULT_TREE, 0, 0, index)),
		[31_087, 31_100],
	);
});

test('no two devices of a full tree have one address, and all of them have 16 bits', t => {
	const addresses = new Set<number>();
	const count = fill(addresses, 0, 0, {nwkMaxChildren: 5, nwkMaxRouters: 3, nwkMaxDepth: 4});
	t.is(addresses.size, count);
	t.is(routerAddress(DEFAULT_TREE, 0, 0, 5) + cskip(DEFAULT_TREE, 0), 31_087);
});

test('the tree leads down to whoever is below, and up else', t => {
	t.true(isBelow(DEFAULT_TREE, 5182, 1, 5183));
	t.true(isBelow(DEFAULT_TREE, 5182, 1, 10_362));
	t.false(isBelow(DEFAULT_TREE, 5182, 1, 10_363));
	t.false(isBelow(DEFAULT_TREE, 5182, 1, 5182));
	t.true(isBelow(DEFAULT_TREE, 0, 0, 31_100));
	t.is(nextDown(DEFAULT_TREE, 0, 0, 10_362), 5182);
	t.is(nextDown(DEFAULT_TREE, 0, 0, 10_363), 10_363);
	t.is(nextDown(DEFAULT_TREE, 0, 0, 31_087), 31_087, 'an end device of its own');
});

test('cost goes up as LQI goes down, at the bounds that ns-3 has', t => {
	const bounds = [51, 50, 46, 45, 41, 40, 39, 38, 36, 35, 25, 24];
	t.deepEqual(bounds.map(costOf), [1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7]);
});

test('ten decibels in hand are a link of cost 1, three are one of cost 7', t => {
	t.deepEqual(
		[-9000, -9100, -9700, -10_500, 0].map(cdbm => costOf(lqiOf(cdbm))),
		[1, 2, 7, 7, 1],
	);
	t.deepEqual([lqiOf(-10_000), lqiOf(-12_000), lqiOf(0)], [11, 0, 255]);
});

function fill(
	addresses: Set<number>,
	address: number,
	depth: number,
	shape: typeof DEFAULT_TREE,
): number {
	addresses.add(address);
	let count = 1;
	if (cskip(shape, depth) === 0) return count;
	for (let index = 0; index < shape.nwkMaxRouters; index++) {
		count += fill(addresses, routerAddress(shape, address, depth, index), depth + 1, shape);
	}
	for (let index = 0; index < shape.nwkMaxChildren - shape.nwkMaxRouters; index++) {
		addresses.add(endDeviceAddress(shape, address, depth, index));
		count++;
	}
	return count;
}
