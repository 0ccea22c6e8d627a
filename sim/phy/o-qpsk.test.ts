import test from 'ava';
import {decibels, exp, ln, milliwatts, ratio} from './decibel.js';
import {airtimeUs, bitErrorRate, survival} from './o-qpsk.js';

/* A1 and A5 are the names of acceptance tests of the radio model. */

const airtime = test.macro({
	title: (_, size: number, us: number) => `A1: a PSDU of ${size} octets is on the air for ${us} us`,
	exec(t, size: number, us: number) {
		t.is(airtimeUs(size), us);
	},
});
test(airtime, 5, 352);
test(airtime, 60, 2112);
test(airtime, 127, 4256);

const rate = test.macro({
	title: (_, sinrDb: number, ber: number) =>
		`A5: at ${sinrDb} dB one bit in ${(1 / ber).toPrecision(3)} is wrong`,
	exec(t, sinrDb: number, ber: number, digits: number) {
		t.true(
			Math.abs(bitErrorRate(ratio(sinrDb)) / ber - 1) < digits,
			`${bitErrorRate(ratio(sinrDb))}`,
		);
	},
});
// ns-3's test points, to the three digits that they have.
test(rate, 5, 7.38e-14, 5e-3);
test(rate, 2, 5.13e-7, 5e-3);
test(rate, -1, 0.00114, 1e-2);
test(rate, -4, 0.0391, 5e-3);
test(rate, -7, 0.175, 5e-3);
// The formula, to seven digits.
test(rate, -5, 7.517156e-2, 1e-6);
test(rate, 0, 1.615267e-4, 1e-6);
test(rate, 4, 4.927505e-11, 1e-6);

/** PER by SINR in dB, for 5, 20, 50, 100, 127 and 133 octets. */
const TABLE: readonly (readonly number[])[] = [
	[-5, 0.956102, 0.999996, 1, 1, 1, 1],
	[-4, 0.797707, 0.998325, 1, 1, 1, 1],
	[-3, 0.484283, 0.929263, 0.998669, 0.999998, 1, 1],
	[-2, 0.188136, 0.565556, 0.875596, 0.984524, 0.994978, 0.996089],
	[-1.5, 0.097801, 0.337466, 0.64271, 0.872344, 0.926773, 0.93528],
	[-1, 0.044943, 0.168012, 0.368616, 0.601355, 0.689011, 0.705707],
	[-0.5, 0.018191, 0.070804, 0.167721, 0.307312, 0.372689, 0.386358],
	[0, 0.006441, 0.025515, 0.062573, 0.12123, 0.151364, 0.157918],
	[0.5, 0.001974, 0.007872, 0.019563, 0.038744, 0.048945, 0.051197],
	[1, 0.000516, 0.002064, 0.005151, 0.010276, 0.013033, 0.013644],
	[2, 0.000021, 0.000082, 0.000205, 0.00041, 0.000521, 0.000546],
	[3, 0, 0.000001, 0.000003, 0.000007, 0.000009, 0.000009],
];

test('A5: the table of survival gives the packet error rates to 1e-4', t => {
	const sizes = [5, 20, 50, 100, 127, 133];
	for (const [sinrDb, ...rates] of TABLE) {
		rates.forEach((per, column) => {
			const observed = 1 - survival(100 * sinrDb, 8 * sizes[column]);
			t.true(Math.abs(observed - per) < 1e-4, `${sinrDb} dB, ${sizes[column]} octets: ${observed}`);
		});
	}
});

test('our logarithm and exponential agree with the language to 14 digits', t => {
	for (let exponent = -40; exponent <= 40; exponent += 0.37) {
		const value = Math.exp(exponent);
		t.true(Math.abs(exp(exponent) / value - 1) < 1e-14);
		t.true(Math.abs(ln(value) - exponent) < 1e-13);
	}
});

test('a milliwatt is 0 dBm, and 3 dB more is nearly twice as much', t => {
	t.is(milliwatts(0), 1);
	t.true(Math.abs(milliwatts(300) - 1.995262) < 1e-6);
	t.true(Math.abs(decibels(2) - 3.0103) < 1e-4);
});
