import test from 'ava';
import {encode} from '../wire/wire.js';
import {type Auth, encodeAuth} from './auth.js';
import {Bench, flipped, GK, GWID, luck, octets} from './bench.js';
import type {Device} from './device.js';
import {decodeGroupFrame, groupBody} from './group-frame.js';
import {groupKey} from './key-desk.js';
import {broadcastKey, groupTag} from './keys.js';

const NEXT_GK = octets('404142434445464748494a4b4c4d4e4f');
const ADVERTISE = encode({type: 'ADVERTISE', gwId: 1, durationS: 900});
const OTHER_GWID = octets('00124b00aabbccee');

test('a member is told the group key after CONNACK, and proves broadcasts with it', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	tell(on, 1);
	t.deepEqual(on.sent(), []);
	hears(device, on.tells(device, {type: 'CONNACK', returnCode: 0}));
	t.deepEqual(device.groupEpochs, [1]);
	t.like(device.received(broadcast(on)), {kind: 'hint', proved: true});
});

test('a client that is refused is told no key', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	tell(on, 1);
	t.is(on.tells(device, {type: 'CONNACK', returnCode: 1}).length, 1);
});

test('broadcasts go under the old key until all who are awake have the new one', t => {
	const on = new Bench();
	const [one, other] = [member(on, 1), member(on, 2)];
	hears([one, other], tell(on, 2, 3600));
	t.is(on.guard.groupEpoch, 1);
	acknowledges(on, one, 2);
	t.is(on.guard.groupEpoch, 1);
	acknowledges(on, other, 2);
	t.is(on.guard.groupEpoch, 2);
});

test('broadcasts go under the new key after its time at the latest', t => {
	const on = new Bench();
	member(on, 1);
	tell(on, 2, 60);
	on.runTo(59_999);
	t.is(on.guard.groupEpoch, 1);
	on.runTo(60_000);
	t.is(on.guard.groupEpoch, 2);
});

test('fault/13: GROUPKEY is said again when the member is heard, until it is acknowledged', t => {
	const on = new Bench();
	const device = member(on, 1);
	tell(on, 2, 3600);
	t.deepEqual(kinds(device, says(on, device)), ['GROUPKEY']);
	t.deepEqual(kinds(device, says(on, device)), []);
	on.runTo(10_000);
	t.deepEqual(kinds(device, says(on, device)), ['GROUPKEY']);
	acknowledges(on, device, 2);
	on.runTo(3_600_000);
	t.deepEqual(kinds(device, says(on, device)), []);
});

test('a member that acknowledges an epoch that is over asks for the newest', t => {
	const on = new Bench();
	const device = member(on, 1);
	on.runTo(60_000);
	const sent = acknowledges(on, device, 0);
	t.deepEqual(kinds(device, sent), ['GROUPKEY']);
});

test('an epoch that is told again, or an older one, changes nothing', t => {
	const on = new Bench();
	const device = member(on, 1);
	tell(on, 2);
	t.deepEqual([tell(on, 2), tell(on, 1)], [[], []]);
	t.is(on.guard.groupEpoch, 2);
	acknowledges(on, device, 2);
	t.deepEqual(kinds(device, says(on, device)), []);
});

test('epochs turn over: after 65,535 comes 0', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device, '1');
	hears(device, on.tells(device, {type: 'CONNACK', returnCode: 0}));
	for (const [epoch, key] of [
		[0xffff, NEXT_GK],
		[0, GK],
	] as const) {
		hears(device, tellKey(on, epoch, key));
		t.is(on.guard.groupEpoch, epoch);
		t.like(device.received(broadcast(on)), {kind: 'hint', proved: true});
	}
});

for (const epoch of [1, 2, 3]) {
	test(`a key server that begins anew with epoch ${epoch} is followed from epoch 2`, t => {
		const on = new Bench();
		const device = member(on, 1);
		tell(on, 2);
		acknowledges(on, device, 2);
		const anew = tellKey(on, epoch, octets('606162636465666768696a6b6c6d6e6f'));
		t.is(on.guard.groupEpoch, epoch);
		hears(device, anew);
		t.like(device.received(broadcast(on)), {kind: 'hint', proved: true});
		on.runTo(10_000);
		t.deepEqual(kinds(device, says(on, device)), ['GROUPKEY'], 'until it is acknowledged');
	});
}

test('a device that is not connected is told no key when it changes', t => {
	const on = new Bench();
	on.join(on.device(1));
	tell(on, 1);
	t.deepEqual(tell(on, 2), []);
});

test('attack/G2: a device that was expelled gets no further key', t => {
	const on = new Bench();
	const [expelled, other] = [member(on, 1), member(on, 2)];
	on.desk.say(() => on.desk.listener(GWID).drop(expelled.flash.eui, 0xffff_ffff));
	on.delivered();
	const sent = tell(on, 2);
	hears([expelled, other], sent);
	t.deepEqual([expelled.groupEpochs, other.groupEpochs], [[1], [2, 1]]);
	const frame = broadcast(on);
	t.is(expelled.received(frame).kind, 'ignored');
	t.like(other.received(frame), {kind: 'hint', proved: true});
});

