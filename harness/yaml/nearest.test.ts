import test from 'ava';
import {nearest} from './nearest.js';

const words = ['greenhouse', 'office', 'smoke'];

test('a misspelt word is recognised while two thirds of it are right', t => {
	t.is(nearest('grenhouse', words), 'greenhouse');
	t.is(nearest('ofice', words), 'office');
	t.is(nearest('offcie', words), 'office');
	t.is(nearest('smoky', words), 'smoke');
	t.is(nearest('cuont', ['count']), 'count', 'two letters that change places are one slip');
});

test('a word that is like none has no neighbour', t => {
	t.is(nearest('warehouse', words), undefined);
	t.is(nearest('', words), undefined);
	t.is(nearest('office', []), undefined);
});
