import test from 'ava';
import fc from 'fast-check';
import {Scheduler} from '../kernel/scheduler.js';
import {Air} from './air.js';
import {type Capture, LOST, Overlap} from './capture.js';
import {Links} from './links.js';
import {logSurvivalOf} from './o-qpsk.js';

/*
 * Radio 0 receives at a noise of -100 dBm; what arrives from the others is given in dBm. A frame
 * of 20 octets is on the air for 832 us, of which the SHR is 160.
 */
const FRAME_US = 832;

const survives = test.macro({
	title: (_, capture: Capture, otherDbm: number, ok: boolean) =>
		`${capture}: at -60 dBm, ${otherDbm} dBm in the middle of a frame ${ok ? 'does no harm' : 'is its end'}`,
	exec(t, capture: Capture, otherDbm: number, ok: boolean) {
		const {begin, logSurvival} = bench(capture, [-60, otherDbm]);
		const frame = begin(1, 0);
		begin(2, 400);
		t.is(logSurvival(frame), ok ? 0 : LOST);
	},
});
test(survives, '3dB', -63.01, true);
test(survives, '3dB', -62.99, false);
test(survives, 'none', -100.01, true);
test(survives, 'none', -99.99, false);

test('3dB: two that are each weak enough may together be too strong', t => {
	const {begin, logSurvival} = bench('3dB', [-60, -65, -65, -65]);
	const frame = begin(1, 0);
	begin(2, 400);
	t.is(logSurvival(frame), 0);
	begin(3, 500);
	t.is(logSurvival(frame), LOST);
});

test('3dB: two that are never on the air at one time do not add up', t => {
	const {begin, logSurvival} = bench('3dB', [-60, -64, -64]);
	begin(2, -FRAME_US + 300);
	const frame = begin(1, 0);
	begin(3, 300);
	t.is(logSurvival(frame, 0), 0);
});

const steals = test.macro({
	title: (_, capture: Capture, aboveDb: number, ok: boolean) =>
		`${capture}: a frame ${aboveDb} dB stronger during the SHR ${ok ? 'steals' : 'does not steal'} the lock`,
	exec(t, capture: Capture, aboveDb: number, ok: boolean) {
		const {begin, logSurvival} = bench(capture, [-70, -70 + aboveDb]);
		begin(1, 0);
		const second = begin(2, 159);
		t.is(logSurvival(second) > LOST, ok);
	},
});
test(steals, '3dB', 2.99, false);
test(steals, '3dB', 3.01, true);
test(steals, 'awgn', 20, false);
test(steals, 'none', 20, false);

test('awgn: the bits under another frame see it as noise, the others do not', t => {
	const {begin, logSurvival} = bench('awgn', [-60, -61]);
	const frame = begin(1, 0);
	begin(2, 432);
	// 400 us at 1 dB are 100 bits; the rest is far above the noise.
	t.is(logSurvival(frame), logSurvivalOf(100, 100));
});

test('awgn: an SHR is found at -5 dB, and not below', t => {
	const found = (rssiDbm: number) => {
		const {begin, logSurvival} = bench('awgn', [rssiDbm]);
		return logSurvival(begin(1, 0)) > LOST;
	};
	t.deepEqual([-104.99, -105.01].map(found), [true, false]);
});

test('a frame that began before its receiver listened is lost to it', t => {
	const {begin, logSurvival} = bench('3dB', [-60]);
	const frame = begin(1, 1000);
	t.is(logSurvival(frame, 1000), 0);
	t.is(logSurvival(frame, 1001), LOST);
});

test('a lock on a frame that nobody could listen to holds nobody', t => {
	const {begin, logSurvival} = bench('3dB', [-70, -60]);
	begin(1, 0);
	const second = begin(2, 400);
	t.is(logSurvival(second, 0), LOST, 'locked on the first');
	t.is(logSurvival(second, 1), 0);
});

