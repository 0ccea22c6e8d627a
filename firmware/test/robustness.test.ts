/* Whatever comes off the air, a node lives on: bad octets are dropped and counted. */
import test from 'ava';
import {AppKind, activeNode, bootNode, type Config, Counter, GATEWAY, type Node} from './page.js';
import {readVectors} from './vectors.js';

const HOUR_MS = 3_600_000;
const LIFE_MS = 300_000;
/** What the gateway of a life() says: it refuses, accepts, is congested, leaves, falls silent. */
const EVENTS: [number, string[]][] = [
	[1_000, ['05 00 07 0064']],
	[10_000, ['03 05 01']],
	[45_000, ['05 00 07 0064']],
	[52_000, ['03 05 00']],
	[53_000, ['07 0b 0005 0001 01']],
	[94_000, ['07 0b 0005 0002 00']],
	[95_000, ['07 0d 0005 0003 00', '08 13 00 0006 0003 00']],
	[96_000, ['09 0c 20 0006 0009 6f6e']],
	[97_000, ['02 18']],
	[101_000, ['03 05 00']],
];
/** All that a config can ask for at once. */
const EVERYTHING = {Qos: 2, SleepS: 20, Will: 1, CleanSession: 2, GwinfoMs: 2000};
const LIVES: Record<string, Config> = {
	'a sensor': {App: AppKind.Sensor},
	'a sensor that sleeps': {App: AppKind.Sensor, TopicIdType: 1, ...EVERYTHING},
	'a sensor of QoS -1': {App: AppKind.Sensor, TopicIdType: 1, Qos: 3},
	'an actuator': {App: AppKind.Actuator},
	'an actuator that sleeps': {App: AppKind.Actuator, TopicIdType: 1, ...EVERYTHING},
};

/** GWINFO, CONNACK, PINGRESP, DISCONNECT, and both questions about a will. */
const LEADING = ['030207', '030500', '0217', '0218', '0206', '0208'];

interface Life {
	readonly node: Node;
	readonly transcript: string[];
}

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
	const [left, right] = [life({}, 5).node, life({}, 5).node];
	t.is(left.snapshot.compare(right.snapshot), 0);
});

for (const [name, config] of Object.entries(LIVES)) {
	test(`${name} lives the same life wherever the clock begins`, t => {
		const expected = life(config, 0).transcript;
		for (let wrapMs = 500; wrapMs < LIFE_MS; wrapMs += 997) {
			t.deepEqual(life(config, 2 ** 32 - wrapMs, 500).transcript, expected);
			t.deepEqual(life(config, 2 ** 31 - wrapMs, 500).transcript, expected);
		}
	});
}

test('a node with nothing to do wants to be polled within the hour', t => {
	const node = bootNode({App: AppKind.None});
	t.is(node.dueMs, HOUR_MS);
	t.true(activeNode({KeepAliveS: 65_535}).dueMs <= HOUR_MS + 500);
});

test('polling early and often changes nothing that is sent, when, or told', t => {
	const calm = life({}, 0);
	t.deepEqual(life({}, 0, 250).transcript, calm.transcript);
});

const targets: [string, Config][] = [['a node without an app', {App: AppKind.None}]];
for (const [name, config] of [...targets, ...Object.entries(LIVES)]) {
	test(`no 20,000 random datagrams bring down ${name}`, t => {
		const luck = lucky(name.length);
		const node = bootNode({PeriodMs: 5000, Qos: 1, ...config}, {luck});
		for (let i = 0; i < 20_000; i++) {
			node.hear(datagram(luck), luck() % 4 === 0 ? 2 : GATEWAY, -(luck() % 100));
			if (luck() % 8 === 0) node.after(luck() % 3000);
		}
		t.true(node.count(Counter.Malformed) > 100);
		t.is(
			node.told.some(told => told.startsWith('Connected')),
			config.App !== AppKind.None && config.Qos !== 3,
		);
	});
}

/**
 * One in eight leads on to further states; half of the others have a true Length and an assigned
 * MsgType, so that they get past the door.
 */
function datagram(luck: () => number): string {
	if (luck() % 8 === 0) return LEADING[luck() % LEADING.length]!;
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

/**
 * Five minutes with a gateway that does what EVENTS say; the transcript bears the times. The node
 * is polled when it wants to be, and every `restlessMs` as well.
 */
function life(config: Config, startMs: number, restlessMs = LIFE_MS): Life {
	const node = bootNode({WaitMs: 40_000, Qos: 1, ...config}, {luck: lucky(3), startMs});
	const transcript: string[] = [];
	const events = new Map(EVENTS);
	for (let ms = 0; ms <= LIFE_MS; ms += 250) {
		while (node.dueMs <= ms) note(node.at(node.dueMs));
		node.at(ms);
		if (ms % restlessMs === 0) node.poll();
		for (const hex of events.get(ms) ?? []) note(node.hear(hex));
	}
	return {node, transcript: [...transcript, ...node.told]};

	function note(sent: string[]): void {
		transcript.push(...sent.map(message => `${node.sinceBootMs}: ${message}`));
	}
}

function countOf(node: Node): number {
	const counters = [Counter.Malformed, Counter.UnknownType, Counter.Unexpected];
	return counters.reduce((sum, counter) => sum + node.count(counter), 0);
}

function differences(left: Node, right: Node): number {
	const other = right.snapshot;
	return left.snapshot.filter((octet, at) => octet !== other[at]).length;
}
