import test from 'ava';
import {Network, row, type Stand} from '../zigbee-bench.js';

/* Node 0 is the coordinator, and a gateway. */

test('devices join by the tree, each below the one it hears well', t => {
	const {zigbee} = new Network(row(4)).form();
	t.deepEqual(
		[0, 1, 2, 3].map(node => zigbee.addressOf(node)),
		[0, 1, 2, 3],
	);
	t.like(zigbee.counters, {joined: 4, joinsRefused: 0});
});

test('a seventh router is sent elsewhere by a parent that has room for six', t => {
	const around = Array.from({length: 7}, (_, index) => ({xM: 5, yM: index}));
	const {zigbee} = new Network([{xM: 0}, ...around]).form().run(30);
	const addresses = around.map((_, index) => zigbee.addressOf(index + 1));
	t.is(new Set(addresses).size, 7);
	t.is(addresses.filter(address => (address - 1) % 5181 === 0).length, 6);
	t.true(around.every((_, index) => zigbee.joined(index + 1)));
});

test('a message goes over four hops, and its answer comes back', t => {
	const network = new Network(row(5)).form();
	t.true(network.say(4, 0, 'up'));
	network.run(2);
	t.true(network.say(0, 4, 'down'));
	network.run(2);
	t.like(network.heard[0], {node: 0, source: network.zigbee.addressOf(4), text: 'up'});
	t.like(network.heard[1], {node: 4, source: 0, text: 'down'});
	t.like(network.zigbee.counters, {acknowledged: 2, unacknowledged: 0, micBad: 0, replays: 0});
});

const size = test.macro({
	title: (_, octets: number) => `a message of ${octets} octets arrives whole, and once`,
	exec(t, octets: number) {
		const network = new Network(row(3)).form();
		const text = Array.from({length: octets}, (_, index) => 'abcdefghijk'[index % 11]).join('');
		network.say(2, 0, text);
		network.run(5);
		t.deepEqual(
			network.heard.map(heard => heard.text),
			[text],
		);
	},
});
for (const octets of [0, 1, 68, 69, 128, 129, 1024]) test(size, octets);

test('a message of 1025 octets is refused, and a broadcast of 69', t => {
	const network = new Network(row(2)).form();
	t.false(network.say(1, 0, 'a'.repeat(1025)));
	t.false(network.say(1, 'all', 'a'.repeat(69)));
	t.true(network.say(1, 'all', 'a'.repeat(68)));
	t.is(network.zigbee.counters.oversize, 2);
});

test('a device says nothing before it is in, and then what it was to say last', t => {
	const network = new Network(row(2));
	network.zigbee.setPower(0, true);
	network.zigbee.setPower(1, true);
	for (const text of ['one', 'two', 'three']) network.say(1, 'all', text);
	network.run(10);
	t.deepEqual(
		network.heard.map(({text}) => text),
		['two', 'three'],
	);
	t.is(network.zigbee.counters.notJoined, 1);
});

test('a broadcast comes to everybody once, however many pass it on', t => {
	const network = new Network(crowd()).form();
	network.say(3, 'all', 'hello');
	network.run(5);
	t.deepEqual(network.whoHeard('hello'), [0, 1, 2, 4, 5, 6, 7, 8]);
});

test('a radius of one hop, and of two, is as far as a broadcast goes; 0 is everybody', t => {
	const network = new Network(row(5)).form();
	for (const [radius, text] of [
		[1, 'near'],
		[2, 'farther'],
		[0, 'everywhere'],
	] as const) {
		network.say(0, 'all', text, radius);
	}
	network.run(5);
	t.deepEqual(network.whoHeard('near'), [1]);
	t.deepEqual(network.whoHeard('farther'), [1, 2]);
	t.deepEqual(network.whoHeard('everywhere'), [1, 2, 3, 4]);
});

test('who rests has what is for it as soon as it asks its parent, and broadcasts of gateways', t => {
	const stands: Stand[] = [...row(3), {xM: 40, yM: 5, kind: 'sleeper'}];
	const network = new Network(stands).form();
	network.say(0, 3, 'for you');
	network.say(0, 'all', 'for all');
	network.run(3);
	t.deepEqual(network.whoHeard('for you'), [3]);
	t.deepEqual(network.whoHeard('for all'), [1, 2, 3]);
});

