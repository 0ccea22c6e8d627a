/* REGISTER and PUBLISH of a client, and their answers: MQTT-SN 1.2, 6.5 to 6.8 and 6.13. */
import {TopicIdType} from '../../wire/flags.js';
import type {Puback} from '../../wire/publish.js';
import {type Case, Deviation, family, Unsupported} from '../case.js';
import type {ClientBench} from '../client-bench.js';

const spaces: readonly Case<ClientBench>[] = (
	[
		['predefined', TopicIdType.Predefined],
		['short', TopicIdType.Short],
	] as const
).map(([topic, topicIdType]) => ({
	title: `a ${topic} topic is published to without REGISTER`,
	clause: `6.7 ${topic} topic`,
	async script(on) {
		const {message} = await on.publisher({topic});
		if (message.topicIdType === topicIdType) return;
		throw new Deviation(`TopicIdType ${message.topicIdType}, not ${topicIdType}`);
	},
}));

const levels: readonly Case<ClientBench>[] = ([0, 1, 2] as const).map(qos => ({
	title: `a message of QoS ${qos} is first sent without DUP, with the MsgId that belongs to it`,
	clause: `5.4.12 PUBLISH at QoS ${qos}`,
	async script(on) {
		const {message} = await on.publisher({qos});
		if (message.qos !== qos) throw new Deviation(`QoS ${message.qos}, not ${qos}`);
		if (message.dup) throw new Deviation('DUP in the first PUBLISH');
		if ((message.msgId === 0) !== (qos === 0)) throw new Deviation(`MsgId ${message.msgId}`);
	},
}));

