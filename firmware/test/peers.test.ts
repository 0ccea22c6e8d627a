/*
 * What gateways in the field are seen to do, and the specification does not say or says otherwise.
 * A node lives with all of it.
 */
import test from 'ava';
import {
	AppKind,
	activeNode,
	type Config,
	Counter,
	connectedNode,
	EUI,
	hex,
	type Node,
} from './page.js';

const PINGREQ = `1 1216${hex(EUI)}`;
const ON_1 = '09 0c 21 0002 0009 6f6e';
const ANSWER = '1 090c01000300006f6e';
const COMMAND = hex(`actuator/${EUI}/command`);

test('PUBACK with TopicId 0', t => {
	const node = connectedNode({TopicIdType: 1, Qos: 1});
	node.hear('07 0d 0000 0001 00');
	t.deepEqual(node.takeTold(), ['Acknowledged 1 0 1 2150']);
});

test('SUBACK with TopicId 0 for a short name', t => {
	const node = connectedNode({App: AppKind.Actuator, TopicIdType: 2});
	node.hear('08 13 00 0000 0001 00');
	t.deepEqual(node.hear('09 0c 02 636d 0000 6f6e'), ['1 090c02616e00006f6e']);
});

test('SUBACK with TopicId 0 as for a wildcard: the TopicId comes by REGISTER', t => {
	const node = connectedNode({App: AppKind.Actuator});
	node.hear('07 0b 0005 0001 00');
	node.hear('08 13 00 0000 0002 00');
	t.deepEqual(node.hear('09 0c 20 0008 0009 6f6e'), ['1 070d0008000902'], 'not known yet');
	node.hear(`27 0a 0008 0031 ${COMMAND}`);
	t.deepEqual(node.hear('09 0c 20 0008 0009 6f6e'), ['1 070d0008000900', '1 090c00000500006f6e']);
});

test('a name of two octets that was subscribed as a name arrives as a short one', t => {
	const node = connectedNode({App: AppKind.Actuator, ShortNames: 1});
	node.hear('07 0b 0005 0001 00');
	node.hear('08 13 00 0006 0002 00');
	t.deepEqual(node.hear('09 0c 22 636d 0009 6f6e'), ['1 070d636d000900', '1 090c00000500006f6e']);
});

test('PINGRESP after what was buffered', t => {
	const node = awake();
	t.deepEqual(node.hear(ON_1), ['1 070d0002000900']);
	t.is(node.hear('02 17').length, 1);
	t.deepEqual(node.hear('03 05 00'), [ANSWER, '1 0418001e']);
});

test('PINGRESP before what was buffered', t => {
	const node = awake();
	t.deepEqual(node.hear('02 17'), []);
	const [puback, connect] = node.hear(ON_1);
	t.is(puback, '1 070d0002000900');
	t.is(connect!.slice(0, 6), '1 1604');
	t.deepEqual(node.hear('09 0c 21 0002 000a 6f6e'), ['1 070d0002000a00'], 'while it resumes, too');
	t.deepEqual(node.hear('03 05 00'), [ANSWER, ANSWER, '1 0418001e']);
	t.is(node.takeTold().filter(told => told.startsWith('Commanded')).length, 2);
});

test('no PINGRESP after what was buffered: the next PINGREQ has one', t => {
	const node = awake({RetryMs: 5000});
	node.hear(ON_1);
	t.deepEqual(node.after(4999), []);
	t.deepEqual(node.after(1), [PINGREQ]);
	node.hear('02 17');
	t.is(node.count(Counter.WakingsMissed), 0);
});

test('several PUBLISH back to back after waking', t => {
	const node = awake();
	const acknowledged = [1, 2, 3, 4, 5, 6, 7, 8].map(
		n => node.hear(`09 0c 21 0002 000${n} 6f6e`)[0],
	);
	t.deepEqual(
		acknowledged,
		[1, 2, 3, 4, 5, 6, 7, 8].map(n => `1 070d0002000${n}00`),
	);
	t.is(node.takeTold().filter(told => told === 'Commanded 1 on').length, 8);
});

test('a PUBLISH whose MsgId is that of our own request', t => {
	const node = activeNode({Qos: 1});
	t.deepEqual(node.hear('09 0c 21 0002 0002 6f6e'), ['1 070d0002000200', '1 090c21000300026f6e']);
	t.deepEqual(node.hear('09 0c 21 0002 0002 6f6e'), ['1 070d0002000200']);
	t.deepEqual(node.hear('07 0d 0003 0002 00'), ['1 090c21000300036f6e'], 'the second answer');
});

