import test from 'ava';
import {streamKey} from '../kernel/random.js';
import {curveOf, type DistanceModel, lossCdb, reachM} from './propagation.js';

const INDOORS = curveOf({referenceLossDb: 46.68, exponent: 3, shadowingDb: 0}, 15);
const SHADOWED = {...INDOORS, shadowingDb: 8};
const LUCK = streamKey(1, 'shadowing');

const model = test.macro({
	title: (_, name: string) => `${name} gives the losses of its formula`,
	exec(t, _name: string, of: DistanceModel, points: readonly (readonly [number, number])[]) {
		const curve = curveOf(of, 18);
		for (const [distanceM, cdb] of points) {
			t.is(lossCdb(curve, LUCK, {a: 0, b: 1, distanceM}), cdb, `${distanceM} m`);
		}
	},
});
/* Channel 18 is 2440 MHz. Points on either side of where a slope ends. */
test(model, 'Annex E', {model: 'breakpoint', shadowingDb: 0}, [
	[1, 4020],
	[7.999, 5826],
	[8, 5850],
	[80, 9150],
]);
test(model, 'ITU-R P.1238', {model: 'itu-indoor', distanceLossDb: 30, floors: 0, shadowingDb: 0}, [
	[1, 3975],
	[10, 6975],
]);
test(
	model,
	'ITU-R P.1238 over two floors',
	{model: 'itu-indoor', distanceLossDb: 30, floors: 2, shadowingDb: 0},
	[[10, 8875]],
);
test(model, 'free space', {model: 'free-space', shadowingDb: 0}, [
	[1, 4020],
	[10, 6020],
	[1000, 10_020],
]);
test(model, 'two rays from 1.5 m', {model: 'two-ray', heightM: 1.5, shadowingDb: 0}, [
	[10, 6020],
	[230, 8743],
	[231, 8750],
	[2310, 12_750],
]);

test('the range at 0 dBm is that of the reference: 59.9 m at -100 dBm, 99.2 m at -106.58', t => {
	const ranges = [100, 106.58].map(lossDb => reachM(INDOORS, lossDb).toFixed(1));
	t.deepEqual(ranges, ['59.9', '99.2']);
});

test('within reach of every model a link loses no more, a metre beyond it loses more', t => {
	const models: DistanceModel[] = [
		{model: 'breakpoint', shadowingDb: 0},
		{model: 'itu-indoor', distanceLossDb: 22, floors: 1, shadowingDb: 0},
		{model: 'free-space', shadowingDb: 0},
		{model: 'two-ray', heightM: 2, shadowingDb: 0},
	];
	for (const curve of models.map(of => curveOf(of, 26))) {
		for (let lossDb = 58.6; lossDb < 110; lossDb += 0.7) {
			const reach = reachM(curve, lossDb);
			const lossAt = (distanceM: number) => lossCdb(curve, LUCK, {a: 0, b: 1, distanceM});
			if (reach > 1) t.true(lossAt(0.999 * reach) <= 100 * lossDb, `${lossDb} dB: ${reach} m`);
			t.true(lossAt(1.001 * reach + 1) > 100 * lossDb, `${lossDb} dB: ${reach} m`);
		}
	}
});

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
