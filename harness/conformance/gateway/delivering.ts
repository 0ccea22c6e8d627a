/*
 * What a gateway sends to its clients: REGISTER and PUBLISH, and again where no answer comes:
 * MQTT-SN 1.2, 6.5, 6.10 and 6.13.
 */
import {TopicIdType} from '../../wire/flags.js';
import type {Publish} from '../../wire/publish.js';
import {type Case, Deviation, family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {octets, subscribe} from '../messages.js';
import type {Peer} from '../peer.js';
import {isServed} from './ignored.js';

const levels: readonly Case<GatewayBench>[] = ([0, 1, 2] as const).map(qos => ({
	title: `a message of QoS ${qos} comes at QoS ${qos}`,
	clause: `6.10 QoS ${qos} to a client`,
	async script(on) {
		const {peer} = await on.connected();
		const topicId = await on.subscribed(peer, on.topic(), 2);
		on.publish(on.topic(), {qos});
		const {msgId} = await peer.expect({type: 'PUBLISH', qos, topicId, dup: false});
		if ((qos === 0) !== (msgId === 0)) throw new Deviation(`MsgId ${msgId} at QoS ${qos}`);
	},
}));

const refusals: readonly Case<GatewayBench>[] = [2, 3].map(returnCode => ({
	title: `a topic that the client refuses by REGACK ${returnCode} is not published to it`,
	clause: '6.5 REGACK rejected by the client',
	async script(on) {
		const {peer} = await on.connected();
		await on.subscribed(peer, on.topic('+'));
		on.publish(on.topic('a'));
		const {topicId, msgId} = await peer.expect({type: 'REGISTER'});
		peer.send({type: 'REGACK', topicId, msgId, returnCode});
		await peer.silence();
		await isServed(peer);
	},
}));

export const delivering = family<GatewayBench>('GW-DEL', 'Delivering', [
	...levels,
	...refusals,
	{
		title: 'a topic that the client knows no TopicId for is registered first',
		clause: '6.10 REGISTER before PUBLISH',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer, on.topic('+'));
			on.publish(on.topic('a'));
			const {topicId, msgId} = await peer.expect({type: 'REGISTER', topicName: on.topic('a')});
			await peer.silence();
			peer.send({type: 'REGACK', topicId, msgId, returnCode: 0});
			await peer.expect({type: 'PUBLISH', topicId, data: octets('hi')});
		},
	},
	{
		title: 'REGISTER of a gateway bears a TopicId that is not reserved',
		clause: '5.4.10 TopicId of a gateway',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer, on.topic('+'));
			on.publish(on.topic('a'));
			const {topicId, msgId} = await peer.expect({type: 'REGISTER'});
			if (topicId === 0 || topicId === 0xffff) throw new Deviation(`TopicId ${topicId}`);
			if (msgId === 0) throw new Deviation('MsgId 0 in REGISTER');
		},
	},
	{
		title: 'a topic is registered once',
		clause: '6.5 one REGISTER a topic',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer, on.topic('+'));
			on.publish(on.topic('a'));
			await acknowledged(peer, await delivered(peer));
			on.publish(on.topic('a'));
			await peer.expect({type: 'PUBLISH'});
		},
	},
	{
		title: 'the broker is acknowledged only after the client has',
		clause: '6.10 PUBACK of the client before that of the gateway',
		async script(on) {
			const {broker} = on;
			const {peer} = await on.connected();
			await on.subscribed(peer);
			const before = broker.acknowledgedCount;
			on.publish(on.topic());
			const message = await delivered(peer);
			if (broker.acknowledgedCount !== before) throw new Deviation('acknowledged too early');
			await acknowledged(peer, message);
			await on.settle();
			if (broker.acknowledgedCount === before) throw new Deviation('never acknowledged');
		},
	},
	{
		title: 'a PUBLISH without PUBACK is sent again with DUP and the same MsgId',
		clause: '6.13 PUBLISH to a client again',
		async script(on) {
			const tretryMs = on.fact('tretryMs');
			const {peer} = await on.connected();
			await on.subscribed(peer);
			on.publish(on.topic());
			const {msgId} = await delivered(peer);
			await peer.silence(tretryMs * 0.9);
			await peer.expect({type: 'PUBLISH', msgId, dup: true}, tretryMs * 0.2);
		},
	},
	{
		title: 'a client that never answers gets Nretry repetitions and is given up',
		clause: '6.13 Nretry to a client',
		async script(on) {
			const [tretryMs, nretry] = [on.fact('tretryMs'), on.fact('nretry')];
			const {peer} = await on.connected();
			await on.subscribed(peer);
			on.publish(on.topic());
			await delivered(peer);
			const again = await peer.all(tretryMs * (nretry + 3));
			const count = again.filter(({type}) => type === 'PUBLISH').length;
			if (count !== nretry) throw new Deviation(`${count} repetitions, not ${nretry}`);
			await peer.ask({type: 'PINGREQ'}, {type: 'DISCONNECT'});
		},
	},
	{
		title: 'a REGISTER without REGACK is sent again, the same',
		clause: '6.13 REGISTER to a client again',
		async script(on) {
			const tretryMs = on.fact('tretryMs');
			const {peer} = await on.connected();
			await on.subscribed(peer, on.topic('+'));
			on.publish(on.topic('a'));
			const first = await peer.expect({type: 'REGISTER'});
			await peer.expect(first, tretryMs * 1.1);
		},
	},
	{
		title: 'after PUBACK nothing is sent again',
		clause: '6.13 nothing again after PUBACK',
		async script(on) {
			const tretryMs = on.fact('tretryMs');
			const {peer} = await on.connected();
			await on.subscribed(peer);
			on.publish(on.topic());
			await acknowledged(peer, await delivered(peer));
			await peer.silence(tretryMs * 2);
		},
	},
	{
		title: 'a PUBACK with TopicId 0 counts',
		clause: '5.4.13 PUBACK of a client with TopicId 0',
		async script(on) {
			const tretryMs = on.fact('tretryMs');
			const {peer} = await on.connected();
			await on.subscribed(peer);
			on.publish(on.topic());
			const {msgId} = await delivered(peer);
			peer.send({type: 'PUBACK', topicId: 0, msgId, returnCode: 0});
			await peer.silence(tretryMs * 1.5);
		},
	},
	{
		title: 'a PUBACK with another MsgId does not count',
		clause: '5.3.7 PUBACK of a client with another MsgId',
		async script(on) {
			const tretryMs = on.fact('tretryMs');
			const {peer} = await on.connected();
			await on.subscribed(peer);
			on.publish(on.topic());
			const {topicId, msgId} = await delivered(peer);
			peer.send({type: 'PUBACK', topicId, msgId: msgId ^ 0x100, returnCode: 0});
			await peer.expect({type: 'PUBLISH', msgId, dup: true}, tretryMs * 1.1);
		},
	},
	{
		title: 'PUBACK invalid TopicId leads to REGISTER',
		clause: '6.10 PUBACK invalid TopicId of a client',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer);
			on.publish(on.topic());
			const {topicId, msgId} = await delivered(peer);
			peer.send({type: 'PUBACK', topicId, msgId, returnCode: 2});
			await peer.expect({type: 'REGISTER', topicName: on.topic()});
		},
	},
	{
		title: 'after PUBACK congestion of a client nothing is sent for TWAIT',
		clause: '6.10 PUBACK congestion of a client',
		async script(on) {
			const twaitMs = on.fact('twaitMs');
			const {peer} = await on.connected();
			await on.subscribed(peer);
			on.publish(on.topic());
			const {topicId, msgId} = await delivered(peer);
			peer.send({type: 'PUBACK', topicId, msgId, returnCode: 1});
			await peer.silence(twaitMs * 0.9);
			await peer.expect({type: 'PUBLISH', data: octets('hi')}, twaitMs * 0.2);
		},
	},
	{
		title: 'messages come in the order in which they were published',
		clause: '6.10 order',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer);
			for (const payload of ['1', '2', '3']) on.publish(on.topic(), {payload});
			for (const payload of ['1', '2', '3']) {
				await acknowledged(peer, await peer.expect({type: 'PUBLISH', data: octets(payload)}));
			}
		},
	},
	{
		title: 'a message of 300 octets comes with a three-octet Length',
		clause: '5.2.1 Length above 255 to a client',
		async script(on) {
			on.needsSize(309);
			const {peer} = await on.connected();
			await on.subscribed(peer);
			const payload = 'x'.repeat(300);
			on.publish(on.topic(), {payload, qos: 0});
			await peer.expect({type: 'PUBLISH', data: octets(payload)});
		},
	},
	{
		title: 'a message too long for the network is dropped, and the next one comes',
		clause: '6.6 message too long',
		async script(on) {
			const size = on.fact('messageSizeMax');
			const {peer} = await on.connected();
			await on.subscribed(peer);
			on.publish(on.topic(), {payload: 'x'.repeat(size - 8), qos: 0});
			on.publish(on.topic(), {payload: 'short', qos: 0});
			await peer.expect({type: 'PUBLISH', data: octets('short')});
		},
	},
	{
		title: 'a predefined topic comes with its predefined TopicId',
		clause: '6.7 predefined TopicId to a client',
		alone: true,
		async script(on) {
			const {topicId, topicName} = on.fact('predefined');
			const {peer} = await on.connected();
			const topic = {topicIdType: TopicIdType.Predefined, topicId};
			await peer.ask(subscribe('', {topic}), {type: 'SUBACK', returnCode: 0});
			on.publish(topicName, {qos: 0});
			await peer.expect({type: 'PUBLISH', topicIdType: TopicIdType.Predefined, topicId});
		},
	},
	{
		title: 'a short topic comes with its name',
		clause: '6.7 short topic name to a client',
		async script(on) {
			const {peer} = await on.connected();
			const topic = {topicIdType: TopicIdType.Short, topicId: 0x7a72};
			await peer.ask(subscribe('', {topic}), {type: 'SUBACK', returnCode: 0});
			on.publish('zr', {qos: 0});
			await peer.expect({type: 'PUBLISH', topicIdType: TopicIdType.Short, topicId: 0x7a72});
		},
	},
	{
		title: 'a name of two octets that was subscribed as a name comes',
		clause: '6.9 a name of two octets',
		readings: ['with the TopicId of SUBACK', 'as a short topic name'],
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.subscribed(peer, 'zp');
			on.publish('zp', {qos: 0});
			const message = await peer.expect({type: 'PUBLISH'});
			if (message.topicIdType === TopicIdType.Short) return 'as a short topic name';
			if (message.topicId === topicId) return 'with the TopicId of SUBACK';
			throw new Deviation(`TopicId ${message.topicId}, SUBACK said ${topicId}`);
		},
	},
	{
		title: 'at QoS 2 PUBREC is answered by PUBREL, and the message is done',
		clause: '6.10 QoS 2 to its end',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer, on.topic(), 2);
			on.publish(on.topic(), {qos: 2});
			const {msgId} = await peer.expect({type: 'PUBLISH', qos: 2});
			await peer.ask({type: 'PUBREC', msgId}, {type: 'PUBREL', msgId});
			peer.send({type: 'PUBCOMP', msgId});
			await peer.silence(30_000);
		},
	},
	{
		title: 'after PUBREC it is PUBREL that is sent again, never PUBLISH',
		clause: '6.13 PUBREL to a client again',
		async script(on) {
			const tretryMs = on.fact('tretryMs');
			const {peer} = await on.connected();
			await on.subscribed(peer, on.topic(), 2);
			on.publish(on.topic(), {qos: 2});
			const {msgId} = await peer.expect({type: 'PUBLISH', qos: 2});
			await peer.ask({type: 'PUBREC', msgId}, {type: 'PUBREL', msgId});
			await peer.expect({type: 'PUBREL', msgId}, tretryMs * 1.1);
		},
	},
	{
		title: 'a PUBREC that comes again is answered by PUBREL again',
		clause: '6.10 PUBREC again',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer, on.topic(), 2);
			on.publish(on.topic(), {qos: 2});
			const {msgId} = await peer.expect({type: 'PUBLISH', qos: 2});
			await peer.ask({type: 'PUBREC', msgId}, {type: 'PUBREL', msgId});
			await peer.ask({type: 'PUBREC', msgId}, {type: 'PUBREL', msgId});
		},
	},
	{
		title: 'an unsolicited REGACK is ignored',
		clause: '6.5 REGACK that nobody waits for',
		async script(on) {
			const {peer} = await on.connected();
			peer.send({type: 'REGACK', topicId: 5, msgId: 5, returnCode: 0});
			await isServed(peer);
		},
	},
	{
		title: 'an unsolicited PUBACK is ignored',
		clause: '6.10 PUBACK that nobody waits for',
		async script(on) {
			const {peer} = await on.connected();
			peer.send({type: 'PUBACK', topicId: 5, msgId: 5, returnCode: 0});
			await isServed(peer);
		},
	},
]);

async function delivered(peer: Peer): Promise<Publish> {
	const message = await peer.next();
	if (message?.type === 'REGISTER') {
		const {topicId, msgId} = message;
		peer.send({type: 'REGACK', topicId, msgId, returnCode: 0});
		return await peer.expect({type: 'PUBLISH'});
	}
	if (message?.type === 'PUBLISH') return message;
	throw new Deviation(`${message?.type ?? 'silence'} instead of PUBLISH`);
}

async function acknowledged(peer: Peer, {topicId, msgId}: Publish): Promise<void> {
	peer.send({type: 'PUBACK', topicId, msgId, returnCode: 0});
}
