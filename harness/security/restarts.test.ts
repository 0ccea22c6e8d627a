import test from 'ava';
import {Shelf} from '../gateway/bench.js';
import {encode} from '../wire/wire.js';
import {BATCH, Bench, type BenchOptions, GK, GWID, luck, MFK} from './bench.js';
import {BLOCK} from './ceiling.js';
import {Device} from './device.js';
import {groupKey, KeyDesk} from './key-desk.js';

const PING = encode({type: 'PINGREQ'});
const TO_FIRST = 'eui:00124b0001020301';

test('fault/G1: a gateway that lost a grant is left, and the old session is still good', t => {
	const {on, device, shelf, again} = kept();
	on.shake(device);
	const restarted = again();
	restarted.hears('a', device.record(PING));
	t.deepEqual(restarted.delivered(), []);
	device.fallBack();
	catchesUp(restarted, device);
	restarted.says(device, {type: 'PINGREQ'});
	shelf.commit();
	t.is(restarted.delivered().length, 1);
	restarted.join(device);
	t.deepEqual([device.generation, restarted.desk.generationOf(device.flash.eui)], [3, 2]);
});

for (const recordForm of ['compact', 'full'] as const) {
	test(`fault/G2: a gateway that kept a session says SYNC, and needs no handshake: ${recordForm}`, t => {
		const {device, shelf, again} = kept({recordForm});
		const on = again();
		on.hears('a', device.record(PING));
		t.deepEqual(on.delivered(), []);
		shelf.commit();
		const [[place, sync]] = on.sent() as [[string, Uint8Array]];
		t.is(place, 'a');
		t.like(device.received(sync), {kind: 'auth', auth: {type: 'SYNC', asked: false}});
		on.says(device, {type: 'PINGREQ'});
		shelf.commit();
		t.is(on.delivered().length, 1);
		t.is(on.desk.counts.hellos, 1);
		const sent = on.tells(device, {type: 'PINGRESP'});
		t.is(device.received(sent[0]![1]).kind, 'message');
	});
}

test('fault/G2: a gateway that kept nothing has the device say HELLO', t => {
	const desk = new KeyDesk(MFK, BATCH);
	const device = new Bench({desk}).device(1);
	new Bench({desk}).join(device);
	const on = new Bench({desk});
	on.says(device, {type: 'PINGREQ'});
	t.deepEqual(on.delivered(), []);
	on.join(device);
	on.says(device, {type: 'PINGREQ'});
	t.is(on.delivered().length, 1);
});

test('fault/G2: a device that starts again goes on above its ceilings, both ways', t => {
	const on = new Bench();
	const before = on.device(1);
	on.join(before);
	for (let count = 0; count < 10; count += 1) {
		for (const [, datagram] of on.tells(before, {type: 'PINGRESP'})) before.received(datagram);
	}
	const device = new Device(before.flash, luck('boot'));
	on.hears('a', device.resume(7));
	const [[, sync]] = on.sent() as [[string, Uint8Array]];
	t.like(device.received(sync), {kind: 'auth', auth: {type: 'SYNC', pid: 7, asked: true}});
	on.says(device, {type: 'PINGREQ'});
	t.is(on.delivered().length, 1);
	const [[, datagram]] = on.tells(device, {type: 'PINGRESP'}) as [[string, Uint8Array]];
	t.is(device.received(datagram).kind, 'message');
});

test('fault/G2: a session that was dropped does not come back with the gateway', t => {
	const {on, device, shelf, again} = kept();
	on.desk.say(() => on.desk.listener(GWID).drop(device.flash.eui, 0xffff_ffff));
	shelf.commit();
	t.is(again().guard.devicesCount, 0);
});

test('fault/G2: what the session before still receives is not what the gateway keeps', t => {
	const {on, device, shelf, again} = kept();
	const old = device.session!;
	on.join(device);
	for (let count = 1; count <= BLOCK; count += 1) {
		on.hears('a', old.seal(PING, device.counter + count, luck('old')));
	}
	shelf.commit();
	const restarted = again();
	while (device.counter < 4 * BLOCK) device.record(PING);
	restarted.says(device, {type: 'PINGREQ'});
	shelf.commit();
	t.is(restarted.delivered().length, 1);
});

test('fault/G3: a ceiling that was being written counts as not written', t => {
	const {on, shelf, again, device} = kept();
	for (let count = 0; count < BLOCK; count += 1) on.guard.send(TO_FIRST, PING);
	t.is(on.sent().length, BLOCK);
	on.guard.send(TO_FIRST, PING);
	t.deepEqual(on.sent(), []);
	t.true(shelf.waiting > 0);
	const restarted = again();
	restarted.guard.send(TO_FIRST, PING);
	t.deepEqual(restarted.sent(), []);
	shelf.commit();
	const [[, datagram]] = restarted.sent() as [[string, Uint8Array]];
	t.is(Buffer.from(datagram).readUInt16BE(4), BLOCK + 1);
	t.is(device.received(datagram).kind, 'message');
});

