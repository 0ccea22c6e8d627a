import test from 'ava';
import {Advertiser} from './advertiser.js';

const SECOND = 1_000_000;

test('a host is answered within two seconds, once', t => {
	const advertiser = new Advertiser(() => 0.999_999);
	advertiser.asked(5, 0);
	advertiser.asked(5, SECOND);
	t.true(advertiser.pollAtUs < 2 * SECOND);
	t.deepEqual(advertiser.due(advertiser.pollAtUs - 1), []);
	t.deepEqual(advertiser.due(advertiser.pollAtUs), [5]);
	t.is(advertiser.pollAtUs, Infinity);
});

test('a host that goes on has had its answer, and others wait on', t => {
	const advertiser = new Advertiser(() => 0.5);
	advertiser.asked(5, 0);
	advertiser.asked(6, 0);
	advertiser.satisfied(5);
	t.deepEqual(advertiser.due(SECOND), [6]);
});

test('sixteen hosts wait at a time, and one more has to ask again', t => {
	const advertiser = new Advertiser(() => 0.5);
	for (let host = 1; host <= 17; host++) advertiser.asked(host, 0);
	t.is(advertiser.due(SECOND).length, 16);
	advertiser.asked(17, SECOND);
	t.deepEqual(advertiser.due(2 * SECOND), [17]);
});
