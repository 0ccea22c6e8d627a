import test from 'ava';
import {LinkQuality} from './link-quality.js';

test('a neighbour is guessed by its strength: one transmission from -85 dBm on, four at -100', t => {
	const guesses = [-4000, -8500, -9000, -9970, -11_000].map(rssi => new LinkQuality(rssi).etx);
	t.deepEqual(guesses, [128, 128, 256, 504, 512]);
});

test('the first measurement counts for half, each further one for an eighth', t => {
	const link = new LinkQuality(-7000);
	link.used(true, 3);
	t.is(link.etx, 256);
	link.used(true, 1);
	t.is(link.etx, 240);
});

test('a measured link is not guessed again', t => {
	const link = new LinkQuality(-7000);
	link.used(true, 1);
	link.heard(-10_000);
	t.is(link.etx, 128);
});

test('a frame that was given up counts as six transmissions, and no link as more than four', t => {
	const link = new LinkQuality(-7000);
	link.used(false, 4);
	t.is(link.etx, 448);
	for (let times = 0; times < 9; times++) link.used(false, 4);
	t.is(link.etx, 512);
});

test('who is heard again after it was given up has one more chance', t => {
	const link = new LinkQuality(-7000);
	for (let times = 0; times < 5; times++) link.used(false, 4);
	t.is(link.failures, 5);
	link.heard(-7000);
	t.is(link.failures, 2);
});
