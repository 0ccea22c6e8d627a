import test from 'ava';
import {type Crowd, place} from './placement.js';

test('a grid fills rows from the lower left, in the middle of equal cells', t => {
	t.deepEqual(place({kind: 'grid', columns: 2}, crowd({count: 3})), [
		{xM: 5, yM: 2.5},
		{xM: 15, yM: 2.5},
		{xM: 5, yM: 7.5},
	]);
});

test('a grid without columns has cells that are as square as the area allows', t => {
	t.deepEqual(place({kind: 'grid'}, crowd({count: 2})), [
		{xM: 5, yM: 5},
		{xM: 15, yM: 5},
	]);
	t.is(new Set(place({kind: 'grid'}, crowd({count: 200})).map(({xM}) => xM)).size, 20);
});

test('a grid never has more columns than nodes', t => {
	t.deepEqual(place({kind: 'grid', columns: 9}, crowd({count: 1})), [{xM: 10, yM: 5}]);
});

test('uniform places follow the luck that is handed in', t => {
	const draw = (index: number) => [0, 0.5, 0.25, 0.75][index]!;
	t.deepEqual(place({kind: 'uniform'}, crowd({count: 2, draw})), [
		{xM: 0, yM: 5},
		{xM: 5, yM: 7.5},
	]);
});

test('a node that is added moves no other', t => {
	const draw = (index: number) => ((index + 1) * 0.618) % 1;
	const few = place({kind: 'uniform'}, crowd({count: 5, draw}));
	t.deepEqual(place({kind: 'uniform'}, crowd({count: 9, draw})).slice(0, 5), few);
});

test('a ring lies round the middle of the area, to the millimetre', t => {
	t.deepEqual(place({kind: 'ring', radiusM: 3}, crowd({count: 4})), [
		{xM: 13, yM: 5},
		{xM: 10, yM: 8},
		{xM: 7, yM: 5},
		{xM: 10, yM: 2},
	]);
});

test('cells are discs round the places of a grid, filled in turn', t => {
	const draw = (index: number) => [0.25, 0, 0.25, 0.25, 0, 0.7][index]!;
	t.deepEqual(place({kind: 'cells', cells: 2, radiusM: 4}, crowd({count: 3, draw})), [
		{xM: 7, yM: 5},
		{xM: 15, yM: 7},
		{xM: 5, yM: 5},
	]);
});

test('points are taken as they are listed, and there must be enough', t => {
	const points = [{xM: 1, yM: 2}];
	t.deepEqual(place({kind: 'points', points}, crowd({count: 1})), points);
	t.throws(() => place({kind: 'points', points}, crowd({count: 2})), {instanceOf: RangeError});
});

function crowd(changes: Partial<Crowd>): Crowd {
	return {count: 1, area: {widthM: 20, heightM: 10}, draw: () => 0.5, ...changes};
}
