import test from 'ava';
import fc from 'fast-check';
import {DriftingClock} from './drift.js';

test('a true clock counts whole milliseconds since the boot', t => {
	const clock = new DriftingClock(500, 0);
	const shown = [500, 1499, 1500, 2499, 2500].map(us => clock.msAt(us));
	t.deepEqual(shown, [0, 0, 1, 1, 2]);
});

const after = test.macro({
	title: (_, driftPpm: number, ms: number) =>
		`a crystal that errs by ${driftPpm} ppm shows ${ms} ms after 1000 s and a little`,
	exec(t, driftPpm: number, ms: number) {
		t.is(new DriftingClock(0, driftPpm).msAt(1_000_000_001), ms);
	},
});
test(after, 20, 1_000_020);
test(after, -20, 999_980);
test(after, 500, 1_000_500);

test('usAt() is the first microsecond at which the clock shows that much', t => {
	const millis = fc.oneof(
		fc.nat(100),
		fc.nat(1000).map(ms => 2 ** 32 + ms),
		fc.nat(2 ** 31 - 1),
	);
	fc.assert(
		fc.property(fc.nat(10 ** 9), fc.integer({min: -500, max: 500}), millis, (bootUs, ppm, ms) => {
			const clock = new DriftingClock(bootUs, ppm);
			const us = clock.usAt(ms);
			return clock.msAt(us) === ms && clock.msAt(us - 1) < ms;
		}),
		{numRuns: 5000, seed: 1},
	);
	t.pass();
});

test('a clock whose rate changes does not jump, and goes at its new rate from then on', t => {
	const clock = new DriftingClock(1000, 0);
	clock.drift(10_001_000, -500_000);
	t.deepEqual(
		[10_000_999, 10_001_000, 10_002_999, 10_003_000].map(us => clock.msAt(us)),
		[9999, 10_000, 10_000, 10_001],
	);
	t.is(clock.usAt(10_001), 10_003_000);
	clock.drift(10_003_000, 0);
	t.is(clock.msAt(10_004_000), 10_002);
});
