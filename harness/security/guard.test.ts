import test from 'ava';
import {Shelf} from '../gateway/bench.js';
import {encodeForwarder} from '../wire/forwarder.js';
import {decode, encode} from '../wire/wire.js';
import {BATCH, Bench, GWID, luck, MFK, octets} from './bench.js';
import {Device} from './device.js';
import {Suite} from './frames.js';
import {KeyDesk} from './key-desk.js';
import type {RecordForm} from './record.js';
import {sealRecord} from './record.js';

const PING = encode({type: 'PINGREQ'});
const FORMS: readonly RecordForm[] = ['compact', 'full'];

for (const recordForm of FORMS) {
	test(`a device joins and is heard: ${recordForm} records`, t => {
		const on = new Bench({recordForm});
		const device = on.device(1);
		on.shake(device);
		t.is(on.guard.counters.activations, 0);
		on.says(device, {type: 'PINGREQ'});
		t.deepEqual(on.delivered(), [['eui:00124b0001020301', 'PINGREQ']]);
		t.is(on.guard.counters.activations, 1);
		t.is(device.session!.up.form, recordForm);
	});

	test(`what the core says to a device goes in a record, each with a new number: ${recordForm}`, t => {
		const on = new Bench({recordForm});
		const device = on.device(1);
		on.join(device);
		const [first] = on.tells(device, {type: 'PINGRESP'});
		const [second] = on.tells(device, {type: 'PINGRESP'});
		t.notDeepEqual(first, second);
		for (const [place, datagram] of [first!, second!]) {
			t.is(place, 'a');
			t.deepEqual(device.received(datagram), message({type: 'PINGRESP'}));
		}
	});
}

test('a device that offers full records alone gets them, whatever the gateway prefers', t => {
	const on = new Bench({recordForm: 'compact'});
	const device = on.device(1);
	on.hears('a', device.hello({suites: Suite.full}));
	on.desk.settle();
	device.received(on.sent()[0]![1]);
	t.is(device.session!.up.form, 'full');
});

test('a HELLO that names another gateway goes nowhere', t => {
	const on = new Bench({gwId: 7});
	on.hears('a', on.device(1).hello({gwId: 8}));
	on.desk.settle();
	t.is(on.guard.counters.hellosElsewhere, 1);
	t.deepEqual(on.sent(), []);
	on.hears('a', on.device(1).hello({gwId: 7}));
	on.desk.settle();
	t.is(on.sent().length, 1);
});

test('CONF is handed on, and CONF-ACK waits for the key server and has its pid', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	on.hears('a', device.conf(0x5555));
	t.deepEqual(on.sent(), []);
	on.desk.settle();
	const [sent] = on.sent();
	t.deepEqual(device.received(sent![1]), {kind: 'auth', auth: {type: 'CONF-ACK', pid: 0x5555}});
	t.is(on.desk.generationOf(device.flash.eui), 1);
});

test('a device is the same client for the core wherever it is and whatever its keys', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device, 'a');
	on.says(device, {type: 'PINGREQ'}, 'b');
	on.shake(device, 'c');
	on.says(device, {type: 'PINGREQ'}, 'c');
	const address = 'eui:00124b0001020301';
	t.deepEqual(on.delivered(), [
		[address, 'PINGREQ'],
		[address, 'PINGREQ'],
	]);
	t.is(on.tells(device, {type: 'PINGRESP'})[0]![0], 'c');
});

test('a record that is delivered late from elsewhere is taken, but moves nothing', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device, 'a');
	const late = device.record(encode({type: 'PINGREQ'}));
	on.says(device, {type: 'PINGREQ'}, 'a');
	on.hears('x', late);
	t.is(on.delivered().length, 2);
	t.is(on.tells(device, {type: 'PINGRESP'})[0]![0], 'a');
});

