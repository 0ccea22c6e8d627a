/*
 * The Flags octet: MQTT-SN 1.2, 5.3.4. What is reserved or illegal is not accepted; bits that
 * mean nothing in a message do no harm.
 *
 *   DUP 0x80   QoS 0x60   Retain 0x10   Will 0x08   CleanSession 0x04   TopicIdType 0x03
 */
import {type Case, family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {framed, hex, u16} from '../messages.js';
import {isIgnored, isNotAccepted, isServed} from './ignored.js';

type Cases = readonly Case<GatewayBench>[];

const reservedTypes: Cases = [
	['PUBLISH at QoS 0', '0c 03 0001 0000 6869', 'PUBACK', '5.4.12'],
	['PUBLISH at QoS 1', '0c 23 0001 0007 6869', 'PUBACK', '5.4.12'],
	['PUBLISH at QoS 2', '0c 43 0001 0007 6869', 'PUBACK', '5.4.12'],
	['SUBSCRIBE', '12 23 0002 0001', 'SUBACK', '5.4.15'],
].map(([name, body, answer, clause]) => ({
	title: `the reserved TopicIdType in ${name} is not accepted`,
	clause: `${clause} reserved TopicIdType in ${name}`,
	async script(on: GatewayBench) {
		const {peer} = await on.connected();
		await isNotAccepted(peer, framed(body!), answer as 'PUBACK' | 'SUBACK');
		await isServed(peer);
	},
}));

const connectBits: Cases = [
	['DUP', 0x80],
	['QoS', 0x60],
	['Retain', 0x10],
	['TopicIdType', 0x03],
].map(([name, bit]) => ({
	title: `${name} means nothing in CONNECT, and does no harm`,
	clause: `5.4.4 ${name} in CONNECT`,
	async script(on: GatewayBench) {
		const peer = await on.peer();
		const flags = (0x04 | Number(bit)).toString(16).padStart(2, '0');
		const octets = framed(`04 ${flags} 01 0000 ${hex(on.clientId())}`);
		await peer.ask(octets, {type: 'CONNACK', returnCode: 0});
	},
}));

const publishBits: Cases = [
	['Will', 0x08],
	['CleanSession', 0x04],
].map(([name, bit]) => ({
	title: `${name} means nothing in PUBLISH, and does no harm`,
	clause: `5.4.12 ${name} in PUBLISH`,
	async script(on: GatewayBench) {
		const {peer} = await on.connected();
		const topicId = u16(await on.registered(peer));
		const flags = (0x20 | Number(bit)).toString(16).padStart(2, '0');
		await peer.ask(framed(`0c ${flags} ${topicId} 0007 6869`), {type: 'PUBACK', returnCode: 0});
		await on.published(on.topic(), {payload: 'hi', qos: 1, retain: false});
	},
}));

const subscribeBits: Cases = [
	['Retain', 0x10],
	['Will', 0x08],
	['CleanSession', 0x04],
].map(([name, bit]) => ({
	title: `${name} means nothing in SUBSCRIBE, and does no harm`,
	clause: `5.4.15 ${name} in SUBSCRIBE`,
	async script(on: GatewayBench) {
		const {peer} = await on.connected();
		const flags = (0x20 | Number(bit)).toString(16).padStart(2, '0');
		const octets = framed(`12 ${flags} 0002 ${hex(on.topic())}`);
		await peer.ask(octets, {type: 'SUBACK', msgId: 2, returnCode: 0});
	},
}));

export const flags = family<GatewayBench>('GW-FLG', 'Flags', [
	...reservedTypes,
	...connectBits,
	...publishBits,
	...subscribeBits,
	{
		title: 'the reserved TopicIdType in UNSUBSCRIBE ends no subscription',
		clause: '5.4.17 reserved TopicIdType in UNSUBSCRIBE',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer);
			peer.send(framed(`14 03 0003 ${hex(on.topic())}`));
			await peer.all();
			on.publish(on.topic());
			await peer.expect({type: 'PUBLISH'});
		},
	},
	{
		title: 'SUBSCRIBE at QoS -1 is not accepted',
		clause: '5.4.15 QoS -1 in SUBSCRIBE',
		async script(on) {
			const {peer} = await on.connected();
			await isNotAccepted(peer, framed(`12 60 0002 ${hex(on.topic())}`), 'SUBACK');
			await isServed(peer);
		},
	},
	{
		title: 'PUBLISH at QoS 1 with MsgId 0 is not accepted',
		clause: '5.3.7 MsgId 0 at QoS 1',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = u16(await on.registered(peer));
			await isNotAccepted(peer, framed(`0c 20 ${topicId} 0000 6869`), 'PUBACK');
		},
	},
	{
		title: 'PUBLISH at QoS 0 with a MsgId is taken all the same',
		clause: '5.3.7 MsgId at QoS 0',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = u16(await on.registered(peer));
			await isIgnored(peer, framed(`0c 00 ${topicId} 0007 6869`));
			await on.published(on.topic(), {payload: 'hi', qos: 0});
		},
	},
]);