test('DISCONNECT with Duration as the answer to ours', t => {
	const node = dozing();
	node.hear('04 18 001e');
	t.deepEqual(node.takeTold(), ['Asleep 30']);
});

test('DISCONNECT with Duration later on, which is no DISCONNECT of the gateway', t => {
	for (const node of [activeNode(), asleep(), awake()]) {
		node.hear('04 18 001e');
		t.deepEqual(node.takeTold(), []);
		t.is(node.count(Counter.Unexpected), 1);
	}
});

test('a DISCONNECT that was sent again is answered again', t => {
	const node = dozing({RetryMs: 1000});
	node.after(2000);
	node.hear('02 18');
	node.takeTold();
	node.hear('02 18');
	node.hear('02 18');
	t.deepEqual(node.takeTold(), [], 'two were sent again');
	node.hear('02 18');
	t.deepEqual(node.takeTold(), ['Lost 7'], 'this one is the gateway’s own');
});

test('what is left of such echoes does not outlast the next waking', t => {
	const node = dozing({RetryMs: 1000});
	node.after(1000);
	node.hear('02 18');
	node.after(30_000);
	node.hear('02 17');
	node.takeTold();
	node.hear('02 18');
	t.deepEqual(node.takeTold(), ['Lost 7']);
});

test('DISCONNECT as the answer to the PINGREQ of a sleeper: the gateway has forgotten it', t => {
	const node = awake();
	node.hear('02 18');
	t.deepEqual(node.takeTold(), ['Lost 7']);
	t.deepEqual(node.after(500), [`1 160404010078${hex(EUI)}`]);
});

test('CONNACK while asleep', t => {
	for (const returnCode of ['00', '01', '03']) {
		const node = asleep();
		t.deepEqual(node.hear(`03 05 ${returnCode}`), []);
		t.deepEqual(node.takeTold(), []);
		t.is(node.count(Counter.Unexpected), 1);
		t.deepEqual(node.after(30_000), [PINGREQ]);
	}
});

/* No answer at all, to each request in turn: Nretry, then the gateway counts as lost. */
const unanswered: [what: string, node: () => Node, last: string][] = [
	['REGISTER', () => connectedNode({...hasty}), '1 240a'],
	['SUBSCRIBE', () => connectedNode({...hasty, App: AppKind.Actuator, TopicIdType: 1}), '1 0712'],
	['PUBLISH of QoS 1', () => connectedNode({...hasty, TopicIdType: 1, Qos: 1}), '1 0f0c'],
	['PUBLISH of QoS 2', () => connectedNode({...hasty, TopicIdType: 1, Qos: 2}), '1 0f0c'],
	['PUBREL', () => releasing(), '1 0410'],
	['UNSUBSCRIBE', () => told('unsubscribe'), '1 0714'],
	['WILLTOPICUPD', () => told('willtopic a'), '1 041a'],
	['WILLMSGUPD', () => told('willmsg a'), '1 031c'],
	['DISCONNECT', () => told('disconnect'), '1 0218'],
	['DISCONNECT with Duration', () => dozing(hasty), '1 0418'],
];
const hasty: Config = {RetryMs: 1000, RetryCount: 2};
for (const [what, bench, last] of unanswered) {
	test(`no answer to ${what}`, t => {
		const node = bench();
		node.takeTold();
		t.true(node.take().at(-1)!.startsWith(last));
		t.is(node.after(2000).filter(sent => sent.startsWith(last)).length, 2);
		t.deepEqual(node.takeTold(), []);
		node.after(1000);
		t.deepEqual(node.takeTold(), ['Lost 7']);
	});
}

function releasing(): Node {
	const node = connectedNode({...hasty, TopicIdType: 1, Qos: 2});
	node.sent = node.hear('04 0f 0001');
	return node;
}

/** An actuator that has just been given `command`, with what it then asks in `sent`. */
function told(command: string): Node {
	const node = activeNode(hasty);
	const size = (7 + command.length).toString(16).padStart(2, '0');
	node.sent = node.hear(`${size} 0c 01 0002 0000 ${hex(command)}`);
	return node;
}

/** An actuator whose DISCONNECT with Duration is out, in `sent`. */
function dozing(config: Config = {}): Node {
	const node = connectedNode({App: AppKind.Actuator, TopicIdType: 1, SleepS: 30, ...config});
	node.take();
	node.sent = node.hear('08 13 00 0000 0001 00');
	return node;
}

function asleep(config: Config = {}): Node {
	const node = dozing(config);
	node.hear('02 18');
	node.takeTold();
	return node;
}

function awake(config: Config = {}): Node {
	const node = asleep(config);
	node.after(30_000);
	node.takeTold();
	return node;
}
