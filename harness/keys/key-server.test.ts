/*
 * HELLO and CONF at the key server, against devices that keep the protocol and others that do not.
 */
import test from 'ava';
import {Mode, Suite} from '../security/frames.js';
import {authKey, helloMac} from '../security/keys.js';
import {EUI, FleetBench, OTHER_EUI} from './bench.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

test('a device joins, proves itself and moves on', t => {
	const {bench, device, gateway} = joined();
	t.is(bench.generationOf(), 0, 'nothing is written before the proof');
	t.true(gateway.conf(device));
	t.is(bench.generationOf(), 1);
	t.true(gateway.handshake(device));
	t.true(gateway.conf(device));
	t.is(bench.generationOf(), 2);
});

test('what a gateway is granted is the session that the device commits to', t => {
	const {device, gateway} = joined();
	const {generation, counter, suite, rekeyAfter, rekeyHours} = gateway.grant!;
	t.deepEqual(
		{generation, counter, suite, rekeyAfter, rekeyHours},
		{
			...{generation: device.generation, counter: device.counter},
			...{suite: Suite.compact, rekeyAfter: 2 ** 20, rekeyHours: 24},
		},
	);
});

test('fault/K1: a HELLO that was not answered is answered when it comes again', t => {
	const {bench, device} = fresh();
	const hello = device.hello();
	bench.start();
	const accept = bench.gateways[0]!.hello(hello);
	t.true(device.accepts(accept!));
});

test('fault/2: the same HELLO within 60 s has the same ACCEPT, and then a new one', t => {
	const {bench, device, gateway} = fresh();
	const hello = device.hello();
	const first = gateway.hello(hello)!;
	bench.nowMs += 60 * SECOND - 1;
	t.deepEqual(gateway.hello(hello), first);
	bench.nowMs += 1;
	t.is(gateway.hello(hello), undefined, 'too old to be repeated, too young to be a new one');
	bench.nowMs += MINUTE;
	const second = gateway.hello(hello)!;
	t.notDeepEqual(second, first);
	t.true(device.accepts(second));
});

test('fault/3: a counter that is not higher waits for two minutes, and replays do not prolong it', t => {
	const {bench, device, gateway} = fresh();
	const early = device.clone();
	gateway.hello(device.hello());
	const late = device.hello();
	gateway.hello(late);
	bench.nowMs += 2 * MINUTE - 1;
	t.is(gateway.hello(early.hello()), undefined);
	bench.nowMs += 1;
	t.truthy(gateway.hello(late), 'a replay is answered, for nothing');
	t.true(gateway.handshake(early), 'it has lost its counter and is not locked out');
});

test('attack/R2: a HELLO of a generation that is over is dropped, and nobody is suspected', t => {
	const {bench, device, gateway} = fresh();
	const old = device.hello();
	device.accepts(gateway.hello(old)!);
	gateway.conf(device);
	bench.nowMs += 10 * MINUTE;
	t.is(gateway.hello(old), undefined);
	t.like(bench.listed(), {state: 'active', generation: 1});
});

test('attack/K3: an old key with a new counter is a clone', t => {
	const {bench, device, gateway} = fresh();
	const clone = device.clone();
	gateway.handshake(device);
	gateway.conf(device);
	clone.counter = device.counter;
	t.is(gateway.hello(clone.hello()), undefined);
	t.like(bench.listed(), {state: 'suspect'});
	t.deepEqual(bench.events.at(-1), {type: 'suspect', eui: EUI, gwid: '00124b00aabbcc01'});
	t.true(gateway.handshake(device), 'the one that was first goes on');
});

test('attack/K3: the counter that proved the generation does not make a suspect, one more does', t => {
	for (const [more, state] of [
		[0, 'active'],
		[1, 'suspect'],
	] as const) {
		const {bench, device, gateway} = fresh();
		const old = device.clone();
		gateway.handshake(device);
		gateway.conf(device);
		old.counter = device.counter - 16 + more;
		gateway.hello(old.hello());
		t.like(bench.listed(), {state});
	}
});

test('attack/K3: replays after a restart of the key server raise no false alarm', t => {
	const {bench, device, gateway} = fresh();
	const late = device.clone();
	gateway.handshake(device);
	late.counter = device.counter;
	const old = late.hello();
	bench.start();
	bench.gateways[0]!.conf(device);
	bench.gateways[0]!.hello(old);
	t.like(bench.listed(), {state: 'active', generation: 1});
});

