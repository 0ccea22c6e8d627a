/* SUBSCRIBE and UNSUBSCRIBE: MQTT-SN 1.2, 6.9. */
import {type Case, Deviation, family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {framed, subscribe, unsubscribe} from '../messages.js';
import {isNotAccepted, isServed} from './ignored.js';

const levels: readonly Case<GatewayBench>[] = ([0, 1, 2] as const).map(qos => ({
	title: `SUBSCRIBE at QoS ${qos} is granted QoS ${qos}`,
	clause: `5.4.16 QoS ${qos} granted`,
	async script(on) {
		const {peer} = await on.connected();
		await peer.ask(subscribe(on.topic(), {qos}), {type: 'SUBACK', qos, msgId: 2, returnCode: 0});
	},
}));

const msgIds: readonly Case<GatewayBench>[] = [1, 0xffff].map(msgId => ({
	title: `SUBACK bears the MsgId ${msgId}`,
	clause: '5.4.16 MsgId of SUBACK',
	async script(on) {
		const {peer} = await on.connected();
		await peer.ask(subscribe(on.topic(), {msgId}), {type: 'SUBACK', msgId, returnCode: 0});
	},
}));

const filters: readonly Case<GatewayBench>[] = ['#', '+/x', 'x/#', 'x/+/y'].map(words => ({
	title: `a filter such as ${words} is granted with TopicId 0`,
	clause: '6.9 TopicId of a wildcard',
	async script(on) {
		const {peer} = await on.connected();
		const answer = {type: 'SUBACK', topicId: 0, returnCode: 0} as const;
		await peer.ask(subscribe(on.topic(words)), answer);
	},
}));

const illegal: readonly Case<GatewayBench>[] = ['a#', '#/a', 'a+/b', ''].map(filter => ({
	title: `the illegal filter "${filter}" is not accepted, and costs nobody the connection`,
	clause: '5.3.12 illegal filter',
	async script(on) {
		const {peer} = await on.connected();
		const octets = framed(`12 20 0002 ${Buffer.from(filter).toString('hex')}`);
		await isNotAccepted(peer, octets, 'SUBACK');
		await isServed(peer);
	},
}));

export const subscribing = family<GatewayBench>('GW-SUB', 'Subscribing', [
	...levels,
	...msgIds,
	...filters,
	...illegal,
	{
		title: 'a plain name is granted with a TopicId',
		clause: '6.9 TopicId of a name',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.subscribed(peer);
			if (topicId === 0 || topicId === 0xffff) throw new Deviation(`TopicId ${topicId}`);
		},
	},
	{
		title: 'a name that is registered is subscribed with the same TopicId',
		clause: '6.9 TopicId of a registered name',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			await peer.ask(subscribe(on.topic()), {type: 'SUBACK', topicId, returnCode: 0});
		},
	},
	{
		title: 'a name that is subscribed again',
		clause: '6.9 SUBSCRIBE again',
		readings: ['has the same TopicId', 'has another TopicId'],
		async script(on) {
			const {peer} = await on.connected();
			const first = await on.subscribed(peer);
			const second = await on.subscribed(peer);
			return first === second ? 'has the same TopicId' : 'has another TopicId';
		},
	},
	{
		title: 'a name that is subscribed again is delivered once',
		clause: '6.9 one subscription a filter',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer);
			await on.subscribed(peer);
			on.publish(on.topic(), {qos: 0});
			await peer.expect({type: 'PUBLISH'});
			await peer.silence();
		},
	},
	{
		title: 'a predefined TopicId is granted',
		clause: '6.9 SUBSCRIBE with a predefined TopicId',
		alone: true,
		async script(on) {
			const {topicId} = on.fact('predefined');
			const {peer} = await on.connected();
			const topic = {topicIdType: 1, topicId} as const;
			const answer = {type: 'SUBACK', topicId, returnCode: 0} as const;
			await peer.ask(subscribe('', {topic}), answer);
		},
	},
	{
		title: 'an unknown predefined TopicId is refused',
		clause: '6.9 SUBSCRIBE with an unknown TopicId',
		async script(on) {
			const {peer} = await on.connected();
			const topic = {topicIdType: 1, topicId: 0x7777} as const;
			await peer.ask(subscribe('', {topic}), {type: 'SUBACK', msgId: 2, returnCode: 2});
		},
	},
	{
		title: 'a short topic name is granted',
		clause: '6.9 SUBSCRIBE with a short topic name',
		async script(on) {
			const {peer} = await on.connected();
			const topic = {topicIdType: 2, topicId: 0x7a73} as const;
			await peer.ask(subscribe('', {topic}), {type: 'SUBACK', msgId: 2, returnCode: 0});
		},
	},
	{
		title: 'UNSUBSCRIBE is answered, and ends the subscription',
		clause: '6.9 UNSUBSCRIBE',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer);
			await peer.ask(unsubscribe(on.topic()), {type: 'UNSUBACK', msgId: 3});
			on.publish(on.topic());
			await peer.silence();
		},
	},
	{
		title: 'UNSUBSCRIBE of what was never subscribed is answered',
		clause: '6.9 UNSUBSCRIBE of an unknown filter',
		async script(on) {
			const {peer} = await on.connected();
			await peer.ask(unsubscribe(on.topic(), 0xffff), {type: 'UNSUBACK', msgId: 0xffff});
		},
	},
	{
		title: 'UNSUBSCRIBE ends its own filter only',
		clause: '6.9 UNSUBSCRIBE of one of two',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer, on.topic('a'));
			await on.subscribed(peer, on.topic('b'));
			await peer.ask(unsubscribe(on.topic('a')), {type: 'UNSUBACK', msgId: 3});
			on.publish(on.topic('b'), {qos: 0});
			await peer.expect({type: 'PUBLISH'});
		},
	},
	{
		title: 'UNSUBSCRIBE of a predefined TopicId ends its subscription',
		clause: '6.9 UNSUBSCRIBE with a predefined TopicId',
		alone: true,
		async script(on) {
			const {topicId, topicName} = on.fact('predefined');
			const {peer} = await on.connected();
			const topic = {topicIdType: 1, topicId} as const;
			await peer.ask(subscribe('', {topic}), {type: 'SUBACK', returnCode: 0});
			await peer.ask({type: 'UNSUBSCRIBE', msgId: 3, topic}, {type: 'UNSUBACK', msgId: 3});
			on.publish(topicName, {qos: 0});
			await peer.silence();
		},
	},
	{
		title: 'UNSUBSCRIBE of a short topic name ends its subscription',
		clause: '6.9 UNSUBSCRIBE with a short topic name',
		async script(on) {
			const {peer} = await on.connected();
			const topic = {topicIdType: 2, topicId: 0x7a74} as const;
			await peer.ask(subscribe('', {topic}), {type: 'SUBACK', returnCode: 0});
			await peer.ask({type: 'UNSUBSCRIBE', msgId: 3, topic}, {type: 'UNSUBACK', msgId: 3});
			on.publish('zt', {qos: 0});
			await peer.silence();
		},
	},
	{
		title: 'a SUBSCRIBE that comes again with DUP is answered again',
		clause: '6.13 SUBSCRIBE again',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer);
			await peer.ask(subscribe(on.topic(), {dup: true}), {type: 'SUBACK', returnCode: 0});
		},
	},
	{
		title: 'the last subscription there is room for is taken, and one more is congestion',
		clause: '6.9 SUBACK congestion',
		async script(on) {
			const {peer} = await on.connected();
			const most = on.fact('subscriptionsMax');
			for (let count = 0; count < most; count++) await on.subscribed(peer, on.topic(`${count}`));
			await peer.ask(subscribe(on.topic('more')), {type: 'SUBACK', returnCode: 1});
		},
	},
	{
		title: 'a retained message comes with the subscription',
		clause: '6.9 retained messages',
		readings: ['after SUBACK', 'before SUBACK'],
		async script(on) {
			on.publish(on.topic(), {retain: true, qos: 0, payload: 'old'});
			await on.published(on.topic());
			const {peer} = await on.connected();
			const {message, reading} = await on.retained(peer);
			if (Buffer.from(message.data).toString() !== 'old') throw new Deviation('another message');
			return reading;
		},
	},
]);
