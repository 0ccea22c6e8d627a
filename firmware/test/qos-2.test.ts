/* Exactly once, out and in: MQTT-SN 1.2, section 6.6. */
import test from 'ava';
import {activeNode, type Config, Counter, connectedNode, hex, type Node, u16} from './page.js';

const DUP = 0x80;
const RELEASES_MAX = 16;
/** "on" for the predefined TopicId 2 at QoS 2, MsgId 9. */
const ON = '09 0c 41 0002 0009 6f6e';
const ON_AGAIN = '09 0c c1 0002 0009 6f6e';
const ANSWER = '1 090c01000300006f6e';
const PUBREC = '1 040f0009';
const PUBCOMP = '1 040e0009';

test('PUBLISH, PUBREC, PUBREL, PUBCOMP, and the message is acknowledged', t => {
	const node = publishing();
	t.deepEqual(node.take(), [publish(0x41, 1, 1)]);
	t.deepEqual(node.hear('04 0f 0001'), ['1 04100001']);
	t.deepEqual(node.takeTold(), []);
	t.deepEqual(node.hear('04 0e 0001'), []);
	t.deepEqual(node.takeTold(), ['Acknowledged 1 0 1 2150']);
});

test('before PUBREC the PUBLISH is sent again, with DUP', t => {
	const node = publishing();
	node.take();
	t.deepEqual(node.after(10_000), [publish(0x41 | DUP, 1, 1)]);
});

test('after PUBREC the PUBREL is sent again, and the PUBLISH never', t => {
	const node = publishing();
	node.hear('04 0f 0001');
	t.deepEqual(node.after(9_999), []);
	t.deepEqual(node.after(1), ['1 04100001']);
	t.deepEqual(node.after(30_000), Array(3).fill('1 04100001'));
});

test('a PUBREC that comes twice is answered twice', t => {
	const node = publishing();
	node.hear('04 0f 0001');
	t.deepEqual(node.hear('04 0f 0001'), ['1 04100001']);
	node.hear('04 0e 0001');
	t.deepEqual(node.hear('04 0f 0001'), ['1 04100001'], 'late, and harmless');
	t.deepEqual(node.hear('04 0e 0001'), []);
	t.deepEqual(node.takeTold(), ['Acknowledged 1 0 1 2150'], 'once');
});

test('a PUBCOMP without PUBREC, a PUBREC for another MsgId and a PUBACK are no answer', t => {
	const node = publishing();
	node.take();
	t.deepEqual(node.hear('04 0e 0001'), []);
	t.deepEqual(node.hear('07 0d 0001 0001 00'), []);
	t.deepEqual(node.hear('04 0f 0002'), ['1 04100002']);
	t.is(node.count(Counter.Unexpected), 3);
	t.deepEqual(node.after(10_000), [publish(0x41 | DUP, 1, 1)]);
	t.deepEqual(node.takeTold(), []);
});

test('a PUBREC for a PUBLISH of QoS 1 is no answer', t => {
	const node = connectedNode({TopicIdType: 1, Qos: 1});
	node.take();
	node.hear('04 0f 0001');
	t.deepEqual(node.after(10_000), [publish(0x21 | DUP, 1, 1)]);
});

test('a PUBACK may refuse a PUBLISH of QoS 2: congestion, then it goes out as a new one', t => {
	const node = publishing({WaitMs: 60_000});
	node.take();
	t.deepEqual(node.hear('07 0d 0001 0001 01'), []);
	t.deepEqual(node.after(60_000), [publish(0x41, 2, 1)]);
});

for (const [returnCode, refusal] of [
	['02', 4],
	['03', 2],
]) {
	test(`a PUBACK ${returnCode} drops a message of QoS 2 at a predefined topic`, t => {
		const node = publishing();
		node.hear(`07 0d 0001 0001 ${returnCode}`);
		t.deepEqual(node.takeTold(), [`Dropped ${refusal} 0 1 2150`]);
	});
}

test('an unknown PUBACK cannot take away the message that waits for its PUBREC', t => {
	const node = publishing();
	node.hear('07 0d 0001 0000 02');
	t.deepEqual(node.hear('04 0f 0001'), ['1 04100001']);
	node.hear('04 0e 0001');
	t.deepEqual(node.takeTold(), ['Acknowledged 1 0 1 2150']);
});