test('a device behind forwarders is answered in their envelopes, and they hold no key', t => {
	const on = new Bench();
	const device = on.device(1);
	const wrap = (inner: Uint8Array) =>
		encodeForwarder({type: 'FORWARDER', ctrl: 0, wirelessNodeId: octets('0a0b'), inner});
	on.hears('f', wrap(device.hello()));
	on.desk.settle();
	const [[place, accept]] = on.sent() as [[string, Uint8Array]];
	t.is(place, 'f');
	t.is(device.received(innerOf(accept)).kind, 'accepted');
	on.hears('f', wrap(device.record(encode({type: 'PINGREQ'}))));
	t.is(on.delivered().length, 1);
	const [[to, datagram]] = on.tells(device, {type: 'PINGRESP'}) as [[string, Uint8Array]];
	t.is(to, 'f');
	t.deepEqual(device.received(innerOf(datagram)), message({type: 'PINGRESP'}));
});

test('the session before is received for 30 s and not a tick longer', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	const old = device.session!;
	on.hears('b', on.device(2).hello());
	on.runTo(1);
	on.join(device);
	const late = (counter: number) =>
		old.seal(encode({type: 'PINGREQ'}), device.counter + counter, luck('late'));
	on.runTo(30_000);
	on.hears('a', late(1));
	t.is(on.delivered().length, 1);
	on.runTo(30_001);
	on.hears('a', late(2));
	t.is(on.delivered().length, 0);
});

test('a grant ends after 60 s and not a tick earlier, unless the same HELLO comes again', t => {
	const on = new Bench();
	const [first, second, third] = [on.device(1), on.device(2), on.device(3)];
	on.hears('a', first.hello());
	on.runTo(1234);
	on.shake(second, 'b');
	on.shake(third, 'c');
	on.runTo(61_233);
	on.says(second, {type: 'PINGREQ'}, 'b');
	t.is(on.delivered().length, 1);
	on.runTo(61_234);
	on.says(third, {type: 'PINGREQ'}, 'c');
	t.deepEqual(on.delivered(), []);
});

test('a HELLO that comes again renews its grant', t => {
	const on = new Bench();
	const device = on.device(1);
	const hello = device.hello();
	on.hears('a', hello);
	on.desk.settle();
	on.runTo(59_999);
	on.hears('b', hello);
	const [place, accept] = on.sent().at(-1)!;
	t.is(place, 'b');
	device.received(accept);
	on.runTo(119_998);
	on.says(device, {type: 'PINGREQ'});
	t.is(on.delivered().length, 1);
});

test('drop ends a session at the core too, and only up to its generation', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	const {eui} = device.flash;
	on.desk.say(() => on.desk.listener(GWID).drop(eui, 0));
	on.says(device, {type: 'PINGREQ'});
	t.deepEqual(
		on.delivered().map(([, type]) => type),
		['PINGREQ'],
	);

	on.desk.say(() => on.desk.listener(GWID).drop(eui, 0xffff_ffff));
	t.deepEqual(
		on.delivered().map(([, type]) => type),
		['DISCONNECT'],
	);
	on.says(device, {type: 'PINGREQ'});
	t.deepEqual(on.delivered(), []);
	t.is(on.guard.devicesCount, 0);
});

test('a record of no session is answered by a hint in clear, and not without end', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	on.desk.say(() => on.desk.listener(GWID).drop(device.flash.eui, 0xffff_ffff));
	on.delivered();
	for (let count = 0; count < 100; count += 1) on.says(device, {type: 'PINGREQ'});
	const hints = on.sent();
	t.is(hints.length, 4);
	t.deepEqual(decode(hints[0]![1]), {type: 'DISCONNECT'});
});

test('a HELLO that the key server does not answer is asked again when it comes again', t => {
	const on = new Bench();
	const hello = on.device(1).hello();
	on.desk.reachable = false;
	on.hears('a', hello);
	on.desk.reachable = true;
	on.runTo(1499);
	on.hears('a', hello);
	on.desk.settle();
	t.is(on.desk.counts.hellos, 0);
	on.runTo(1500);
	on.hears('a', hello);
	on.desk.settle();
	t.is(on.desk.counts.hellos, 1);
	t.is(on.sent().length, 1);
});

