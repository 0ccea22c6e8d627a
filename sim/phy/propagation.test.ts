import test from 'ava';
import {streamKey} from '../kernel/random.js';
import {lossCdb, reachM} from './propagation.js';

const INDOORS = {referenceLossDb: 46.68, exponent: 3, shadowingDb: 0};
const SHADOWED = {...INDOORS, shadowingDb: 8};
const LUCK = streamKey(1, 'shadowing');

const loses = test.macro({
	title: (_, distanceM: number, cdb: number) => `${distanceM} m indoors cost ${cdb / 100} dB`,
	exec(t, distanceM: number, cdb: number) {
		t.is(lossCdb(INDOORS, LUCK, {a: 0, b: 1, distanceM}), cdb);
	},
});
test(loses, 0, 4668);
test(loses, 1, 4668);
test(loses, 1.01, 4681);
test(loses, 2, 5571);
test(loses, 10, 7668);
test(loses, 100, 10_668);

test('the shadow of a link is the same both ways', t => {
	const [there, back] = [
		{a: 3, b: 9, distanceM: 10},
		{a: 9, b: 3, distanceM: 10},
	];
	t.is(lossCdb(SHADOWED, LUCK, there), lossCdb(SHADOWED, LUCK, back));
});

test('shadows have no mean, the deviation that was asked for, and an end at four of them', t => {
	const count = 20_000;
	const shadows = Array.from(
		{length: count},
		(_, b) => lossCdb(SHADOWED, LUCK, {a: 0, b: b + 1, distanceM: 10}) - 7668,
	);
	const mean = shadows.reduce((sum, shadow) => sum + shadow, 0) / count;
	const variance = shadows.reduce((sum, shadow) => sum + shadow ** 2, 0) / count;
	t.true(Math.abs(mean) < 20, `mean ${mean}`);
	t.true(Math.abs(Math.sqrt(variance) - 800) < 20, `deviation ${Math.sqrt(variance)}`);
	t.true(shadows.every(shadow => Math.abs(shadow) <= 3200));
});

test('without shadows a link within reach loses less, one beyond it more', t => {
	const reach = reachM(INDOORS, 90);
	t.is(lossCdb(INDOORS, LUCK, {a: 0, b: 1, distanceM: reach}), 9000);
	t.true(lossCdb(INDOORS, LUCK, {a: 0, b: 1, distanceM: 0.999 * reach}) < 9000);
	t.true(lossCdb(INDOORS, LUCK, {a: 0, b: 1, distanceM: 1.001 * reach}) > 9000);
});

test('no luck brings a link beyond reach', t => {
	const distanceM = reachM(SHADOWED, 90);
	for (let b = 1; b <= 20_000; b++) {
		if (lossCdb(SHADOWED, LUCK, {a: 0, b, distanceM}) < 9000) t.fail(`link to ${b}`);
	}
	t.true(distanceM > reachM(INDOORS, 90));
});

test('what loses less than the first metre reaches nobody', t => {
	t.is(reachM(INDOORS, 46.67), 0);
	t.is(reachM(INDOORS, 46.68), 1);
});
