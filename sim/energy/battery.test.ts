import test from 'ava';
import {BATTERIES, type Battery, HOURS_A_YEAR, lifetimeHours, usableMah} from './battery.js';

/* A14 is the name of an acceptance test of the radio model: Crossbow's MPR/MIB manual, 6-3. */

const HOURS_A_MONTH = 730;

test('A14: the example of Crossbow draws 0.2369 mA', t => {
	t.true(Math.abs(crossbowUa() - 236.9) < 0.1, `${crossbowUa()}`);
});

const crossbow = test.macro({
	title: (_, capacityMah: number, months: number) =>
		`A14: Crossbow's example lasts ${months} months on ${capacityMah} mAh`,
	exec(t, capacityMah: number, months: number) {
		const hours = lifetimeHours(plain(capacityMah), {meanUa: crossbowUa(), peakUa: 0});
		t.true(Math.abs(hours / HOURS_A_MONTH / months - 1) <= 0.01, `${hours / HOURS_A_MONTH}`);
	},
});
test(crossbow, 250, 1.45);
test(crossbow, 1000, 5.78);
test(crossbow, 3000, 17.35);

test('ten years are 2.567 uA out of 225 mAh, 25.10 out of 2200, 29.66 out of 2600', t => {
	const budgets: [number, number][] = [
		[225, 2.567],
		[2200, 25.1],
		[2600, 29.66],
	];
	for (const [capacityMah, meanUa] of budgets) {
		const years = lifetimeHours(plain(capacityMah), {meanUa, peakUa: 0}) / HOURS_A_YEAR;
		t.true(Math.abs(years - 10) < 0.002, `${years}`);
	}
});

test('what a battery loses by itself shortens every life, and ends the longest', t => {
	const leaky: Battery = {...plain(2600), selfDischargeAYear: 0.03};
	const years = (meanUa: number) => lifetimeHours(leaky, {meanUa, peakUa: 0}) / HOURS_A_YEAR;
	// Without it these are 10 and 439 years.
	t.is(years(29.66).toFixed(2), '8.73');
	t.is(years(0.675).toFixed(1), '87.5');
	t.is(years(0), Infinity);
});

test('pulses up to what a coin cell stands cost nothing, beyond it a share, then all', t => {
	const {cr2032} = BATTERIES;
	const usable = [3000, 3001, 6500, 10_000, 15_000, 15_001].map(peakUa =>
		usableMah(cr2032, peakUa).toFixed(2),
	);
	t.deepEqual(usable, ['225.00', '224.99', '196.88', '168.75', '128.57', '0.00']);
	t.is(lifetimeHours(cr2032, {meanUa: 1, peakUa: 15_001}), 0);
	t.is(usableMah(BATTERIES['two-aa'], 100_000), 2600);
});

/** Currents in mA by duty: processor, radio, logger, sensor board. */
function crossbowUa(): number {
	const parts = [
		[8, 0.01],
		[0.008, 0.99],
		[8, 0.0075],
		[12, 0.0025],
		[0.002, 0.99],
		[0.002, 1],
		[5, 0.01],
		[0.005, 0.99],
	];
	return 1000 * parts.reduce((sum, [milliamperes, duty]) => sum + milliamperes * duty, 0);
}

function plain(capacityMah: number): Battery {
	return {name: 'plain', capacityMah, selfDischargeAYear: 0};
}
