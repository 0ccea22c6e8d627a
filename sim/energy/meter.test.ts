import test from 'ava';
import {Event, Outcome} from '../kernel/trace.js';
import {Radios} from '../radios.js';
import {HOURS_A_YEAR, lifetimeHours} from './battery.js';
import {type Currents, EnergyMeter} from './meter.js';

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

/*
 * A13 is the name of an acceptance test of the radio model: a frame of 30 octets with ACK, first
 * CCA idle. It is on the air for 1152 us; CCA, two turnarounds and the ACK are 864 us of
 * receiving, the mean backoff of 3.5 periods 1120 us more.
 */
const hand = test.macro({
	title: (_, part: string) => `A13: a frame and its ACK cost on ${part} what they cost by hand`,
	exec(t, _part: string, txUa: number, rxUa: number, [frameUc, backoffUc]: [number, number]) {
		const mean = meanOfFrames({rxUa, txUa, sleepUa: 0});
		t.is((mean.framePc / 1e6).toFixed(3), frameUc.toFixed(3));
		t.true(Math.abs(mean.backoffPc / 1e6 / backoffUc - 1) < 0.02, `${mean.backoffPc}`);
	},
});
test(hand, 'CC2420', 17_400, 18_800, [36.288, 21.056]);
test(hand, 'AT86RF233', 13_800, 11_800, [26.093, 13.216]);
test(hand, 'nRF52840', 6400, 6530, [13.015, 7.314]);
test(hand, 'CC2538', 24_000, 20_000, [44.928, 22.4]);

const lasts = test.macro({
	title: (_, part: string, capacityMah: number, years: number) =>
		`A13: one such frame a minute lets ${part} live for ${years} years on ${capacityMah} mAh`,
	exec(t, _part: string, capacityMah: number, years: number, [frameUc, sleepUa]: [number, number]) {
		const battery = {name: 'plain', capacityMah, selfDischargeAYear: 0};
		const hours = lifetimeHours(battery, {meanUa: frameUc / 60 + sleepUa, peakUa: 0});
		t.true(Math.abs(hours / HOURS_A_YEAR / years - 1) < 0.005, `${hours / HOURS_A_YEAR}`);
	},
});
test(lasts, 'CC2420', 2600, 14.15, [57.344, 20]);
test(lasts, 'CC2420', 225, 1.22, [57.344, 20]);
test(lasts, 'AT86RF233', 2600, 439, [39.309, 0.02]);
test(lasts, 'nRF52840', 225, 13.96, [20.328, 1.5]);
test(lasts, 'CC2538', 2600, 122, [67.328, 1.3]);

test('every microsecond of listening has one cause', t => {
	const {meter, clock} = traced();
	clock.now = 10_000;
	meter.sent(1, 0, frame(20));
	meter.reception(1, 0, Outcome.heard);
	meter.sent(0, 1, frame(5));
	meter.reception(0, 1, Outcome.heard);
	meter.sent(1, 2, frame(40));
	meter.reception(1, 2, Outcome.heard);
	const {sending, turnaround, receiving, overhearing, listening} = meter.chargesPc(0, 10_000);
	t.deepEqual(
		[sending / TX_UA, turnaround / RX_UA, receiving / RX_UA, overhearing / RX_UA],
		[352, 384, 832, 1472],
	);
	t.is(listening / RX_UA, 10_000 - 352 - 384 - 832 - 1472);
});

test('what is on the air while a receiver is off is not overheard', t => {
	const {meter, clock} = traced();
	meter.event(Event.receiver, 0, 0);
	meter.sent(1, 2, frame(20));
	clock.now = 5000;
	meter.event(Event.receiver, 0, 1);
	meter.sent(1, 2, frame(60));
	t.is(meter.chargesPc(0, 10_000).overhearing, AIRTIME_US * RX_UA);
	clock.now = 10_000;
	meter.event(Event.receiver, 0, 0);
	meter.sent(1, 2, frame(60));
	t.is(meter.chargesPc(0, 20_000).overhearing, AIRTIME_US * RX_UA, 'not asked, but kept');
});

test('a frame that a deaf receiver missed cost it nothing', t => {
	const {meter} = traced();
	meter.sent(1, 0, frame(20));
	meter.reception(1, 0, Outcome.deaf);
	t.is(meter.chargesPc(0, 10_000).receiving, 0);
});

