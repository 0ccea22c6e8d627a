import {crc32} from 'node:zlib';
import test from 'ava';
import {Flash} from '../../sim/node/flash.js';
import {AppKind, Counter} from './page.js';
import {type Fate, joined, SecureBench} from './secure-bench.js';
import {auth} from './secure-gateway.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const COMMAND = '090c01000200006162';
/** 2^32 - 2^16: SNAKE-128 2.5. */
const NEAR_END = 0xffff_0000;

test('new keys are due after 2^q records', t => {
	const bench = joined({terms: {q: 5}});
	bench.run(MINUTE_MS);
	const records = () => bench.node.count(Counter.RecordsSent);
	while (records() < 31) bench.tell('0216');
	t.is(bench.node.count(Counter.KeysAgreed), 1);
	bench.tell('0216');
	t.is(bench.node.count(Counter.KeysAgreed), 2);
});

test('new keys are due after T hours, and never where T is 0', t => {
	const bench = joined({terms: {hours: 1}});
	bench.run(HOUR_MS - 5_000);
	t.is(bench.node.count(Counter.KeysAgreed), 1);
	bench.run(5_000);
	t.is(bench.node.count(Counter.KeysAgreed), 2);
	const kept = joined({terms: {hours: 0}});
	t.is(kept.run(300 * HOUR_MS).node.count(Counter.KeysAgreed), 1);
});

test('T may be 255 hours, and the clock of the host may turn in between', t => {
	const bench = joined({terms: {hours: 255}, bench: {startMs: -10 * HOUR_MS}});
	bench.run(254 * HOUR_MS);
	t.is(bench.node.count(Counter.KeysAgreed), 1);
	bench.run(2 * HOUR_MS);
	t.is(bench.node.count(Counter.KeysAgreed), 2);
});

test('REKEY-REQ has new keys agreed on within its deadline', t => {
	const bench = joined();
	bench.run(2 * MINUTE_MS);
	bench.tell(auth('13', {data: '01003c'}));
	bench.run(MINUTE_MS);
	t.is(bench.node.count(Counter.KeysAgreed), 2);
	t.deepEqual(bench.node.takeTold(), ['Rekeyed 2 \x04']);
});

test('keys serve for a minute at least, whatever a gateway asks for', t => {
	const bench = joined({terms: {q: 0}});
	for (let i = 0; i < 50; i++) bench.tell(auth('13', {data: '010000'}));
	bench.run(10 * MINUTE_MS);
	t.true(bench.node.count(Counter.KeysAgreed) <= 11);
});

test('new keys leave the MQTT-SN session alone, and the proof goes first', t => {
	const bench = joined({terms: {hours: 1}});
	bench.run(HOUR_MS);
	t.deepEqual(
		bench.takeHeard().filter(name => name !== 'PINGREQ'),
		['CONF'],
	);
	t.deepEqual(bench.node.takeTold(), ['Rekeyed 2 \x04']);
	bench.tell(COMMAND);
	t.deepEqual(bench.node.takeTold()[0], 'Commanded 0 ab', 'the subscription is still there');
});

test('old keys are taken until 30 s after the first record under the new ones', t => {
	const bench = joined({terms: {hours: 1}});
	const old = bench.gateway.active!;
	bench.run(HOUR_MS);
	bench.node.takeTold();
	const next = {first: 500, second: 501};
	bench.run(25_000);
	bench.send(bench.gateway.seal(COMMAND, next.first, old));
	t.is(bench.node.takeTold()[0], 'Commanded 0 ab');
	bench.run(10_000);
	bench.send(bench.gateway.seal(COMMAND, next.second, old));
	t.deepEqual(bench.node.takeTold(), []);
	t.is(bench.node.count(Counter.UnknownSession), 1);
});

test('a gateway that has lost its keys gets new ones, and no message is lost', t => {
	const bench = joined();
	bench.gateway.restart();
	bench.run(10 * MINUTE_MS);
	t.deepEqual(bench.node.takeTold(), ['Rekeyed 2 \x04'], 'the connection was never lost');
	bench.tell(COMMAND);
	t.deepEqual(bench.node.takeTold()[0], 'Commanded 0 ab');
});

test('attack/S6: what is in flight at QoS 1 and 2 while keys change arrives, and once at QoS 2', t => {
	for (const qos of [1, 2]) {
		const bench = joined({config: {App: AppKind.Sensor, Qos: qos, PeriodMs: 20_000}});
		for (let loss = 0; loss < 5; loss++) {
			bench.gateway.restart();
			bench.run(3 * MINUTE_MS);
		}
		bench.run(5 * MINUTE_MS);
		const told = bench.node.takeTold();
		const made = told.filter(line => line.startsWith('Published')).map(payloadOf);
		const done = told.filter(line => line.startsWith('Acknowledged')).map(payloadOf);
		t.deepEqual(done, made.slice(0, done.length), `QoS ${qos}`);
		t.true(made.length - done.length <= 1 && made.length >= 40);
		t.is(bench.node.count(Counter.KeysAgreed), 6);
	}
});

