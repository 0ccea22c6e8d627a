import test from 'ava';
import {chargeText, clockText, clockUs, percentText, spanText, speedText} from './words.js';

test('a time is hours, minutes and seconds, never rounded up to the next', t => {
	t.is(clockText(0), '0:00:00.000');
	t.is(clockText(59_999_900), '0:00:59.999');
	t.is(clockText(723_482_000), '0:12:03.482');
	t.is(clockText(3_600_000_000, 0), '1:00:00');
	t.is(clockText(1_000_032, 6), '0:00:01.000032');
});

test('a time that is typed may be seconds, minutes or hours; anything else is none', t => {
	t.is(clockUs('90'), 90e6);
	t.is(clockUs('90s'), 90e6);
	t.is(clockUs('2:03.5'), 123.5e6);
	t.is(clockUs(' 1:00:00 '), 3600e6);
	for (const text of ['', '-1', '1:2:3:4', 'noon', '1:', '1e3'])
		t.is(clockUs(text), undefined, text);
});

test('what was typed from what is shown leads there', t => {
	for (const us of [0, 1000, 59_999_000, 3_599_999_000, 86_400_000_000]) {
		t.is(clockUs(clockText(us)), us);
	}
});

test('spans and charges have three digits and a unit', t => {
	t.deepEqual([850, 4123, 12_345_678, 180e6].map(spanText), [
		'850 us',
		'4.12 ms',
		'12.3 s',
		'3 min',
	]);
	t.deepEqual([12, 4560, 2.34e6].map(chargeText), ['12 uC', '4.56 mC', '2.34 C']);
	t.is(chargeText(undefined), '-');
});

test('a share is never rounded up to all, and of nothing there is none', t => {
	t.is(percentText(9999, 10_000), '99.9 %');
	t.is(percentText(10_000, 10_000), '100.0 %');
	t.is(percentText(0, 0), '-');
});

test('a speed is a factor', t => {
	t.deepEqual([0.001, 10, 3600].map(speedText), ['0.001×', '10×', '3,600×']);
});