export const publishing = family<ClientBench>('CL-PUB', 'Publishing', [
	...spaces,
	...levels,
	{
		title: 'a normal topic is registered first, with TopicId 0 and a MsgId',
		clause: '6.5 REGISTER of a client',
		async script(on) {
			const gateway = await on.connected({does: 'publish', topic: 'normal'});
			const {msgId, topicName} = await gateway.expect({type: 'REGISTER', topicId: 0});
			if (msgId === 0 || topicName === '') throw new Deviation('REGISTER without MsgId or name');
			await gateway.silence();
		},
	},
	{
		title: 'PUBLISH bears the TopicId of REGACK',
		clause: '6.5 TopicId of REGACK',
		async script(on) {
			const gateway = await on.connected({does: 'publish', topic: 'normal'});
			const {msgId} = await gateway.expect({type: 'REGISTER'});
			gateway.send({type: 'REGACK', topicId: 0xfffe, msgId, returnCode: 0});
			await gateway.expect({type: 'PUBLISH', topicId: 0xfffe, topicIdType: TopicIdType.Normal});
		},
	},
	{
		title: 'a REGACK with another MsgId does not count',
		clause: '5.4.11 MsgId of REGACK',
		async script(on) {
			const gateway = await on.connected({does: 'publish', topic: 'normal'});
			const {msgId} = await gateway.expect({type: 'REGISTER'});
			gateway.send({type: 'REGACK', topicId: 5, msgId: msgId ^ 0x100, returnCode: 0});
			await gateway.silence();
		},
	},
	{
		title: 'a REGISTER that is not answered is sent again, the same',
		clause: '6.13 REGISTER again',
		async script(on) {
			const gateway = await on.connected({does: 'publish', topic: 'normal'});
			const first = await gateway.expect({type: 'REGISTER'});
			await gateway.silence(on.facts.tretryMs * 0.95);
			await gateway.expect(first, on.facts.tretryMs * 0.1);
		},
	},
	{
		title: 'after REGACK congestion nothing is registered or published for TWAIT',
		clause: '6.5 REGACK congestion',
		async script(on) {
			const gateway = await on.connected({does: 'publish', topic: 'normal'});
			const {msgId} = await gateway.expect({type: 'REGISTER'});
			gateway.send({type: 'REGACK', topicId: 0, msgId, returnCode: 1});
			await gateway.silence(on.facts.twaitMs * 0.95);
			await gateway.expect({type: 'REGISTER'}, on.facts.twaitMs * 0.1);
		},
	},
	{
		title: 'after PUBACK nothing is sent again',
		clause: '6.6 PUBACK',
		async script(on) {
			const {gateway, message} = await on.publisher();
			gateway.send(accepted(message));
			await gateway.silence(on.facts.tretryMs * 1.5);
		},
	},
	{
		title: 'a PUBACK whose TopicId is 0 counts',
		clause: '5.4.13 PUBACK with TopicId 0',
		async script(on) {
			const {gateway, message} = await on.publisher();
			gateway.send({...accepted(message), topicId: 0});
			await gateway.silence(on.facts.tretryMs * 1.5);
		},
	},
	{
		title: 'a PUBACK with another MsgId does not count',
		clause: '5.4.13 MsgId of PUBACK',
		async script(on) {
			const {gateway, message} = await on.publisher();
			gateway.send({...accepted(message), msgId: message.msgId ^ 0x100});
			await gateway.expect({type: 'PUBLISH', msgId: message.msgId}, on.facts.tretryMs * 1.1);
		},
	},
	{
		title: 'a PUBACK of another gateway does not count',
		clause: '6.6 PUBACK of another gateway',
		async script(on) {
			const {gateway, message} = await on.publisher();
			on.gateway().send(accepted(message));
			await gateway.expect({type: 'PUBLISH', msgId: message.msgId}, on.facts.tretryMs * 1.1);
		},
	},
	{
		title: 'a PUBLISH that is not answered is sent again with DUP, and otherwise the same',
		clause: '6.13 PUBLISH again',
		async script(on) {
			const {gateway, message} = await on.publisher();
			await gateway.silence(on.facts.tretryMs * 0.95);
			await gateway.expect({...message, dup: true}, on.facts.tretryMs * 0.1);
		},
	},
	{
		title: 'PUBLISH is sent again Nretry times, and then the gateway is given up',
		clause: '6.13 Nretry of PUBLISH',
		async script(on) {
			const {gateway} = await on.publisher();
			const {tretryMs, nretry} = on.facts;
			const again = await gateway.all(tretryMs * (nretry + 3));
			const count = again.filter(({type}) => type === 'PUBLISH').length;
			if (count !== nretry) throw new Deviation(`${count} repetitions, not ${nretry}`);
		},
	},
	{
		title: 'a PUBLISH at QoS 0 is never sent again',
		clause: '6.6 QoS 0',
		async script(on) {
			const {gateway} = await on.publisher({qos: 0});
			await gateway.silence(on.facts.tretryMs * 1.5);
		},
	},
	{
		title: 'one PUBLISH of QoS 1 is outstanding at a time',
		clause: '6.6 one PUBLISH outstanding',
		async script(on) {
			const {gateway, message} = await on.publisher({often: true});
			const {periodMs, tretryMs} = on.facts;
			if (periodMs * 2.5 > tretryMs) throw new Unsupported('it publishes too rarely to tell');
			await gateway.silence(periodMs * 2.5);
			gateway.send(accepted(message));
			const next = await gateway.expect({type: 'PUBLISH', dup: false});
			if (next.msgId === message.msgId) throw new Deviation('two messages with one MsgId');
		},
	},
	{
		title: 'after PUBACK congestion nothing is published for TWAIT',
		clause: '6.6 PUBACK congestion',
		async script(on) {
			const {gateway, message} = await on.publisher();
			gateway.send({...accepted(message), returnCode: 1});
			await gateway.silence(on.facts.twaitMs * 0.95);
			await gateway.expect({type: 'PUBLISH', data: message.data}, on.facts.twaitMs * 0.1);
		},
	},
	{
		title: 'PUBACK invalid TopicId leads to REGISTER, and the message comes again',
		clause: '6.6 PUBACK invalid TopicId',
		async script(on) {
			const {gateway, message} = await on.publisher({topic: 'normal'});
			gateway.send({...accepted(message), returnCode: 2});
			const {msgId} = await gateway.expect({type: 'REGISTER'});
			gateway.send({type: 'REGACK', topicId: 8, msgId, returnCode: 0});
			await gateway.expect({type: 'PUBLISH', topicId: 8, data: message.data});
		},
	},
	{
		title: 'PUBACK invalid TopicId at QoS 0 is heard as well',
		clause: '6.6 PUBACK invalid TopicId at QoS 0',
		async script(on) {
			const {gateway, message} = await on.publisher({topic: 'normal', qos: 0, often: true});
			const {topicId} = message;
			gateway.send({type: 'PUBACK', topicId, msgId: 0, returnCode: 2});
			await gateway.expect({type: 'REGISTER'}, on.facts.periodMs * 2);
		},
	},
	{
		title: 'PUBACK not supported ends the message, and not the connection',
		clause: '6.6 PUBACK not supported',
		async script(on) {
			const {gateway, message} = await on.publisher();
			gateway.send({...accepted(message), returnCode: 3});
			await gateway.silence(on.facts.tretryMs * 1.5);
			await gateway.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'a PUBACK that comes again changes nothing',
		clause: '6.6 PUBACK again',
		async script(on) {
			const {gateway, message} = await on.publisher();
			gateway.send(accepted(message), accepted(message));
			await gateway.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
			await gateway.silence();
		},
	},
	{
		title: 'a message that waited while the gateway was gone is published to the next connection',
		clause: '6.12 the message after DISCONNECT',
		async script(on) {
			const {gateway, message} = await on.publisher();
			gateway.send({type: 'DISCONNECT'});
			await gateway.expect({type: 'CONNECT'}, on.facts.reconnectMs);
			gateway.send({type: 'CONNACK', returnCode: 0});
			await gateway.expect({type: 'PUBLISH', data: message.data});
		},
	},
	{
		title: 'at QoS -1 a client publishes without a connection, MsgId 0, and waits for nothing',
		clause: '6.8 QoS -1',
		async script(on) {
			const gateway = await on.found({does: 'publish', qos: -1});
			await gateway.expect({type: 'PUBLISH', qos: -1, msgId: 0});
			await gateway.silence(on.facts.tretryMs * 1.5);
		},
	},
	{
		title: 'at QoS -1 a short topic name is used as it is',
		clause: '6.8 QoS -1 with a short topic name',
		async script(on) {
			const gateway = await on.found({does: 'publish', qos: -1, topic: 'short'});
			await gateway.expect({type: 'PUBLISH', qos: -1, topicIdType: TopicIdType.Short});
		},
	},
]);

function accepted({topicId, msgId}: {topicId: number; msgId: number}): Puback {
	return {type: 'PUBACK', topicId, msgId, returnCode: 0};
}
