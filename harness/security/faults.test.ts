import test from 'ava';
import {encode} from '../wire/wire.js';
import {encodeAuth} from './auth.js';
import {Bench, GWID, luck, octets} from './bench.js';
import {Device} from './device.js';
import {RekeyReason} from './key-service.js';

const PING = encode({type: 'PINGREQ'});

test('fault/2: a HELLO that comes twice is answered twice by the same ACCEPT', t => {
	const on = new Bench();
	const device = on.device(1);
	const hello = device.hello();
	on.hears('a', hello);
	on.hears('a', hello);
	on.desk.settle();
	on.hears('a', hello);
	const [first, second, ...more] = on.sent();
	t.deepEqual(first, second!);
	t.deepEqual(more, []);
	t.is(on.desk.counts.hellos, 1);
	t.deepEqual(
		[first, second].map(sent => device.received(sent![1]).kind),
		['accepted', 'ignored'],
	);
});

test('fault/3: an old HELLO that is delivered late leaves a grant that ends unused', t => {
	const on = new Bench();
	const device = on.device(1);
	const old = device.hello();
	on.shake(device);
	on.hears('x', old);
	on.desk.settle();
	on.says(device, {type: 'PINGREQ'});
	t.is(on.delivered().length, 1);
	on.runTo(70_000);
	on.says(device, {type: 'PINGREQ'});
	t.is(on.delivered().length, 1);
	t.is(on.guard.counters.activations, 1);
});

test('fault/3: an old HELLO of the generation that is active is granted for nothing', t => {
	const on = new Bench();
	const old = new Device(on.flash(1), luck('old')).hello();
	on.join(on.device(1));
	on.hears('x', old);
	on.desk.settle();
	t.deepEqual(on.sent(), []);
	t.is(on.guard.counters.grantsIgnored, 1);
});

test('fault/6: an ACCEPT that comes late or twice installs no key again', t => {
	const on = new Bench();
	const device = on.device(1);
	on.hears('a', device.hello());
	on.desk.settle();
	const [[, accept]] = on.sent() as [[string, Uint8Array]];
	device.hello();
	t.is(device.received(accept).kind, 'ignored');
	on.shake(device);
	const {flash, session} = device;
	t.is(device.received(accept).kind, 'ignored');
	t.is(device.flash, flash);
	t.is(device.session, session);
});

test('fault/7: an ACCEPT that is cut, altered or of another gateway changes no flash', t => {
	const on = new Bench();
	const device = on.device(1);
	on.hears('a', device.hello());
	on.desk.settle();
	const [[, accept]] = on.sent() as [[string, Uint8Array]];
	const {flash} = device;
	const altered = Uint8Array.from(accept);
	altered[41]! ^= 1;
	const elsewhere = Uint8Array.from(accept);
	elsewhere.set(octets('00124b00aabbccee'), 4);
	for (const wrong of [accept.subarray(0, 75), altered, elsewhere]) {
		t.is(device.received(wrong).kind, 'ignored');
	}
	t.is(device.flash, flash);
	t.is(device.received(accept).kind, 'accepted');
});

test('fault/8: when all first records are lost, the next HELLO brings both together', t => {
	const on = new Bench();
	const device = on.device(1);
	on.shake(device);
	t.deepEqual([device.generation, on.desk.generationOf(device.flash.eui)], [1, 0]);
	on.join(device);
	t.deepEqual([device.generation, on.desk.generationOf(device.flash.eui)], [2, 1]);
	on.says(device, {type: 'PINGREQ'});
	t.is(on.delivered().length, 1);
});

test('fault/9: a first record that comes twice is taken once', t => {
	const on = new Bench();
	const device = on.device(1);
	on.shake(device);
	const first = device.record(PING);
	on.hears('a', first);
	on.hears('a', first);
	t.is(on.delivered().length, 1);
	t.is(on.guard.counters.replays, 1);
});

test('fault/10: a first record that comes after a newer session is active changes nothing', t => {
	const on = new Bench();
	const device = on.device(1);
	on.shake(device, 'a');
	const late = device.record(PING);
	on.join(device, 'b');
	on.hears('x', late);
	t.deepEqual(on.delivered(), []);
	t.is(on.tells(device, {type: 'PINGRESP'})[0]![0], 'b');
});

test('fault/11: a CONF that is lost does no harm, and one that comes twice none either', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	on.join(device);
	const conf = device.conf(1);
	on.hears('a', conf);
	on.hears('a', conf);
	on.desk.settle();
	t.is(on.desk.generationOf(device.flash.eui), 2);
	t.deepEqual(on.desk.counts.proofs, 1);
});

test('fault/11: a CONF of the session before is not handed on', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	const late = device.conf(1);
	on.join(device);
	on.hears('a', late);
	on.desk.settle();
	t.is(on.guard.counters.confs, 0);
});

test('fault/11: a confirmation of another generation is no CONF-ACK', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	on.desk.reachable = false;
	on.hears('a', device.conf(1));
	const {eui} = device.flash;
	for (const generation of [0, 2]) on.desk.listener(GWID).confirmed(eui, generation);
	t.deepEqual(on.sent(), []);
	on.desk.listener(GWID).confirmed(eui, 1);
	t.is(on.sent().length, 1);
});

test('fault/12: a CONF that no device made moves no key server', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	on.hears('a', device.record(encodeAuth({type: 'CONF', pid: 1, tag: new Uint8Array(8)})));
	on.desk.settle();
	t.deepEqual(on.sent(), []);
	t.is(on.desk.generationOf(device.flash.eui), 0);
	t.is(on.desk.counts.forgeries, 1);
});

test('fault/13: REKEY-REQ is said again when the device is heard, until it has new keys', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	const {eui} = device.flash;
	on.desk.say(() => on.desk.listener(GWID).rekey(eui, RekeyReason.operator, 60));
	t.is(on.sent().length, 1);
	t.deepEqual(heard(on, device), [
		{type: 'REKEY-REQ', pid: 2, reason: RekeyReason.operator, deadlineS: 60},
	]);
	t.deepEqual(heard(on, device), []);
	on.runTo(10_000);
	t.is(heard(on, device).length, 1);
	on.join(device);
	on.runTo(100_000);
	t.deepEqual(heard(on, device), []);
});

test('a session that has done its work is asked to re-key', t => {
	const on = new Bench();
	on.desk.rekeyLog2 = 2;
	const device = on.device(1);
	on.join(device);
	for (let count = 0; count < 3; count += 1) on.tells(device, {type: 'PINGRESP'});
	t.deepEqual(heard(on, device), []);
	on.tells(device, {type: 'PINGRESP'});
	t.like(heard(on, device)[0], {type: 'REKEY-REQ', reason: RekeyReason.limit});
});

/** What the gateway has to say to a device that was heard. */
function heard(on: Bench, device: Device) {
	on.says(device, {type: 'PINGREQ'});
	return on.sent().flatMap(([, datagram]) => {
		const what = device.received(datagram);
		return what.kind === 'auth' ? [what.auth] : [];
	});
}
