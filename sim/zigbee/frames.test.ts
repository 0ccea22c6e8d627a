import test from 'ava';
import {ApsHeader, ApsType} from './aps-header.js';
import {BeaconPayload} from './beacon-payload.js';
import {
	appendRelay,
	Command,
	commandAt,
	linkAt,
	linkCount,
	RouteReply,
	RouteRequest,
	writeLink,
	writeLinkStatus,
	writeNetworkStatus,
	writeRejoinRequest,
	writeRejoinResponse,
	writeRouteRecord,
} from './nwk-command.js';
import {NwkHeader, NwkType, RELAYS_MAX} from './nwk-header.js';
import {ZIGBEE_VECTORS} from './vectors.js';

for (const {id, what, npdu} of ZIGBEE_VECTORS) {
	test(`A12 ${id}: the header of ${what} is read, and written to the same octets`, t => {
		const octets = Buffer.from(npdu, 'hex');
		const header = new NwkHeader();
		t.true(header.read(octets, octets.length));
		const written = Buffer.alloc(64);
		const size = header.write(written);
		t.is(written.toString('hex', 0, size), npdu.slice(0, 2 * size));
	});
}

test('A12 ZA1: the APS header has the endpoints, the cluster, the profile and the counter', t => {
	const npdu = Buffer.from(ZIGBEE_VECTORS[0].npdu, 'hex');
	const aps = new ApsHeader();
	t.true(aps.read(npdu, 8, npdu.length));
	t.like(aps, {type: ApsType.data, destinationEndpoint: 1, sourceEndpoint: 1, counter: 1});
	t.like(aps, {cluster: 1, profile: 0x7f01, broadcast: false, acknowledge: false, block: -1});
});

test('A12 ZA3 and ZA4: request and reply have their fields, and are written to the same octets', t => {
	const [request, reply] = [new RouteRequest(), new RouteReply()];
	const [asked, answered] = [ZIGBEE_VECTORS[2], ZIGBEE_VECTORS[3]].map(({npdu}) =>
		Buffer.from(npdu, 'hex').subarray(8),
	);
	request.read(asked, 0);
	reply.read(answered, 0);
	t.like(request, {id: 5, destination: 0, cost: 0, manyToOne: false});
	t.like(reply, {id: 5, originator: 0x96ba, responder: 0, cost: 3});
	const written = Buffer.alloc(16);
	t.is(written.toString('hex', 0, request.write(written, 0)), asked.toString('hex'));
	t.is(written.toString('hex', 0, reply.write(written, 0)), answered.toString('hex'));
});

test('a call of many says so in its options', t => {
	const request = new RouteRequest();
	request.manyToOne = true;
	const octets = Buffer.alloc(8);
	request.write(octets, 0);
	t.is(octets[1], 0x08);
	request.manyToOne = false;
	request.read(octets, 0);
	t.true(request.manyToOne);
});

test('a source route lies behind the header, one relay too many does not', t => {
	const header = new NwkHeader();
	header.begin(NwkType.data, 1, 2);
	header.relayCount = 2;
	header.relayIndex = 1;
	header.relays.set([0x1122, 0x3344]);
	const octets = Buffer.alloc(64);
	const size = header.write(octets);
	t.is(octets.toString('hex', 8, size), '020122114433');
	t.true(header.read(octets, size));
	t.deepEqual([header.relayCount, header.relayIndex, header.relays[1]], [2, 1, 0x3344]);
	octets[8] = RELAYS_MAX + 1;
	t.false(header.read(octets, octets.length));
	octets.set([2, 2], 8);
	t.false(header.read(octets, size), 'an index behind the last relay');
});

test('a header that is cut short, of another version or for a group is not read', t => {
	const header = new NwkHeader();
	const octets = Buffer.from(ZIGBEE_VECTORS[2].npdu, 'hex');
	for (let size = 0; size < 8; size++) t.false(header.read(octets, size));
	for (const fcf of [0x1205, 0x020d, 0x1309, 0x1207]) {
		octets.writeUInt16LE(fcf, 0);
		t.false(header.read(octets, octets.length), fcf.toString(16));
	}
});

test('blocks say how many there are, and which one each is; ACKs name theirs', t => {
	const aps = new ApsHeader();
	const octets = Buffer.alloc(16);
	for (const [block, count, type, tail] of [
		[0, 3, ApsType.data, '0103'],
		[2, 3, ApsType.data, '0202'],
		[0, 0, ApsType.ack, '0100ff'],
		[2, 0, ApsType.ack, '0202ff'],
	] as const) {
		Object.assign(aps, {block, blockCount: count, type});
		const end = aps.write(octets, 0);
		t.is(octets.toString('hex', 8, end), tail);
		t.true(aps.read(octets, 0, end));
		t.is(aps.block, block);
		t.false(aps.read(octets, 0, end - 1));
	}
});

test('an APS frame for a group, with security or of another type is not read', t => {
	const aps = new ApsHeader();
	for (const control of [0x0c, 0x20, 0x01, 0x03, 0x10, 0x04]) {
		t.false(aps.read(Buffer.from([control, 0, 0, 0, 0, 0, 0, 0]), 0, 8), control.toString(16));
	}
});

test('each command is known by its first octet, and not if it is cut short', t => {
	for (const [command, size, octets] of commands()) {
		t.is(commandAt(octets, 0, size), command);
		t.is(commandAt(octets, 0, size - 1), -1);
	}
	t.is(commandAt(Buffer.from('0900', 'hex'), 0, 2), -1);
});

test('a link status lists neighbours with both costs', t => {
	const octets = Buffer.alloc(16);
	writeLinkStatus(octets, 0, 2, {first: true, last: false});
	writeLink(octets, linkAt(0, 1), 0x1234, {incoming: 2, outgoing: 5});
	t.is(octets[1], 0x22);
	t.is(linkCount(octets, 0), 2);
	t.is(octets.toString('hex', 5, 8), '341252');
});

test('a beacon says how deep its sender is, and for whom there is room', t => {
	const beacon = new BeaconPayload();
	Object.assign(beacon, {depth: 3, routerRoom: true, endDeviceRoom: false});
	const octets = Buffer.alloc(32);
	const end = beacon.write(octets, 0);
	t.is(octets[2], 0x1c);
	t.true(beacon.read(octets, 0, end));
	t.like(beacon, {depth: 3, routerRoom: true, endDeviceRoom: false});
	t.false(beacon.read(octets, 0, end - 1));
	octets[5] ^= 1;
	t.false(beacon.read(octets, 0, end), 'another network');
});

function commands(): [number, number, Buffer][] {
	const make = (write: (octets: Buffer) => number): [number, Buffer] => {
		const octets = Buffer.alloc(64);
		return [write(octets), octets];
	};
	const record = make(octets => {
		writeRouteRecord(octets, 0);
		appendRelay(octets, 0, 1);
		return appendRelay(octets, 0, 2);
	});
	return [
		[Command.routeRequest, ...make(octets => new RouteRequest().write(octets, 0))],
		[Command.routeReply, ...make(octets => new RouteReply().write(octets, 0))],
		[Command.networkStatus, ...make(octets => writeNetworkStatus(octets, 0, 2, 7))],
		[Command.routeRecord, ...record],
		[Command.rejoinRequest, ...make(octets => writeRejoinRequest(octets, 0, 0x80))],
		[Command.rejoinResponse, ...make(octets => writeRejoinResponse(octets, 0, 5, 0))],
		[
			Command.linkStatus,
			...make(octets => writeLinkStatus(octets, 0, 2, {first: true, last: true})),
		],
	];
}
