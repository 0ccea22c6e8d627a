import test from 'ava';
import {healedShare} from './healed.js';

const messages = [
	{publishedUs: 179_999_999, copies: 0},
	{publishedUs: 180_000_000, copies: 1},
	{publishedUs: 200_000_000, copies: 0},
	{publishedUs: 300_000_000, copies: 2},
];

test('what is published two minutes after a fault counts, and nothing before', t => {
	t.is(healedShare([{atMs: 60_000}], messages), 2 / 3);
});

test('of several faults the last one counts, by its end', t => {
	t.is(healedShare([{atMs: 60_000, forMs: 120_000}, {atMs: 100_000}], messages), 1);
});

test('without a fault, and without a message after it, nothing is healed', t => {
	t.is(healedShare([], messages), undefined);
	t.is(healedShare([{atMs: 181_000}], messages), undefined);
});
