import test, {type ExecutionContext} from 'ava';
import {Shelf} from '../gateway/bench.js';
import {encode} from '../wire/wire.js';
import {encodeAuth} from './auth.js';
import {BATCH, Bench, type BenchOptions, GK, GWID, luck, MFK, octets} from './bench.js';
import {Device} from './device.js';
import {groupKey, KeyDesk} from './key-desk.js';

const PING = encode({type: 'PINGREQ'});

function publishAt(qos: 1 | 2): Uint8Array {
	const data = Uint8Array.of(1);
	const flags = {dup: false, qos, retain: false, topicIdType: 0} as const;
	return encode({type: 'PUBLISH', ...flags, topicId: 1, msgId: 7, data});
}

function connectOf(): Uint8Array {
	const flags = {will: false, cleanSession: true, protocolId: 1} as const;
	return encode({type: 'CONNECT', ...flags, durationS: 60, clientId: '0000000000000001'});
}

for (const recordForm of ['compact', 'full'] as const) {
	test(`attack/R1: whatever is replayed, and whenever, nothing comes of it: ${recordForm}`, t => {
		const on = new Bench({recordForm});
		const device = on.device(1);
		const captured: Uint8Array[] = [];
		const hears = (datagram: Uint8Array) => {
			captured.push(Uint8Array.from(datagram));
			on.hears('a', datagram);
			on.desk.settle();
			for (const [, sent] of on.sent()) {
				captured.push(sent);
				device.received(sent);
			}
		};
		for (let round = 0; round < 3; round += 1) {
			hears(device.hello());
			hears(device.record(PING));
			hears(device.conf(round));
			hears(device.record(PING));
			on.delivered();
			replay(t, on, captured);
			on.runTo(on.nowMs + 130_000);
			replay(t, on, captured);
		}
		on.says(device, {type: 'PINGREQ'});
		t.is(on.delivered().length, 1);
	});
}

for (const [what, message, told] of [
	['PUBLISH at QoS 2', publishAt(2), 0],
	['CONNECT', connectOf(), 0],
	['PUBLISH at QoS 1', publishAt(1), 1],
	['PINGREQ', PING, 1],
] as const) {
	test(`attack/R6: a ${what} that is held back until a newer record was taken is told ${told} times`, t => {
		const on = new Bench();
		const device = on.device(1);
		on.join(device);
		const heldBack = device.record(message);
		on.hears('a', device.record(PING));
		on.delivered();
		on.hears('a', heldBack);
		t.is(on.delivered().length, told);
		t.is(on.guard.counters.replays, 1 - told);
	});
}

test('attack/R4: a record from before a restart of the gateway is below its floor', t => {
	const {on, device, again} = kept();
	const before = device.record(PING);
	on.hears('a', before);
	const restarted = again();
	restarted.hears('a', before);
	t.deepEqual(restarted.delivered(), []);
	t.is(restarted.guard.counters.replays, 1);
});

test('attack/R4: a record from before a handshake is of a session that is over', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	const before = device.record(PING);
	on.join(new Device(device.flash, luck('boot')));
	on.runTo(30_000);
	on.hears('a', before);
	t.deepEqual([on.delivered(), on.sent()], [[], []]);
});

test('attack/R5: CONF, GK-ACK and RESUME have no effect when they come again', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	on.desk.say(() => on.desk.listener(GWID).groupKey(groupKey(1, GK)));
	on.tells(device, {type: 'CONNACK', returnCode: 0});
	const ack = device.record(encodeAuth({type: 'GK-ACK', pid: 1, epoch: 1}));
	const frames = [device.conf(1), device.resume(2), ack];
	for (const frame of frames) on.hears('a', frame);
	on.desk.settle();
	on.sent();
	const {proofs} = on.desk.counts;
	const {syncs, confs, groupAcks} = on.guard.counters;
	for (const frame of frames) on.hears('a', frame);
	on.desk.settle();
	t.deepEqual(on.sent(), []);
	t.is(on.desk.counts.proofs, proofs);
	t.like(on.guard.counters, {syncs, confs, groupAcks});
});

test('attack/R5: RESUME moves the counter up by 256 at most, and never down', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	const resume = (floor: number) => {
		on.hears('a', device.record(encodeAuth({type: 'RESUME', pid: 9, floor})));
		return on.sent().length;
	};
	on.tells(device, {type: 'PINGRESP'});
	t.is(resume(258), 0);
	t.is(on.guard.counters.resumesRefused, 1);
	t.is(resume(257), 1);
	t.is(counterOf(on.tells(device, {type: 'PINGRESP'})[0]![1]), 259);
	t.is(resume(0), 1);
	t.is(counterOf(on.tells(device, {type: 'PINGRESP'})[0]![1]), 261);
});