test('attack/P2: where a clone joins first, the genuine device is refused and seen', t => {
	const {bench, device: clone, gateway} = fresh();
	const genuine = clone.clone();
	gateway.handshake(clone);
	gateway.conf(clone);
	genuine.counter = clone.counter + 1000;
	t.false(gateway.handshake(genuine));
	t.like(bench.listed(), {state: 'suspect'});
	bench.ask({ask: 'revoke', euis: [EUI]});
	t.false(gateway.handshake(clone), 'nobody uses that name any more');
});

test('attack/W3: a forged CONF moves nothing, and the device goes on through another gateway', t => {
	const {bench, device} = fresh();
	const [bad, good] = bench.gateways as [GatewayOf, GatewayOf];
	bad.hello(device.hello());
	bad.port.conf({eui: device.eui, generation: 1, tag: Buffer.alloc(8)});
	bench.turns.settle();
	t.is(bench.generationOf(), 0);
	t.is(bench.server.counters['bad-conf'], 1);
	t.true(good.handshake(device));
	t.true(good.conf(device));
});

test('attack/W4: a HELLO that aims at one gateway is not answered through another', t => {
	const {bench, device} = fresh();
	const hello = device.hello({gwId: 1});
	t.is(bench.gateways[1]!.hello(hello), undefined);
	t.is(bench.server.counters['other-gateway'], 1);
	t.truthy(bench.gateways[0]!.hello(hello));
});

test('attack/W4: a gateway cannot pass for another by its GwId', t => {
	const {bench, device} = fresh();
	t.is(bench.gateways[1]!.hello(device.hello(), {gwId: 1}), undefined);
});

test('attack/W5: a gateway is told nothing of the sessions of others', t => {
	const {bench, device} = fresh();
	const [mine, other] = bench.gateways as [GatewayOf, GatewayOf];
	mine.handshake(device);
	mine.conf(device);
	t.is(other.grant, undefined);
	t.deepEqual(other.said, ['attached', 'group 1 in 0', 'drop 1']);
});

test('goal/G1: a session that is granted to one gateway is none at another', t => {
	const {bench, device} = fresh();
	const accept = Buffer.from(bench.gateways[0]!.hello(device.hello())!);
	accept.set(Buffer.from('00124b00aabbcc02', 'hex'), 4);
	t.false(device.accepts(accept));
});

for (const [title, salt] of [
	['salt secret', 'sev'],
	['key of another device', 'other'],
] as const) {
	test(`attack/K1: the ${title} alone proves nothing`, t => {
		const {bench, device, gateway} = fresh();
		const thief = device.clone();
		thief.root = salt === 'sev' ? Buffer.alloc(16, 1) : bench.device(OTHER_EUI).root;
		t.is(gateway.hello(thief.hello()), undefined);
		t.is(bench.server.counters['bad-mac'], 1);
	});
}

test('attack/B1: a HELLO with any bit changed is not answered', t => {
	const {bench, device, gateway} = fresh();
	const hello = device.hello();
	const {commits} = bench.store;
	for (let bit = 0; bit < 8 * hello.length; bit += 1) {
		const bad = Buffer.from(hello);
		bad[bit >> 3]! ^= 1 << (bit & 7);
		t.is(gateway.hello(bad), undefined, `bit ${bit}`);
	}
	t.is(bench.store.commits, commits, 'nothing is written');
	t.true(device.accepts(gateway.hello(hello)!));
});

test('attack/C1: HELLOs that prove nothing leave nothing behind', t => {
	const {bench, device, gateway} = fresh();
	const stranger = device.clone();
	const before = bench.store.commits;
	for (let round = 0; round < 300; round += 1) {
		stranger.root = Buffer.alloc(16, round);
		stranger.eui.writeUInt32BE(round % 2 === 0 ? 0 : device.eui.readUInt32BE(), 0);
		gateway.hello(stranger.hello());
	}
	const {accepts, unknown, 'bad-mac': badMac} = bench.server.counters;
	t.deepEqual({accepts, unknown, badMac}, {accepts: 0, unknown: 150, badMac: 150});
	t.is(bench.store.commits, before);
	t.is(bench.server.pollAt(), undefined, 'no answer is kept');
	t.true(gateway.handshake(device));
});

test('attack/C3: however often a HELLO is replayed, the row and the session stay', t => {
	const {bench, device, gateway} = fresh();
	const old = device.hello();
	device.accepts(gateway.hello(old)!);
	for (let round = 0; round < 20; round += 1) {
		bench.nowMs += 3 * MINUTE;
		gateway.hello(old);
	}
	t.is(bench.generationOf(), 0);
	t.true(gateway.conf(device), 'its own session is the one that counts');
});

