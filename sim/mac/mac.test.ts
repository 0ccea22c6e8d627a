import test from 'ava';
import {Event} from '../kernel/trace.js';
import type {Capture} from '../phy/capture.js';
import {Radios} from '../radios.js';
import {BROADCAST, writeFcs} from './frame.js';
import type {SendStatus} from './mac.js';
import {DEFAULT_PIB} from './pib.js';

/* A1 to A4, A7 and A11 are the names of acceptance tests of the radio model. */

test('A2: a lone 60-octet frame takes 3.552 ms from request to last octet in the mean', t => {
	const cell = bench(2);
	let totalUs = 0;
	const rounds = 20_000;
	for (let round = 0; round < rounds; round++) {
		const startUs = cell.radios.scheduler.now;
		cell.broadcast(1, 60);
		cell.radios.scheduler.run(startUs + 20_000);
		totalUs += cell.lastSentUs - startUs;
	}
	near(t, totalUs / rounds, 3552, 0.005);
});

test('A3: on a busy channel the MAC assesses five times, then reports failure after 19.04 ms', t => {
	const cell = bench(2);
	const {scheduler, medium} = cell.radios;
	let assessments = 0;
	medium.busy = () => {
		assessments++;
		return true;
	};
	let totalUs = 0;
	const rounds = 5000;
	for (let round = 0; round < rounds; round++) {
		const startUs = scheduler.now;
		cell.broadcast(1, 60);
		while (cell.outcomes.length <= round) scheduler.step();
		totalUs += scheduler.now - startUs;
	}
	t.is(assessments, 5 * rounds);
	t.true(cell.outcomes.every(outcome => outcome.status === 'channelAccessFailure'));
	// The interframe spacing after a failure is waited for by the next frame, not by this one.
	near(t, totalUs / rounds - 640, 19_040, 0.01);
});

const throughput = test.macro({
	title: (_, payload: number, ack: boolean, kbps: number) =>
		`A4: one saturated sender carries ${kbps} kbit/s of ${payload}-octet payloads, ACK ${ack ? 'on' : 'off'}`,
	exec(t, payload: number, ack: boolean, kbps: number) {
		const cell = bench(2);
		const psdu = payload + 11;
		const send = () => (ack ? cell.unicast(1, psdu) : cell.broadcast(1, psdu));
		cell.onSent = send;
		send();
		cell.radios.scheduler.run(60_000_000);
		near(t, (cell.outcomes.length * payload * 8) / 60_000, kbps, 0.005);
	},
});
test(throughput, 10, false, 27.18);
test(throughput, 10, true, 22.95);
test(throughput, 20, false, 49.06);
test(throughput, 20, true, 42.06);
test(throughput, 50, false, 94.8);
test(throughput, 50, true, 83.97);
test(throughput, 100, false, 137.55);
test(throughput, 100, true, 125.72);
test(throughput, 114, false, 145.5);
test(throughput, 114, true, 133.9);
test(throughput, 116, false, 146.6);
test(throughput, 116, true, 134.99);

const burst = test.macro({
	title: (_, name: string, count: number) => `${name}: ${count} frames asked for at once`,
	exec(t, _name: string, count: number, {capture, ack, size, rounds, expected, tolerance}: Burst) {
		const cell = bench(count + 1, capture);
		let heard = 0;
		for (let round = 0; round < rounds; round++) {
			const before = cell.received;
			for (let radio = 1; radio <= count; radio++) {
				if (ack) cell.unicast(radio, size);
				else cell.broadcast(radio, size);
			}
			cell.radios.scheduler.run(cell.radios.scheduler.now + 2_000_000);
			heard += cell.received - before;
		}
		const ratio = heard / (rounds * count);
		t.true(Math.abs(ratio - expected) <= tolerance, `PDR ${ratio}, expected ${expected}`);
	},
});
test(burst, 'A7', 2, {
	capture: 'none',
	ack: false,
	size: 20,
	rounds: 20_000,
	expected: 0.875,
	tolerance: 0.005,
});
test(burst, 'A11', 2, {
	capture: 'awgn',
	ack: false,
	size: 60,
	rounds: 20_000,
	expected: 0.9292,
	tolerance: 0.01,
});
test(burst, 'A11', 10, {
	capture: 'awgn',
	ack: false,
	size: 60,
	rounds: 4000,
	expected: 0.6454,
	tolerance: 0.01,
});
test(burst, 'A11 with ACK', 10, {
	capture: 'awgn',
	ack: true,
	size: 60,
	rounds: 4000,
	expected: 0.7388,
	tolerance: 0.01,
});