test('a sender that nobody meters is overheard', t => {
	const currents = {rxUa: RX_UA, txUa: TX_UA, sleepUa: SLEEP_UA};
	const felt = (_: number, visit: (sender: number) => void) => visit(1);
	const trace = {now: 0};
	const meter = new EnergyMeter({currents: [currents], senders: 2, sinceUs: [0], trace, felt});
	meter.sent(1, -1, frame(30));
	t.is(meter.chargesPc(0, 5000).overhearing, 1152 * RX_UA);
});

test('start-ups, frames in the processor, samples and the leak are counted besides', t => {
	const {meter, clock} = traced({
		startUpUa: 500,
		startUpUs: 400,
		cpuUa: 3000,
		cpuUsPerFrame: 1000,
		sensorUa: 1500,
		sensorUs: 5000,
		leakUa: 4,
	});
	for (const on of [0, 1, 0, 1]) meter.event(Event.receiver, 0, on);
	meter.sent(0, -1, frame(20));
	meter.sent(1, 0, frame(20));
	meter.reception(1, 0, Outcome.heard);
	meter.event(Event.report, 0, SAMPLE);
	meter.event(Event.report, 0, SAMPLE + 1);
	clock.now = 10_000;
	const {startUp, cpu, sensor, leak} = meter.chargesPc(0, clock.now);
	t.deepEqual(
		[startUp, cpu, sensor, leak],
		[2 * 400 * 500, 2 * 1000 * 3000, 5000 * 1500, 10_000 * 4],
	);
});

test('what a report is known to cost is drawn by the processor, beside frames', t => {
	const {meter} = traced({cpuUa: 3000, cpuUsPerFrame: 100, cpuUsPerReport: {[SAMPLE]: 7000}});
	meter.sent(0, -1, frame(20));
	for (const report of [SAMPLE, SAMPLE + 1, SAMPLE]) meter.event(Event.report, 0, report);
	t.is(meter.chargesPc(0, 20_000).cpu, (100 + 2 * 7000) * 3000);
});

test('a node without power draws nothing, asleep or not', t => {
	const {meter, clock} = traced({leakUa: 4});
	clock.now = 1000;
	meter.event(Event.power, 0, 0);
	clock.now = 2000;
	meter.event(Event.receiver, 0, 0);
	t.is(meter.chargePc(0, 5000), 1000 * (RX_UA + 4));
	clock.now = 5000;
	meter.event(Event.power, 0, 1);
	t.is(meter.chargePc(0, 6000), 1000 * (RX_UA + 4) + 1000 * (SLEEP_UA + 4));
});

const SAMPLE = 1;

/** Three radios that feel each other. */
function traced(more: Partial<Currents> = {}) {
	const clock = {now: 0};
	const currents = {rxUa: RX_UA, txUa: TX_UA, sleepUa: SLEEP_UA, ...more};
	const meter = new EnergyMeter({
		currents: [currents, currents, currents],
		sinceUs: [0, 0, 0],
		trace: clock,
		felt: (receiver, visit) => [0, 1, 2].filter(sender => sender !== receiver).forEach(visit),
		sampleReport: SAMPLE,
	});
	return {meter, clock};
}

/** Frames of 30 octets with ACK, 20 ms apart, each by a radio whose receiver is off between. */
function meanOfFrames(currents: Currents): {framePc: number; backoffPc: number} {
	const radio = {xM: 0, yM: 0, channel: 15, txPowerDbm: 0, sensitivityDbm: -100};
	const {mac, trace, scheduler} = new Radios({
		seed: 1,
		capture: '3dB',
		propagation: {referenceLossDb: 46.68, exponent: 3, shadowingDb: 0},
		radios: [radio, radio],
	});
	const meter = new EnergyMeter({currents: [currents, currents], sinceUs: [0, 0], trace});
	trace.watch(meter);
	mac.setRxOnWhenIdle(1, false);
	const frames = 10_000;
	for (let count = 0; count < frames; count++) {
		mac.send(1, 1, new Uint8Array(19), 0, 19);
		scheduler.run(scheduler.now + 20_000);
	}
	const framePc = 1152 * currents.txUa + 864 * currents.rxUa;
	return {framePc, backoffPc: meter.chargePc(1, scheduler.now) / frames - framePc};
}

function bench(clock = {now: 0}): EnergyMeter {
	const currents = {rxUa: RX_UA, txUa: TX_UA, sleepUa: SLEEP_UA};
	return new EnergyMeter({currents: [currents, currents], sinceUs: [0, 500], trace: clock});
}

function frame(size: number) {
	return {octets: new Uint8Array(128), size, digest: 0};
}