test('what waits for a ceiling is not sent any more when its session is over', t => {
	const {on, device, shelf} = kept();
	for (let count = 0; count <= BLOCK; count += 1) on.guard.send(TO_FIRST, PING);
	on.sent();
	on.desk.say(() => on.desk.listener(GWID).drop(device.flash.eui, 0xffff_ffff));
	shelf.commit();
	t.deepEqual(on.sent(), []);
});

test('a record above the ceiling is taken only once a higher ceiling is durable', t => {
	const {on, device, shelf} = kept();
	for (let count = 0; count < BLOCK; count += 1) device.record(PING);
	const high = device.record(PING);
	on.hears('a', high);
	on.hears('a', high);
	t.deepEqual(on.delivered(), []);
	shelf.commit();
	t.is(on.delivered().length, 1);
});

test('fault/G4: a gateway that starts again in a rotation has the epoch that it used', t => {
	const {on, device, shelf, again} = kept();
	const tell = (bench: Bench, epoch: number, switchS: number) =>
		bench.desk.say(() => bench.desk.listener(GWID).groupKey(groupKey(epoch, GK, switchS)));
	tell(on, 1, 0);
	shelf.commit();
	tell(on, 2, 60);
	const restarted = again();
	t.is(restarted.guard.groupEpoch, 1);
	tell(restarted, 2, 60);
	shelf.commit();
	for (const [, datagram] of restarted.sent()) device.received(datagram);
	t.deepEqual(device.groupEpochs, [2]);
	restarted.runTo(60_000);
	t.is(restarted.guard.groupEpoch, 2);
});

test('fault/G5: without the key server sessions go on, and new ones wait', t => {
	const on = new Bench();
	const [one, other] = [on.device(1), on.device(2)];
	on.join(one);
	on.desk.reachable = false;
	on.says(one, {type: 'PINGREQ'});
	on.hears('b', other.hello());
	on.desk.settle();
	t.deepEqual([on.delivered().length, on.sent().length], [1, 0]);
	on.desk.reachable = true;
	on.runTo(60_000);
	on.join(other, 'b');
	t.is(on.guard.counters.activations, 2);
});

test('when the key server is there again, it is told who is here', t => {
	const on = new Bench();
	for (const number of [1, 2, 3]) on.join(on.device(number), `${number}`);
	t.is(on.desk.counts.activations, 3);
	on.desk.say(() => on.desk.listener(GWID).attached());
	t.is(on.desk.counts.activations, 6);
});

test('full records of all sessions end before a number could come again, and begin anew', t => {
	const shelf = new Shelf();
	shelf.durable.set('numbers', 0xffff_0000 - 4);
	const on = new Bench({recordForm: 'full', store: shelf.store});
	const device = on.device(1);
	on.join(device);
	for (let count = 0; count < 9; count += 1) on.guard.send(TO_FIRST, PING);
	shelf.commit();
	t.is(on.sent().length, 4);
	on.says(device, {type: 'PINGREQ'});
	t.is(on.guard.devicesCount, 0);
	on.join(device);
	on.guard.send(TO_FIRST, PING);
	shelf.commit();
	t.is(Buffer.from(on.sent().at(-1)![1]).readUInt32BE(18), 1);
});

test('a stored record that cannot be read is dropped and counted', t => {
	const shelf = new Shelf();
	shelf.durable.set('session/00124b0001020301', {version: 0});
	shelf.durable.set('other', 1);
	const on = new Bench({store: shelf.store});
	t.is(on.guard.counters.recordsDropped, 2);
	t.is(on.guard.devicesCount, 0);
});

/** A device with a session at a gateway that keeps it, and the gateway once more. */

/** A device with a session at a gateway that keeps it, and the gateway once more. */
function kept(options: BenchOptions = {}) {
	const shelf = new Shelf();
	const desk = new KeyDesk(MFK, BATCH);
	const start = () => new Bench({desk, store: shelf.store, ...options});
	const on = start();
	const device = on.device(1);
	on.join(device);
	shelf.commit();
	on.sent();
	return {on, device, shelf, again: start};
}

/** The device passes the floor of a gateway that started again, as SYNC would have it do. */
function catchesUp(on: Bench, device: Device): void {
	while (device.counter <= 2 * BLOCK) device.record(PING);
	on.delivered();
}
