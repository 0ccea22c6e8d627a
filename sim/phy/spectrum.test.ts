import test from 'ava';
import {firstUnderWifi, rejectionCdb, UNFELT_CDB, WIFI_SPAN} from './spectrum.js';

test('energy on the own channel is felt in full, on the next two less, farther not at all', t => {
	const felt = [15, 16, 14, 17, 13, 18, 12].map(channel => rejectionCdb(15, 1, channel));
	t.deepEqual(felt, [0, 3200, 3200, 4800, 4800, UNFELT_CDB, UNFELT_CDB]);
});

test('Wi-Fi 1, 6 and 11 leave channels 15, 20, 25 and 26 beside them', t => {
	const full = [1, 6, 11].map(wifi => {
		const first = firstUnderWifi(wifi);
		return [11, 14, 15, 16, 19, 20, 21, 24, 25, 26].filter(
			channel => rejectionCdb(first, WIFI_SPAN, channel) === 0,
		);
	});
	t.deepEqual(full, [
		[11, 14],
		[16, 19],
		[21, 24],
	]);
	t.is(rejectionCdb(firstUnderWifi(11), WIFI_SPAN, 25), 3200);
	t.is(rejectionCdb(firstUnderWifi(11), WIFI_SPAN, 26), 4800);
});

test('what radiates nothing is felt nowhere', t => {
	t.is(rejectionCdb(15, 0, 15), UNFELT_CDB);
});