test('attack/G2: after the first frame of the new epoch those of the old one are nothing', t => {
	const on = new Bench();
	const device = member(on, 1);
	const late = broadcast(on);
	hears(device, tell(on, 2));
	t.is(device.received(broadcast(on)).kind, 'hint');
	t.is(device.received(late).kind, 'ignored');
	t.is(device.received(forged(GK, 1, 0xffff)).kind, 'ignored');
});

test('attack/G4: a member that slept through a rotation has the key at its next contact', t => {
	const on = new Bench();
	const device = member(on, 1);
	tell(on, 2, 60);
	on.runTo(8 * 3_600_000);
	t.is(on.guard.groupEpoch, 2);
	hears(device, says(on, device));
	t.deepEqual(device.groupEpochs, [2, 1]);
	t.like(device.received(broadcast(on)), {kind: 'hint', proved: true});
});

test('a member that started again has lost the key, and RESUME brings it', t => {
	const on = new Bench();
	const device = member(on, 1);
	acknowledges(on, device, 1);
	on.hears('a', device.resume(3));
	t.deepEqual(kinds(device, on.sent()), ['SYNC', 'GROUPKEY']);
});

test('an ADVERTISE of another gateway goes to the core once, if a member of the group made it', t => {
	const on = new Bench();
	tell(on, 1);
	const frame = forged(GK, 1, 5, OTHER_GWID);
	for (const refused of [flipped(frame, 8 * 20), forged(NEXT_GK, 1, 5, OTHER_GWID)]) {
		on.hears('b', refused);
	}
	t.deepEqual(on.delivered(), []);
	on.hears('b', frame);
	on.hears('b', frame);
	t.deepEqual(on.delivered(), [['b', 'ADVERTISE']]);
});

test('attack/B1: a group frame with any bit turned is refused', t => {
	const on = new Bench();
	tell(on, 1);
	const frame = forged(GK, 1, 5, OTHER_GWID);
	for (let bit = 0; bit < frame.length * 8; bit += 1) on.hears('b', flipped(frame, bit));
	t.deepEqual(on.delivered(), []);
	on.hears('b', frame);
	t.is(on.delivered().length, 1, 'and none of them has moved its counter');
});

test('attack/G3: a group frame of our own that comes back is nothing', t => {
	const on = new Bench();
	tell(on, 1);
	on.hears('x', broadcast(on));
	t.deepEqual(on.delivered(), []);
	t.is(on.guard.counters.groupFramesRefused, 1);
});

/** A device that has joined, is connected and has epoch 1. */
function member(on: Bench, number: number): Device {
	const device = on.device(number);
	on.join(device, `${number}`);
	tell(on, 1);
	hears(device, on.tells(device, {type: 'CONNACK', returnCode: 0}));
	acknowledges(on, device, 1);
	return device;
}

function tell(on: Bench, epoch: number, switchS = 0) {
	return tellKey(on, epoch, epoch === 1 ? GK : NEXT_GK, switchS);
}

function tellKey(on: Bench, epoch: number, key: Uint8Array, switchS = 0) {
	on.desk.say(() => on.desk.listener(GWID).groupKey(groupKey(epoch, key, switchS)));
	return on.sent();
}

function says(on: Bench, device: Device) {
	on.says(device, {type: 'PINGREQ'});
	on.delivered();
	return on.sent();
}

function acknowledges(on: Bench, device: Device, epoch: number) {
	on.hears('a', device.record(encodeAuth({type: 'GK-ACK', pid: 1, epoch})));
	return on.sent();
}

function hears(devices: Device | Device[], sent: ReturnType<Bench['sent']>): void {
	for (const device of [devices].flat()) {
		for (const [, datagram] of sent) device.received(datagram);
	}
}

function kinds(device: Device, sent: ReturnType<Bench['sent']>): Auth['type'][] {
	return sent.flatMap(([, datagram]) => {
		const heard = device.received(datagram);
		return heard.kind === 'auth' ? [heard.auth.type] : [];
	});
}

function broadcast(on: Bench): Uint8Array {
	on.guard.broadcast(ADVERTISE, 0);
	return on.sent().at(-1)![1];
}

/** What a member can make: a group frame in the name of any gateway. */
function forged(key: Uint8Array, epoch: number, counter: number, gwid = GWID): Uint8Array {
	const body = groupBody({gwid, epoch, counter, inner: ADVERTISE}, luck('forged')(4));
	const frame = Buffer.concat([body, groupTag(broadcastKey(key, gwid, epoch), body)]);
	if (decodeGroupFrame(frame) === undefined) throw new RangeError('no group frame');
	return frame;
}