test('attack/K6: mode 2 is not answered but reported, once an hour', t => {
	const {bench, device, gateway} = fresh();
	gateway.handshake(device);
	gateway.conf(device);
	const jammed = device.clone();
	jammed.recovers = true;
	for (const minutes of [0, 59, 1]) {
		bench.nowMs += minutes * MINUTE;
		t.is(gateway.hello(jammed.hello()), undefined);
	}
	const reports = bench.events.filter(({type}) => type === 'recovery-asked');
	t.deepEqual(reports, Array(2).fill({type: 'recovery-asked', eui: EUI, epoch: 0}));
	t.true(gateway.handshake(device), 'back to normal');
});

test('outside the join window nobody starts, and whoever has started is let in', t => {
	const {bench, device, gateway} = fresh();
	const late = bench.device(OTHER_EUI);
	gateway.handshake(device);
	bench.nowMs += 60 * MINUTE;
	t.is(gateway.hello(late.hello()), undefined);
	t.is(bench.server.counters['not-joining'], 1);
	t.true(gateway.handshake(device), 'its generation 1 is proof of generation 0');
});

test('the join window is open to the last millisecond, and to those that are named alone', t => {
	const {bench, device, gateway} = fresh();
	const other = bench.device(OTHER_EUI);
	bench.ask({ask: 'join', minutes: 1, euis: [EUI]});
	bench.nowMs += MINUTE - 1;
	t.is(gateway.hello(other.hello()), undefined);
	t.truthy(gateway.hello(device.hello()));
	bench.nowMs += 1;
	t.is(gateway.hello(device.hello()), undefined);
});

test('a device one generation ahead is followed, two ahead is not', t => {
	for (const [ahead, heard] of [
		[1, true],
		[2, false],
	] as const) {
		const {bench, device, gateway} = fresh();
		const before = bench.store.copy();
		for (let count = 0; count < ahead; count += 1) {
			gateway.handshake(device);
			gateway.conf(device);
		}
		bench.setBack(before);
		t.is(bench.gateways[0]!.hello(device.hello()) !== undefined, heard);
	}
});

test('the last generation of a recovery epoch has no successor', t => {
	const {bench, device, gateway} = fresh();
	gateway.handshake(device);
	gateway.conf(device);
	const name = `device:${EUI}`;
	const row = new Map(bench.store.copy()).get(name) as object;
	bench.setBack([[name, {...row, generation: 0xff_ffff}]]);
	device.generation = 0xff_ffff;
	t.is(bench.gateways[0]!.hello(device.hello()), undefined);
	t.deepEqual(bench.events.at(-1), {type: 'exhausted', eui: EUI});
});

test('what the gateway chose and the device does not offer is refused', t => {
	const {bench, device, gateway} = fresh();
	t.is(gateway.hello(device.hello({suites: Suite.full})), undefined);
	t.is(bench.server.counters.malformed, 1);
});

test('attack/D3: an offer or a mode that was taken away is under MAC1', t => {
	const {device, gateway} = fresh();
	const hello = Buffer.from(device.hello());
	hello[42] = Suite.full;
	t.is(gateway.hello(hello, {suite: Suite.full}), undefined);
	hello[42] = Suite.full | Suite.compact;
	hello[43] = Mode.recover;
	t.is(gateway.hello(hello), undefined);
});

test('fault/3: keys of an answer that is not repeated any more are erased', t => {
	const {bench, device, gateway} = fresh();
	gateway.handshake(device);
	t.is(bench.server.pollAt(), bench.nowMs + MINUTE);
	const {skUp} = gateway.grant!;
	bench.nowMs += MINUTE;
	bench.server.poll();
	t.is(bench.server.pollAt(), undefined);
	t.true(
		skUp.some(octet => octet !== 0),
		"the gateway's own copy stays",
	);
});

test('a tombstone is for one generation', t => {
	const {bench, device, gateway} = fresh();
	const clone = device.clone();
	for (let round = 0; round < 2; round += 1) {
		gateway.handshake(device);
		gateway.conf(device);
	}
	clone.counter = 10_000;
	gateway.hello(clone.hello());
	t.like(bench.listed(), {state: 'active'}, 'AK_0 is not kept once AK_1 is');
	const body = Buffer.alloc(49);
	t.notDeepEqual(
		helloMac(authKey(clone.root, clone), body),
		helloMac(authKey(device.root, device), body),
	);
});

type GatewayOf = FleetBench['gateways'][number];

/** A registered device and the gateway that it uses. */
function fresh() {
	const bench = new FleetBench();
	return {bench, device: bench.device(), gateway: bench.gateways[0]!};
}

function joined() {
	const made = fresh();
	made.gateway.handshake(made.device);
	return made;
}
