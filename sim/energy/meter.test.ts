import test from 'ava';
import {Event} from '../kernel/trace.js';
import {EnergyMeter} from './meter.js';

const RX_UA = 20_000;
const TX_UA = 24_000;
const SLEEP_UA = 2;
/** SHR, PHR and PSDU of a 60-octet frame. */
const AIRTIME_US = 2112;

test('a radio that only listens draws the receive current from the moment it is on', t => {
	const meter = bench();
	t.deepEqual(
		[499, 500, 501, 1500].map(nowUs => meter.chargePc(1, nowUs)),
		[0, 0, RX_UA, 1000 * RX_UA],
	);
});

test('sending costs the airtime at the transmit current, and nothing else does', t => {
	const meter = bench();
	meter.sent(0, 1, frame(60));
	t.is(meter.chargePc(0, 10_000), AIRTIME_US * TX_UA + (10_000 - AIRTIME_US) * RX_UA);
	t.is(meter.chargePc(1, 10_500), 10_000 * RX_UA, 'who is sent to only listens');
});

test('an octet more is 32 us at the other current', t => {
	const [short, long] = [bench(), bench()];
	short.sent(0, -1, frame(59));
	long.sent(0, -1, frame(60));
	t.is(long.chargePc(0, 10_000) - short.chargePc(0, 10_000), 32 * (TX_UA - RX_UA));
});

test('a charge is exact to the picocoulomb after a day of frames', t => {
	const meter = bench();
	for (let count = 0; count < 100_000; count++) meter.sent(0, -1, frame(127));
	const dayUs = 86_400_000_000;
	t.is(meter.chargePc(0, dayUs + 1) - meter.chargePc(0, dayUs), RX_UA);
	t.is(meter.chargePc(0, dayUs) - dayUs * RX_UA, 100_000 * 133 * 32 * (TX_UA - RX_UA));
});

test('a receiver that is off draws the sleep current, from the moment to the moment', t => {
	const clock = {now: 1000};
	const meter = bench(clock);
	meter.event(Event.receiver, 0, 0);
	t.is(meter.chargePc(0, 3000), 1000 * RX_UA + 2000 * SLEEP_UA);
	clock.now = 3000;
	meter.event(Event.receiver, 0, 1);
	t.is(meter.chargePc(0, 4000), 2000 * RX_UA + 2000 * SLEEP_UA);
	t.is(meter.chargePc(1, 4000), 3500 * RX_UA, 'the other one is awake');
});

function bench(clock = {now: 0}): EnergyMeter {
	const currents = {rxUa: RX_UA, txUa: TX_UA, sleepUa: SLEEP_UA};
	return new EnergyMeter({currents: [currents, currents], sinceUs: [0, 500], trace: clock});
}

function frame(size: number) {
	return {octets: new Uint8Array(128), size, digest: 0};
}
