import test from 'ava';
import {Bench, connect} from './bench.js';
import type {GatewayOptions} from './options.js';

const advertisement = {type: 'ADVERTISE', gwId: 9, durationS: 900};

test('a gateway advertises at the start and every TADV', t => {
	const on = bench();
	t.deepEqual(on.sent(), [[0, advertisement]]);
	on.runTo(899_999);
	t.deepEqual(on.sent(), [], 'one millisecond early');
	on.runTo(1_800_000);
	t.deepEqual(on.sent(), [
		[0, advertisement],
		[0, advertisement],
	]);
});

test('a gateway that was not started has nothing to do', t => {
	t.is(new Bench().gateway.pollAt(), Number.POSITIVE_INFINITY);
});

test('a gateway whose broker is out of reach does not advertise', t => {
	const on = bench();
	on.hears('a', connect('n1'));
	on.broker.opened(1, {kind: 'unreachable'});
	on.sent();
	on.runTo(900_000);
	t.deepEqual(on.sent(), []);
});

test('a gateway whose broker is back advertises when it is time', t => {
	const on = bench();
	on.hears('a', connect('n1'));
	on.broker.opened(1, {kind: 'unreachable'});
	on.runTo(900_000);
	on.hears('a', connect('n1'));
	on.broker.opened(2, {kind: 'refused', returnCode: 5});
	on.sent();
	on.runTo(1_800_000);
	t.deepEqual(on.sent(), [[0, advertisement]], 'who refuses is in reach');
});

test('one lost link of two does not silence a gateway, the second does', t => {
	const on = bench();
	const links = [on.connect('a', 'n1'), on.connect('b', 'n2')] as const;
	on.broker.lost(links[0]);
	on.sent();
	on.runTo(900_000);
	t.deepEqual(on.sent(), [[0, advertisement]]);

	on.broker.lost(links[1]);
	on.sent();
	on.runTo(1_800_000);
	t.deepEqual(on.sent(), []);
});

test('SEARCHGW is answered at once, as far as it was asked', t => {
	const on = bench();
	on.sent();
	on.hears('nobody', {type: 'SEARCHGW', radius: 3});
	t.deepEqual(on.sent(), [[3, {type: 'GWINFO', gwId: 9}]]);
});

test('what other gateways say of themselves is let pass', t => {
	const on = bench();
	on.sent();
	on.hears('b', {type: 'ADVERTISE', gwId: 2, durationS: 60});
	on.hears('b', {type: 'GWINFO', gwId: 2});
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.strangers, 0);
});

test('a standby is silent while it hears a lower GwId, and takes over after NADV', t => {
	const on = bench({standby: true, nadv: 2});
	on.hears('other', {type: 'ADVERTISE', gwId: 2, durationS: 60});
	on.hears('nobody', {type: 'SEARCHGW', radius: 0});
	on.runTo(120_999);
	t.deepEqual(on.sent(), []);
	on.runTo(121_000);
	t.deepEqual(on.sent(), [[0, advertisement]]);
	on.hears('nobody', {type: 'SEARCHGW', radius: 0});
	t.like(on.sent()[0]![1], {type: 'GWINFO'});
});

test('a standby that hears nobody takes over after NADV times its own TADV', t => {
	const on = bench({standby: true, nadv: 1});
	on.runTo(900_999);
	t.deepEqual(on.sent(), []);
	on.runTo(901_000);
	t.deepEqual(on.sent(), [[0, advertisement]]);
});

test('a standby that leads steps back for a lower GwId, and not for a higher one', t => {
	const on = bench({standby: true, nadv: 1});
	on.runTo(901_000);
	on.sent();
	on.hears('other', {type: 'ADVERTISE', gwId: 10, durationS: 60});
	on.hears('nobody', {type: 'SEARCHGW', radius: 0});
	t.is(on.sent().length, 1);
	on.hears('other', {type: 'ADVERTISE', gwId: 8, durationS: 60});
	on.hears('nobody', {type: 'SEARCHGW', radius: 0});
	t.deepEqual(on.sent(), []);
});

test('a standby serves whoever comes to it', t => {
	const on = bench({standby: true});
	on.hears('a', connect('n1'));
	t.is(on.asked().length, 1);
});

test('GWINFO is the later the more clients a gateway has', t => {
	const on = loaded({gwinfoDelayMs: 1000});
	on.hears('nobody', {type: 'SEARCHGW', radius: 2});
	on.hears('somebody', {type: 'SEARCHGW', radius: 3});
	on.runTo(499);
	t.deepEqual(on.sent(), []);
	on.runTo(500);
	t.deepEqual(on.sent(), [[3, {type: 'GWINFO', gwId: 9}]], 'once, for all who asked');
});

test('GWINFO of another gateway silences one that was to answer', t => {
	const on = loaded({gwinfoDelayMs: 1000});
	on.hears('nobody', {type: 'SEARCHGW', radius: 2});
	on.hears('other', {type: 'GWINFO', gwId: 2});
	on.runTo(10_000);
	t.deepEqual(on.sent(), []);
});

test('a gateway at its load answers no SEARCHGW and takes no new client', t => {
	const on = loaded({loadMaxPercent: 50});
	on.hears('nobody', {type: 'SEARCHGW', radius: 0});
	t.deepEqual(on.sent(), []);
	on.hears('c', connect('n3'));
	t.deepEqual(on.sent(), [['c', {type: 'CONNACK', returnCode: 1}]]);
	on.asked();
	on.hears('a', connect('n1'));
	t.is(on.asked().length, 2, 'who is in may start over');
});

test('a gateway below its load answers and takes', t => {
	const on = loaded({loadMaxPercent: 51});
	on.hears('nobody', {type: 'SEARCHGW', radius: 0});
	t.is(on.sent().length, 1);
	on.hears('c', connect('n3'));
	t.is(on.asked().length, 1);
});

/** Two clients of four. */
function loaded(options: GatewayOptions): Bench {
	const on = bench({clientsMax: 4, ...options});
	on.connect('a', 'n1');
	on.connect('b', 'n2');
	return on;
}

function bench(options: GatewayOptions = {}): Bench {
	const on = new Bench({gwId: 9, tadvS: 900, ...options});
	on.gateway.start(0);
	return on;
}
