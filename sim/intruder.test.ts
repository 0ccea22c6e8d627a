import test from 'ava';
import {FCS_SIZE, writeFcs} from './mac/frame.js';
import {AS_GATEWAY, World, type WorldDescription} from './world.js';

/* Radio 0 is a gateway, 1 another one, 2 the attacker. */

test('an attacker hears frames for others, and unpacks them', t => {
	const {world, heard, run} = bench();
	world.endpoints[0].send(2, Buffer.from('for the other'));
	run();
	t.deepEqual(heard, ['at 2 from 1: for the other', 'overheard 1>2: for the other']);
});

test('what is for all it hears once', t => {
	const {world, heard, run} = bench();
	world.endpoints[0].send(0xffff, Buffer.from('for all'));
	run();
	t.deepEqual(heard, ['at 2 from 1: for all', 'for me 1: for all']);
});

test('what is for its own address it hears once, and sends from there', t => {
	const {world, heard, run} = bench();
	world.endpoints[0].send(3, Buffer.from('question'));
	world.intruders[0].send(1, Buffer.from('answer'), AS_GATEWAY);
	run();
	t.deepEqual(heard.toSorted(), ['at 1 from 3: answer', 'for me 1: question']);
});

test('a frame that it sends is taken for that of the radio that it names', t => {
	const {world, heard, run} = bench();
	let kept: Uint8Array | undefined;
	world.intruders[0].onFrame = frame => {
		if (frame.length > 5) kept ??= frame.slice();
	};
	world.endpoints[0].send(2, Buffer.from('once'));
	run();
	heard.length = 0;
	// A DSN is known for a second.
	world.after(2_000_000, () => world.intruders[0].sendFrame(kept!));
	run(3_000_000);
	t.deepEqual(heard, ['at 2 from 1: once']);
});

test('the other way round a datagram comes back from where it was sent to', t => {
	const {world, heard, run} = bench();
	const [intruder] = world.intruders;
	intruder.onFrame = frame => {
		const mirrored = intruder.mirrored(frame);
		if (mirrored !== undefined) intruder.sendFrame(mirrored);
	};
	world.endpoints[0].send(2, Buffer.from('echo'));
	run();
	t.true(heard.includes('at 1 from 2: echo'), heard.join());
});

test('neither an ACK nor a broadcast has another way round', t => {
	const {world} = bench();
	const ack = Uint8Array.of(2, 0, 1, 0, 0);
	writeFcs(ack, 0, ack.length - FCS_SIZE);
	const broadcast = Uint8Array.of(0x41, 0x88, 1, 0xcd, 0xab, 0xff, 0xff, 1, 0, 9, 0, 0);
	writeFcs(broadcast, 0, broadcast.length - FCS_SIZE);
	t.is(world.intruders[0].mirrored(ack), undefined);
	t.is(world.intruders[0].mirrored(broadcast), undefined);
});

const protectedNetworks: readonly [name: string, network: Partial<WorldDescription>][] = [
	['a link key', {linkKey: new Uint8Array(16).fill(7)}],
	['ZigBee', {network: {kind: 'zigbee', networkKey: new Uint8Array(16).fill(7)}}],
];
for (const [name, network] of protectedNetworks) {
	test(`in ${name}, a member reads what is for others, and an outsider does not`, t => {
		const overheard = [true, false].map(insider => {
			const {world, heard, run} = bench(true, network, insider);
			run(20_000_000);
			world.endpoints[0].send(world.endpoints[1].address, Buffer.from('for the other'));
			run(5_000_000);
			t.is(heard.filter(line => /^at .*: for the other/.test(line)).length, 1);
			return heard.filter(line => /^overheard .*: for the other/.test(line)).length;
		});
		t.deepEqual(overheard, [1, 0]);
	});

	test(`in ${name}, what an outsider says in clear comes to nobody`, t => {
		const {world, heard, run} = bench(true, network);
		const [intruder] = world.intruders;
		run(20_000_000);
		intruder.join();
		intruder.send(0xffff, Buffer.from('hear me'), AS_GATEWAY);
		intruder.send(world.endpoints[1].address, Buffer.from('hear me'), AS_GATEWAY);
		run(5_000_000);
		t.deepEqual(heard, []);
		if (world.zigbee !== undefined) t.is(world.zigbee.counters.unsecured, 3);
	});
}

test('an attacker that is silent changes nothing in the world', t => {
	const hashes = [true, false].map(attacked => {
		const {world, run} = bench(attacked);
		world.endpoints[0].send(2, Buffer.from('for the other'));
		run();
		return world.trace.hash;
	});
	t.is(hashes[0], hashes[1]);
});

/** Two gateways a few metres apart, and an attacker between them. */
function bench(attacked = true, network: Partial<WorldDescription> = {}, insider = false) {
	const radio = (xM: number) => ({xM, yM: 0, channel: 15, txPowerDbm: 0, sensitivityDbm: -100});
	const world = new World({
		seed: 1,
		// A module that has nothing in it: there are no nodes.
		firmware: new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)),
		capture: '3dB',
		propagation: {referenceLossDb: 46.68, exponent: 3, shadowingDb: 0},
		gateways: [radio(0), radio(4)],
		nodes: [],
		intruders: attacked ? [{...radio(2), insider}] : [],
		...network,
	});
	const heard: string[] = [];
	const text = (octets: Uint8Array) => Buffer.from(octets).toString('latin1');
	for (const endpoint of world.endpoints) {
		endpoint.onDatagram = datagram =>
			heard.push(`at ${endpoint.address} from ${datagram.source}: ${text(datagram.payload())}`);
	}
	for (const intruder of world.intruders) {
		intruder.onDatagram = datagram =>
			heard.push(`for me ${datagram.source}: ${text(datagram.payload())}`);
		intruder.onOverheard = (datagram, to) =>
			heard.push(`overheard ${datagram.source}>${to}: ${text(datagram.payload())}`);
	}
	let nowUs = 0;
	const run = (us = 100_000) => {
		nowUs += us;
		world.run(nowUs);
		if (attacked) return;
		heard.length = 0;
	};
	return {world, heard, run};
}
