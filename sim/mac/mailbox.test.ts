import test from 'ava';
import {Radios} from '../radios.js';
import {Mhr} from './frame.js';
import type {SendStatus} from './mac.js';
import {
	associationRequestMhr,
	associationResponseMhr,
	beaconMhr,
	beaconRequestMhr,
	dataRequestByEuiMhr,
	dataRequestMhr,
	MacCommand,
	permitsAssociation,
	writeBeacon,
} from './mac-command.js';
import {macTransactionPersistenceTimeUs} from './pib.js';

/* Radio 0 is the parent and has address 1; radio 1 rests and has address 2. */

test('a frame for who rests is sent when that asks, and only then', t => {
	const cell = bench();
	cell.keep('one');
	cell.run(100_000);
	t.deepEqual(cell.heard, []);
	cell.ask();
	cell.run(100_000);
	t.deepEqual(cell.heard, ['one']);
	t.deepEqual(cell.polled, [{status: 'success', promised: true}]);
	t.deepEqual(cell.taken, [0]);
});

test('who asks for nothing is told so by the ACK, and rests again at once', t => {
	const cell = bench();
	cell.ask();
	cell.run(1_000_000);
	t.deepEqual(cell.polled, [{status: 'success', promised: false}]);
	t.deepEqual(cell.receiver, [1, 0]);
	t.true(cell.awakeUs < 6000, `${cell.awakeUs} us`);
});

test('each request has one frame, and each frame says whether there is another one', t => {
	const cell = bench();
	for (const text of ['one', 'two', 'three']) cell.keep(text);
	for (let request = 0; request < 3; request++) {
		cell.ask();
		cell.run(100_000);
	}
	t.deepEqual(cell.heard, ['one', 'two', 'three']);
	t.deepEqual(cell.pending, [true, true, false]);
});

test('a frame that nobody asks for is given up after 7.68 s, and not a moment before', t => {
	const cell = bench();
	cell.keep('late');
	cell.run(macTransactionPersistenceTimeUs - 1);
	t.deepEqual(cell.expired, []);
	cell.run(1);
	t.deepEqual(cell.expired, [0]);
	cell.ask();
	cell.run(100_000);
	t.deepEqual(cell.heard, []);
	t.is(cell.radios.pool.inUse, 0);
});

test('a frame that got no ACK is there for the next request', t => {
	const cell = bench();
	cell.keep('again');
	cell.radios.medium.strike((sender, _receiver, octets) => {
		if (sender !== 0 || octets.length < 8 || cell.lost++ > 0) return false;
		octets[octets.length - 1] ^= 0xff;
		return true;
	});
	cell.ask();
	cell.run(100_000);
	t.deepEqual(cell.heard, []);
	cell.ask();
	cell.run(100_000);
	t.deepEqual(cell.heard, ['again']);
});

test('who waits for a frame that does not come rests again after 19.52 ms', t => {
	const cell = bench();
	cell.keep('lost');
	cell.radios.medium.strike((sender, _receiver, octets) => {
		if (sender !== 0 || octets.length < 8) return false;
		octets[octets.length - 1] ^= 0xff;
		return true;
	});
	cell.ask();
	cell.run(1_000_000);
	t.deepEqual(cell.receiver, [1, 0]);
	t.true(cell.awakeUs > 19_520 && cell.awakeUs < 26_000, `${cell.awakeUs} us`);
});

test('a mailbox has room for 32 frames', t => {
	const cell = bench();
	const kept = Array.from({length: 33}, (_, index) => cell.keep(String(index)));
	t.deepEqual(kept.slice(31), [31, -1]);
});

test('frame controls are those that others send', t => {
	const self = {high: 0x0012_4b00, low: 2};
	const cases: [Mhr, string][] = [
		[beaconRequestMhr(), '030800ffffffff'],
		[beaconMhr(0x1a62, 0), '008000621a0000'],
		[associationRequestMhr(0x1a62, 0, self), '23c800621a0000ffff02000000004b1200'],
		[dataRequestByEuiMhr(0x1a62, 0, self), '63c800621a000002000000004b1200'],
		[dataRequestMhr(0x1a62, 0, 1), '638800621a00000100'],
		[
			associationResponseMhr(0x1a62, self, {high: 0x0012_4b00, low: 1}),
			'63cc00621a02000000004b120001000000004b1200',
		],
	];
	for (const [mhr, expected] of cases) {
		const octets = Buffer.alloc(32);
		t.is(octets.toString('hex', 0, mhr.write(octets, 0)), expected);
		t.true(new Mhr().read(octets, expected.length / 2));
	}
});

test('a beacon says that there is no superframe, and whether others may join', t => {
	const octets = new Uint8Array(4);
	writeBeacon(octets, true, true);
	t.is(Buffer.from(octets).toString('hex'), 'ffcf0000');
	t.true(permitsAssociation(octets, 0));
	writeBeacon(octets, false, false);
	t.is(Buffer.from(octets).toString('hex'), 'ff0f0000');
	t.false(permitsAssociation(octets, 0));
});

/* The bench. */

function bench() {
	const radios = new Radios({
		seed: 1,
		capture: '3dB',
		propagation: {referenceLossDb: 46.68, exponent: 3, shadowingDb: 0},
		radios: [0, 1].map(xM => ({xM, yM: 0, channel: 15, txPowerDbm: 0, sensitivityDbm: -100})),
	});
	const {mac, scheduler, trace} = radios;
	const cell = {
		radios,
		heard: [] as string[],
		pending: [] as boolean[],
		taken: [] as number[],
		expired: [] as number[],
		polled: [] as {status: SendStatus; promised: boolean}[],
		receiver: [] as number[],
		awakeUs: 0,
		lost: 0,
		keep: (text: string) => mac.sendIndirect(0, 2, Buffer.from(text), 0, text.length),
		ask: () => mac.sendFrame(1, dataRequestMhr(0xabcd, 1, 2), REQUEST, 1),
		run: (us: number) => scheduler.run(scheduler.now + us),
	};
	mac.listener = {
		macReceived: (_node, {octets, at, size, pending}) => {
			cell.heard.push(Buffer.from(octets.subarray(at, at + size)).toString());
			cell.pending.push(pending === true);
		},
		macSent: (_node, handle) => void cell.taken.push(handle),
		macExpired: (_node, handle) => void cell.expired.push(handle),
		macPolled: (_node, status, promised) => void cell.polled.push({status, promised}),
	};
	mac.setRxOnWhenIdle(1, false);
	let sinceUs = 0;
	trace.watch({
		event: (event, radio, detail) => {
			if (event !== RECEIVER || radio !== 1) return;
			cell.receiver.push(detail);
			if (detail === 1) sinceUs = scheduler.now;
			else cell.awakeUs += scheduler.now - sinceUs;
		},
	});
	return cell;
}

const RECEIVER = 11;
const REQUEST = Uint8Array.of(MacCommand.dataRequest);