/* The filter takes 32 dB of the next channel and 48 of the one after it: spectrum.ts. */
const beside = test.macro({
	title: (_, channel: number, otherDbm: number, ok: boolean) =>
		`at -85 dBm on 15, ${otherDbm} dBm on ${channel} ${ok ? 'does no harm' : 'is the end'}`,
	exec(t, channel: number, otherDbm: number, ok: boolean) {
		const {begin, logSurvival} = bench('3dB', [-85, otherDbm]);
		const frame = begin(1, 0);
		begin(2, 400, channel);
		t.is(logSurvival(frame), ok ? 0 : LOST);
	},
});
test(beside, 16, -56.01, true);
test(beside, 16, -55.99, false);
test(beside, 17, -40.01, true);
test(beside, 17, -39.99, false);
test(beside, 18, 0, true);

test('no receiver locks on a frame on the next channel', t => {
	const {begin, logSurvival} = bench('3dB', [-50, -60]);
	begin(1, 0, 16);
	t.is(logSurvival(begin(2, 400)), 0);
});

test('no receiver locks on noise, but noise spoils what it is as strong as', t => {
	const noisy = (noiseDbm: number) => {
		const {noise, begin, logSurvival} = bench('3dB', [noiseDbm, -60]);
		noise(1, -5000, 15);
		return logSurvival(begin(2, 400));
	};
	t.deepEqual([-63.01, -62.99].map(noisy), [0, LOST]);
});

const touches = test.macro({
	title: (_, what: string) => `a frame ${what}`,
	exec(t, _what: string, startUs: number, channel: number, touched: boolean) {
		const {begin, overlap} = bench('3dB', [-60, -60]);
		const frame = begin(1, 1000);
		begin(2, startUs, channel);
		t.is(overlap.touches(frame), touched);
	},
});
test(touches, 'does not touch itself, nor one that ends as it begins', 1000 - FRAME_US, 15, false);
test(touches, 'touches one that ends a microsecond later', 1001 - FRAME_US, 15, true);
test(touches, 'touches one that begins before its end', 1000 + FRAME_US - 1, 15, true);
test(touches, 'does not touch one that begins at its end', 1000 + FRAME_US, 15, false);
test(touches, 'touches one on the channel after the next', 1000, 17, true);
test(touches, 'does not touch one three channels away', 1000, 18, false);

const surveyed = test.macro({
	title: (_, capture: Capture) => `${capture}: what was surveyed fares as it does without`,
	exec(t, capture: Capture) {
		// Below -120 dBm there is no link: some are felt, some are not.
		const other = fc.record({dbm: fc.integer({min: -140, max: -55}), startUs: fc.nat(1600)});
		fc.assert(
			fc.property(fc.array(other, {minLength: 1, maxLength: 6}), others => {
				const powers = others.map(({dbm}) => dbm);
				const {begin, logSurvival, overlap} = bench(capture, [-60, ...powers]);
				const frame = begin(1, 800);
				others.forEach(({startUs}, index) => void begin(index + 2, startUs));
				const without = logSurvival(frame);
				overlap.survey(frame);
				return logSurvival(frame) === without;
			}),
			{numRuns: 300, seed: 1},
		);
		t.pass();
	},
});
test(surveyed, 'none');
test(surveyed, '3dB');
test(surveyed, 'awgn');

/** `rssiDbm` is what arrives at radio 0 from radios 1, 2 and so on. */
function bench(capture: Capture, rssiDbm: readonly number[]) {
	const air = new Air(new Scheduler());
	const gain = (from: number, to: number) =>
		to === 0 ? Math.round(100 * rssiDbm[from - 1]) : -20_000;
	const overlap = new Overlap(air, Links.fromGains(rssiDbm.length + 1, gain, -12_000), capture);
	return {
		overlap,
		begin(sender: number, startUs: number, channel = 15) {
			const transmission = air.begin(startUs, startUs + FRAME_US);
			air.sender[transmission] = sender;
			air.channel[transmission] = channel;
			return transmission;
		},
		noise(source: number, startUs: number, channel: number) {
			const noise = air.beginNoise(startUs, Infinity);
			air.sender[noise] = source;
			air.channel[noise] = channel;
		},
		logSurvival: (transmission: number, listeningSinceUs = -10_000) =>
			overlap.logSurvival(transmission, 0, {noiseCdbm: -10_000, listeningSinceUs}),
	};
}
