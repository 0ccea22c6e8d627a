/* Subscribing, commands and their answers: MQTT-SN 1.2, sections 6.9, 6.10 and 6.12. */
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
	u16,
} from './page.js';

const COMMAND = hex(`actuator/${EUI}/command`);
const ANSWER = hex(`actuator/${EUI}/answer`);
const SUBSCRIBE = `1 2612000002${COMMAND}`;
/** "on" for the predefined TopicId 2 at QoS 1, MsgId 9. */
const ON = '09 0c 21 0002 0009 6f6e';
const NAME_MAX = 40;

test('an actuator registers its answers, then subscribes to its commands', t => {
	const node = connectedNode({App: AppKind.Actuator});
	t.deepEqual(node.take(), [`1 260a00000001${ANSWER}`]);
	t.deepEqual(node.hear('07 0b 0005 0001 00'), [SUBSCRIBE]);
	t.deepEqual(node.hear('08 13 00 0006 0002 00'), []);
});

test('a SUBSCRIBE that is not answered is sent again with DUP', t => {
	const node = subscribing();
	t.deepEqual(node.after(10_000), [SUBSCRIBE.replace('120000', '128000')]);
});

test('SUBSCRIBE asks for the QoS of the config', t => {
	const node = connectedNode({App: AppKind.Actuator, TopicIdType: 1, Qos: 1});
	t.deepEqual(node.take(), ['1 07122100010002']);
});

test('a short topic is subscribed by its two octets', t => {
	const node = connectedNode({App: AppKind.Actuator, TopicIdType: 2});
	t.deepEqual(node.take(), ['1 0712020001636d']);
});

test('SUBACK congestion keeps the node silent for TWAIT, then it asks again', t => {
	const node = subscribing({WaitMs: 30_000});
	t.deepEqual(node.hear('08 13 00 0000 0002 01'), []);
	t.deepEqual(node.takeTold(), ['Congested 30000']);
	t.deepEqual(node.after(29_999), []);
	t.deepEqual(node.after(1), [SUBSCRIBE.replace('0002', '0003')]);
});

for (const returnCode of ['02', '03', '04', 'ff']) {
	test(`after SUBACK ${returnCode} the node does not ask again before the next connection`, t => {
		const node = subscribing();
		t.deepEqual(node.hear(`08 13 00 0006 0002 ${returnCode}`), []);
		t.deepEqual(node.after(89_999), []);
		t.deepEqual(node.hear('02 18'), []);
		node.after(500);
		node.hear('03 05 00');
		t.deepEqual(node.hear('07 0b 0005 0003 00'), [SUBSCRIBE.replace('0002', '0004')]);
	});
}

test('a command is reported, acknowledged, and answered with the same octets', t => {
	const node = activeNode();
	t.deepEqual(node.hear(ON), ['1 070d0002000900', '1 090c01000300006f6e']);
	t.deepEqual(node.takeTold(), ['Commanded 1 on', 'Published 0 on']);
});

test('a command of QoS 0 is not acknowledged', t => {
	const node = activeNode();
	t.deepEqual(node.hear('09 0c 01 0002 0000 6f6e'), ['1 090c01000300006f6e']);
});

test('an empty command has an empty answer', t => {
	const node = activeNode();
	t.deepEqual(node.hear('07 0c 01 0002 0000'), ['1 070c0100030000']);
});

test('an answer of 64 octets is published', t => {
	const node = activeNode();
	t.deepEqual(node.hear(`47 0c 01 0002 0000 ${'41'.repeat(64)}`), [
		`1 470c0100030000${'41'.repeat(64)}`,
	]);
});

test('an answer of 65 octets is dropped with a report', t => {
	const node = activeNode();
	t.deepEqual(node.hear(`48 0c 01 0002 0000 ${'41'.repeat(65)}`), []);
	t.is(node.told.at(-1), `Dropped 3 ${'A'.repeat(65)}`);
});

test('a command may come in the three-octet form of Length, up to 255 octets in the short one', t => {
	const node = activeNode();
	t.deepEqual(node.hear(`01 000b 0c 01 0002 0000 6f6e`), ['1 090c01000300006f6e']);
	node.hear(`01 0101 0c 01 0002 0000 ${'41'.repeat(248)}`);
	t.is(node.told.at(-2), `Published 0 ${'A'.repeat(248)}`);
	node.hear(`01 0102 0c 01 0002 0000 ${'41'.repeat(249)}`);
	t.is(node.count(Counter.Malformed), 1);
});

test('the TopicId of SUBACK is the one that commands bear', t => {
	const node = subscribing();
	node.hear('08 13 00 0006 0002 00');
	t.deepEqual(node.hear('09 0c 00 0006 0000 6f6e'), ['1 090c00000500006f6e']);
});