test('who sleeps soundly has nothing, until it is awake', t => {
	const stands: Stand[] = [...row(2), {xM: 20, yM: 5, kind: 'sleeper'}];
	const network = new Network(stands).form();
	network.zigbee.setAwake(2, false);
	network.run(5);
	network.say(0, 2, 'wake up');
	network.run(3);
	t.deepEqual(network.whoHeard('wake up'), []);
	network.zigbee.setAwake(2, true);
	network.run(3);
	t.deepEqual(network.whoHeard('wake up'), [2]);
});

test('the receiver of who rests is off nearly all the time', t => {
	const stands: Stand[] = [...row(2), {xM: 20, yM: 5, kind: 'sleeper'}];
	const network = new Network(stands).form();
	network.zigbee.setAwake(2, false);
	network.run(10);
	let onUs = 0;
	let sinceUs = 0;
	network.radios.trace.watch({
		event: (event, subject, detail) => {
			if (event !== RECEIVER || subject !== 2) return;
			if (detail === 1) sinceUs = network.radios.scheduler.now;
			else onUs += network.radios.scheduler.now - sinceUs;
		},
	});
	network.run(600);
	t.true(onUs > 0 && onUs < 60_000, `${onUs} us of ten minutes`);
});

test('a child whose parent is gone finds another one, and keeps its address', t => {
	const stands: Stand[] = [{xM: 0}, {xM: 18}, {xM: 18, yM: 9}, {xM: 36, kind: 'sleeper'}];
	const network = new Network(stands).form();
	const before = network.zigbee.addressOf(3);
	t.deepEqual(network.parents, ['1: 0', '2: 0', '3: 1']);
	network.setPower(1, false);
	network.run(20);
	t.deepEqual(network.parents.slice(3), ['1: -1', '3: -1', '3: 2']);
	network.say(3, 0, 'still here');
	network.run(3);
	t.deepEqual(network.whoHeard('still here'), [0]);
	t.is(network.zigbee.addressOf(3), before);
	network.say(0, 3, 'welcome');
	network.run(4);
	t.deepEqual(network.whoHeard('welcome'), [3]);
});

test('a router that dies is gone round', t => {
	const network = new Network(ladder()).form();
	network.say(6, 0, 'before');
	network.run(3);
	network.setPower(1, false);
	network.run(1);
	for (const text of ['one', 'two', 'three']) {
		network.say(6, 0, text);
		network.run(15);
	}
	t.deepEqual(network.whoHeard('before'), [0]);
	t.deepEqual(
		network.heard.slice(-2).map(({text}) => text),
		['two', 'three'],
	);
});

test('two that have moved are found by frames, though nobody else says a word', t => {
	const network = new Network(ladder()).form();
	network.say(6, 0, 'from there');
	network.run(3);
	const {terrain} = network.radios;
	terrain.move(5, 20, 30);
	terrain.move(6, 0, 40);
	network.run(60);
	const fromFrame = network.frames.length;
	network.say(0, 6, 'where are you');
	network.run(10);
	network.say(6, 0, 'over here');
	network.run(10);
	t.deepEqual(network.whoHeard('where are you'), [6]);
	t.deepEqual(network.whoHeard('over here'), [0]);
	t.true(network.frames.length > fromFrame);
});

test('a frame that comes again is refused by its counter', t => {
	const network = new Network(row(2)).form();
	network.say(1, 0, 'once');
	network.run(3);
	const kept = network.frames.filter(({sender, octets}) => sender === 1 && octets.length > 40);
	const {mac} = network.radios;
	for (const {octets} of kept.slice(-5)) mac.sendPsdu(1, octets);
	network.run(3);
	t.deepEqual(network.whoHeard('once'), [0]);
	t.true(network.zigbee.counters.replays >= 1);
});

test('a frame of its own that somebody throws back is refused as a replay', t => {
	const network = new Network(row(2)).form();
	network.say(1, 0, 'mirror');
	network.run(3);
	const {replays, relayed} = network.zigbee.counters;
	const kept = network.frames.filter(({sender, octets}) => sender === 1 && octets.length > 40);
	const thrown = Buffer.from(kept[kept.length - 1].octets);
	[thrown[5], thrown[6], thrown[7], thrown[8]] = [thrown[7], thrown[8], thrown[5], thrown[6]];
	network.radios.mac.sendPsdu(0, repaired(thrown));
	network.run(3);
	t.is(network.zigbee.counters.replays, replays + 1);
	t.is(network.zigbee.counters.relayed, relayed, 'and not passed on');
});