test('a PUBLISH without PUBREC goes on over the next connection with its MsgId and DUP', t => {
	const node = publishing();
	reconnect(node);
	t.deepEqual(node.take(), [publish(0x41 | DUP, 1, 1)]);
});

test('a PUBREL goes on over the next connection', t => {
	const node = publishing();
	node.hear('04 0f 0001');
	reconnect(node);
	t.deepEqual(node.take(), ['1 04100001']);
	node.hear('04 0e 0001');
	t.is(node.takeTold().at(-1), 'Acknowledged 1 0 1 2150');
});

test('a PUBREL goes on although the topic is refused by now', t => {
	const node = publishing({TopicIdType: 0});
	node.hear('07 0b 0005 0001 00');
	node.hear('04 0f 0002');
	reconnect(node);
	t.deepEqual(node.hear('07 0b 0000 0003 03').slice(-1), ['1 04100002']);
	node.hear('04 0e 0002');
	t.is(node.takeTold().at(-1), 'Acknowledged 2 0 1 2150');
});

test('what was under way in a clean session is given up with it, and the app is told', t => {
	const node = publishing({CleanSession: 1});
	reconnect(node);
	t.deepEqual(node.take(), []);
	t.true(node.takeTold().includes('Dropped 5 0 1 2150'));
});

test('what waited behind it is published in the next clean session', t => {
	const node = publishing({CleanSession: 1, PeriodMs: 8000});
	node.take();
	node.after(8000);
	reconnect(node);
	t.deepEqual(node.take(), [publish(0x41, 2, 2)]);
});

for (const [session, flags, fate] of [
	['the first session of a life', {}, ['Dropped 5 0 1 2150']],
	['a clean session', {CleanSession: 1}, ['Dropped 5 0 1 2150']],
	['a kept session', {CleanSession: 2}, []],
] as const) {
	test(`a CONNECT that arrives once more begins ${session} anew`, t => {
		const node = publishing(flags);
		node.takeTold();
		node.hear('03 05 00');
		t.deepEqual(node.takeTold(), fate);
	});
}

test('a first CONNECT of QoS 2 is clean, the next one goes on with what was under way', t => {
	const node = publishing();
	reconnect(node);
	node.hear('02 18');
	node.after(2000);
	node.sent = node.hear('03 05 00');
	t.deepEqual(node.take(), [publish(0x41 | DUP, 1, 1)]);
	node.hear('03 05 00');
	t.false(node.takeTold().some(told => told.startsWith('Dropped')));
});

test('what a clean session has released is never published again', t => {
	const node = publishing({CleanSession: 1});
	node.hear('04 0f 0001');
	reconnect(node);
	t.deepEqual(node.take(), ['1 04100001']);
});

test('a command of QoS 2 is delivered, and acknowledged in two steps', t => {
	const node = activeNode();
	t.deepEqual(node.hear(ON), [PUBREC, ANSWER]);
	t.deepEqual(node.takeTold(), ['Commanded 2 on', 'Published 0 on']);
	t.deepEqual(node.hear('04 10 0009'), [PUBCOMP]);
});

for (const [claim, again] of [
	['with DUP', ON_AGAIN],
	['without DUP', ON],
]) {
	test(`a command that comes again before PUBREL, ${claim}, is not delivered again`, t => {
		const node = activeNode();
		node.hear(ON);
		node.takeTold();
		t.deepEqual(node.hear(again!), [PUBREC]);
		t.deepEqual(node.takeTold(), []);
		t.is(node.count(Counter.Duplicates), 1);
	});
}

test('after PUBREL the MsgId is free for another command', t => {
	const node = activeNode();
	node.hear(ON);
	node.hear('04 10 0009');
	t.deepEqual(node.hear(ON), [PUBREC, ANSWER]);
});

test('a PUBREL is answered whether its MsgId is known or not', t => {
	const node = activeNode();
	t.deepEqual(node.hear('04 10 0009'), [PUBCOMP]);
	t.deepEqual(node.hear('04 10 0009'), [PUBCOMP]);
});

