import test from 'ava';
import fc from 'fast-check';
import {FRAMES} from '../vectors.js';
import {type Bench, row} from './bench.js';
import {MeshHeader} from './mesh-header.js';
import {MeshWays} from './mesh-ways.js';

const V24 = {hopsLeft: 5, originator: 1, final: 9, sequence: -1, size: 5};
const V25 = {hopsLeft: 5, originator: 1, final: 0xffff, sequence: 7, size: 7};

for (const [id, expected] of [
	['V24', V24],
	['V25', V25],
] as const) {
	test(`${id}: a mesh header is read, and written octet for octet`, t => {
		const octets = lowpanOf(id);
		const header = new MeshHeader();
		t.true(header.read(octets, 0, octets.length));
		t.like(header, expected);
		const out = Buffer.alloc(16);
		t.is(out.toString('hex', 0, header.write(out)), octets.toString('hex', 0, expected.size));
	});

	test(`${id}: cut short within its header, or right behind it, it is none`, t => {
		for (let end = 0; end <= expected.size; end++) {
			t.false(new MeshHeader().read(lowpanOf(id), 0, end), `${end} octets`);
		}
	});
}

test('an octet of its own counts hops beyond fourteen', t => {
	const header = new MeshHeader();
	t.true(header.read(Buffer.from('bf20000100097a', 'hex'), 0, 7));
	t.like(header, {hopsLeft: 32, originator: 1, final: 9, size: 6});
});

test('a header with long addresses is not understood', t => {
	t.false(new MeshHeader().read(Buffer.alloc(30, 0x95), 0, 30));
});

test('who came from there last is there', t => {
	const ways = new MeshWays();
	ways.learn(5, 2);
	ways.learn(5, 3);
	t.is(ways.to(5), 3);
	t.is(ways.to(6), undefined);
	ways.clear();
	t.is(ways.to(5), undefined);
});

test('a table of ways forgets who was silent for longest', t => {
	const ways = new MeshWays();
	for (let node = 0; node < 1024; node++) ways.learn(node, 1);
	ways.learn(0, 1);
	ways.learn(2000, 1);
	t.deepEqual([ways.to(0), ways.to(1), ways.to(2)], [1, undefined, 1]);
});

test('UDP in the mesh says neither address nor port in full', t => {
	const bench = joined();
	bench.send(2, 1, Uint8Array.of(9));
	bench.run(1);
	t.deepEqual(
		meshed(bench).map(frame => frame.replace(/....09$/, '')),
		['be000300017e33f310', 'bd000300017e33f310'],
	);
});

test('a frame for all is sent on once by each router, and an older one by none', t => {
	const bench = joined();
	const frame = Buffer.from('b80001ffff5063' + '7e3b01f30100000102', 'hex');
	for (let times = 0; times < 3; times++) receive(bench, 1, 0xffff, frame);
	bench.run(1);
	t.is(meshed(bench).length, 2);
	frame[6] = 0x62;
	receive(bench, 1, 0xffff, frame);
	bench.run(1);
	t.is(meshed(bench).length, 2);
});

test('a frame with one hop left ends where it is', t => {
	const bench = joined();
	receive(bench, 1, 2, Buffer.from('b1000300017e33f310ffff01', 'hex'));
	t.is(bench.lowpan.counters.hopLimitExceeded, 1);
	receive(bench, 1, 2, Buffer.from('b2000300017e33f310ffff01', 'hex'));
	t.is(bench.lowpan.counters.forwarded, 1);
});

for (const kind of ['rpl', 'mesh-under'] as const) {
	test(`${kind}: whatever frames come, nobody falls over`, t => {
		const bench = row(2, {kind});
		bench.run(60);
		const dispatch = fc.constantFrom(0x41, 0x60, 0x7e, 0x7a, 0x7b, 0xbe, 0xb0, 0xc0, 0xe0, 0x50);
		const frame = fc.tuple(dispatch, fc.uint8Array({maxLength: 110}));
		fc.assert(
			fc.property(frame, ([first, rest]) => {
				for (const node of [0, 1, 2]) receive(bench, node, node + 1, Buffer.from([first, ...rest]));
			}),
		);
		bench.run(1);
		t.true(bench.send(2, 1, Uint8Array.of(1)));
	});
}

/** A border router and two behind it, who have found each other. */
function joined(): Bench {
	const bench = row(2, {kind: 'mesh-under'});
	bench.run(60);
	bench.frames.length = 0;
	bench.lowpan.counters.forwarded = 0;
	return bench;
}

/** The frames with a mesh header that were sent, in hex. */
function meshed({frames}: Bench): string[] {
	return frames.map(({octets}) => octets.toString('hex')).filter(hex => /^[89ab]/.test(hex));
}

/** A frame that `node` hears from the border router, or from its child. */
function receive(bench: Bench, node: number, destination: number, octets: Buffer): void {
	const source = destination === 0xffff ? 1 : 3;
	const place = {octets, at: 0, size: octets.length, rssiCdbm: -7000};
	bench.lowpan.macReceived(node, {...place, source, destination});
}

/** A frame of the vectors without its short MHR and its FCS. */
function lowpanOf(id: string): Buffer {
	return Buffer.from(FRAMES.find(vector => vector.id === id)!.frame, 'hex').subarray(9, -2);
}
