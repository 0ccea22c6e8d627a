import test from 'ava';
import {Flash} from '../../sim/node/flash.js';
import {Counter, connectedNode, provision} from './page.js';
import {GWINFO, joined, SecureBench} from './secure-bench.js';
import {FACTORY, IDENTITY, SecureGateway} from './secure-gateway.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

test('a device without keys speaks plain MQTT-SN and writes nothing to its flash', t => {
	const flash = new Flash();
	const node = connectedNode({}, {flash});
	t.is(node.sent[0]!.slice(4, 6), '0a', 'REGISTER');
	t.is(flash.steps, 0);
});

test('a device is provisioned once', t => {
	const flash = new Flash();
	t.true(provision(flash, FACTORY));
	const before = flash.image();
	t.false(provision(flash, FACTORY.replaceAll('9c', 'ff')));
	t.deepEqual(flash.image(), before);
});

test('a provisioned device connects in records, then proves that it has the new key', t => {
	const bench = new SecureBench().join();
	t.deepEqual(bench.takeHeard(), ['CONNECT', 'SUBSCRIBE', 'CONF']);
	t.deepEqual(bench.plain, []);
	t.deepEqual(bench.node.takeTold(), ['Secured 1 \x04', 'Connected 7']);
	t.is(bench.gateway.generation, 1, 'the key server knows');
});

test('its ClientId is the EUI-64 that its keys were made for, whatever the config says', t => {
	const bench = new SecureBench({config: {EuiHigh: 1, EuiLow: 2}}).join();
	t.is(Buffer.from(bench.heard[0]!.slice(12), 'hex').toString(), IDENTITY.eui);
});

test('it takes the form of records that the gateway chooses, and reports it', t => {
	const bench = new SecureBench({terms: {form: 'full'}}).join();
	t.deepEqual(bench.takeHeard(), ['CONNECT', 'SUBSCRIBE', 'CONF']);
	t.is(bench.node.takeTold()[0], 'Secured 1 \x01');
});

test('a gateway cannot choose a form that was not offered', t => {
	const bench = new SecureBench({config: {Suites: 1}, terms: {form: 'compact'}}).join();
	t.is(bench.node.count(Counter.KeysAgreed), 0);
	t.true(bench.node.count(Counter.Unexpected) > 0);
});

test('HELLO goes out four times, 2, 4 and 8 s apart give or take a half', t => {
	const {node} = silent();
	for (const ms of [500, 1500, 3500, 7500]) t.is(node.at(ms).length, 1, `at ${ms} ms`);
	t.deepEqual(node.at(15_499), []);
	t.deepEqual(node.takeTold(), []);
	node.at(15_500);
	t.deepEqual(node.takeTold(), ['KeysRefused 60000']);
});

test('a repeated HELLO is the first one to the octet', t => {
	const bench = silent();
	const sent = bench.node.at(15_000);
	t.is(sent.length, 4);
	t.is(new Set(sent).size, 1);
});

