import test, {type ExecutionContext} from 'ava';
import {encodeForwarder} from '../wire/forwarder.js';
import {decode, encode} from '../wire/wire.js';
import {BATCH, Bench, flipped, GK, GWID, MFK, octets} from './bench.js';
import type {Device} from './device.js';
import {groupKey, KeyDesk} from './key-desk.js';
import {type RecordForm, sealRecord} from './record.js';

const PING = encode({type: 'PINGREQ'});
const CONNECT = connect('00124b0001020301');

for (const recordForm of ['compact', 'full'] as const) {
	test(`attack/F2: a record of the gateway that comes back to it is rejected: ${recordForm}`, t => {
		const {on, device} = joined(recordForm);
		const [[, down]] = on.tells(device, {type: 'PINGRESP'}) as [[string, Uint8Array]];
		nothingComesOf(t, on, [down]);
	});

	test(`attack/F3: a record of one device in the name of another is rejected: ${recordForm}`, t => {
		const {on, device} = joined(recordForm);
		const other = on.device(2);
		on.join(other, 'b');
		const record = device.record(PING);
		const sidAt = recordForm === 'compact' ? 2 : 16;
		const theirs = Uint8Array.from(record);
		const sid = other.session!.sid;
		theirs.set([sid >> 8, sid & 0xff], sidAt);
		const swapped = Uint8Array.from(record);
		if (recordForm === 'full') swapped.set(other.flash.eui, 4);
		nothingComesOf(t, on, recordForm === 'full' ? [theirs, swapped] : [theirs]);
	});

	test(`attack/B1: a record with any bit turned is rejected: ${recordForm}`, t => {
		const {on, device} = joined(recordForm);
		const record = device.record(PING);
		for (let bit = 0; bit < record.length * 8; bit += 1) {
			nothingComesOf(t, on, [flipped(record, bit)]);
		}
		on.hears('a', record);
		t.is(on.delivered().length, 1);
	});

	test(`attack/B2: a record that is cut, or longer, is rejected before cryptography: ${recordForm}`, t => {
		const {on, device} = joined(recordForm);
		const record = device.record(PING);
		const cut = Array.from(record, (_, size) => record.subarray(0, size));
		const honest = cut.filter(({length}) => length > 0).map(relabelled);
		const longer = [Buffer.concat([record, Uint8Array.of(0)]), long(record)];
		nothingComesOf(t, on, [...cut, ...longer]);
		t.is(on.guard.counters.badTags, 0);
		nothingComesOf(t, on, honest);
	});

	test(`attack/B4: nothing protected and no envelope may stand in a record: ${recordForm}`, t => {
		const {on, device} = joined(recordForm);
		const wirelessNodeId = octets('0a0b');
		const nested = [
			device.record(PING),
			encodeForwarder({type: 'FORWARDER', ctrl: 0, wirelessNodeId, inner: PING}),
			Uint8Array.of(...PING, 0),
			Uint8Array.of(9, 0x03, 0, 0, 0x18, 3, 0x53, 0x4e, 0x4b),
		];
		const records = nested.map(inner => device.record(inner));
		for (const record of records) on.hears('a', record);
		t.deepEqual([on.delivered(), on.sent()], [[], []]);
	});
}

test('attack/B4: what is longer than a record holds cannot be sealed', t => {
	for (const [form, most] of [
		['compact', 241],
		['full', 225],
	] as const) {
		const {device} = joined(form);
		t.is(device.record(new Uint8Array(most)).length, 255);
		t.throws(() => device.record(new Uint8Array(most + 1)), {instanceOf: RangeError});
	}
});

test('attack/B3: of all flags and schemes only the four exact pairs are read', t => {
	const {on, device} = joined('full');
	const record = device.record(PING);
	for (let octet = 0; octet < 256; octet += 1) {
		if (octet !== 0x16) nothingComesOf(t, on, [altered(record, 2, octet)]);
		if (octet !== 0xf0) nothingComesOf(t, on, [altered(record, 3, octet)]);
	}
	t.is(on.guard.counters.badTags, 0);
});

test('attack/B1: a HELLO with any bit turned gets no answer', t => {
	const desk = new KeyDesk(MFK, BATCH);
	const size = 65 * 8;
	for (let bit = 0; bit < size; bit += 1) {
		const on = new Bench({desk, gwId: 0});
		nothingComesOf(t, on, [flipped(on.device(1).hello(), bit)]);
	}
});

test('attack/B2: a HELLO that is cut or longer is not even handed on', t => {
	const on = new Bench();
	const hello = on.device(1).hello();
	const cut = Array.from(hello, (_, size) => hello.subarray(0, size));
	const honest = cut.filter(({length}) => length > 0).map(relabelled);
	nothingComesOf(t, on, [...cut, ...honest, Buffer.concat([hello, hello]), long(hello)]);
	t.is(on.guard.counters.hellos, 0);
});

test('attack/D4: no other scheme carries data, and no form but that of the session', t => {
	const {on, device} = joined('full');
	const record = device.record(PING);
	nothingComesOf(t, on, [altered(record, 3, 0x02), altered(record, 3, 0x3c)]);
	const compact = sealRecord({...device.session!.up, form: 'compact'}, PING, {
		counter: device.counter + 1,
	});
	nothingComesOf(t, on, [compact]);
	t.is(on.guard.counters.badTags, 1);
});

