import {readFileSync} from 'node:fs';
import test from 'ava';
import binaryen from 'binaryen';
import {Event} from './kernel/trace.js';
import {AS_NODE, World} from './world.js';

/* Radios 0 and 1 are gateways, 2 and above are nodes; a short address is one more. */

test('the same seed has the same trace and the same octets in every page', t => {
	const [first, again, other] = [fleet(1), fleet(1), fleet(2)];
	for (const world of [first, again, other]) world.run(120_000_000);
	t.true(first.trace.count > 300, `${first.trace.count} events`);
	t.is(again.trace.hash, first.trace.hash);
	first.nodes.forEach(({page}, index) => {
		t.is(Buffer.compare(page, again.nodes[index].page), 0, `page of node ${index}`);
	});
	t.not(other.trace.hash, first.trace.hash);
});

test('a run in small steps is the run in one', t => {
	const [whole, steps] = [fleet(1), fleet(1)];
	whole.run(30_000_000);
	for (let second = 1; second <= 30; second++) steps.run(second * 1_000_000);
	t.is(steps.trace.hash, whole.trace.hash);
});

test('a node reports by the number of its radio, from its boot on', t => {
	const world = fleet(1);
	const published = new Set<number>();
	world.trace.watch({
		event: (event, subject, detail) => {
			if (event === Event.report && detail === PUBLISHED) published.add(subject);
		},
	});
	world.run(60_000_000);
	t.deepEqual([...published].sort(), [2, 3, 4]);
});

test('a datagram of a gateway comes out where its address says, with its sender', t => {
	const {world, heard} = gateways(3);
	world.endpoints[0].send(2, Uint8Array.of(1, 2, 3));
	world.run(1_000_000);
	t.deepEqual(heard, ['1 from 1: 010203']);
});

test('the ports tell what was sent to a gateway from what was sent by one', t => {
	const {world} = gateways(3);
	const ports: string[] = [];
	world.endpoints[1].onDatagram = ({sourcePort, destinationPort}) => {
		ports.push(`${sourcePort} to ${destinationPort}`);
	};
	const {address} = world.endpoints[1];
	world.endpoints[0].send(address, Uint8Array.of(1));
	world.endpoints[0].send(address, Uint8Array.of(2), AS_NODE);
	world.run(1_000_000);
	t.deepEqual(ports, ['61616 to 61617', '61617 to 61616']);
});

test('a datagram for everybody comes out everywhere but at its sender', t => {
	const {world, heard} = gateways(3);
	world.endpoints[1].send(0xffff, Uint8Array.of(9));
	world.run(1_000_000);
	t.deepEqual(heard.sort(), ['0 from 2: 09', '2 from 2: 09']);
});

test('a gateway is woken once, when it has asked last', t => {
	const {world, woken} = gateways(1);
	const [endpoint] = world.endpoints;
	endpoint.wakeAt(100);
	endpoint.wakeAt(300);
	world.run(299);
	t.deepEqual(woken, []);
	world.run(1000);
	t.deepEqual(woken, [300]);
});

test('a wake in the past comes now', t => {
	const {world, woken} = gateways(1);
	world.run(500);
	world.endpoints[0].wakeAt(400);
	world.run(500);
	t.deepEqual(woken, [500]);
});

test('what is to come after() a while comes by time, then by request', t => {
	const {world} = gateways(1);
	const seen: string[] = [];
	const say = (what: string) => () => void seen.push(`${world.scheduler.now} ${what}`);
	world.after(20, say('late'));
	world.after(10, say('first'));
	world.after(10, () => {
		say('second')();
		world.after(0, say('third'));
	});
	world.run(20);
	t.deepEqual(seen, ['10 first', '10 second', '10 third', '20 late']);
});

