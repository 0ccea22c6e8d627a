import test from 'ava';
import type {Battery} from './battery.js';
import {lifetimeOf, sensitivities} from './lifetime.js';
import {CAUSES, type Charges} from './meter.js';

const BATTERY: Battery = {name: 'plain', capacityMah: 876.6, selfDischargeAYear: 0};

test('a load that never changes has a lifetime without doubt', t => {
	const {years, low, high} = lifetimeOf(BATTERY, new Array(18).fill(10), 0);
	t.deepEqual([years, low, high], [10, 10, 10]);
});

test('a load that scatters has an interval around its lifetime, wider where it scatters more', t => {
	const [calm, wild] = [1, 4].map(swing => {
		const means = Array.from({length: 18}, (_, index) => 10 + (index % 2 === 0 ? swing : -swing));
		return lifetimeOf(BATTERY, means, 0);
	});
	t.is(calm.years, 10);
	t.true(calm.low < 10 && calm.high > 10);
	t.true(wild.low < calm.low && wild.high > calm.high);
	// 2.11 * sqrt(18 / 17) / sqrt(18) of a swing of 1: 0.512 uA.
	t.is(calm.low.toFixed(2), '9.51');
});

test('what is doubled and hurts most comes first, what draws nothing is not told', t => {
	const currents = {...zeroes(), sleep: 5, sending: 1, listening: 4};
	const {0: worst, length} = sensitivities(BATTERY, currents, 0);
	t.deepEqual([worst.cause, length], ['sleep', 3]);
	t.is(worst.years.toFixed(3), (100 / 15).toFixed(3));
});

test('a battery that is hardly used dies of itself: that is told as well', t => {
	const leaky = {...BATTERY, selfDischargeAYear: 0.1};
	const [worst] = sensitivities(leaky, {...zeroes(), sleep: 0.5}, 0);
	t.is(worst.cause, 'selfDischarge');
});

function zeroes(): Charges {
	return Object.fromEntries(CAUSES.map(cause => [cause, 0])) as Charges;
}
