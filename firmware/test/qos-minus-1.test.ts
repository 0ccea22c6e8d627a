/* Publishing without a connection: MQTT-SN 1.2, section 6.8. */
import test from 'ava';
import {bootNode, type Config, Counter, hex, type Node} from './page.js';

test('a known gateway is enough: no CONNECT, no REGISTER, no MsgId, no answer', t => {
	const node = facing();
	t.deepEqual(node.at(500), [publish(0x61, '0001', 1)]);
	t.deepEqual(node.at(60_000), [publish(0x61, '0001', 2)]);
	t.deepEqual(node.takeTold(), ['Published -1 0 1 2150', 'Published -1 0 2 2150']);
});

test('a short topic will do as well', t => {
	t.deepEqual(facing({TopicIdType: 2}).at(500), [publish(0x62, '736d', 1)]);
});

test('a normal topic needs a connection: QoS -1 is 0 there', t => {
	t.regex(facing({TopicIdType: 0}).at(500)[0]!, /^1 1604/);
});

test('until there is a gateway the messages wait', t => {
	const node = bootNode({Qos: 3, TopicIdType: 1, PeriodMs: 1000});
	t.deepEqual(node.at(1999), ['ffff 030100']);
	node.hear('03 02 07');
	t.is(node.at(2499).length, 3);
});

test('a full outbox drops its oldest message', t => {
	const node = bootNode({Qos: 3, TopicIdType: 1, PeriodMs: 1000});
	node.at(4000);
	t.is(node.takeTold().at(-1), 'Dropped 1 0 1 2150');
});

test('neither silence nor a keep-alive tells of the gateway', t => {
	const node = facing({KeepAliveS: 1, RetryMs: 100});
	node.at(500);
	t.deepEqual(node.at(59_999), []);
});

test('a gateway that is not heard any more is given up, and another looked for', t => {
	const node = bootNode({Qos: 3, TopicIdType: 1, PeriodMs: 100_000});
	node.hear('05 00 07 000a');
	node.at(500);
	t.deepEqual(node.at(29_999), []);
	t.deepEqual(node.at(30_000), ['ffff 030100']);
	node.hear('03 02 08', 2);
	node.at(30_500);
	t.deepEqual(node.at(100_000), [publish(0x61, '0001', 2).replace('1 ', '2 ')]);
});

test('what one gateway has refused another may take', t => {
	const node = bootNode({Qos: 3, TopicIdType: 1, PeriodMs: 100_000});
	node.hear('05 00 07 000a');
	node.at(500);
	node.hear('07 0d 0001 0000 02');
	node.at(30_000);
	node.hear('03 02 08', 2);
	t.deepEqual(node.at(100_000), [publish(0x61, '0001', 2).replace('1 ', '2 ')]);
});

test('a gateway may ask for silence', t => {
	const node = facing({WaitMs: 90_000});
	node.at(500);
	node.hear('07 0d 0001 0000 01');
	t.deepEqual(node.at(90_499), []);
	t.deepEqual(node.at(90_500), [publish(0x61, '0001', 2)]);
});

test('a gateway that does not know the TopicId gets nothing more', t => {
	const node = facing();
	node.at(500);
	node.hear('07 0d 0001 0000 02');
	t.deepEqual(node.at(60_000), []);
	t.is(node.takeTold().at(-1), 'Dropped 4 0 2 2150');
});

test('whatever else comes from that gateway changes nothing', t => {
	const node = facing();
	node.at(500);
	for (const datagram of ['02 18', '03 05 00', '02 16', '04 0f 0001', '04 10 0001', '02 06']) {
		t.deepEqual(node.hear(datagram), []);
	}
	t.is(node.count(Counter.Unexpected), 6);
	t.is(node.at(60_000).length, 1);
});

/** A sensor of QoS -1 that has just heard its gateway. */
function facing(config: Config = {}): Node {
	const node = bootNode({Qos: 3, TopicIdType: 1, ...config});
	node.hear('03 02 07');
	return node;
}

function publish(flags: number, topic: string, sample: number): string {
	return `1 0f0c${flags.toString(16)}${topic}0000${hex(`0 ${sample} 2150`)}`;
}
