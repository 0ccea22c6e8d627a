import test from 'ava';
import fc from 'fast-check';
import {draw, streamKey} from '../kernel/random.js';
import {Links, type RadioDescription} from './links.js';
import {lossCdb} from './propagation.js';

const INDOORS = {referenceLossDb: 46.68, exponent: 3, shadowingDb: 0};
const SHADOWED = {...INDOORS, shadowingDb: 8};
const LUCK = streamKey(1, 'shadowing');

test('what arrives is what was sent, less the loss, each way with its own power', t => {
	const links = Links.between([at(0), at(10, {txPowerDbm: 8})], INDOORS, LUCK);
	t.deepEqual(rows(links), ['0>1 -7668', '1>0 -6868']);
});

/* 10.403 dB below a sensitivity of -100 dBm: at 0 dBm that is 63.723 dB over the first metre. */
const edge = test.macro({
	title: (_, distanceM: number, count: number) => `at ${distanceM} m there are ${count} links`,
	exec(t, distanceM: number, count: number) {
		t.is(Links.between([at(0), at(distanceM)], INDOORS, LUCK).receivers.length, count);
	},
});
test(edge, 133.0, 2);
test(edge, 133.2, 0);

test('the weaker of two senders may be felt by nobody', t => {
	const radios = [at(0), at(133.2, {txPowerDbm: 8})];
	t.deepEqual(rows(Links.between(radios, INDOORS, LUCK)), ['1>0 -10242']);
});

test('a link is there exactly where it is strong enough, whatever the shadow', t => {
	const radios = Array.from({length: 60}, (_, index) => at(draw(1, index, 0, 0) % 400));
	const links = Links.between(radios, SHADOWED, LUCK);
	for (const [a, from] of radios.entries()) {
		for (const [b, to] of radios.entries()) {
			const loss = lossCdb(SHADOWED, LUCK, {a, b, distanceM: Math.abs(from.xM - to.xM)});
			t.is(links.find(a, b) >= 0, a !== b && -loss >= -11_040.3, `${a}>${b}`);
		}
	}
	t.true(links.receivers.length > 100 && links.receivers.length < 60 * 59);
});

test('a newcomer changes no old link', t => {
	const radios = [at(0), at(20), at(45)];
	const before = rows(Links.between(radios, SHADOWED, LUCK));
	const after = rows(Links.between([...radios, at(30)], SHADOWED, LUCK));
	t.deepEqual(
		after.filter(row => !/^3>|>3 /.test(row)),
		before,
	);
});

test('a link that was left out is not found, nor is one to oneself', t => {
	const gains = [-1, -60, -111, -60, -1, -60, -110, -60, -1];
	const links = Links.fromGains(3, (from, to) => 100 * gains[3 * from + to], -11_000);
	t.deepEqual(rows(links), ['0>1 -6000', '1>0 -6000', '1>2 -6000', '2>0 -11000', '2>1 -6000']);
	t.deepEqual([links.find(0, 2), links.find(0, 0), links.find(2, 2)], [-1, -1, -1]);
});

test('every link of a row is found where it lies', t => {
	fc.assert(
		fc.property(fc.uniqueArray(fc.integer({min: 1, max: 99}), {maxLength: 40}), heard => {
			const links = Links.fromGains(
				100,
				(from, to) => (from === 0 && heard.includes(to) ? 0 : -1),
				0,
			);
			const found = Array.from({length: 99}, (_, index) => links.find(0, index + 1));
			return found.every((link, index) =>
				heard.includes(index + 1) ? links.receivers[link] === index + 1 : link === -1,
			);
		}),
		{seed: 1},
	);
	t.pass();
});

function at(xM: number, changes: Partial<RadioDescription> = {}): RadioDescription {
	return {xM, yM: 0, channel: 15, txPowerDbm: 0, sensitivityDbm: -100, ...changes};
}

/** Each link in its order, with what arrives. */
function rows({rowStart, receivers, rssiCdbm}: Links): string[] {
	return [...receivers].map((receiver, link) => {
		const sender = rowStart.findLastIndex(start => start <= link);
		return `${sender}>${receiver} ${rssiCdbm[link]}`;
	});
}
