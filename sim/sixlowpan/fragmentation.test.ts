import test from 'ava';
import fc from 'fast-check';
import {FCS_SIZE, Mhr} from '../mac/frame.js';
import {Contexts} from './contexts.js';
import {Fragmentation, FragmentHeader} from './fragmentation.js';
import {HeaderCompression} from './header-compression.js';
import {MTU} from './ipv6.js';
import {LinkAddresses, setExtended, setShort} from './link-addresses.js';
import {Loopback, someData} from './loopback.js';
import {FRAGMENTS} from './vectors.js';

const MINUTE_US = 60_000_000;

const rebuilt = test.macro({
	exec(t, ids: readonly [string, string]) {
		const [first, second] = ids.map(id => FRAGMENTS.find(vector => vector.id === id)!.frame);
		const {headers, room, lowpan} = opened(first);
		const packet = Buffer.alloc(MTU);
		headers.read(lowpan, 4, lowpan.length, packet);
		const at = lowpan.copy(packet, headers.uncompressedSize, headers.end);
		const size = headers.uncompressedSize + at;
		const end = size + opened(second).lowpan.copy(packet, size, 5);
		headers.restore(packet, end);

		const out = Buffer.alloc(127, 0xa5);
		const tag = lowpan.readUInt16BE(2);
		const fragmentation = new Fragmentation(packet.subarray(0, end), 1, tag);
		t.deepEqual(out.subarray(0, fragmentation.next(headers, room, out)), lowpan);
		t.deepEqual(out.subarray(0, fragmentation.next(headers, room, out)), opened(second).lowpan);
		t.true(fragmentation.done);
	},
	title: (_, ids: readonly string[]) => `${ids.join(' and ')} are what their packet is cut into`,
});

test(rebuilt, ['V22', 'V23']);
test(rebuilt, ['N2', 'N3']);

const crosses = test.macro({
	exec(t, size: number, count: number) {
		const bench = new Loopback();
		const frames = bench.sendAll(someData(size));
		t.is(frames.length, count);
		t.true(frames.every(frame => frame.octets.length <= 116));
		for (const frame of frames) bench.deliver(frame);
		t.deepEqual(
			bench.arrivals.map(({data}) => data),
			[someData(size).toString('hex')],
		);
		t.like(bench.lowpan.counters, {sent: 1, received: 1, malformed: 0});
	},
	title: (_, size, count) => `${size} octets cross in ${count} frames`,
});

// FRAG1 holds 104 octets of data behind the headers, FRAGN 104, the last one 111.
for (const [size, count] of [
	[110, 1],
	[111, 2],
	[215, 2],
	[216, 3],
	[319, 3],
	[320, 4],
	[1151, 11],
	[1152, 12],
	[1232, 12],
] as const) {
	test(crosses, size, count);
}

test('every fragment but the last ends at a multiple of eight', t => {
	const header = new FragmentHeader();
	const frames = new Loopback().sendAll(someData(500));
	const offsets = frames.map(({octets}) => {
		t.true(header.read(octets, 0, octets.length));
		return header.offset;
	});
	t.deepEqual(offsets, [0, 152, 256, 360, 464]);
});

test('a datagram that lost any one of its fragments is never handed up', t => {
	const frames = new Loopback().sendAll(someData(500));
	for (const lost of frames) {
		const bench = new Loopback();
		for (const frame of frames) if (frame !== lost) bench.deliver(frame);
		t.deepEqual(bench.arrivals, []);
		bench.nowUs = MINUTE_US;
		for (const frame of bench.sendAll(someData(200))) bench.deliver(frame);
		t.is(bench.lowpan.counters.reassemblyTimeouts, 1);
		t.is(bench.arrivals.length, 1);
	}
});

test('fragments may arrive in any order, and more than once', t => {
	const frames = new Loopback().sendAll(someData(400));
	const order = fc.shuffledSubarray([0, 1, 2, 3, 0, 1, 2, 3], {minLength: 8});
	fc.assert(
		fc.property(order, arriving => {
			const bench = new Loopback();
			// What comes after the last missing one begins a new packet that is never complete.
			const whole = arriving.findIndex((_, at) => new Set(arriving.slice(0, at + 1)).size === 4);
			for (const index of arriving.slice(0, whole + 1)) bench.deliver(frames[index]);
			t.deepEqual(
				bench.arrivals.map(({data}) => data),
				[someData(400).toString('hex')],
			);
			t.is(bench.lowpan.counters.repeated, whole - 3);
		}),
		{seed: 8},
	);
});

