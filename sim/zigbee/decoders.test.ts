/*
 * Whatever octets come: each decoder says no, or yes to what it would write itself, and reads
 * nothing behind the end. Then a whole network, whose key an insider has.
 */
import test from 'ava';
import fc from 'fast-check';
import {writeFcs, writeShortData} from '../mac/frame.js';
import {Network, row} from '../zigbee-bench.js';
import {ApsHeader} from './aps-header.js';
import {BeaconPayload} from './beacon-payload.js';
import {NetworkSecurity} from './network-security.js';
import {PAN_ID} from './nib.js';
import {Command, commandAt, linkCount} from './nwk-command.js';
import {NwkHeader} from './nwk-header.js';
import {VECTOR_KEY} from './vectors.js';

const octets = fc.uint8Array({maxLength: 127});
const RUNS = {seed: 5, numRuns: 3000};
/** FCF bits that are read over: the end device initiator, and two that are reserved. */
const FCF_READ = 0x1fff;

test('a NWK header that is read is written to the same octets, and ends within the frame', t => {
	fc.assert(
		fc.property(nwkLike(), frame => {
			const header = new NwkHeader();
			if (!header.read(frame, frame.length)) return true;
			if (header.size > frame.length) return false;
			const written = Buffer.alloc(64);
			const size = header.write(written);
			const wanted = Buffer.from(frame.subarray(0, size));
			wanted.writeUInt16LE(wanted.readUInt16LE(0) & withoutDiscovery(frame), 0);
			written.writeUInt16LE(written.readUInt16LE(0) & withoutDiscovery(frame), 0);
			return size === header.size && written.subarray(0, size).equals(wanted);
		}),
		RUNS,
	);
	t.pass();
});

test('a NWK header that is cut short anywhere is not read', t => {
	fc.assert(
		fc.property(nwkLike(), frame => {
			const header = new NwkHeader();
			if (!header.read(frame, frame.length)) return true;
			const {size} = header;
			return Array.from({length: size}, (_, cut) => header.read(frame, cut)).every(read => !read);
		}),
		{...RUNS, numRuns: 500},
	);
	t.pass();
});

test('an APS header that is read ends within the frame, and is written to the same fields', t => {
	fc.assert(
		fc.property(octets, fc.nat(20), (frame, at) => {
			const [header, again] = [new ApsHeader(), new ApsHeader()];
			if (!header.read(frame, at, frame.length)) return true;
			const written = new Uint8Array(64);
			const end = header.write(written, 0);
			if (at + header.size > frame.length || !again.read(written, 0, end)) return false;
			// A block beyond the first one does not say how many there are.
			return JSON.stringify({...again}) === JSON.stringify({...header});
		}),
		RUNS,
	);
	t.pass();
});

test('a command is one only if all that it says is there', t => {
	fc.assert(
		fc.property(octets, fc.nat(20), (frame, at) => {
			const command = commandAt(frame, at, frame.length);
			if (command === -1) return true;
			const size = frame.length - at;
			if (command === Command.routeRecord) return size >= 2 + 2 * frame[at + 1];
			if (command === Command.linkStatus) return size >= 2 + 3 * linkCount(frame, at);
			return size >= 2;
		}),
		RUNS,
	);
	t.pass();
});

test('a beacon that is read is one of this network, and says what was written', t => {
	const depth = fc.nat(15);
	fc.assert(
		fc.property(depth, fc.boolean(), fc.boolean(), octets, (deep, routers, others, noise) => {
			const [beacon, again] = [new BeaconPayload(), new BeaconPayload()];
			Object.assign(beacon, {depth: deep, routerRoom: routers, endDeviceRoom: others});
			const written = new Uint8Array(16);
			const isRead = again.read(written, 0, beacon.write(written, 0));
			return (
				isRead &&
				JSON.stringify(again) === JSON.stringify(beacon) &&
				!again.read(noise, 0, noise.length)
			);
		}),
		{...RUNS, numRuns: 300},
	);
	t.pass();
});

test('octets by luck are opened by no key', t => {
	const security = new NetworkSecurity(VECTOR_KEY);
	fc.assert(
		fc.property(
			octets,
			fc.nat(30),
			(frame, header) => security.open(frame, header, frame.length) === -1,
		),
		{...RUNS, numRuns: 1000},
	);
	t.pass();
});

test('whatever an insider says, the network drops or takes it, and goes on', t => {
	const network = new Network(row(3)).form();
	const {mac} = network.radios;
	const security = new NetworkSecurity(VECTOR_KEY);
	const said = fc.sample(fc.tuple(nwkLike(), fc.constantFrom(0, 1, 2, 0xffff)), {
		seed: 9,
		numRuns: 400,
	});
	for (const [index, [npdu, to]] of said.entries()) {
		const frame = sealedBy(security, {npdu, counter: index, to});
		if (frame !== undefined) mac.sendPsdu(1, frame);
		network.run(0.05);
	}
	network.run(90);
	network.say(2, 0, 'still here');
	network.run(5);
	t.deepEqual(network.whoHeard('still here'), [0]);
	t.true(network.zigbee.counters.malformed > 50, `${network.zigbee.counters.malformed}`);
	t.is(network.zigbee.counters.micBad, 0, 'it has the key');
});

/** Octets that begin as a NWK frame of version 2 does, most of the time. */
function nwkLike(): fc.Arbitrary<Buffer> {
	const control = fc.constantFrom(0x0208, 0x0209, 0x0248, 0x0608, 0x1209, 0x1a09, 0x1e48, 0x0308);
	const address = fc.constantFrom(0, 1, 2, 0xfffc, 0xfffd, 0xffff, 0x1234);
	const body = fc.uint8Array({minLength: 2, maxLength: 70});
	const framed = fc
		.tuple(control, address, address, body)
		.map(([fcf, destination, source, rest]) => {
			const head = Buffer.alloc(6);
			head.writeUInt16LE(fcf, 0);
			head.writeUInt16LE(destination, 2);
			head.writeUInt16LE(source, 4);
			// Counts that mean something: of relays, or of a command.
			return Buffer.concat([head, rest.map((octet, at) => (at > 1 ? octet % 10 : octet))]);
		});
	return fc.oneof(
		{weight: 4, arbitrary: framed},
		octets.map(each => Buffer.from(each)),
	);
}

/** Discovery is one of two bits; the upper one is read over. */
function withoutDiscovery(frame: Uint8Array): number {
	return frame.length > 0 ? FCF_READ & ~0x80 : 0;
}

/** The frame of an insider with an EUI-64 of its own; undefined where it has no header. */
function sealedBy(
	security: NetworkSecurity,
	{npdu, counter, to}: {npdu: Buffer; counter: number; to: number},
): Uint8Array | undefined {
	const header = new NwkHeader();
	if (!header.read(npdu, npdu.length) || !header.secured) return undefined;
	const frame = Buffer.alloc(256);
	npdu.copy(frame, 0, 0, header.size);
	npdu.copy(frame, header.size + 14, header.size);
	const sealing = {counter, euiHigh: 0x0012_4b00, euiLow: 99};
	const size = security.seal(frame, header.size, npdu.length - header.size, sealing);
	const psdu = Buffer.alloc(160);
	const at = writeShortData(psdu, 0, counter & 0xff, PAN_ID, to, 0x7777, false);
	frame.copy(psdu, at, 0, size);
	const end = writeFcs(psdu, 0, at + size);
	return end > 127 ? undefined : Uint8Array.from(psdu.subarray(0, end));
}
