/* The envelopes of forwarders: MQTT-SN 1.2, 5.5. */
import type {Forwarder} from '../../wire/forwarder.js';
import {decode, encode, type Message} from '../../wire/wire.js';
import {type Case, Deviation, family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {connect, publish, register, subscribe} from '../messages.js';
import {matches, type Pattern} from '../pattern.js';
import type {Peer} from '../peer.js';

const sizes: readonly Case<GatewayBench>[] = [1, 2, 16, 252].map(size => ({
	title: `a WirelessNodeId of ${size} octets comes back as it was`,
	clause: '5.5 WirelessNodeId',
	async script(on) {
		const forwarder = await on.peer();
		const node = new Uint8Array(size).fill(0xa5);
		await through(forwarder, node, connect(on.clientId()), {type: 'CONNACK', returnCode: 0});
	},
}));

export const forwarding = family<GatewayBench>('GW-FWD', 'Forwarders', [
	...sizes,
	{
		title: 'a client behind a forwarder is served like any other',
		clause: '5.5 a session behind a forwarder',
		async script(on) {
			const forwarder = await on.peer();
			const node = Uint8Array.of(1, 2);
			await through(forwarder, node, connect(on.clientId()), {type: 'CONNACK', returnCode: 0});
			await through(forwarder, node, {type: 'PINGREQ'}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'two nodes behind one forwarder are two clients',
		clause: '5.5 two nodes of one forwarder',
		async script(on) {
			const forwarder = await on.peer();
			const nodes = [Uint8Array.of(1), Uint8Array.of(2)] as const;
			const accepted = {type: 'CONNACK', returnCode: 0} as const;
			for (const node of nodes) await through(forwarder, node, connect(on.clientId()), accepted);
			await through(forwarder, nodes[0], {type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			await through(forwarder, nodes[1], {type: 'PINGREQ'}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'a node behind two forwarders at once is two clients',
		clause: '5.5 one WirelessNodeId at two forwarders',
		async script(on) {
			const [one, other] = [await on.peer(), await on.peer()];
			const node = Uint8Array.of(7);
			await through(one, node, connect(on.clientId()), {type: 'CONNACK', returnCode: 0});
			await through(other, node, {type: 'PINGREQ'}, {type: 'DISCONNECT'});
			await through(one, node, {type: 'PINGREQ'}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'the forwarder itself is another client than the nodes behind it',
		clause: '5.5 the forwarder as a client',
		async script(on) {
			const forwarder = await on.peer();
			const node = Uint8Array.of(7);
			await through(forwarder, node, connect(on.clientId()), {type: 'CONNACK', returnCode: 0});
			await forwarder.ask({type: 'PINGREQ'}, {type: 'DISCONNECT'});
		},
	},
	{
		title: 'what is published goes through a forwarder to its node',
		clause: '5.5 PUBLISH to a node behind a forwarder',
		async script(on) {
			const forwarder = await on.peer();
			const node = Uint8Array.of(9, 9);
			await through(forwarder, node, connect(on.clientId()), {type: 'CONNACK', returnCode: 0});
			const suback = {type: 'SUBACK', returnCode: 0} as const;
			await through(forwarder, node, subscribe(on.topic()), suback);
			on.publish(on.topic(), {qos: 0});
			await unwrapped(forwarder, node, {type: 'PUBLISH'});
		},
	},
	{
		title: 'what a node publishes is published',
		clause: '5.5 PUBLISH of a node behind a forwarder',
		async script(on) {
			const forwarder = await on.peer();
			const node = Uint8Array.of(9, 9);
			await through(forwarder, node, connect(on.clientId()), {type: 'CONNACK', returnCode: 0});
			const regack = {type: 'REGACK', returnCode: 0} as const;
			const {topicId} = await through(forwarder, node, register(on.topic()), regack);
			await through(forwarder, node, publish(topicId), {type: 'PUBACK', returnCode: 0});
			await on.published(on.topic());
		},
	},
	{
		title: 'an envelope in an envelope is answered in both',
		clause: '5.5 nested envelopes',
		async script(on) {
			const forwarder = await on.peer();
			const [outer, inner] = [Uint8Array.of(1), Uint8Array.of(2, 2)];
			const question = wrapped(inner, connect(on.clientId()));
			forwarder.send(wrapped(outer, question));
			const envelope = await unwrapped(forwarder, outer, {type: 'FORWARDER'});
			const answer = decode(envelope.inner);
			if (!matches({type: 'CONNACK', returnCode: 0}, answer)) throw new Deviation(answer.type);
		},
	},
	{
		title: 'reserved bits of Ctrl do no harm',
		clause: '5.5 reserved bits of Ctrl',
		async script(on) {
			const forwarder = await on.peer();
			const node = Uint8Array.of(3);
			forwarder.send({...wrapped(node, connect(on.clientId())), ctrl: 0xff});
			await unwrapped(forwarder, node, {type: 'CONNACK', returnCode: 0});
		},
	},
	{
		title: 'a malformed message in an envelope is dropped',
		clause: '5.5 malformed message in an envelope',
		async script(on) {
			const forwarder = await on.peer();
			forwarder.send('04 fe 00 01 05 16');
			await forwarder.silence();
			await on.connected();
		},
	},
	{
		title: 'an envelope without WirelessNodeId is dropped',
		clause: '5.5 no WirelessNodeId',
		async script(on) {
			const forwarder = await on.peer();
			forwarder.send('03 fe 00 02 16');
			await forwarder.silence();
			await on.connected();
		},
	},
	{
		title: 'an envelope without a message is dropped',
		clause: '5.5 empty envelope',
		async script(on) {
			const forwarder = await on.peer();
			forwarder.send('04 fe 00 01');
			await forwarder.silence();
			await on.connected();
		},
	},
]);

function wrapped(wirelessNodeId: Uint8Array, message: Message): Forwarder {
	return {type: 'FORWARDER', ctrl: 0, wirelessNodeId, inner: encode(message)};
}

async function through<Asked extends Pattern>(
	forwarder: Peer,
	node: Uint8Array,
	question: Message,
	answer: Asked,
): Promise<Extract<Message, {type: Asked['type']}>> {
	forwarder.send(wrapped(node, question));
	return await unwrapped(forwarder, node, answer);
}

async function unwrapped<Asked extends Pattern>(
	forwarder: Peer,
	wirelessNodeId: Uint8Array,
	pattern: Asked,
): Promise<Extract<Message, {type: Asked['type']}>> {
	const {inner} = await forwarder.expect({type: 'FORWARDER', wirelessNodeId});
	const message = decode(inner);
	if (matches(pattern, message)) return message;
	throw new Deviation(`${message.type} in the envelope instead of ${pattern.type}`);
}