test('whatever the size, data and order are, data come out as they went in', t => {
	const data = fc.uint8Array({maxLength: 1232, size: 'max'});
	fc.assert(
		fc.property(data, fc.infiniteStream(fc.nat()), (octets, luck) => {
			const bench = new Loopback();
			const frames = bench.sendAll(octets).map(frame => ({frame, place: luck.next().value}));
			frames.sort((left, right) => left.place - right.place);
			for (const {frame} of frames) bench.deliver(frame);
			t.is(bench.arrivals[0]?.data, Buffer.from(octets).toString('hex'));
		}),
		{seed: 1280},
	);
});

test('a fragment that overlaps another one, and differs, voids the packet', t => {
	const bench = new Loopback();
	const [first, second, third] = bench.sendAll(someData(300));
	const changed = Buffer.from(second.octets);
	changed[20] ^= 1;
	bench.deliver(first);
	bench.deliver(second);
	bench.deliver({...second, octets: changed});
	bench.deliver(third);
	t.deepEqual(bench.arrivals, []);
	t.is(bench.lowpan.counters.overlapping, 1);
});

test('a fragment that begins elsewhere and reaches into another one voids the packet', t => {
	const bench = new Loopback();
	const [first, second, third] = bench.sendAll(someData(300));
	bench.deliver(first);
	bench.deliver(second);
	const shifted = Buffer.from(second.octets);
	shifted[4]--;
	bench.deliver({...second, octets: shifted});
	bench.deliver(third);
	t.deepEqual(bench.arrivals, []);
	t.is(bench.lowpan.counters.overlapping, 1);
});

test('after an overlap the newest fragment begins the packet anew', t => {
	const bench = new Loopback();
	const [stale] = new Loopback().sendAll(Buffer.alloc(300, 0x11));
	const [first, second, third] = bench.sendAll(someData(300));
	for (const frame of [stale, first, second, third]) bench.deliver(frame);
	t.deepEqual(
		bench.arrivals.map(({data}) => data),
		[someData(300).toString('hex')],
	);
	t.is(bench.lowpan.counters.overlapping, 1);
});

test('the last fragment may come up to a minute after the first', t => {
	const arrivals = [MINUTE_US - 1, MINUTE_US].map(lateUs => {
		const bench = new Loopback();
		const [first, second] = bench.sendAll(someData(200));
		bench.deliver(first);
		bench.nowUs = lateUs;
		bench.deliver(second);
		return [bench.arrivals.length, bench.lowpan.counters.reassemblyTimeouts];
	});
	t.deepEqual(arrivals, [
		[1, 0],
		[0, 1],
	]);
});

test('tags go round after 65535, and a node counts its own', t => {
	const bench = new Loopback();
	const tagOf = (node: number) => {
		const [first] = bench.sendAll(Buffer.alloc(111), node);
		bench.frames.length = 0;
		return first.octets.readUInt16BE(2);
	};
	t.deepEqual([tagOf(1), tagOf(1), tagOf(2)], [0, 1, 0]);
	for (let count = 2; count < 0xffff; count++) tagOf(1);
	t.deepEqual([tagOf(1), tagOf(1), tagOf(2)], [0xffff, 0, 1]);
});

test('a tag that comes round after its packet was lost is a new packet', t => {
	const bench = new Loopback();
	const [old] = new Loopback().sendAll(Buffer.alloc(200, 0x11));
	bench.deliver(old);
	bench.nowUs = MINUTE_US;
	for (const frame of bench.sendAll(someData(200))) bench.deliver(frame);
	t.deepEqual(
		bench.arrivals.map(({data}) => data),
		[someData(200).toString('hex')],
	);
	t.like(bench.lowpan.counters, {reassemblyTimeouts: 1, overlapping: 0});
});

test('equal tags of two senders, and at two receivers, do not mix', t => {
	const bench = new Loopback();
	const sizes = [someData(200), Buffer.alloc(200, 0x22), Buffer.alloc(200, 0x33)];
	const frames = [
		bench.sendAll(sizes[0], 1, 1),
		bench.sendAll(sizes[1], 2, 1),
		bench.sendAll(sizes[2], 3, 5),
	];
	for (const index of [0, 1]) for (const sender of frames) bench.deliver(sender[index]);
	const got = bench.arrivals.map(({node, source, data}) => [node, source, data]);
	t.deepEqual(got, [
		[0, 2, sizes[0].toString('hex')],
		[0, 3, sizes[1].toString('hex')],
		[4, 4, sizes[2].toString('hex')],
	]);
});