test('a SUBACK without TopicId leaves it to a REGISTER of the name', t => {
	const node = subscribing();
	node.hear('08 13 00 0000 0002 00');
	t.deepEqual(node.hear(`27 0a 0008 0031 ${COMMAND}`), ['1 070b0008003100']);
	t.deepEqual(node.hear('09 0c 00 0008 0000 6f6e'), ['1 090c00000500006f6e']);
});

test('a short topic is matched by its two octets whatever SUBACK said', t => {
	const node = connectedNode({App: AppKind.Actuator, TopicIdType: 2});
	node.hear('08 13 00 0000 0001 00');
	t.deepEqual(node.hear('09 0c 02 636d 0000 6f6e'), ['1 090c02616e00006f6e']);
});

test('a TopicId is matched in its own space only', t => {
	const node = activeNode();
	t.deepEqual(node.hear('09 0c 20 0002 0009 6f6e'), ['1 070d0002000902']);
	t.deepEqual(node.hear('09 0c 22 0002 0009 6f6e'), ['1 070d0002000902']);
});

test('an unknown TopicId is refused at every QoS', t => {
	const node = activeNode();
	t.deepEqual(node.hear('09 0c 20 0063 0009 6f6e'), ['1 070d0063000902']);
	t.deepEqual(node.hear('09 0c 00 0063 0000 6f6e'), ['1 070d0063000002']);
	t.deepEqual(node.takeTold(), []);
	t.is(node.count(Counter.Unexpected), 2);
});

test('a topic name of two octets is asked for by name, and may come back as a short one', t => {
	const node = connectedNode({App: AppKind.Actuator, ShortNames: 1});
	t.deepEqual(node.take(), ['1 080a00000001616e']);
	t.deepEqual(node.hear('07 0b 0005 0001 00'), ['1 0712000002636d']);
	node.hear('08 13 00 0006 0002 00');
	t.deepEqual(node.hear('09 0c 00 0006 0000 6f6e'), ['1 090c00000500006f6e']);
	t.deepEqual(node.hear('09 0c 02 636d 0000 6f6e'), ['1 090c00000500006f6e']);
	t.deepEqual(node.hear('09 0c 02 636e 0000 6f6e'), ['1 070d636e000002']);
});

test('a registered topic that nobody subscribed to is acknowledged and not delivered', t => {
	const node = activeNode();
	node.hear('07 0a 0008 0031 61');
	t.deepEqual(node.hear('09 0c 20 0008 0009 6f6e'), ['1 070d0008000900']);
	t.deepEqual(node.takeTold(), []);
});

test('a fifth name is answered with congestion, and the four stay known', t => {
	const node = activeNode();
	for (let id = 1; id <= 4; id++) t.deepEqual(register(node, id, `t/${id}`), [regack(id, 0)]);
	t.deepEqual(register(node, 5, 't/5'), [regack(5, 1)]);
	t.deepEqual(register(node, 4, 't/4'), [regack(4, 0)]);
	t.deepEqual(node.hear('09 0c 20 0005 0009 6f6e'), ['1 070d0005000902']);
});

test('a name registered again takes no second place, nor does a TopicId', t => {
	const node = activeNode();
	for (let id = 1; id <= 4; id++) register(node, id, `t/${id}`);
	t.deepEqual(register(node, 9, 't/1'), [regack(9, 0)]);
	t.deepEqual(register(node, 2, 't/9'), [regack(2, 0)]);
	t.deepEqual(node.hear('09 0c 20 0001 0009 6f6e'), ['1 070d0001000902'], '1 is now 9');
});

test('a name of 40 octets is learnt', t => {
	t.deepEqual(register(activeNode(), 8, 'n'.repeat(NAME_MAX)), [regack(8, 0)]);
});

test('a name of 41 octets is not supported', t => {
	t.deepEqual(register(activeNode(), 8, 'n'.repeat(NAME_MAX + 1)), [regack(8, 3)]);
});

for (const id of [0, 0xffff]) {
	test(`the reserved TopicId ${id} is refused in a REGISTER`, t => {
		t.deepEqual(register(activeNode(), id, 'n'), [regack(id, 2)]);
	});
}

test('registered names hold for one session', t => {
	const node = activeNode();
	register(node, 8, 'n');
	node.hear('02 18');
	node.after(500);
	node.hear('03 05 00');
	t.deepEqual(node.hear('09 0c 20 0008 0009 6f6e'), ['1 070d0008000902']);
});