test('a command of QoS 2 for an unknown topic is refused, for a registered one just accepted', t => {
	const node = activeNode();
	t.deepEqual(node.hear('09 0c 40 0063 0009 6f6e'), ['1 070d0063000902']);
	node.hear('07 0a 0008 0031 61');
	t.deepEqual(node.hear('09 0c 40 0008 0009 6f6e'), [PUBREC]);
	t.deepEqual(node.takeTold(), []);
});

test('what was delivered is known again over the next connection of a kept session', t => {
	const node = activeNode({CleanSession: 2});
	node.hear(ON);
	reconnect(node);
	node.takeTold();
	t.deepEqual(node.hear(ON_AGAIN).slice(-1), [PUBREC]);
	t.deepEqual(node.takeTold(), []);
});

test('a clean session forgets what was delivered', t => {
	const node = activeNode({CleanSession: 1});
	node.hear(ON);
	reconnect(node);
	node.takeTold();
	node.hear(ON_AGAIN);
	t.is(node.takeTold()[0], 'Commanded 2 on');
});

test('at another gateway a known MsgId is the old one only with DUP', t => {
	for (const [again, deliveries] of [
		[ON_AGAIN, 0],
		[ON, 1],
	] as const) {
		const node = activeNode({CleanSession: 2, RetryMs: 1000, RetryCount: 1});
		node.hear(ON);
		node.hear('03 02 08', 2);
		node.hear('02 18');
		node.hear('03 02 08', 2, -10);
		node.after(500);
		node.hear('03 05 00', 2);
		node.takeTold();
		node.hear(again, 2);
		t.is(node.takeTold().filter(told => told.startsWith('Commanded')).length, deliveries);
	}
});

test('sixteen commands may wait for PUBREL, and the first is still known', t => {
	const node = activeNode();
	for (let msgId = 1; msgId <= RELEASES_MAX; msgId++) command(node, msgId);
	node.takeTold();
	command(node, 1);
	t.deepEqual(node.takeTold(), []);
});

test('the seventeenth pushes out the first', t => {
	const node = activeNode();
	for (let msgId = 1; msgId <= RELEASES_MAX + 1; msgId++) command(node, msgId);
	node.takeTold();
	command(node, 2);
	t.deepEqual(node.takeTold(), []);
	command(node, 1);
	t.is(node.takeTold()[0], 'Commanded 2 on');
});

test('the MsgIds of both sides may be equal', t => {
	const node = publishingActuator();
	t.deepEqual(node.take(), ['1 090c4100030002414e']);
	t.deepEqual(node.hear('09 0c 41 0002 0002 6f6e'), ['1 040f0002'], 'theirs');
	t.deepEqual(node.hear('04 0f 0002'), ['1 04100002'], 'ours');
	t.deepEqual(node.hear('04 10 0002'), ['1 040e0002'], 'theirs');
	t.deepEqual(node.hear('04 0e 0002'), ['1 090c41000300036f6e'], 'ours, and the next');
	t.deepEqual(
		node.takeTold().filter(told => !told.startsWith('Published')),
		['Commanded 2 on', 'Acknowledged 2 AN'],
	);
});

/** A sensor of QoS 2 with a predefined topic, whose first PUBLISH is out. */
function publishing(config: Config = {}): Node {
	return connectedNode({Qos: 2, TopicIdType: 1, PeriodMs: 3_600_000, ...config});
}

/** An actuator of QoS 2 that publishes the answer "AN". */
function publishingActuator(): Node {
	const node = activeNode({Qos: 2});
	node.sent = node.hear('09 0c 01 0002 0000 414e');
	node.takeTold();
	return node;
}

function reconnect(node: Node): void {
	node.hear('02 18');
	node.after(500);
	node.sent = node.hear('03 05 00');
}

function command(node: Node, msgId: number): void {
	node.hear(`09 0c 41 0002 ${u16(msgId)} 6f6e`);
}

function publish(flags: number, msgId: number, sample: number): string {
	const head = `0c${flags.toString(16).padStart(2, '0')}0001${u16(msgId)}`;
	return `1 0f${head}${hex(`0 ${sample} 2150`)}`;
}
