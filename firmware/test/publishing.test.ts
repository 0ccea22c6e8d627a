/* From a sample to its PUBACK: MQTT-SN 1.2, sections 6.5, 6.6 and 6.13. */
import test from 'ava';
import {bootNode, type Config, Counter, connectedNode, EUI, hex, type Node, u16} from './page.js';

const NAME = hex(`sensor/${EUI}/sample`);
const QOS_1 = 0x20;
const DUP = 0x80;

test('a normal topic is registered before the first PUBLISH', t => {
	const node = connectedNode();
	t.deepEqual(node.take(), [`1 240a00000001${NAME}`]);
	t.deepEqual(node.hear('07 0b 0005 0001 00'), [publish(0x00, 5, 0, 1)]);
});

test('a REGISTER that is not answered is sent again, unchanged', t => {
	const node = connectedNode();
	const [register] = node.take();
	t.deepEqual(node.after(10_000), [register!]);
});

test('a REGACK with another MsgId is not the answer', t => {
	const node = connectedNode();
	node.take();
	t.deepEqual(node.hear('07 0b 0005 0002 00'), []);
	t.is(node.count(Counter.Unexpected), 1);
});

test('REGACK congestion keeps the node silent for TWAIT, then it asks again', t => {
	const node = connectedNode({WaitMs: 30_000});
	node.take();
	t.deepEqual(node.hear('07 0b 0000 0001 01'), []);
	t.deepEqual(node.takeTold(), ['Congested 30000']);
	t.deepEqual(node.after(29_999), []);
	t.deepEqual(node.after(1), [`1 240a00000002${NAME}`]);
});

for (const answer of ['0000 0001 02', '0000 0001 03', '0005 0001 ff', '0000 0001 00']) {
	test(`after REGACK ${answer} messages for the topic are dropped, each with a report`, t => {
		const node = connectedNode();
		node.take();
		t.deepEqual(node.hear(`07 0b ${answer}`), []);
		t.deepEqual(node.takeTold(), ['Dropped 4 0 1 2150']);
		t.deepEqual(node.at(60_000), []);
		t.deepEqual(node.takeTold(), ['Published 0 0 2 2150', 'Dropped 4 0 2 2150']);
		t.is(node.count(Counter.OutboxDropped), 2);
	});
}

test('a predefined topic is used without a REGISTER', t => {
	t.deepEqual(connectedNode({TopicIdType: 1}).sent, [publish(0x01, 1, 0, 1)]);
});

test('a short topic stands in the place of the TopicId', t => {
	t.deepEqual(connectedNode({TopicIdType: 2}).sent, [publish(0x02, 0x736d, 0, 1)]);
});

test('a TopicIdType that does not exist is normal', t => {
	t.deepEqual(connectedNode({TopicIdType: 3}).sent, [`1 240a00000001${NAME}`]);
});

test('at QoS 1 a message is acknowledged once, with its MsgId', t => {
	const node = guarded();
	t.deepEqual(node.take(), [publish(0x21, 1, 1, 1)]);
	node.hear('07 0d 0001 0001 00');
	t.deepEqual(node.takeTold(), ['Acknowledged 1 0 1 2150']);
	node.hear('07 0d 0001 0001 00');
	t.deepEqual(node.takeTold(), []);
	t.is(node.count(Counter.Unexpected), 1);
});

test('a PUBACK whose TopicId is 0 counts', t => {
	const node = guarded();
	node.hear('07 0d 0000 0001 00');
	t.deepEqual(node.takeTold(), ['Acknowledged 1 0 1 2150']);
});

test('a PUBACK with another MsgId does not count', t => {
	const node = guarded();
	node.hear('07 0d 0001 0002 00');
	t.deepEqual(node.takeTold(), []);
});

test('an unacknowledged PUBLISH is sent again with DUP, and otherwise the same', t => {
	const node = guarded();
	t.deepEqual(node.take(), [publish(0x21, 1, 1, 1)]);
	t.deepEqual(node.after(9_999), []);
	t.deepEqual(node.after(1), [publish(0x21 | DUP, 1, 1, 1)]);
	node.hear('07 0d 0001 0001 00');
	t.deepEqual(node.at(59_999), [], 'acknowledged, so it is not sent a third time');
});

test('one PUBLISH of QoS 1 is outstanding at a time', t => {
	const node = guarded({PeriodMs: 2000});
	node.take();
	t.deepEqual(node.at(4000), []);
	t.deepEqual(node.hear('07 0d 0001 0001 00'), [publish(0x21, 1, 2, 2)]);
	t.deepEqual(node.hear('07 0d 0001 0002 00'), [publish(0x21, 1, 3, 3)]);
});

test('MsgId wraps from 65535 to 1, never to 0', t => {
	const node = guarded({PeriodMs: 60_000});
	for (let msgId = 1; msgId < 0xffff; msgId++) {
		node.hear(`07 0d 0001 ${u16(msgId)} 00`);
		node.after(60_000);
	}
	t.is(node.hear('07 0d 0001 ffff 00').length, 0);
	t.is(node.after(60_000)[0]!.slice(12, 16), '0001');
});

test('PUBACK congestion stops all messages for TWAIT, then the same one is sent again', t => {
	const node = guarded({WaitMs: 60_000});
	node.take();
	t.deepEqual(node.hear('07 0d 0001 0001 01'), []);
	t.deepEqual(node.takeTold(), ['Congested 60000']);
	t.deepEqual(node.after(59_999), []);
	t.deepEqual(node.after(1), [publish(0x21, 1, 2, 1)]);
});

