import test from 'ava';
import {Bench, connect} from './bench.js';

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

function bench(): Bench {
	const on = new Bench({gwId: 9, tadvS: 900});
	on.gateway.start(0);
	return on;
}