test('a frame that nobody acknowledges is sent four times, then given up', t => {
	const cell = bench(2, '3dB', 1000);
	cell.unicast(1, 60);
	cell.radios.scheduler.run(1_000_000);
	t.deepEqual(cell.outcomes, [{radio: 1, status: 'noAck'}]);
	t.is(cell.sentFrames, 4);
});

test('a lost ACK costs a retransmission, and the receiver hands the frame up once', t => {
	const cell = bench(2);
	let acksToLose = 1;
	cell.radios.medium.strike((sender, _receiver, octets) => {
		if (sender !== 0 || acksToLose === 0) return false;
		acksToLose--;
		octets[2] ^= 0xff;
		return true;
	});
	cell.unicast(1, 60);
	cell.radios.scheduler.run(1_000_000);
	t.deepEqual(cell.outcomes, [{radio: 1, status: 'success'}]);
	t.is(cell.received, 1);
	t.deepEqual(cell.events, [Event.fcsBad, Event.retry, Event.duplicate]);
});

test('a broadcast asks for no ACK and reaches everybody in range', t => {
	const cell = bench(5);
	cell.broadcast(1, 60);
	cell.radios.scheduler.run(1_000_000);
	t.is(cell.sentFrames, 1);
	t.is(cell.received, 4);
});

test('a full queue refuses the frame and says so in the trace', t => {
	const cell = bench(2);
	const handles = Array.from({length: 65}, () => cell.broadcast(1, 60));
	t.is(handles.filter(handle => handle >= 0).length, 64);
	t.is(handles[64], -1);
	t.deepEqual(cell.events, [Event.queueFull]);
});

test('a ready frame goes out as it is, once, to everybody in range', t => {
	const cell = bench(3);
	const frame = Uint8Array.of(0x41, 0x88, 7, 0xcd, 0xab, 1, 0, 3, 0, 0xaa, 0, 0);
	writeFcs(frame, 0, 10);
	const sources: number[] = [];
	cell.radios.mac.listener = {
		macReceived: (radio, {source}) => void sources.push(radio, source),
		macSent: () => {},
	};
	t.true(cell.radios.mac.sendPsdu(1, frame));
	cell.radios.scheduler.run(1_000_000);
	t.deepEqual(sources, [0, 3], 'in the name of radio 2');
	t.is(cell.sentFrames, 1);
	t.is(cell.radios.pool.inUse, 0);
});

test('a full queue refuses a ready frame, too', t => {
	const cell = bench(2);
	const frame = new Uint8Array(20);
	const taken = Array.from({length: 65}, () => cell.radios.mac.sendPsdu(1, frame));
	t.deepEqual(taken.slice(63), [true, false]);
});

test('every frame slot is given back', t => {
	const cell = bench(11);
	for (let radio = 1; radio <= 10; radio++) cell.unicast(radio, 60);
	cell.radios.scheduler.run(5_000_000);
	t.is(cell.radios.pool.inUse, 0);
});

interface Burst {
	capture: Capture;
	ack: boolean;
	size: number;
	rounds: number;
	expected: number;
	tolerance: number;
}

function near(
	t: {true(value: boolean, message: string): void},
	value: number,
	expected: number,
	tolerance: number,
) {
	t.true(Math.abs(value / expected - 1) <= tolerance, `${value}, expected ${expected}`);
}

/** `count` radios on one spot, or `distanceM` from the first; equally loud for each other. */
function bench(count: number, capture: Capture = '3dB', distanceM = 1) {
	const radios = new Radios({
		seed: 1,
		capture,
		pib: DEFAULT_PIB,
		propagation: {referenceLossDb: 46.68, exponent: 3, shadowingDb: 0},
		radios: Array.from({length: count}, (_, index) => ({
			xM: index === 0 ? 0 : distanceM,
			yM: 0,
			channel: 15,
			txPowerDbm: 0,
			sensitivityDbm: -100,
		})),
	});
	const payload = new Uint8Array(127);
	const cell = {
		radios,
		received: 0,
		sentFrames: 0,
		lastSentUs: 0,
		outcomes: [] as {radio: number; status: SendStatus}[],
		events: [] as number[],
		onSent: () => {},
		broadcast: (radio: number, size: number) =>
			radios.mac.send(radio, BROADCAST, payload, 0, size - 11),
		unicast: (radio: number, size: number) => radios.mac.send(radio, 1, payload, 0, size - 11),
	};
	radios.trace.watch({
		sent(_sender, _audience, frame) {
			if (frame.size > 5) cell.sentFrames++;
			cell.lastSentUs = radios.trace.now;
		},
		event: event => void cell.events.push(event),
	});
	radios.mac.listener = {
		macReceived(radio) {
			if (radio === 0 || count === 5) cell.received++;
		},
		macSent(radio, _handle, status) {
			cell.outcomes.push({radio, status});
			cell.onSent();
		},
	};
	return cell;
}