test('keep-alive goes on while the node is silent', t => {
	const node = guarded({WaitMs: 100_000, KeepAliveS: 100});
	node.take();
	node.hear('07 0d 0001 0001 01');
	t.deepEqual(node.after(75_000), ['1 0216']);
});

test('PUBACK invalid TopicId leads to a new REGISTER, then the message is sent anew', t => {
	const node = guarded({TopicIdType: 0});
	node.take();
	t.deepEqual(node.hear('07 0b 0005 0001 00'), [publish(QOS_1, 5, 2, 1)]);
	t.deepEqual(node.hear('07 0d 0005 0002 02'), [`1 240a00000003${NAME}`]);
	t.deepEqual(node.hear('07 0b 0006 0003 00'), [publish(QOS_1, 6, 4, 1)]);
});

test('a message is dropped when its third new TopicId is refused as well', t => {
	const node = guarded({TopicIdType: 0});
	node.take();
	for (let msgId = 1; msgId < 9; msgId += 2) {
		t.deepEqual(node.takeTold(), []);
		node.hear(`07 0b 0005 ${u16(msgId)} 00`);
		node.hear(`07 0d 0005 ${u16(msgId + 1)} 02`);
	}
	t.deepEqual(node.takeTold(), ['Dropped 4 0 1 2150']);
});

test('a predefined TopicId that the gateway refuses is not tried again', t => {
	const node = guarded();
	node.take();
	t.deepEqual(node.hear('07 0d 0001 0001 02'), []);
	t.deepEqual(node.takeTold(), ['Dropped 4 0 1 2150']);
});

for (const returnCode of ['03', '04', 'ff']) {
	test(`PUBACK ${returnCode} drops the message with a report`, t => {
		const node = guarded();
		node.hear(`07 0d 0001 0001 ${returnCode}`);
		t.deepEqual(node.takeTold(), ['Dropped 2 0 1 2150']);
		t.is(node.count(Counter.OutboxDropped), 1);
	});
}

test('at QoS 0 a PUBACK for the TopicId, without MsgId, leads to a new REGISTER', t => {
	const node = connectedNode();
	node.hear('07 0b 0005 0001 00');
	t.deepEqual(node.hear('07 0d 0005 0000 02'), [`1 240a00000002${NAME}`]);
});

test('at QoS 0 a PUBACK for another TopicId changes nothing', t => {
	const node = connectedNode();
	node.hear('07 0b 0005 0001 00');
	t.deepEqual(node.hear('07 0d 0006 0000 02'), []);
	t.is(node.count(Counter.Unexpected), 1);
});

test('at QoS 0 a PUBACK congestion keeps the node silent too', t => {
	const node = connectedNode({TopicIdType: 1, WaitMs: 90_000});
	node.hear('07 0d 0001 0000 01');
	t.deepEqual(node.at(90_499), []);
	t.deepEqual(node.at(90_500), [publish(0x01, 1, 0, 2)]);
});

test('messages wait in the outbox until there is a gateway', t => {
	const node = bootNode({TopicIdType: 1, PeriodMs: 1000});
	node.at(2999);
	node.hear('03 02 07');
	node.at(3499);
	t.deepEqual(
		node.hear('03 05 00'),
		[1, 2, 3, 4].map(n => publish(0x01, 1, 0, n)),
	);
});

test('a full outbox drops its oldest message of QoS 0', t => {
	const node = bootNode({PeriodMs: 1000});
	node.at(3999);
	t.false(node.takeTold().some(isDrop), 'four fit');
	node.at(4000);
	t.deepEqual(node.takeTold(), ['Published 0 0 5 2150', 'Dropped 1 0 1 2150']);
	t.is(node.count(Counter.OutboxDropped), 1);
});

test('a full outbox of QoS 1 refuses what is new', t => {
	const node = bootNode({PeriodMs: 1000, Qos: 1});
	node.at(3999);
	t.false(node.takeTold().some(isDrop), 'four fit');
	node.at(4000);
	t.deepEqual(node.takeTold(), ['Published 1 0 5 2150', 'Dropped 1 0 5 2150']);
});

test('a message that was never acknowledged is published again over the next connection', t => {
	const node = guarded({RetryMs: 1000, RetryCount: 1});
	node.take();
	node.at(2500);
	t.deepEqual(node.takeTold(), ['Lost 7']);
	node.hear('03 02 07');
	node.after(500);
	t.deepEqual(node.hear('03 05 00'), [publish(0x21, 1, 2, 1)]);
	node.hear('07 0d 0001 0002 00');
	t.deepEqual(node.takeTold(), ['Connected 7', 'Acknowledged 2 0 1 2150']);
});

test('congestion concerns one connection', t => {
	const node = guarded();
	node.hear('07 0d 0001 0001 01');
	node.hear('02 18');
	node.after(500);
	t.deepEqual(node.hear('03 05 00'), [publish(0x21, 1, 2, 1)]);
});

test('topics are registered anew over the next connection', t => {
	const node = connectedNode();
	node.hear('07 0b 0005 0001 00');
	node.hear('02 18');
	node.after(500);
	t.deepEqual(node.hear('03 05 00'), [`1 240a00000002${NAME}`]);
});

/** A connected sensor of QoS 1 with a predefined topic, whose first PUBLISH is out. */
function guarded(config: Config = {}): Node {
	return connectedNode({Qos: 1, TopicIdType: 1, ...config});
}

function publish(flags: number, topicId: number, msgId: number, sample: number): string {
	const body = `0c${flags.toString(16).padStart(2, '0')}${u16(topicId)}${u16(msgId)}`;
	return `1 0f${body}${hex(`0 ${sample} 2150`)}`;
}

function isDrop(told: string): boolean {
	return told.startsWith('Dropped');
}