test('keys that the gateway never uses are given up for the previous ones', t => {
	const bench = joined({terms: {hours: 1}});
	const old = bench.gateway.active!;
	bench.losesUp = hex => {
		bench.gateway.sessions = bench.gateway.sessions.filter(keys => keys === old);
		return hex.startsWith('41ff') && bench.node.count(Counter.KeysAgreed) > 1;
	};
	bench.run(HOUR_MS + MINUTE_MS);
	t.is(bench.node.count(Counter.FallenBack), 1);
	bench.takeHeard();
	bench.tell('0216');
	t.is(bench.heard.length, 1, 'records go under the old keys again');
	bench.losesUp = () => false;
	bench.run(5 * MINUTE_MS);
	t.is(bench.node.count(Counter.KeysAgreed), 3, 'and the next attempt succeeds');
});

test('where the gateway changes, keys are agreed on with the next one', t => {
	const bench = joined();
	bench.peer = 2;
	bench.gateway.terms = {...bench.gateway.terms, gwId: 9, gwid: '00124b00aabbccee'};
	bench.run(5 * MINUTE_MS);
	const told = bench.node.takeTold().filter(line => !line.startsWith('KeysRefused'));
	t.deepEqual(told, ['Lost 7', 'Secured 2 \x04', 'Connected 9']);
});

test('near the end of the counter it begins anew, under keys of its own', t => {
	const flash = joined().flash;
	const bench = new SecureBench({flash: withCeiling(flash, NEAR_END)});
	bench.gateway.generation = 1;
	bench.gateway.rk = rkAfter(bench);
	bench.join().run(MINUTE_MS);
	const counters = [...new Set(bench.hellos)].map(hello => hello.slice(56, 64));
	t.deepEqual(counters, ['ffff0002', '00000001'], 'RESUME and CONNECT came first');
	t.true(bench.node.takeTold().includes('Connected 7'));
	bench.tell('0216');
	t.true(bench.gateway.heard < 100);
});

test('a sleeper gets its new keys while it is awake, and sleeps when it has them', t => {
	const config = {SleepS: 600};
	const bench = joined({config, terms: {hours: 1}});
	bench.run(HOUR_MS + 15 * MINUTE_MS);
	const told = bench.node.takeTold();
	const rekeyed = told.findIndex(line => line.startsWith('Rekeyed'));
	t.true(rekeyed > 0);
	t.regex(told[rekeyed - 1]!, /^Awake/);
	t.regex(told[rekeyed + 1]!, /^Asleep/);
	t.is(bench.gateway.generation, 2, 'CONF was said before it slept');
});

test('a sleeper hears ACCEPT even where PINGRESP comes before it', t => {
	const bench = joined({config: {SleepS: 600}, terms: {hours: 1}});
	bench.losesDown = hex => hex.startsWith('4cff') && bench.downlink.length % 2 === 0;
	bench.run(HOUR_MS + 15 * MINUTE_MS);
	t.true(bench.node.takeTold().some(line => line.startsWith('Rekeyed')));
});

test('a publisher at QoS -1 agrees on keys before it publishes, and again when they are lost', t => {
	const config = {App: AppKind.Sensor, Qos: 3, PeriodMs: 10_000};
	const bench = new SecureBench({config}).join();
	bench.run(MINUTE_MS);
	t.deepEqual(bench.plain, []);
	t.deepEqual([...new Set(bench.takeHeard())].sort(), ['CONF', 'PUBLISH']);
	bench.gateway.restart();
	bench.deliver(bench.node.hear('0218'));
	bench.run(5 * MINUTE_MS);
	t.is(bench.node.count(Counter.KeysAgreed), 2, 'a hint was looked into');
	t.true(bench.takeHeard().includes('PUBLISH'));
});

test('attack/S1: whatever three of the first frames are lost, doubled or late, both ends agree', t => {
	for (const fates of fateSchedules(9, 3)) {
		const bench = new SecureBench();
		bench.fates = fates;
		bench.join().run(6 * MINUTE_MS);
		const failure = fates.join(' ');
		t.true(bench.node.takeTold().includes('Connected 7'), failure);
		t.true(bench.node.count(Counter.KeysAgreed) <= 3, failure);
		bench.tell(COMMAND);
		t.is(bench.node.takeTold()[0], 'Commanded 0 ab', failure);
	}
});

/** All schedules of `length` frames in which up to `depth` are not simply kept. */
function fateSchedules(length: number, depth: number): Fate[][] {
	if (length === 0) return [[]];
	const kept = fateSchedules(length - 1, depth).map((rest): Fate[] => ['kept', ...rest]);
	if (depth === 0) return kept;
	const others = fateSchedules(length - 1, depth - 1);
	const bad: readonly Fate[] = ['lost', 'doubled', 'late'];
	return [...kept, ...bad.flatMap(fate => others.map((rest): Fate[] => [fate, ...rest]))];
}

function payloadOf(line: string): string {
	return line.split(' ').slice(2).join(' ');
}

/** The same flash with another ceiling of the counter. */
function withCeiling(flash: Flash, ceiling: number): Flash {
	const image = Buffer.from(flash.image());
	const at = image.lastIndexOf(Buffer.from('524a0304', 'hex'));
	image.writeUInt32LE(ceiling, at + 8);
	image.writeUInt32LE(~crc32(image.subarray(at, at + 12)) >>> 0, at + 12);
	return new Flash(image);
}

function rkAfter(bench: SecureBench): Buffer {
	return bench.gateway.keyOf(1);
}
