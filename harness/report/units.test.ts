import test from 'ava';
import {
	chargeText,
	countText,
	figureText,
	ratioText,
	sizeText,
	timeText,
	yearsText,
} from './units.js';

test('a time has three digits that matter', t => {
	t.deepEqual([0, 0.1234, 1.999, 14, 999, 999.6, 1310, 59_999, 60_001, 7_200_000].map(timeText), [
		'0 ms',
		'0.123 ms',
		'2 ms',
		'14 ms',
		'999 ms',
		'1 s',
		'1.31 s',
		'1 min',
		'1 min',
		'120 min',
	]);
});

test('a charge and a size use the largest unit of which there is one', t => {
	t.deepEqual([0.5, 160.4, 1000, 1.5e6].map(chargeText), ['0.5 uC', '160 uC', '1 mC', '1.5 C']);
	t.deepEqual([0, 999, 1023.9, 1536, 2 ** 21].map(sizeText), [
		'0 B',
		'999 B',
		'1 KiB',
		'1.5 KiB',
		'2 MiB',
	]);
});

test('a ratio is all or nothing only if it is', t => {
	t.deepEqual([0, 0.000_001, 0.5, 0.9931, 0.999_99, 1].map(ratioText), [
		'0 %',
		'0.01 %',
		'50 %',
		'99.31 %',
		'99.99 %',
		'100 %',
	]);
});

test('thousands are set apart', t => t.is(countText(1_234_567), '1,234,567'));

test('what was not measured is a dash', t => {
	t.is(figureText(null, 'ms'), '-');
	t.is(figureText(0, 'count'), '0');
});

test('years have three digits, up to a thousand of them', t => {
	t.deepEqual([0.4567, 10.04, 1000, 1001].map(yearsText), [
		'0.457 years',
		'10 years',
		'1,000 years',
		'over 1,000 years',
	]);
});
