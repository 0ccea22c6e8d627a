import test, {type ExecutionContext} from 'ava';
import {someData} from '../loopback.js';
import {Bench, row} from './bench.js';

/* Radio 0 is a border router, others are routers; a short address is one more. */

const KINDS = ['rpl', 'mesh-under'] as const;
type Kind = (typeof KINDS)[number];

const HELLO = Uint8Array.of(1, 2, 3);
const EVERYBODY = 0xffff;

/** A claim about networks of either kind. */
function each(title: string, body: (t: ExecutionContext, kind: Kind) => void): void {
	for (const kind of KINDS) test(`${kind}: ${title}`, t => body(t, kind));
}

each('a datagram goes up hop by hop, and one comes down', (t, kind) => {
	const bench = joined(row(5, {kind}));
	t.true(bench.send(5, 1, HELLO));
	t.true(bench.send(0, 6, HELLO));
	bench.run(1);
	t.deepEqual(bench.heard(), ['0 from 6: 5', '5 from 1: 5']);
	t.deepEqual(new Set(bench.arrivals.map(({data}) => data)), new Set(['010203']));
});

each('before it is part of the tree a node has no way, and says so', (t, kind) => {
	const bench = row(2, {kind});
	t.false(bench.send(2, 1, HELLO));
	t.false(bench.send(0, 3, HELLO));
	t.is(bench.lowpan.counters.noRoute, 2);
});

each('what a node says to everybody comes to the root of its tree alone', (t, kind) => {
	const bench = joined(row(3, {kind}));
	bench.send(3, EVERYBODY, HELLO);
	bench.run(1);
	t.deepEqual(bench.heard(), ['0 from 4: 3']);
});

each('what a border router says to everybody comes to each node of its tree once', (t, kind) => {
	const bench = joined(
		new Bench(['root', 'router', 'router', 'router'], '0-1 0-2 1-2 1-3 2-3', {kind}),
	);
	bench.send(0, EVERYBODY, HELLO);
	bench.run(1);
	t.deepEqual(bench.heard().sort(), ['1 from 1: 1', '2 from 1: 1', '3 from 1: 2']);
});

each('who follows whom is told when it changes, and when power is lost', (t, kind) => {
	const told: string[] = [];
	const parentChanged = (radio: number, parent: number) => void told.push(`${radio}: ${parent}`);
	const bench = joined(row(2, {kind, parentChanged}));
	t.deepEqual(told.splice(0), ['1: 0', '2: 1']);
	bench.lowpan.stop(2);
	bench.lowpan.stop(2);
	t.deepEqual(told, ['2: -1']);
});

test('a radius ends what a border router says to everybody after so many hops', t => {
	const bench = joined(row(4));
	bench.send(0, EVERYBODY, HELLO, 2);
	bench.run(1);
	t.deepEqual(
		bench.arrivals.map(({node}) => node),
		[1, 2],
	);
});

each('a node outside the tree asks its neighbours', (t, kind) => {
	const bench = new Bench(['root', 'router'], '', {kind});
	bench.run(1);
	bench.link('0-1');
	bench.send(1, EVERYBODY, HELLO);
	bench.run(0.01);
	t.deepEqual(bench.heard(), ['0 from 2: 1']);
});

each('border routers are one root: what comes to the wrong one takes the wire', (t, kind) => {
	const bench = joined(new Bench(['root', 'root', 'router', 'router'], '0-2 1-3', {kind}));
	t.true(bench.send(2, 2, HELLO));
	t.true(bench.send(1, 3, HELLO));
	bench.run(1);
	t.deepEqual(bench.heard().sort(), ['1 from 3: 2', '2 from 2: 2']);
});

each('when its parent is gone a node finds another way, and is found', (t, kind) => {
	const bench = joined(
		new Bench(['root', 'router', 'router', 'router'], '0-1 0-2 1-3 2-3', {kind}),
	);
	const [parent] = parents(bench, 3);
	bench.cut(`${parent}-3`);
	for (let second = 0; second < 20; second++) {
		bench.send(3, 1, HELLO);
		bench.run(1);
	}
	bench.arrivals.length = 0;
	bench.send(3, 1, HELLO);
	bench.send(0, 4, HELLO);
	bench.run(1);
	t.deepEqual(bench.heard(), ['0 from 4: 2', '3 from 1: 2']);
	t.not(parents(bench, 3)[0], parent);
});

