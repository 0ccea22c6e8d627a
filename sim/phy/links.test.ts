import test from 'ava';
import fc from 'fast-check';
import {Links, SILENCE_CDBM} from './links.js';
import type {Weather} from './weather.js';

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

test('weather changes what arrives, and is asked again when its word is over', t => {
	const clock = {now: 0};
	const asked: number[] = [];
	const weather: Weather = {
		mostCdb: 1000,
		read(sender, receiver, nowUs, change) {
			asked.push(nowUs);
			change.cdb = -(10 * sender + receiver);
			change.untilUs = 100;
		},
	};
	const links = Links.fromGains(3, () => -6000, -11_000).under(weather, clock);
	const link = links.find(1, 2);
	t.is(links.rssi(link), -6012);
	clock.now = 99;
	t.is(links.rssi(link), -6012);
	clock.now = 100;
	links.rssi(link);
	t.deepEqual(asked, [0, 100]);
	t.is(links.rssiCdbm[link], -6000, 'calm is as it was');
});

test('no weather takes more than all there is', t => {
	const weather: Weather = {
		mostCdb: 0,
		read(_sender, _receiver, _nowUs, change) {
			change.cdb = -30_000;
		},
	};
	const links = Links.fromGains(2, () => -6000, -11_000).under(weather, {now: 0});
	t.is(links.rssi(0), SILENCE_CDBM);
});

test('an obstacle weakens a link, and one that is endless takes it away', t => {
	const links = Links.fromGains(3, () => -6000, -11_000);
	const weaker = links.weakened((from, to) => (from === 0 ? 700 : to === 0 ? Infinity : 0));
	t.deepEqual(rows(weaker), ['0>1 -6700', '0>2 -6700', '1>2 -6000', '2>1 -6000']);
	t.deepEqual([weaker.find(1, 0), weaker.find(2, 1)], [-1, 3]);
});

test('the links of one radio are replaced, all others stay', t => {
	const links = Links.fromGains(3, (from, to) => -6000 - 10 * from - to, -11_000);
	const moved = links.replaced(1, [2, -9000], from => (from === 0 ? -8000 : undefined));
	t.deepEqual(rows(moved), ['0>1 -8000', '0>2 -6002', '1>2 -9000', '2>0 -6020']);
	const again = moved.replaced(1, [], () => undefined);
	t.deepEqual(rows(again), ['0>2 -6002', '2>0 -6020']);
});

/** Each link in its order, with what arrives. */
function rows(links: Links): string[] {
	const {rowStart, receivers, rssiCdbm} = links;
	return [...receivers.subarray(0, rowStart.at(-1))].map((receiver, link) => {
		const sender = rowStart.findLastIndex(start => start <= link);
		return `${sender}>${receiver} ${rssiCdbm[link]}`;
	});
}