test('TopicIds outlive the connection of a kept session: it may deliver before SUBACK', t => {
	for (const [CleanSession, deliveries] of [
		[2, 2],
		[1, 0],
	] as const) {
		const node = subscribing({CleanSession});
		node.hear('08 13 00 0006 0002 00');
		register(node, 8, `actuator/${EUI}/command`);
		node.hear('02 18');
		node.after(500);
		node.hear('03 05 00');
		node.takeTold();
		node.hear('09 0c 00 0006 0000 6f6e');
		node.hear('09 0c 00 0008 0000 6f6e');
		t.is(node.takeTold().filter(told => told === 'Commanded 0 on').length, deliveries);
	}
});

test('TopicIds of one gateway mean nothing to another', t => {
	const node = subscribing({CleanSession: 2});
	node.hear('08 13 00 0006 0002 00');
	register(node, 8, 'n');
	node.hear('03 02 08', 2, -10);
	node.hear('02 18');
	node.after(500);
	node.hear('03 05 00', 2);
	t.deepEqual(node.hear('09 0c 20 0006 0009 6f6e', 2), ['2 070d0006000902']);
	t.deepEqual(node.hear('09 0c 20 0008 0009 6f6e', 2), ['2 070d0008000902']);
});

test('the subscription is renewed over the next connection', t => {
	const node = activeNode();
	node.hear('02 18');
	node.after(500);
	t.deepEqual(node.hear('03 05 00'), ['1 07120100020002']);
});

test('the command "unsubscribe" is answered, then obeyed', t => {
	const node = activeNode();
	t.deepEqual(command(node, 'unsubscribe'), [answer('unsubscribe'), '1 07140100020002']);
	t.deepEqual(node.hear('04 15 0002'), []);
	t.deepEqual(node.hear('09 0c 01 0002 0000 6f6e'), ['1 070d0002000002']);
});

test('an UNSUBSCRIBE that is not answered is sent again, unchanged', t => {
	const node = activeNode();
	command(node, 'unsubscribe');
	t.deepEqual(node.after(10_000), ['1 07140100020002']);
});

test('an UNSUBACK with another MsgId is not the answer', t => {
	const node = activeNode();
	command(node, 'unsubscribe');
	node.hear('04 15 0003');
	t.is(node.count(Counter.Unexpected), 1);
	t.deepEqual(node.after(10_000), ['1 07140100020002']);
});

test('who has unsubscribed does not subscribe again over the next connection', t => {
	const node = activeNode();
	command(node, 'unsubscribe');
	node.hear('02 18');
	node.after(500);
	t.deepEqual(node.hear('03 05 00'), []);
});

test('a normal topic is unsubscribed by its name', t => {
	const node = subscribing();
	node.hear('08 13 00 0006 0002 00');
	const [, unsubscribe] = node.hear(`12 0c 00 0006 0000 ${hex('unsubscribe')}`);
	t.is(unsubscribe, `1 2614000003${COMMAND}`);
});

test('the command "disconnect" is answered, then obeyed', t => {
	const node = activeNode({WaitMs: 60_000});
	t.deepEqual(command(node, 'disconnect'), [answer('disconnect'), '1 0218']);
	node.takeTold();
	node.hear('02 18');
	t.deepEqual(node.takeTold(), ['Lost 7']);
	t.deepEqual(node.after(59_999), []);
	t.is(node.after(501).length, 1, 'CONNECT, half a second after TWAIT');
});

test('a DISCONNECT that is never answered is obeyed all the same', t => {
	const node = activeNode({WaitMs: 60_000, RetryMs: 1000, RetryCount: 1});
	command(node, 'disconnect');
	t.deepEqual(node.after(1999), ['1 0218']);
	t.deepEqual(node.after(1), []);
	t.is(node.takeTold().at(-1), 'Lost 7');
	t.deepEqual(node.after(60_499), []);
	t.is(node.after(1).length, 1);
});

/** A connected actuator with normal topics, whose SUBSCRIBE is out with MsgId 2. */
function subscribing(config: Config = {}): Node {
	const node = connectedNode({App: AppKind.Actuator, ...config});
	node.hear('07 0b 0005 0001 00');
	return node;
}

function command(node: Node, text: string): string[] {
	return node.hear(`${size(7 + text.length)} 0c 01 0002 0000 ${hex(text)}`);
}

function answer(text: string): string {
	return `1 ${size(7 + text.length)}0c0100030000${hex(text)}`;
}

function register(node: Node, id: number, name: string): string[] {
	return node.hear(`${size(6 + name.length)} 0a ${u16(id)} 0031 ${hex(name)}`);
}

function regack(id: number, returnCode: number): string {
	return `1 070b${u16(id)}0031${size(returnCode)}`;
}

function size(octets: number): string {
	return octets.toString(16).padStart(2, '0');
}