test('when there is no room the oldest packet is given up', t => {
	const bench = new Loopback({reassembliesMax: 2});
	const frames = [1, 2, 3].map(node => bench.sendAll(someData(200), node));
	for (const [first] of frames) bench.deliver(first);
	for (const [, second] of frames.slice(1)) bench.deliver(second);
	t.deepEqual(
		bench.arrivals.map(({source}) => source),
		[3, 4],
	);
	t.is(bench.lowpan.counters.reassemblyEvictions, 1);
});

test('a fragment goes when the one before was sent, not earlier', t => {
	const bench = new Loopback();
	bench.send(someData(300));
	t.is(bench.frames.length, 1);
	bench.sent(0);
	bench.sent(0);
	t.is(bench.frames.length, 2, 'a handle counts once');
	bench.sent(1);
	bench.sent(2);
	t.is(bench.frames.length, 3);
	t.is(bench.lowpan.counters.sent, 1);
});

test('after a fragment that failed the rest is not sent, the next datagram is', t => {
	const bench = new Loopback();
	bench.send(someData(300));
	bench.send(someData(200));
	bench.sent(0);
	bench.sent(1, 'noAck');
	t.is(bench.frames[2].octets.readUInt16BE(2), 1, 'the tag of the second datagram');
	bench.sent(2);
	bench.sent(3);
	t.like(bench.lowpan.counters, {fragmentsFailed: 1, sent: 1, fragmented: 2});
});

test('a datagram whose next fragment finds the queue full is given up', t => {
	const bench = new Loopback();
	bench.send(someData(300));
	bench.full = true;
	bench.sent(0);
	bench.full = false;
	t.is(bench.lowpan.counters.queueFull, 1);
	t.is(bench.sendAll(someData(300)).length, 3);
});

test('datagrams that wait for their turn have a bound', t => {
	const bench = new Loopback({fragmentationsMax: 2});
	const took = [1, 2, 3].map(() => bench.send(someData(200)));
	t.deepEqual(took, [true, true, false]);
	t.true(bench.send(someData(100)), 'what fits a frame need not wait');
	t.true(bench.send(someData(200), 2), 'another node has its own turn');
	t.is(bench.lowpan.counters.queueFull, 1);
});

const malformed = test.macro({
	exec(t, hex: string) {
		const bench = new Loopback();
		bench.receive(Buffer.from(hex, 'hex'));
		t.is(bench.lowpan.counters.malformed, 1);
	},
	title: (claim, hex: string) => `${hex.slice(0, 10)}.. is malformed: ${claim}`,
});

const eight = '0001020304050607';
test('FRAG1 cut short', malformed, 'c0cd00');
test('FRAG1 with nothing behind it', malformed, 'c0cd0042');
test('FRAGN with nothing behind it', malformed, 'e0cd004212');
test('FRAGN at offset 0', malformed, `e0cd004200${eight}`);
test('less than an IPv6 header', malformed, `e027004201${eight}`);
test('more than the MTU', malformed, `e501004201${eight}`);
test('seven octets that do not end the packet', malformed, 'e0cd00421200010203040506');
test('a packet that ends before its fragment', malformed, `e0cd004219${eight}`);
test('FRAG1 whose headers are not all there', malformed, 'c0cd00427e33f3');
test('FRAG1 that ends between units', malformed, `c0cd00427e33f3101234${eight}00`);
test('FRAG1 larger than its packet', malformed, `c03000427e33f3101234${eight}`);

test('a packet of one fragment is a packet', t => {
	const bench = new Loopback();
	bench.receive(Buffer.from('c03300427e33f710030101', 'hex'));
	t.is(bench.arrivals[0]?.data, '030101');
});

/* The bench. */

/** A vector's 6LoWPAN part, the room that its MHR leaves, and headers that know its addresses. */
function opened(hex: string) {
	const frame = Buffer.from(hex, 'hex');
	const mhr = new Mhr();
	mhr.read(frame, frame.length - FCS_SIZE);
	const link = new LinkAddresses();
	if (mhr.dstMode === 3) setExtended(link.destination, mhr.dstHigh, mhr.dstLow);
	else setShort(link.destination, mhr.dstShort);
	setExtended(link.source, mhr.srcHigh, mhr.srcLow);
	const contexts = new Contexts();
	contexts.set(0, Buffer.from('20010db800000001', 'hex'), 64);
	const headers = new HeaderCompression(contexts, link);
	const lowpan = frame.subarray(mhr.size, frame.length - FCS_SIZE);
	return {headers, lowpan, room: 127 - mhr.size - FCS_SIZE};
}
