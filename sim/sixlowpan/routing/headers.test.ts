import test from 'ava';
import {DESTINATION, IPV6_SIZE, NEXT_HEADER, ROUTING} from '../ipv6.js';
import {shortIn, writeGlobal} from './addresses.js';
import {carriedIn} from './carried.js';
import {passUp, rplOptionAt, writeRplOption} from './rpl-option.js';
import {nextSegment, sourceRouteAt, sourceRouteSize, writeSourceRoute} from './source-route.js';

const UDP = 17;

test('an RPL option is a hop-by-hop header of eight octets', t => {
	const packet = upwards(512);
	t.is(packet.toString('hex', IPV6_SIZE, IPV6_SIZE + 8), '11006304001e0200');
	t.is(rplOptionAt(packet, packet.length), IPV6_SIZE);
});

test('a packet cut short, or with other options, has no RPL option', t => {
	const packet = upwards(512);
	t.is(rplOptionAt(packet, IPV6_SIZE + 7), 0);
	packet[IPV6_SIZE + 2] = 0x01;
	t.is(rplOptionAt(packet, packet.length), 0);
});

test('the type of RFC 9008 is understood, too', t => {
	const packet = upwards(512);
	packet[IPV6_SIZE + 2] = 0x23;
	t.is(rplOptionAt(packet, packet.length), IPV6_SIZE);
});

test('on its way up a packet comes from a greater rank; one that does not is marked, then a loop', t => {
	const packet = upwards(512);
	t.is(passUp(packet, IPV6_SIZE, 511), 'agrees');
	t.is(passUp(packet, IPV6_SIZE, 511), 'marked');
	t.is(passUp(packet, IPV6_SIZE, 512), 'loop');
});

test('a mark stays when ranks agree again', t => {
	const packet = upwards(512);
	passUp(packet, IPV6_SIZE, 512);
	t.is(passUp(packet, IPV6_SIZE, 256), 'agrees');
	t.is(packet[IPV6_SIZE + 4], 0x40);
	t.is(passUp(packet, IPV6_SIZE, 300), 'loop');
});

test('a packet that claims to go down does not go up', t => {
	const packet = upwards(512);
	packet[IPV6_SIZE + 4] = 0x80;
	t.is(passUp(packet, IPV6_SIZE, 256), 'marked');
});

test('a source route of two more hops is RFC 6554 with two octets a hop', t => {
	const packet = downwards([2, 3, 4]);
	t.is(packet.toString('hex', IPV6_SIZE, IPV6_SIZE + 16), '11010302ee4000000003000400000000');
});

test('the next segment comes into the destination, and the old one in its place', t => {
	const packet = downwards([2, 3, 4]);
	const route: number[] = [];
	for (let hop = 0; hop < 3; hop++) route.push(nextSegment(packet, IPV6_SIZE));
	t.deepEqual(route, [3, 4, 0]);
	t.is(shortIn(packet, DESTINATION), 4);
	t.is(packet.toString('hex', IPV6_SIZE + 8, IPV6_SIZE + 12), '00020003');
});

test('a source route grows by eight octets each four hops', t => {
	t.deepEqual([1, 4, 5, 8, 16].map(sourceRouteSize), [16, 16, 24, 24, 40]);
});

test('a route with more segments than addresses, or of another kind, is not followed', t => {
	for (const [at, value] of [
		[3, 3],
		[2, 0],
		[4, 0],
		[1, 9],
	]) {
		const packet = downwards([2, 3, 4]);
		packet[IPV6_SIZE + at] = value;
		t.is(sourceRouteAt(packet, packet.length), 0, `octet ${at}`);
	}
});

test('what a packet carries is found behind its extension headers', t => {
	t.deepEqual(carriedIn(upwards(512), 80), {protocol: UDP, at: IPV6_SIZE + 8});
	t.deepEqual(carriedIn(downwards([2, 3]), 80), {protocol: UDP, at: IPV6_SIZE + 16});
	t.is(carriedIn(downwards([2, 3]), IPV6_SIZE + 15), undefined);
});

function upwards(rank: number): Buffer {
	const packet = Buffer.alloc(80);
	writeRplOption(packet, IPV6_SIZE, UDP, rank);
	return packet;
}

function downwards([first, ...hops]: readonly number[]): Buffer {
	const packet = Buffer.alloc(80);
	packet[NEXT_HEADER] = ROUTING;
	writeGlobal(packet, DESTINATION, first);
	writeSourceRoute(packet, IPV6_SIZE, UDP, hops);
	return packet;
}
