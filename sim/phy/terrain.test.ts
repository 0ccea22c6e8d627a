import test from 'ava';
import {draw, streamKey} from '../kernel/random.js';
import type {Links} from './links.js';
import {curveOf, lossCdb} from './propagation.js';
import {SlowFading} from './slow-fading.js';
import {type PropagationModel, type RadioDescription, Terrain} from './terrain.js';

const INDOORS = {referenceLossDb: 46.68, exponent: 3, shadowingDb: 0};
const SHADOWED = {...INDOORS, shadowingDb: 8};
const LUCK = streamKey(1, 'shadowing');

test('what arrives is what was sent, less the loss, each way with its own power', t => {
	const links = linksOf([at(0), at(10, {txPowerDbm: 8})], INDOORS);
	t.deepEqual(rows(links), ['0>1 -7668', '1>0 -6868']);
});

/* 10.403 dB below a sensitivity of -100 dBm: at 0 dBm that is 63.723 dB over the first metre. */
const edge = test.macro({
	title: (_, distanceM: number, count: number) => `at ${distanceM} m there are ${count} links`,
	exec(t, distanceM: number, count: number) {
		t.is(linksOf([at(0), at(distanceM)], INDOORS).receivers.length, count);
	},
});
test(edge, 133.0, 2);
test(edge, 133.2, 0);

test('the weaker of two senders may be felt by nobody', t => {
	const radios = [at(0), at(133.2, {txPowerDbm: 8})];
	t.deepEqual(rows(linksOf(radios, INDOORS)), ['1>0 -10242']);
});

test('a link is there exactly where it is strong enough, whatever the shadow', t => {
	const curve = curveOf(SHADOWED, 15);
	const radios = Array.from({length: 60}, (_, index) => at(draw(1, index, 0, 0) % 400));
	const links = linksOf(radios, SHADOWED);
	for (const [a, from] of radios.entries()) {
		for (const [b, to] of radios.entries()) {
			const loss = lossCdb(curve, LUCK, {a, b, distanceM: Math.abs(from.xM - to.xM)});
			t.is(links.find(a, b) >= 0, a !== b && -loss >= -11_040.3, `${a}>${b}`);
		}
	}
	t.true(links.receivers.length > 100 && links.receivers.length < 60 * 59);
});

test('a newcomer changes no old link', t => {
	const radios = [at(0), at(20), at(45)];
	const before = rows(linksOf(radios, SHADOWED));
	const after = rows(linksOf([...radios, at(30)], SHADOWED));
	t.deepEqual(
		after.filter(row => !/^3>|>3 /.test(row)),
		before,
	);
});

test('a move makes the links that would be there had the radio always stood there', t => {
	const radios = Array.from({length: 40}, (_, index) => at(draw(1, index, 0, 0) % 300));
	for (const moved of [0, 7, 39]) {
		const ground = terrain(radios, SHADOWED);
		ground.move(moved, 123, 45);
		const there = radios.with(moved, {...radios[moved], xM: 123, yM: 45});
		t.deepEqual(rows(ground.links), rows(linksOf(there, SHADOWED)), `radio ${moved}`);
	}
});

test('whoever uses links is told of new ones', t => {
	const ground = terrain([at(0), at(10)], INDOORS);
	const told: number[] = [];
	ground.onChange = links => void told.push(links.rssiCdbm[0]);
	ground.move(1, 100, 0);
	const heal = ground.obstruct(() => 500);
	heal();
	t.deepEqual(told, [-10_668, -11_168, -10_668]);
});

test('an emitter is felt and feels nothing, and changes no link between radios', t => {
	const radios = [at(0), at(20)];
	const ground = terrain(radios, SHADOWED, [{xM: 5, yM: 0, channel: 15, txPowerDbm: 10}]);
	const lines = rows(ground.links);
	t.deepEqual(
		lines.filter(line => !line.startsWith('2>')),
		rows(linksOf(radios, SHADOWED)),
	);
	t.is(lines.filter(line => line.startsWith('2>')).length, 2);
	const more = terrain([...radios, at(30)], SHADOWED, [
		{xM: 5, yM: 0, channel: 15, txPowerDbm: 10},
	]);
	const [first] = rows(more.links).filter(line => line.startsWith('3>'));
	t.is(first.slice(2), lines.find(line => line.startsWith('2>'))!.slice(2));
});

test('links that are listed are what they are said to be, each way of its own', t => {
	const matrix: PropagationModel = {
		model: 'matrix',
		rows: [
			{from: 1, to: 0, lossCdb: 8000},
			{from: 0, to: 1, lossCdb: 7000},
			{from: 0, to: 2, lossCdb: 11_100},
			{from: 9, to: 0, lossCdb: 100},
		],
	};
	const ground = terrain([at(0), at(0, {txPowerDbm: 8}), at(0)], matrix);
	t.deepEqual(rows(ground.links), ['0>1 -7000', '1>0 -7200']);
	t.throws(() => ground.move(0, 1, 1), {instanceOf: RangeError});
});

test('what was recorded is played back: nothing before the first line, the last one for good', t => {
	const clock = {now: 0};
	const rowsOf = (...values: [number, number][]) =>
		values.map(([timeUs, rssiCdbm]) => ({timeUs, from: 0, to: 1, rssiCdbm}));
	const model: PropagationModel = {model: 'trace', rows: rowsOf([10, -7000], [20, -6500])};
	const {links} = terrain([at(0), at(1)], model, [], {clock});
	const heard = [0, 9, 10, 19, 20, 1e9].map(now => {
		clock.now = now;
		return links.rssi(links.find(0, 1));
	});
	t.deepEqual(heard, [-20_000, -20_000, -7000, -7000, -6500, -6500]);
	t.is(links.find(1, 0), -1);
	const mixed: PropagationModel = {model: 'trace', rows: rowsOf([20, -7000], [20, -6500])};
	t.throws(() => terrain([at(0), at(1)], mixed), {instanceOf: RangeError});
});

test('a link may fade in and out of what matters: it is kept while it may fade in', t => {
	const weather = new SlowFading({deviationDb: 2, periodUs: 1000}, 1);
	// 110.41 dB is the most that a calm link may lose, and 4 deviations are 8 dB.
	const [near, far] = [190, 260].map(xM => terrain([at(0), at(xM)], INDOORS, [], {weather}));
	t.deepEqual([near.links.receivers.length, far.links.receivers.length], [2, 0]);
});

function at(xM: number, changes: Partial<RadioDescription> = {}): RadioDescription {
	return {xM, yM: 0, channel: 15, txPowerDbm: 0, sensitivityDbm: -100, ...changes};
}

type Emitters = ConstructorParameters<typeof Terrain>[0]['emitters'];
type Rest = Partial<ConstructorParameters<typeof Terrain>[0]>;

function terrain(
	radios: readonly RadioDescription[],
	model: PropagationModel,
	emitters: Emitters = [],
	rest: Rest = {},
): Terrain {
	return new Terrain({radios, model, emitters, luck: LUCK, clock: {now: 0}, ...rest});
}

function linksOf(radios: readonly RadioDescription[], model: PropagationModel): Links {
	return terrain(radios, model).links;
}

/** Each link in its order, with what arrives. */
function rows({rowStart, receivers, rssiCdbm}: Links): string[] {
	return [...receivers.subarray(0, rowStart.at(-1))].map((receiver, link) => {
		const sender = rowStart.findLastIndex(start => start <= link);
		return `${sender}>${receiver} ${rssiCdbm[link]}`;
	});
}