test('attempts rest 60 s, then twice as long, an hour at last', t => {
	const bench = silent().run(DAY_MS / 4);
	const rests = bench.node.takeTold().map(line => Number(line.split(' ')[1]) / 60_000);
	t.deepEqual(rests.slice(0, 9), [1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

test('another gateway need not wait until the rest after the first one is over', t => {
	const bench = silent();
	bench.peer = 2;
	bench.node.hear(GWINFO, 2, -70);
	bench.losesUp = () => false;
	bench.run(50_000);
	t.deepEqual(bench.node.takeTold().slice(0, 2), ['KeysRefused 60000', 'Secured 1 \x04']);
});

test('three rests in a row are cut short, and no more', t => {
	const bench = silent();
	const askedAtMs: number[] = [];
	for (let peer = 2; peer < 7; peer++) bench.node.hear(`03020${peer}`, peer, -70 - peer);
	bench.losesUp = () => true;
	for (let ms = 0; ms < 400_000; ms += 1000) {
		const before = bench.node.count(Counter.Handshakes);
		bench.run(1000);
		if (bench.node.count(Counter.Handshakes) > before) askedAtMs.push(ms);
	}
	const gapsS = askedAtMs.slice(1).map((atMs, index) => (atMs - askedAtMs[index]!) / 1000);
	t.true(
		gapsS.slice(0, 3).every(gapS => gapS < 60),
		`${gapsS}`,
	);
	t.true(gapsS[3]! > 60, `${gapsS}`);
});

test('each attempt has a nonce and a counter of its own, even where luck stands still', t => {
	const bench = silent().run(3_600_000);
	const hellos = bench.frames.filter(frame => frame.startsWith('41ff'));
	const attempts = new Set(hellos);
	t.true(attempts.size >= 4);
	t.is(new Set([...attempts].map(hello => hello.slice(24, 56))).size, attempts.size);
	t.is(new Set([...attempts].map(hello => hello.slice(56, 64))).size, attempts.size);
});

test('a lost HELLO or ACCEPT costs a repetition, no generation', t => {
	const bench = new SecureBench();
	let lost = 0;
	bench.losesUp = hex => hex.startsWith('41ff') && lost++ === 0;
	bench.join().run(5_000);
	t.deepEqual(bench.node.takeTold()[0], 'Secured 1 \x04');
});

test('the request that was sent last is the one that gets keys: pid, gateway and suite count', t => {
	const cases: [string, (accept: string) => string][] = [
		['another pid', hex => altered(hex, 30)],
		['another GwId', hex => altered(hex, 59)],
		['another suite', hex => altered(hex, 38)],
	];
	for (const [what, alter] of cases) {
		const {bench, accept} = answered();
		bench.send(alter(accept));
		t.is(bench.node.count(Counter.WrongMac), 0, what);
		t.is(bench.node.count(Counter.KeysAgreed), 0, what);
	}
});

test('attack/B1: an ACCEPT with one bit flipped changes nothing, at one MAC at most', t => {
	const {bench, accept} = answered();
	const steps = bench.flash.steps;
	for (let bit = 0; bit < accept.length * 4; bit++) {
		const macs = bench.node.count(Counter.WrongMac);
		const fresh = macs === 7 ? answered() : {bench, accept};
		fresh.bench.node.hear(flipped(fresh.accept, bit));
		t.is(fresh.bench.node.count(Counter.KeysAgreed), 0, `bit ${bit}`);
	}
	t.is(bench.flash.steps, steps);
});

test('attack/B2: an ACCEPT of another size is dropped before its MAC is looked at', t => {
	const {bench, accept} = answered();
	const page = bench.node.count(Counter.WrongMac);
	for (let size = 0; size < accept.length; size += 2) bench.node.hear(accept.slice(0, size));
	bench.node.hear(`${accept}00`);
	bench.node.hear(`01004e${accept.slice(2)}`);
	bench.node.hear(`4d${accept.slice(2)}00`);
	t.is(bench.node.count(Counter.WrongMac), page);
	t.is(bench.node.count(Counter.KeysAgreed), 0);
	bench.send(accept);
	t.is(bench.node.count(Counter.KeysAgreed), 1, 'the attempt has suffered nothing');
});

test('attack/C2: an attempt looks at eight MACs, and no flash is written for a wrong one', t => {
	const {bench, accept} = answered();
	const steps = bench.flash.steps;
	for (let i = 0; i < 20; i++) bench.node.hear(altered(accept, 75));
	t.is(bench.node.count(Counter.WrongMac), 8);
	t.is(bench.flash.steps, steps);
	t.deepEqual(bench.node.takeTold(), ['KeysRefused 60000']);
	bench.node.hear(accept);
	t.is(bench.node.count(Counter.KeysAgreed), 0, 'the attempt is over');
});

test('attack/W1: a gateway that the key server does not know is left alone, no flash is written', t => {
	const bench = new SecureBench();
	bench.gateway.rogue = true;
	bench.gateway.rk = Buffer.alloc(16, 1);
	bench.node.hear(GWINFO);
	bench.run(600);
	const steps = bench.flash.steps;
	bench.run(20_000);
	t.is(bench.node.count(Counter.WrongMac), 4);
	t.deepEqual(bench.node.takeTold(), ['KeysRefused 60000']);
	t.is(bench.flash.steps, steps);
});

test('attack/W2: an ACCEPT that was granted to another gateway is refused', t => {
	const {bench, accept} = answered();
	bench.node.hear(`${accept.slice(0, 8)}00124b00aabbccee${accept.slice(24)}`);
	t.is(bench.node.count(Counter.WrongMac), 1);
	t.is(bench.node.count(Counter.KeysAgreed), 0);
});

test('attack/D3: whoever takes a suite or the version from ACCEPT breaks its MAC', t => {
	const {bench, accept} = answered();
	bench.node.hear(`${accept.slice(0, 76)}01${accept.slice(78)}`);
	t.is(bench.node.count(Counter.WrongMac), 1);
	bench.node.hear(`${accept.slice(0, 74)}22${accept.slice(76)}`);
	t.is(bench.node.count(Counter.MalformedProtection), 1, 'version 2 is unknown');
	t.is(bench.node.count(Counter.KeysAgreed), 0);
});

test('attack/R3: ACCEPT again, after the session has begun, changes nothing', t => {
	const bench = joined();
	const accept = bench.downlink.find(hex => hex.startsWith('4cff'))!;
	const {steps} = bench.flash;
	const opened = bench.node.count(Counter.RecordsOpened);
	for (let i = 0; i < 10; i++) t.deepEqual(bench.node.hear(accept), []);
	t.is(bench.flash.steps, steps);
	bench.tell('0216');
	t.is(bench.node.count(Counter.RecordsOpened), opened + 1, 'the window stands where it stood');
	t.is(bench.node.count(Counter.WrongMac), 0);
});

test('attack/K2: with the factory key of a device that has outgrown it nothing can be offered', t => {
	const bench = joined();
	const impostor = new SecureGateway();
	bench.run(24 * 3_600_000);
	const hello = bench.hellos.at(-1)!;
	t.not(hello.slice(90, 98), '00000000', 'generation 0 never again');
	t.is(impostor.accept(hello.replace(hello.slice(90, 98), '00000000')), undefined);
});

test('attack/F1: what a device has sent is nothing to itself', t => {
	const bench = new SecureBench().join();
	const before = bench.node.count(Counter.RecordsOpened);
	for (const frame of bench.frames.filter(hex => hex !== GWINFO)) bench.node.hear(frame);
	t.is(bench.node.count(Counter.RecordsOpened), before);
	t.true(bench.node.count(Counter.MalformedProtection) >= 1, 'HELLO is never answered');
});

test('after a day without keys every second attempt is one of recovery', t => {
	const bench = silent().run(DAY_MS + 4 * 5_500_000);
	const attempts = [...new Set(bench.frames.filter(frame => frame.startsWith('41ff')))];
	const modes = attempts.map(hello => hello.slice(86, 88));
	t.regex(modes.slice(modes.indexOf('02')).join(' '), /^02 01 02/);
	t.true(modes.slice(0, modes.indexOf('02')).every(mode => mode === '01'));
});

test('hours without keys add up over reboots, and end with new keys', t => {
	const bench = silent();
	for (let boot = 0; boot < 5; boot++)
		bench
			.run(4 * HOUR_MS)
			.reboot()
			.join();
	t.deepEqual(modesIn(bench), ['01'], 'at most 20 hours were counted');
	for (let boot = 0; boot < 3; boot++)
		bench
			.run(4 * HOUR_MS)
			.reboot()
			.join();
	t.deepEqual(
		modesIn(bench.run(HOUR_MS)).slice(0, 2),
		['01', '02'],
		'a boot begins with the chain',
	);
	bench.losesUp = () => false;
	bench.run(3 * HOUR_MS).losesUp = hex => hex.startsWith('41ff');
	t.is(bench.gateway.generation, 1);
	modesIn(bench.reboot().join());
	t.deepEqual(modesIn(bench.run(DAY_MS)), ['01'], 'nothing of it is left');
});

test('recovery gives a device a key of a new epoch, and it goes on from there', t => {
	const bench = new SecureBench();
	bench.gateway.rk = Buffer.alloc(16);
	bench.gateway.recovers = true;
	bench.node.hear(GWINFO);
	bench.run(DAY_MS + 6_000_000);
	t.true(bench.node.takeTold().includes(`Secured ${0x1000000} \x04`));
	const image = Buffer.from(bench.flash.image()).toString('hex');
	t.true(image.includes('faf5dea2adc6d7b0772aa6489389fb24'), 'RC of the next epoch');
	t.false(image.includes(IDENTITY.rc) || image.includes(IDENTITY.fk));
	bench.run(DAY_MS);
	t.is(bench.gateway.generation, 0x1000001, 'the chain goes on');
});

test('attack/P1: nothing of an older key is left, neither in flash nor in the page', t => {
	const bench = joined();
	const keys = [IDENTITY.fk];
	for (let day = 0; day < 4; day++) {
		keys.push(bench.gateway.rk.toString('hex'));
		bench.run(DAY_MS);
		const octets = Buffer.from(bench.flash.image()).toString('hex');
		const dump = octets + bench.node.snapshot.toString('hex');
		for (const key of keys) t.false(dump.includes(key), `day ${day}`);
		t.true(octets.includes(bench.gateway.rk.toString('hex')));
	}
});

test('between two calls the page holds neither the root key nor a secret of the handshake', t => {
	const bench = joined();
	const page = bench.node.snapshot.toString('hex');
	t.false(page.includes(bench.gateway.rk.toString('hex')));
	t.false(page.includes(bench.hellos[0]!.slice(24, 56)), 'nD');
	t.false(page.includes(IDENTITY.rc));
});

/** A device that has found a gateway which never answers HELLO. */
/** The modes of HELLOs since the last time, those of lost sessions among them, in order. */
function modesIn(bench: SecureBench): string[] {
	const hellos = bench.frames.splice(0).filter(frame => frame.startsWith('41ff'));
	return [...new Set(hellos.map(hello => `0${hello[87]}`))];
}

function silent(): SecureBench {
	const bench = new SecureBench();
	bench.losesUp = hex => hex.startsWith('41ff');
	bench.node.hear(GWINFO);
	return bench;
}

/** A device that waits for ACCEPT, and the ACCEPT that it waits for. */
function answered(): {bench: SecureBench; accept: string} {
	const bench = new SecureBench();
	bench.losesDown = () => true;
	bench.node.hear(GWINFO);
	bench.run(600);
	bench.losesDown = () => false;
	return {bench, accept: bench.downlink[0]!};
}

function altered(hex: string, at: number): string {
	return flipped(hex, at * 8);
}

function flipped(hex: string, bit: number): string {
	const frame = Buffer.from(hex, 'hex');
	frame[bit >> 3]! ^= 1 << (bit & 7);
	return frame.toString('hex');
}
