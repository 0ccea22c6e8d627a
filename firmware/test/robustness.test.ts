/* Whatever comes off the air, a node lives on: bad octets are dropped and counted. */
import test from 'ava';
import {AppKind, activeNode, bootNode, Counter, GATEWAY, type Node} from './page.js';
import {readVectors} from './vectors.js';

const HOUR_MS = 3_600_000;
const refused = readVectors().filter(vector => vector.malformed !== undefined);

for (const {file, title, octets, malformed} of refused) {
	test(`${file}: dropped and counted: ${title}`, t => {
		const node = activeNode();
		t.deepEqual(node.hear(Buffer.from(octets).toString('hex')), []);
		t.deepEqual(node.takeTold(), []);
		t.is(countOf(node), 1, malformed!);
	});
}

test('a datagram longer than the frame is not looked at', t => {
	const node = bootNode();
	node.hear(`01 0105 0c ${'00'.repeat(257)}`);
	t.is(node.count(Counter.Malformed), 1);
});

test('a reserved MsgType is counted apart', t => {
	const node = activeNode();
	node.hear('02 03');
	t.is(node.count(Counter.UnknownType), 1);
	t.is(node.count(Counter.Malformed), 0);
});

test('a dropped datagram leaves nothing behind but its count', t => {
	const [once, twice] = [activeNode(), activeNode()];
	once.hear('03 16');
	twice.hear('03 16');
	twice.hear('03 16');
	t.is(differences(once, twice), 1);
});

test('the same octets make the same node', t => {
	const [left, right] = [life(bootNode({}, {luck: lucky(3)})), life(bootNode({}, {luck: lucky(3)}))];
	t.is(left.snapshot.compare(right.snapshot), 0);
});

test('a node with nothing to do wants to be polled within the hour', t => {
	const node = bootNode({App: AppKind.None});
	t.is(node.dueMs, HOUR_MS);
	t.true(activeNode({KeepAliveS: 65_535}).dueMs <= HOUR_MS + 500);
});

test('polling early or often changes nothing that is sent', t => {
	const [calm, eager] = [bootNode({PeriodMs: 700}), bootNode({PeriodMs: 700})];
	const sent: string[] = [];
	for (let ms = 0; ms <= 30_000; ms += 7) sent.push(...eager.at(ms));
	t.deepEqual(sent, calm.at(30_000));
	t.deepEqual(eager.told, calm.told);
});

for (const app of [AppKind.None, AppKind.Sensor, AppKind.Actuator]) {
	test(`no 20,000 random datagrams bring down app ${app}`, t => {
		const luck = lucky(app + 1);
		const node = bootNode({App: app, PeriodMs: 5000, Qos: 1}, {luck});
		for (let i = 0; i < 20_000; i++) {
			node.hear(datagram(luck), luck() % 4 === 0 ? 2 : GATEWAY, -(luck() % 100));
			if (luck() % 8 === 0) node.after(luck() % 3000);
		}
		t.true(node.count(Counter.Malformed) > 100);
		t.is(node.told.some(told => told.startsWith('Connected')), app !== AppKind.None);
	});
}

/** Half of them have a true Length and an assigned MsgType, so that they get past the door. */
function datagram(luck: () => number): string {
	const size = 2 + (luck() % 12);
	const octets = Buffer.from(Array.from({length: size}, () => luck() & 0xff));
	if (luck() % 2 === 0) return octets.toString('hex');
	octets[0] = size;
	octets[1] = luck() % 0x1e;
	for (let i = 2; i < size; i++) if (luck() % 2 === 0) octets[i] = luck() % 4;
	return octets.toString('hex');
}

/** xorshift32: the same seed, the same luck. */
function lucky(seed: number): () => number {
	let state = seed;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return state >>> 0;
	};
}

/** An hour with a gateway that comes and goes. */
function life(node: Node): Node {
	for (const hex of ['03 02 07', '03 05 00', '07 0b 0005 0001 00', '02 18', '03 05 00']) {
		node.after(3000);
		node.hear(hex);
	}
	node.at(HOUR_MS);
	return node;
}

function countOf(node: Node): number {
	const counters = [Counter.Malformed, Counter.UnknownType, Counter.Unexpected];
	return counters.reduce((sum, counter) => sum + node.count(counter), 0);
}

function differences(left: Node, right: Node): number {
	const other = right.snapshot;
	return left.snapshot.filter((octet, at) => octet !== other[at]).length;
}
