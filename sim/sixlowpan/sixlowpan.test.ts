import test from 'ava';
import fc from 'fast-check';
import {FCS_SIZE, Mhr, SHORT_MHR_SIZE} from '../mac/frame.js';
import type {Counters} from './counters.js';
import {Loopback, someData} from './loopback.js';
import {writeChecksum} from './udp.js';
import {FRAGMENTS, FRAMES} from './vectors.js';

test('a datagram of 43 octets to the gateway is a PSDU of 60', t => {
	const {frames} = sentBy(someData(43));
	t.is(frames.length, 1);
	t.is(SHORT_MHR_SIZE + frames[0].octets.length + FCS_SIZE, 60);
});

test('addresses, lengths and ports of a datagram to the gateway take four octets', t => {
	const {frames} = sentBy(hex('030101'));
	t.is(frames[0].octets.toString('hex', 0, 4), '7e33f310');
	t.is(frames[0].octets.toString('hex', 6), '030101');
	t.is(frames[0].destination, 1);
});

test('a datagram to all neighbours takes one octet more', t => {
	const bench = new Loopback();
	bench.send(hex('030101'), 1, 0xffff);
	t.is(bench.frames[0].octets.toString('hex', 0, 5), '7e3b01f310');
	t.is(bench.frames[0].destination, 0xffff);
});

test('what was sent is handed up, with its sender, its ports and its strength', t => {
	const bench = sentBy(hex('030101'));
	bench.receive(bench.frames[0].octets, {rssiCdbm: -8712});
	const arrival = {node: 0, source: 2, ports: [61617, 61616] as const, rssiCdbm: -8712};
	t.deepEqual(bench.arrivals, [{...arrival, data: '030101'}]);
	t.like(bench.lowpan.counters, {sent: 1, received: 1, fragmented: 0});
});

test('a datagram to all neighbours is handed up wherever it arrives', t => {
	const bench = new Loopback();
	bench.send(hex('030101'), 1, 0xffff);
	for (const node of [0, 5]) {
		bench.receive(bench.frames[0].octets, {destination: 0xffff}, node);
	}
	t.deepEqual(
		bench.arrivals.map(arrival => arrival.node),
		[0, 5],
	);
});

test('110 octets fit a frame, 111 do not', t => {
	t.deepEqual(
		[sentBy(someData(110)), sentBy(someData(111))].map(bench => bench.lowpan.counters.fragmented),
		[0, 1],
	);
	t.is(sentBy(someData(110)).frames[0].octets.length, 116);
});

test('a datagram without data is a datagram', t => {
	const bench = sentBy(Buffer.alloc(0));
	bench.deliver(bench.frames[0]);
	t.is(bench.arrivals[0].data, '');
});

test('1232 octets are all that a datagram can hold', t => {
	const bench = new Loopback();
	t.true(bench.send(someData(1232)));
	t.false(bench.send(someData(1233)));
	t.like(bench.lowpan.counters, {oversize: 1, fragmented: 1});
});

test('a full queue of the MAC is told, and counted', t => {
	const bench = new Loopback();
	bench.full = true;
	t.false(bench.send(someData(10)));
	t.false(bench.send(someData(200)));
	t.like(bench.lowpan.counters, {queueFull: 2, sent: 0, fragmented: 0});
	bench.full = false;
	t.true(bench.send(someData(200)));
});

test('IPv6 as it is is understood, too', t => {
	const bench = new Loopback();
	bench.receive(plain());
	t.is(bench.arrivals[0]?.data, '030101');
});

test('a UDP header as it is behind IPHC is understood', t => {
	const bench = new Loopback();
	bench.receive(Buffer.concat([hex('7a3311'), plain().subarray(41)]));
	t.is(bench.arrivals[0]?.data, '030101');
});

test('a datagram whose checksum was left out is taken', t => {
	const bench = new Loopback();
	bench.receive(hex('7e33f710030101'));
	t.is(bench.arrivals[0]?.data, '030101');
});

const dropped = test.macro({
	exec(t, lowpan: Buffer, counter: keyof Counters) {
		const bench = new Loopback();
		bench.receive(lowpan);
		t.deepEqual(bench.arrivals, []);
		t.like(bench.lowpan.counters, {[counter]: 1, received: 0});
	},
	title: (claim, _, counter) => `${claim} is dropped as ${counter}`,
});