test('attack/F2: ACCEPT that comes back is no frame for a gateway', t => {
	const on = new Bench();
	on.hears('a', on.device(1).hello());
	on.desk.settle();
	const [[, accept]] = on.sent() as [[string, Uint8Array]];
	nothingComesOf(t, on, [accept]);
	t.is(on.guard.counters.malformed, 1);
});

test('attack/F3: a HELLO in the name of another device gets no answer', t => {
	const on = new Bench();
	const hello = Uint8Array.from(on.device(1).hello());
	hello.set(on.device(2).flash.eui, 4);
	nothingComesOf(t, on, [hello]);
	t.is(on.guard.counters.refused, 1);
});

test('attack/W2: an ACCEPT for one gateway is none in the name of another', t => {
	const on = new Bench();
	const device = on.device(1);
	on.hears('a', device.hello());
	on.desk.settle();
	const [[, accept]] = on.sent() as [[string, Uint8Array]];
	const {flash} = device;
	const other = Uint8Array.from(accept);
	other.set(octets('00124b00aabbccee'), 4);
	t.is(device.received(other).kind, 'ignored');
	t.is(device.flash, flash);
	t.is(device.received(accept).kind, 'accepted');
});

test('attack/G3: a group frame is no record, and a record is no group frame', t => {
	const {on, device} = joined('full');
	on.desk.say(() => on.desk.listener(GWID).groupKey(groupKey(1, GK)));
	on.guard.broadcast(encode({type: 'ADVERTISE', gwId: 1, durationS: 900}), 0);
	const group = on.sent().at(-1)![1];
	const asRecord = altered(altered(group, 2, 0x16), 3, 0xf0);
	const asGroup = altered(altered(device.record(PING), 2, 0x46), 3, 0x3d);
	nothingComesOf(t, on, [group, asRecord, asGroup]);
	t.is(device.received(asRecord).kind, 'ignored');
});

test('attack/A1: a ClientId of another device is refused, and takes nobody’s place', t => {
	const {on, device} = joined('compact');
	for (const clientId of ['00124b0001020302', '00124B0001020301', '00124b000102030', 'x', '']) {
		on.says(device, connect(clientId));
		t.deepEqual(on.delivered(), [], clientId);
		const [[, refusal]] = on.sent() as [[string, Uint8Array]];
		const heard = device.received(refusal);
		t.deepEqual(decode(innerOf(heard)), {type: 'CONNACK', returnCode: 3});
	}
	t.is(on.guard.counters.foreignClientIds, 5);
});

test('attack/A1: a ClientId that begins with the EUI is the device’s own', t => {
	const {on, device} = joined('compact');
	on.says(device, CONNECT);
	on.says(device, connect('00124b0001020301-seven'));
	t.deepEqual(
		on.delivered().map(([, type]) => type),
		['CONNECT', 'CONNECT'],
	);
});

test('attack/A1: PINGREQ with the ClientId of another device wakes nobody', t => {
	const {on, device} = joined('compact');
	on.says(device, {type: 'PINGREQ', clientId: '00124b0001020302'});
	t.deepEqual([on.delivered(), on.sent()], [[], []]);
	on.says(device, {type: 'PINGREQ', clientId: '00124b0001020301'});
	t.is(on.delivered().length, 1);
});

function joined(recordForm: RecordForm): {on: Bench; device: Device} {
	const on = new Bench({recordForm});
	const device = on.device(1);
	on.join(device);
	return {on, device};
}

/** Neither the core nor the network nor a session learns of it; a hint in clear may be answered. */
function nothingComesOf(t: ExecutionContext, on: Bench, datagrams: readonly Uint8Array[]): void {
	const {records, activations, accepts, confs} = on.guard.counters;
	for (const datagram of datagrams) on.hears('x', datagram);
	on.desk.settle();
	t.deepEqual(on.delivered(), []);
	for (const [, sent] of on.sent()) t.is(decode(sent).type, 'DISCONNECT');
	t.like(on.guard.counters, {records, activations, accepts, confs});
}

function connect(clientId: string) {
	const will = false;
	return {
		type: 'CONNECT',
		will,
		cleanSession: true,
		protocolId: 1,
		durationS: 60,
		clientId,
	} as const;
}

function innerOf(heard: ReturnType<Device['received']>): Uint8Array {
	return heard.kind === 'message' ? heard.inner : new Uint8Array(0);
}

/** Its Length says what it has. */
function relabelled(datagram: Uint8Array): Uint8Array {
	return altered(datagram, 0, datagram.length);
}

/** The same in the form with three octets of Length. */
function long(datagram: Uint8Array): Uint8Array {
	return Uint8Array.of(0x01, 0, datagram.length + 2, ...datagram.subarray(1));
}

function altered(datagram: Uint8Array, at: number, octet: number): Uint8Array {
	const other = Uint8Array.from(datagram);
	other[at] = octet;
	return other;
}