test('a frame for a child that does not come for it is given up, and counted', t => {
	const stands: Stand[] = [...row(2), {xM: 20, yM: 5, kind: 'sleeper'}];
	const network = new Network(stands).form();
	network.zigbee.setAwake(2, false);
	network.run(5);
	network.say(0, 2, 'nobody comes');
	network.run(30);
	t.deepEqual(network.whoHeard('nobody comes'), []);
	t.true(network.zigbee.counters.expired >= 1);
	t.is(network.zigbee.counters.unacknowledged, 1);
});

test('what waited for a device is gone when it has lost its power', t => {
	const network = new Network(row(2));
	network.zigbee.setPower(1, true);
	network.say(1, 'all', 'too early');
	network.setPower(1, false);
	network.zigbee.setPower(0, true);
	network.setPower(1, true);
	network.run(10);
	t.true(network.zigbee.joined(1));
	t.deepEqual(network.heard, []);
});

test('a frame that somebody has changed on its way is dropped, and counted', t => {
	const network = new Network(row(2)).form();
	network.say(1, 0, 'true');
	network.run(3);
	const kept = network.frames.filter(({sender, octets}) => sender === 1 && octets.length > 40);
	const forged = Buffer.from(kept[kept.length - 1].octets);
	forged[30] ^= 1;
	network.radios.mac.sendPsdu(1, repaired(forged));
	network.run(1);
	t.is(network.zigbee.counters.micBad, 1);
});

test('whoever comes back after a loss of power is not taken for a replay', t => {
	const network = new Network(row(3)).form();
	network.setPower(2, false);
	network.run(5);
	network.setPower(2, true);
	network.run(20);
	network.say(2, 0, 'back again');
	network.run(3);
	t.deepEqual(network.whoHeard('back again'), [0]);
	t.is(network.zigbee.counters.replays, 0);
});

test('a second gateway is found by its call, and speaks over hops too', t => {
	const stands: Stand[] = [...row(4), {xM: 80, kind: 'gateway'}];
	const network = new Network(stands).form();
	network.say(1, 4, 'to the other one');
	network.run(3);
	network.say(4, 1, 'from the other one');
	network.run(3);
	t.deepEqual(network.whoHeard('to the other one'), [4]);
	t.deepEqual(network.whoHeard('from the other one'), [1]);
});

test('the same seed has the same frames, another one has others', t => {
	const hashes = [1, 1, 2].map(seed => {
		const network = new Network(crowd(), seed).form();
		network.say(3, 0, 'hello');
		return network.run(5).radios.trace.hash;
	});
	t.is(hashes[0], hashes[1]);
	t.not(hashes[0], hashes[2]);
});

test('no frame slot is lost on the way', t => {
	const network = new Network(crowd()).form();
	for (let node = 1; node < 9; node++) network.say(node, 0, `message ${node}`);
	network.run(10);
	t.is(network.heard.length, 8);
	t.true(network.radios.pool.inUse <= 2, `${network.radios.pool.inUse} in use`);
});

/* The bench. */

const RECEIVER = 11;

/** Nine in a square, 15 m apart. */
function crowd(): Stand[] {
	return Array.from({length: 9}, (_, index) => ({
		xM: 15 * (index % 3),
		yM: 15 * Math.floor(index / 3),
	}));
}

/** Two ways from node 0 to node 6: by 1, 3, 5 and by 2, 4. */
function ladder(): Stand[] {
	return [
		{xM: 0, yM: 0},
		{xM: 15, yM: 8},
		{xM: 15, yM: -8},
		{xM: 32, yM: 8},
		{xM: 32, yM: -8},
		{xM: 48, yM: 8},
		{xM: 50, yM: 0},
	];
}

/** The frame with an FCS that fits. */
function repaired(frame: Buffer): Buffer {
	let crc = 0;
	for (const octet of frame.subarray(0, frame.length - 2)) {
		crc ^= octet;
		for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x8408 : crc >>> 1;
	}
	frame.writeUInt16LE(crc, frame.length - 2);
	return frame;
}