test('an empty frame', dropped, Buffer.alloc(0), 'malformed');
test('a version other than 6', dropped, changed(1, 0x40), 'malformed');
test('a payload length one too small', dropped, changed(6, 10), 'malformed');
test('a payload length one too large', dropped, changed(6, 12), 'malformed');
test('a UDP length one too small', dropped, changed(46, 10), 'malformed');
test('a UDP header cut short', dropped, plain(7), 'malformed');
test('an IPv6 header cut short', dropped, plain(0).subarray(0, 40), 'malformed');
test('more than the MTU in one frame', dropped, hex(`7e33f710${'00'.repeat(1233)}`), 'malformed');
test('a wrong checksum', dropped, changed(51, 0xff), 'checksumBad');
test('a checksum of zero', dropped, changed(47, 0, 0), 'checksumBad');
test('a packet of ICMPv6', dropped, changed(7, 58), 'unsupported');
test('a hop-by-hop header', dropped, changed(7, 0), 'unsupported');
test('somebody else as source', dropped, hex('7e23000af710030101'), 'foreign');
test('somebody else as receiver', dropped, hex('7e320009f710030101'), 'foreign');
test('a group other than all nodes', dropped, hex('7e3b02f710030101'), 'foreign');
test('what is not 6LoWPAN', dropped, hex('3f00'), 'unsupported');
test('the obsolete HC1', dropped, hex('4200'), 'unsupported');
test('a broadcast header', dropped, hex('50017e33'), 'unsupported');
test('a mesh header', dropped, hex('b5000100097a33'), 'unsupported');
test('a recoverable fragment', dropped, hex('e8ad004604c6'), 'unsupported');
test('a page other than 0', dropped, hex('f17e33'), 'unsupported');

test('a unicast address in a broadcast frame is foreign', t => {
	const bench = new Loopback();
	bench.receive(hex('7e33f710030101'), {destination: 0xffff});
	bench.receive(hex('7e320001f710030101'), {destination: 0xffff});
	t.like(bench.lowpan.counters, {foreign: 2, received: 0});
});

test('no truncation and no single bit of any vector does harm', t => {
	for (const lowpan of vectorParts()) {
		for (let size = 0; size < lowpan.length; size++) t.is(fates(lowpan.subarray(0, size)), 1);
		for (let bit = 0; bit < lowpan.length * 8; bit++) {
			const flipped = Buffer.from(lowpan);
			flipped[bit >>> 3] ^= 0x80 >>> (bit & 7);
			t.is(fates(flipped), 1);
		}
	}
});

test('whatever arrives has exactly one fate', t => {
	const start = fc.constantFrom(
		'',
		'7e',
		'7e33',
		'7e33f3',
		'41',
		'41600000',
		'c0cd0042',
		'e0cd0042',
	);
	fc.assert(
		fc.property(start, fc.uint8Array({maxLength: 116}), (head, octets) => {
			t.is(fates(Buffer.concat([hex(head), octets])), 1);
		}),
		{seed: 4944, numRuns: 3000},
	);
});

/* The bench. */

function sentBy(data: Uint8Array): Loopback {
	const bench = new Loopback();
	bench.send(data);
	return bench;
}

/** 030101 from node 1 to node 0 as IPv6 without compression, its UDP part cut to `udpSize`. */
function plain(udpSize = 11): Buffer {
	const addresses = 'fe80000000000000000000fffe000002fe80000000000000000000fffe000001';
	const size = udpSize.toString(16).padStart(4, '0');
	const lowpan = hex(`4160000000${size}1140${addresses}f0b1f0b0000b0000030101`);
	writeChecksum(lowpan.subarray(1), 40, 51);
	return lowpan.subarray(0, 41 + udpSize);
}

/** The same with other octets at `at`. */
function changed(at: number, ...octets: readonly number[]): Buffer {
	const lowpan = plain();
	lowpan.set(octets, at);
	return lowpan;
}

function hex(digits: string): Buffer {
	return Buffer.from(digits, 'hex');
}

/** How many counters one frame moved, a fragment that waits for others counted as one. */
function fates(lowpan: Uint8Array): number {
	const bench = new Loopback();
	bench.receive(lowpan);
	const counted = Object.values(bench.lowpan.counters).reduce((sum, count) => sum + count, 0);
	bench.nowUs += 60_000_000;
	bench.receive(hex('e500ffff010001020304050607'), {source: 77});
	return counted + bench.lowpan.counters.reassemblyTimeouts;
}

/** What is behind the MHR in the vectors, mesh headers too. */
function vectorParts(): Buffer[] {
	return [...FRAMES, ...FRAGMENTS].map(vector => {
		const frame = hex(vector.frame);
		const mhr = new Mhr();
		mhr.read(frame, frame.length - FCS_SIZE);
		return frame.subarray(mhr.size, frame.length - FCS_SIZE);
	});
}