test('attack/N4: a gateway that starts again uses no number of records twice', t => {
	const seen = new Set<number>();
	const {on, shelf, again} = kept();
	let bench = on;
	for (let restart = 0; restart < 5; restart += 1) {
		for (let count = 0; count < 200; count += 1) {
			bench.guard.send('eui:00124b0001020301', encode({type: 'PINGRESP'}));
			if (count % 7 === 0) shelf.commit();
			for (const [, datagram] of bench.sent()) {
				t.false(seen.has(counterOf(datagram)));
				seen.add(counterOf(datagram));
			}
		}
		bench = again();
	}
	t.true(seen.size > 900);
});

test('attack/N4: a gateway that starts again uses no number of broadcasts twice', t => {
	const seen = new Set<string>();
	const shelf = new Shelf();
	for (let restart = 0; restart < 4; restart += 1) {
		const on = new Bench({store: shelf.store});
		on.desk.say(() => on.desk.listener(GWID).groupKey(groupKey(1, GK)));
		for (let count = 0; count < 100; count += 1) {
			on.guard.broadcast(encode({type: 'ADVERTISE', gwId: 1, durationS: 900}), 0);
			if (count % 7 === 0) shelf.commit();
			for (const [, datagram] of on.sent()) {
				const number = Buffer.from(datagram.subarray(16, 22)).toString('hex');
				t.false(seen.has(number));
				seen.add(number);
			}
		}
	}
	t.true(seen.size > 300);
});

test('attack/S4: the withheld first record of a session cannot bring it back', t => {
	const on = new Bench();
	const device = on.device(1);
	on.shake(device);
	const withheld = device.record(PING);
	on.join(device);
	on.hears('a', withheld);
	t.deepEqual([on.delivered(), on.sent()], [[], []]);
	t.is(on.guard.counters.activations, 1);
	const [[, datagram]] = on.tells(device, {type: 'PINGRESP'}) as [[string, Uint8Array]];
	t.is(device.received(datagram).kind, 'message');
});

test('attack/S5: a thousand roams between two gateways, a third of all frames lost', t => {
	const desk = new KeyDesk(MFK, BATCH);
	const [west, east] = [new Bench({desk}), new Bench({desk, gwid: octets('00124b00aabbccee')})];
	const device = west.device(1);
	const draw = luck('loss');
	const isLost = () => draw(1)[0]! < 85;
	let [joined, generation] = [0, 0];
	for (let roam = 0; roam < 1000; roam += 1) {
		const on = roam % 2 === 0 ? west : east;
		on.runTo(on.nowMs + 40_000);
		for (let attempt = 0; attempt < 16 && !joins(on, device, isLost); attempt += 1) {
			on.runTo(on.nowMs + 2000);
		}
		const delivered = on.delivered();
		joined += delivered.some(([, type]) => type === 'PINGREQ') ? 1 : 0;
		t.true(device.generation >= generation);
		generation = device.generation;
		west.delivered();
		east.delivered();
	}
	t.true(joined > 980, `${joined}`);
	t.true(joins(west, device, () => false));
	t.deepEqual([west.guard.devicesCount, east.guard.devicesCount], [1, 0]);
});

/** One attempt to be heard at a gateway; returns whether the first record came through. */
function joins(on: Bench, device: Device, isLost: () => boolean): boolean {
	const hello = device.hello();
	if (!isLost()) on.hears('a', hello);
	on.desk.settle();
	const {generation} = device;
	for (const [, datagram] of on.sent()) if (!isLost()) device.received(datagram);
	if (device.generation === generation) return false;
	const first = device.record(PING);
	if (isLost()) return false;
	on.hears('a', first);
	on.desk.settle();
	return true;
}

/** Only an ACCEPT that is still kept may be sent again. */
function replay(t: ExecutionContext, on: Bench, captured: readonly Uint8Array[]): void {
	const {activations, confs, syncs} = on.guard.counters;
	for (const datagram of captured) on.hears('x', Uint8Array.from(datagram));
	on.desk.settle();
	t.deepEqual(on.delivered(), []);
	for (const [, sent] of on.sent()) t.is(sent.length, 76);
	t.like(on.guard.counters, {activations, confs, syncs});
}

/** A device with a session at a gateway that keeps it, and the gateway once more. */
function kept(options: BenchOptions = {}) {
	const shelf = new Shelf();
	const desk = new KeyDesk(MFK, BATCH);
	const start = () => new Bench({desk, store: shelf.store, ...options});
	const on = start();
	const device = on.device(1);
	on.join(device);
	shelf.commit();
	return {on, device, shelf, again: start};
}

/** The low half of a compact record's counter. */
function counterOf(record: Uint8Array): number {
	return Buffer.from(record).readUInt16BE(4);
}