test('the device whose last handshake is longest ago makes room for another', t => {
	const on = new Bench({devicesMax: 2});
	const [first, second, third] = [on.device(1), on.device(2), on.device(3)];
	for (const device of [first, second, third]) on.join(device);
	t.is(on.guard.devicesCount, 2);
	on.says(first, {type: 'PINGREQ'});
	t.deepEqual(on.delivered(), []);
	on.says(second, {type: 'PINGREQ'});
	t.is(on.delivered().length, 1);
});

test('a message that fits into no record is dropped and counted, and one octet less goes', t => {
	for (const [recordForm, fits] of [
		['compact', 241],
		['full', 225],
	] as const) {
		const on = new Bench({recordForm});
		const device = on.device(1);
		on.join(device);
		const to = 'eui:00124b0001020301';
		on.guard.send(to, new Uint8Array(fits + 1));
		t.deepEqual([on.sent().length, on.guard.counters.unsealed], [0, 1]);
		on.guard.send(to, new Uint8Array(fits));
		t.is(on.sent()[0]![1].length, 255);
	}
});

test('a device whose counter is used up begins again at 1 under new keys', t => {
	const on = new Bench();
	const flash = {...on.flash(1), counterCeiling: 0xffff_0000};
	const device = new Device(flash, luck('worn'));
	on.join(device);
	t.true(device.counter < 10);
	on.says(device, {type: 'PINGREQ'});
	t.is(on.delivered().length, 1);
});

test('a device that uses its last number stops no gateway that starts again', t => {
	const shelf = new Shelf();
	const desk = new KeyDesk(MFK, BATCH);
	const on = new Bench({recordForm: 'full', store: shelf.store, desk});
	const device = on.device(1);
	on.join(device);
	const last = (bench: Bench) =>
		bench.hears('a', sealRecord(device.session!.up, PING, {counter: 0xffff_ffff}));
	last(on);
	shelf.commit();
	const restarted = new Bench({recordForm: 'full', store: shelf.store, desk});
	last(restarted);
	shelf.commit();
	t.is(restarted.guard.counters.syncs, 1);
	const [[, sync]] = restarted.sent() as [[string, Uint8Array]];
	t.like(device.received(sync), {auth: {type: 'SYNC', floor: 0xffff_ffff}});
});

test('no datagram of any content makes a guard throw', t => {
	const on = new Bench({gwId: 0});
	const device = on.device(1);
	on.join(device);
	const draw = luck('anything');
	const starts = [[], [0xff, 0x16, 0xf0], [0xff, 0x1e, 0x3c], [0xff, 0x46, 0x3d], [0x1f, 0, 1]];
	for (let count = 0; count < 5000; count += 1) {
		const [size, start] = draw(2) as unknown as [number, number];
		const octetsOf = [
			size,
			...starts[start % starts.length]!,
			...draw(32),
			...draw(32),
			...draw(32),
		];
		on.hears('x', Uint8Array.from(octetsOf.slice(0, size)));
	}
	t.deepEqual(on.delivered(), []);
	on.says(device, {type: 'PINGREQ'});
	t.is(on.delivered().length, 1);
});

test('an option out of range is refused before anything starts', t => {
	t.throws(() => new Bench({gwid: new Uint8Array(7)}), {instanceOf: RangeError});
	t.throws(() => new Bench({gwId: 256}), {instanceOf: RangeError});
	t.throws(() => new Bench({devicesMax: 0}), {instanceOf: RangeError});
});

test('time that goes back is a defect of the runner', t => {
	const on = new Bench();
	on.runTo(10);
	t.throws(() => on.guard.poll(9), {instanceOf: RangeError});
});

function message(of: Parameters<typeof encode>[0]) {
	return {kind: 'message', inner: Buffer.from(encode(of))};
}

function innerOf(datagram: Uint8Array): Uint8Array {
	const envelope = decode(datagram);
	if (envelope.type !== 'FORWARDER') throw new RangeError('no envelope');
	return envelope.inner;
}