test('a node that traps is counted, and starts again after a second', t => {
	const firmware = new WebAssembly.Module(binaryen.parseText(TRAPS_AT_POLL).emitBinary());
	const world = worldOf(firmware, {seed: 1, gateways: 0, nodes: 2});
	const trapped: string[] = [];
	world.trace.watch({
		event: (event, radio, panic) => {
			if (event === Event.trap) trapped.push(`${world.trace.now} ${radio} ${panic}`);
		},
	});
	world.run(1_009_999);
	t.deepEqual(trapped, ['5000 0 7', '6000 1 7']);
	world.run(1_011_000);
	// The crystal of the second node is 20 ppm fast.
	t.deepEqual(trapped.slice(2), ['1010000 0 7', '1010980 1 7']);
	t.is(world.traps, 4);
});

/** The firmware's Report of a message that its app has made. */
const PUBLISHED = 1;

/** Asks for a poll 5 ms after its boot, and traps there with panic 7. */
const TRAPS_AT_POLL = `(module
	(memory (export "memory") 1)
	(global (export "config") i32 (i32.const 64))
	(global (export "panicCode") i32 (i32.const 0))
	(func (export "boot") (param i32)
		(i32.store (i32.const 4) (i32.add (local.get 0) (i32.const 5))))
	(func (export "poll") (param i32)
		(i32.store (i32.const 0) (i32.const 7))
		(unreachable))
	(func (export "pollAt") (result i32) (i32.load (i32.const 4))))`;

const BUILT = new WebAssembly.Module(readFileSync(new URL('../node.wasm', import.meta.url)));

/** Three sensors that publish every five seconds at QoS 0, and gateways that say yes to all. */
function fleet(seed: number): World {
	const world = worldOf(BUILT, {seed, gateways: 2, nodes: 3});
	for (const [index, endpoint] of world.endpoints.entries()) {
		endpoint.onDatagram = datagram => {
			const answer = answerOf(index, datagram.payload());
			if (answer !== undefined) endpoint.send(datagram.source, answer);
		};
	}
	return world;
}

/** What an obliging gateway says to SEARCHGW, CONNECT and REGISTER; nothing to the rest. */
function answerOf(gwId: number, [, type, , , idHigh, idLow]: Uint8Array): Uint8Array | undefined {
	if (type === 0x01) return Uint8Array.of(3, 0x02, gwId);
	if (type === 0x04) return Uint8Array.of(3, 0x05, 0);
	if (type === 0x0a) return Uint8Array.of(7, 0x0b, 0, 1, idHigh, idLow, 0);
	return undefined;
}

/** Gateways that note what they hear, and when they are woken. */
function gateways(count: number) {
	const world = worldOf(BUILT, {seed: 1, gateways: count, nodes: 0});
	const heard: string[] = [];
	const woken: number[] = [];
	for (const endpoint of world.endpoints) {
		endpoint.onDatagram = datagram => {
			const data = Buffer.from(datagram.payload()).toString('hex');
			heard.push(`${endpoint.radio} from ${datagram.source}: ${data}`);
		};
		endpoint.onWake = () => woken.push(world.scheduler.now);
	}
	return {world, heard, woken};
}

interface Crowd {
	readonly seed: number;
	readonly gateways: number;
	readonly nodes: number;
}

/** Radios a few metres apart. Node n, from 0, boots after n ms and is told that it is a sensor. */
function worldOf(firmware: WebAssembly.Module, {seed, gateways, nodes}: Crowd): World {
	const radio = (index: number) => ({
		xM: 3 * index,
		yM: 0,
		channel: 15,
		txPowerDbm: 0,
		sensitivityDbm: -100,
	});
	return new World({
		seed,
		firmware,
		capture: '3dB',
		propagation: {referenceLossDb: 46.68, exponent: 3, shadowingDb: 0},
		gateways: Array.from({length: gateways}, (_, index) => radio(index)),
		nodes: Array.from({length: nodes}, (_, index) => ({
			...radio(gateways + index),
			config: {0: 0x0200_0000, 1: index + 1, 2: index + 1, 3: 1, 5: 5000, 6: 1000, 8: 16},
			bootUs: 1000 * index,
			driftPpm: 20 * index,
		})),
	});
}