each('a node that moves to the other end of a row tells those who followed it', (t, kind) => {
	const bench = joined(row(4, {kind}));
	bench.cut('0-1');
	bench.cut('1-2');
	bench.link('4-1');
	bench.link('0-2');
	for (let second = 0; second < 60; second++) {
		for (const node of [1, 2, 3, 4]) bench.send(node, 1, HELLO);
		bench.run(1);
	}
	bench.arrivals.length = 0;
	for (const node of [1, 2, 3, 4]) bench.send(node, 1, HELLO);
	bench.run(1);
	t.deepEqual(bench.heard().sort(), ['0 from 2: 4', '0 from 3: 1', '0 from 4: 2', '0 from 5: 3']);
});

each('global repair begins a new version, and everybody is part of it', (t, kind) => {
	const bench = joined(row(3, {kind}));
	bench.lowpan.repair();
	bench.run(60);
	bench.send(3, 1, HELLO);
	bench.send(0, 4, HELLO);
	bench.run(1);
	t.deepEqual(bench.heard(), ['0 from 4: 3', '3 from 1: 3']);
});

each("a leaf has a way, and is nobody's", (t, kind) => {
	const bench = joined(new Bench(['root', 'leaf', 'router'], '0-1 1-2', {kind}));
	t.true(bench.send(1, 1, HELLO));
	t.false(bench.send(2, 1, HELLO));
	t.true(bench.send(0, 2, HELLO));
	bench.run(1);
	t.deepEqual(bench.heard().sort(), ['0 from 2: 1', '1 from 1: 1']);
});

each('who loses power forgets its way, and finds it again', (t, kind) => {
	const bench = joined(row(2, {kind}));
	bench.lowpan.stop(1);
	bench.run(1);
	t.false(bench.send(1, 1, HELLO));
	bench.lowpan.start(1);
	bench.run(60);
	t.true(bench.send(1, 1, HELLO));
});

for (const way of [
	{fragments: 'forwarded'},
	{fragments: 'reassembled'},
	{kind: 'mesh-under'},
] as const) {
	test(`a large datagram in fragments arrives both ways: ${Object.values(way)}`, t => {
		const bench = joined(row(4, way));
		const data = someData(1000);
		bench.send(4, 1, data);
		bench.run(2);
		bench.send(0, 5, data);
		bench.run(2);
		t.deepEqual(bench.heard(), ['0 from 5: 4', '4 from 1: 4']);
		t.deepEqual(new Set(bench.arrivals.map(({data: got}) => got)), new Set([data.toString('hex')]));
	});
}

test('a fragment is sent on before the last one has come, where fragments are forwarded', t => {
	const first = (fragments: 'forwarded' | 'reassembled') => {
		const bench = joined(row(3, {fragments}));
		bench.frames.length = 0;
		bench.send(3, 1, someData(800));
		bench.run(2);
		return bench.frames.findIndex(({from, to}) => from === 2 && to === 1);
	};
	t.is(first('forwarded'), 1);
	t.is(first('reassembled'), 8);
});

test('after a fragment is lost the rest of its packet goes no further', t => {
	const bench = joined(row(3));
	bench.frames.length = 0;
	bench.loses = ({from, octets}) => from === 2 && offsetOf(octets) > 200;
	bench.send(3, 1, someData(1000));
	bench.run(3);
	t.deepEqual(bench.heard(), []);
	const fragmentsOf = (node: number) =>
		bench.frames.filter(({from, octets}) => from === node && offsetOf(octets) >= 0).length;
	t.deepEqual([fragmentsOf(3), fragmentsOf(2), fragmentsOf(1)], [10, 4, 2]);
});

test('only as much fits one datagram as the headers of its way leave', t => {
	const bench = joined(row(2));
	t.true(bench.send(2, 1, someData(1224)));
	t.false(bench.send(2, 1, someData(1225)));
	t.is(bench.lowpan.counters.oversize, 1);
	bench.run(3);
	t.is(bench.arrivals.length, 1);
});

/* The bench. */

/** Long enough for Trickle, DAO and their answers. */
function joined(bench: Bench): Bench {
	bench.run(60);
	bench.arrivals.length = 0;
	return bench;
}

/** Where a fragment belongs, in octets; -1 for any other frame. */
function offsetOf(octets: Buffer): number {
	if ((octets[0] & 0xd8) !== 0xc0) return -1;
	return (octets[0] & 0x20) === 0 ? 0 : 8 * octets[4];
}

/** To whom `node` sends what goes up. */
function parents(bench: Bench, node: number): number[] {
	bench.frames.length = 0;
	bench.send(node, 1, HELLO);
	bench.run(1);
	bench.arrivals.length = 0;
	return bench.frames.filter(({from, to}) => from === node && to >= 0).map(({to}) => to);
}
