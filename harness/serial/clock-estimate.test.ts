import test from 'ava';
import {ClockEstimate} from './clock-estimate.js';

test('a device that is ahead is found to be so much ahead', t => {
	const clock = measured({offsetUs: 5000});
	t.is(Math.round(clock.hostUs(5000 + 3_000_000)!), 3_000_000);
	t.is(clock.roundTripUs, 200);
});

test('drift is seen, and times between the samples and after them follow it', t => {
	const clock = measured({offsetUs: 0, driftPpm: 100});
	t.true(Math.abs(clock.driftPpm - 100) < 1);
	t.true(Math.abs(clock.hostUs(60_000_000 * 1.0001)! - 60_000_000) < 20);
});

test('a round trip that is delayed one way does not shift the estimate', t => {
	const clock = measured({offsetUs: 700});
	clock.add({t1: 40_000_000, t2: 40_000_000 + 700 + 90_000, t3: 40_090_700, t4: 40_090_800});
	t.is(Math.round(clock.hostUs(20_000_700)!), 20_000_000);
});

test('the clock of the device may wrap', t => {
	const clock = measured({offsetUs: 2 ** 32 - 5_000_000});
	t.is(Math.round(clock.hostUs((2 ** 32 - 5_000_000 + 20_000_000) % 2 ** 32)!), 20_000_000);
	t.is(Math.round(clock.hostUs(2 ** 32 - 1_000_000)!), 4_000_000);
});

test('before the first sample, and after a reset, nothing is known', t => {
	const clock = measured({offsetUs: 5});
	clock.reset();
	t.is(clock.hostUs(1), undefined);
	t.is(clock.roundTripUs, undefined);
	t.is(clock.driftPpm, 0);
});

/** Thirty round trips of 200 us, one a second. */
function measured({offsetUs, driftPpm = 0}: {offsetUs: number; driftPpm?: number}): ClockEstimate {
	const clock = new ClockEstimate();
	for (let second = 0; second < 30; second++) {
		const t1 = second * 1_000_000;
		const t2 = Math.round((t1 + 100) * (1 + driftPpm / 1e6) + offsetUs) >>> 0;
		clock.add({t1, t2, t3: t2, t4: t1 + 200});
	}
	return clock;
}
