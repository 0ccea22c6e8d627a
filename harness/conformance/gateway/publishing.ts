/* PUBLISH of a client at QoS 0 and 1, in all three topic spaces: MQTT-SN 1.2, 6.6 and 6.7. */
import {TopicIdType} from '../../wire/flags.js';
import {type Case, Deviation, family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {octets, publish} from '../messages.js';
import {isServed} from './ignored.js';

const PREDEFINED = {topicIdType: TopicIdType.Predefined};
const SHORT = {topicIdType: TopicIdType.Short};
/** Longer than a Length of one octet can say. */
const LONG_SIZES = [248, 249, 900];

const unknown: readonly Case<GatewayBench>[] = [0, 1, 2].flatMap(qos =>
	[
		['normal', TopicIdType.Normal, 0x7777],
		['reserved', TopicIdType.Normal, 0x0000],
		['reserved', TopicIdType.Normal, 0xffff],
		['predefined', TopicIdType.Predefined, 0x7777],
	].map(([kind, topicIdType, topicId]) => ({
		title: `the unknown ${kind} TopicId ${topicId} is refused at QoS ${qos}`,
		clause: `6.6 unknown ${kind} TopicId`,
		async script(on: GatewayBench) {
			const {peer} = await on.connected();
			const fields = {qos: qos as 0 | 1 | 2, topicIdType: topicIdType as TopicIdType};
			const message = publish(Number(topicId), fields);
			await peer.ask(message, {type: 'PUBACK', msgId: message.msgId, returnCode: 2});
		},
	})),
);

const msgIds: readonly Case<GatewayBench>[] = [1, 0x00ff, 0x0100, 0xffff].map(msgId => ({
	title: `PUBACK bears the MsgId ${msgId} of PUBLISH`,
	clause: '5.4.13 MsgId of PUBACK',
	async script(on) {
		const {peer} = await on.connected();
		const topicId = await on.registered(peer);
		await peer.ask(publish(topicId, {msgId}), {type: 'PUBACK', msgId, returnCode: 0});
	},
}));

const sizes: readonly Case<GatewayBench>[] = [0, 1, ...LONG_SIZES].map(size => ({
	title: `a payload of ${size} octets is published as it is`,
	clause: size < 248 ? '5.3.2 Data' : '5.2.1 Length above 255',
	async script(on) {
		if (size > 248) on.needsSize(size + 9);
		const {peer} = await on.connected();
		const payload = 'x'.repeat(size);
		const message = publish(await on.registered(peer), {data: octets(payload)});
		await peer.ask(message, {type: 'PUBACK', returnCode: 0});
		await on.published(on.topic(), {payload, qos: 1});
	},
}));

export const publishing = family<GatewayBench>('GW-PUB', 'Publishing', [
	...unknown,
	...msgIds,
	...sizes,
	{
		title: 'PUBLISH at QoS 0 is published and not answered',
		clause: '6.6 QoS 0',
		async script(on) {
			const {peer} = await on.connected();
			peer.send(publish(await on.registered(peer), {qos: 0}));
			await on.published(on.topic(), {payload: 'hi', qos: 0, retain: false});
			await peer.silence();
		},
	},
	{
		title: 'PUBLISH at QoS 1 is published at QoS 1 and answered by one PUBACK',
		clause: '6.6 QoS 1',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			await peer.ask(publish(topicId), {type: 'PUBACK', returnCode: 0});
			await on.published(on.topic(), {payload: 'hi', qos: 1, retain: false});
			await peer.silence();
		},
	},
	{
		title: 'one PUBLISH is published once',
		clause: '6.6 published once',
		async script(on) {
			const {peer} = await on.connected();
			await peer.ask(publish(await on.registered(peer)), {type: 'PUBACK'});
			await on.published(on.topic());
			await on.unpublished(on.topic());
		},
	},
	{
		title: 'the TopicId of PUBACK',
		clause: '5.4.13 TopicId of PUBACK',
		readings: ['that of PUBLISH', '0'],
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			const answer = await peer.ask(publish(topicId), {type: 'PUBACK'});
			if (answer.topicId === topicId) return 'that of PUBLISH';
			if (answer.topicId === 0) return '0';
			throw new Deviation(`TopicId ${answer.topicId} in PUBACK, ${topicId} in PUBLISH`);
		},
	},
	{
		title: 'PUBACK waits for the broker',
		clause: '6.6 PUBACK after the server',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			on.broker.hold();
			peer.send(publish(topicId));
			await peer.silence();
			on.broker.release();
			await peer.expect({type: 'PUBACK', msgId: 7, returnCode: 0});
		},
	},
	{
		title: 'a retained PUBLISH is retained',
		clause: '5.3.4 Retain in PUBLISH',
		async script(on) {
			const {peer} = await on.connected();
			const message = publish(await on.registered(peer), {retain: true});
			await peer.ask(message, {type: 'PUBACK', returnCode: 0});
			const {peer: late} = await on.connected();
			await on.retained(late);
		},
	},
	{
		title: 'a PUBLISH that comes again after its PUBACK is acknowledged again',
		clause: '6.13 PUBLISH again, with DUP',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			await peer.ask(publish(topicId), {type: 'PUBACK', returnCode: 0});
			await peer.ask(publish(topicId, {dup: true}), {type: 'PUBACK', msgId: 7, returnCode: 0});
		},
	},
	{
		title: 'a PUBLISH that comes again without DUP is acknowledged too',
		clause: '6.13 PUBLISH again, without DUP',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			await peer.ask(publish(topicId), {type: 'PUBACK', returnCode: 0});
			await peer.ask(publish(topicId), {type: 'PUBACK', msgId: 7, returnCode: 0});
		},
	},
	{
		title: 'a predefined TopicId needs no REGISTER',
		clause: '6.7 predefined TopicId',
		alone: true,
		async script(on) {
			const {topicId, topicName} = on.fact('predefined');
			const {peer} = await on.connected();
			await peer.ask(publish(topicId, PREDEFINED), {type: 'PUBACK', returnCode: 0});
			await on.published(topicName, {payload: 'hi', qos: 1});
		},
	},
	{
		title: 'a predefined TopicId is not a normal one',
		clause: '5.3.11 two spaces of TopicIds',
		alone: true,
		async script(on) {
			const {topicId} = on.fact('predefined');
			const {peer} = await on.connected();
			await peer.ask(publish(topicId), {type: 'PUBACK', returnCode: 2});
		},
	},
	{
		title: 'a short topic name needs no REGISTER',
		clause: '6.7 short topic name',
		async script(on) {
			const {peer} = await on.connected();
			await peer.ask(publish(0x7a71, SHORT), {type: 'PUBACK', returnCode: 0});
			await on.published('zq', {payload: 'hi', qos: 1});
		},
	},
	{
		title: 'a short topic name with a wildcard is not published',
		clause: '6.7 wildcard in a short topic name',
		async script(on) {
			const {peer} = await on.connected();
			await peer.ask(publish(0x7a23, SHORT), {type: 'PUBACK', returnCode: 2});
			await isServed(peer);
		},
	},
	{
		title: 'a normal TopicId that was registered by SUBSCRIBE may be published to',
		clause: '6.9 the TopicId of SUBACK',
		async script(on) {
			const {peer} = await on.connected();
			peer.send(publish(await on.subscribed(peer, on.topic(), 0)));
			await on.published(on.topic());
			await peer.seek({type: 'PUBACK', msgId: 7, returnCode: 0});
		},
	},
	{
		title: 'two messages that wait for the broker are both acknowledged',
		clause: '6.6 two PUBLISH outstanding',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			peer.send(publish(topicId, {msgId: 7}), publish(topicId, {msgId: 8}));
			await peer.expect({type: 'PUBACK', msgId: 7, returnCode: 0});
			await peer.expect({type: 'PUBACK', msgId: 8, returnCode: 0});
		},
	},
]);
