import test from 'ava';
import {encode} from '../wire/wire.js';
import {Bench, flipped, luck} from './bench.js';
import {Device} from './device.js';

const PING = encode({type: 'PINGREQ'});

test('attack/C1: 300 bogus HELLO a second keep no genuine device out', t => {
	const on = new Bench();
	const device = on.device(1);
	for (let second = 0; second < 20; second += 1) {
		for (let count = 0; count < 300; count += 1) bogus(on, count);
		on.runTo(on.nowMs + 1000);
	}
	on.sent();
	on.join(device, 'home');
	on.says(device, {type: 'PINGREQ'}, 'home');
	t.is(on.delivered().length, 1);
});

test('attack/C1: what a flood costs the key server is bounded by the places that it comes from', t => {
	const on = new Bench();
	for (let second = 0; second < 20; second += 1) {
		for (let count = 0; count < 300; count += 1) bogus(on, count, 'one place');
		on.runTo(on.nowMs + 1000);
		on.desk.settle();
	}
	t.true(on.desk.counts.hellos <= 6 + 20);
	t.true(on.guard.counters.hellosLimited > 5900);
});

test('attack/C1: a flood in the name of a device does not lock it out where it is', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device, 'home');
	for (let count = 0; count < 1000; count += 1) {
		on.hears(`x${count}`, flipped(on.device(1).hello(), 64 * 8));
	}
	on.desk.settle();
	on.sent();
	on.join(device, 'home');
	t.is(on.guard.counters.activations, 2);
});

test('attack/C1: what is asked in the name of one device is bounded, wherever it comes from', t => {
	const on = new Bench();
	for (let count = 0; count < 100; count += 1) {
		on.hears(`x${count}`, new Device(on.flash(1), luck(`${count}`)).hello());
		on.desk.settle();
	}
	t.is(on.desk.counts.hellos, 32);
	t.is(on.guard.counters.hellosLimited, 68);
});

test('attack/C1: no flood makes a table grow without end', t => {
	const on = new Bench();
	on.desk.reachable = false;
	for (let count = 0; count < 2000; count += 1) {
		const {flash} = on.device(count % 256);
		on.hears(`x${count}`, new Device(flash, luck(`${count}`)).hello());
	}
	const asked = on.guard.counters.hellos - on.guard.counters.hellosNoRoom;
	t.true(asked <= 256);
	t.is(on.guard.devicesCount, 0);
	on.desk.reachable = true;
	on.join(on.device(1), 'home');
	t.is(on.guard.counters.activations, 1);
});

test('attack/C3: at most four grants are kept of a device, and the session stays as it is', t => {
	const on = new Bench();
	const device = on.device(1);
	on.join(device);
	for (let count = 0; count < 9; count += 1) {
		on.hears(`x${count}`, new Device(device.flash, luck(`${count}`)).hello());
		on.desk.settle();
	}
	t.is(on.sent().length, 9);
	on.says(device, {type: 'PINGREQ'});
	t.is(on.delivered().length, 1);
	t.is(on.guard.counters.activations, 1);
});

test('attack/C3: of five grants the oldest is gone, and the four others are good', t => {
	const on = new Bench();
	const devices = Array.from({length: 5}, (_, index) => new Device(on.flash(1), luck(`${index}`)));
	for (const [index, device] of devices.entries()) on.shake(device, `${index}`);
	const [first, second] = devices as [Device, Device];
	on.hears('0', first.record(PING));
	t.deepEqual(on.delivered(), []);
	on.hears('1', second.record(PING));
	t.is(on.delivered().length, 1);
});

test('attack/C4: an unknown device, a bad MAC and a wrong generation get the same: nothing', t => {
	const on = new Bench();
	const behind = {...on.flash(3), generation: 7};
	const hellos = [
		on.device(200).hello(),
		flipped(on.device(1).hello(), 500),
		new Device(behind, luck('behind')).hello(),
	];
	hellos[0] = flipped(hellos[0]!, 500);
	for (const [index, hello] of hellos.entries()) on.hears(`${index}`, hello);
	on.desk.settle();
	t.deepEqual(on.sent(), []);
	t.is(on.guard.counters.refused, 3);
});

/** A HELLO with a MAC of nobody, in the name of one of 256 devices or of a device of ours. */
function bogus(on: Bench, count: number, place = `x${count % 50}`): void {
	const device = new Device(on.flash(count % 256), luck(`${on.nowMs} ${count}`));
	on.hears(place, flipped(device.hello(), 64 * 8));
}
