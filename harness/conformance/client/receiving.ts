/* SUBSCRIBE, and what comes of it: MQTT-SN 1.2, 6.5, 6.9 and 6.10. */
import {TopicIdType} from '../../wire/flags.js';
import {type Case, Deviation, family} from '../case.js';
import type {ClientBench} from '../client-bench.js';
import {framed, octets, publish, register, u16} from '../messages.js';
import {isAtRest, isIgnored} from './ignored.js';

const PREDEFINED = {topicIdType: TopicIdType.Predefined};

const levels: readonly Case<ClientBench>[] = ([0, 1, 2] as const).map(qos => ({
	title: `SUBSCRIBE asks for QoS ${qos}, without DUP and with a MsgId`,
	clause: `5.4.15 SUBSCRIBE at QoS ${qos}`,
	async script(on) {
		const {asked} = await on.subscriber({qos});
		if (asked.qos !== qos || asked.dup) throw new Deviation(`QoS ${asked.qos}, DUP ${asked.dup}`);
		if (asked.msgId === 0) throw new Deviation('MsgId 0');
	},
}));

const refusals: readonly Case<ClientBench>[] = [2, 3, 255].map(returnCode => ({
	title: `SUBACK ${returnCode} is a rejection, and costs nobody the connection`,
	clause: `6.9 SUBACK ${returnCode}`,
	async script(on) {
		const gateway = await on.connected();
		const {msgId} = await gateway.expect({type: 'SUBSCRIBE'});
		gateway.send({type: 'SUBACK', qos: 0, topicId: 0, msgId, returnCode});
		await isAtRest(gateway);
	},
}));

const unknown: readonly Case<ClientBench>[] = ([0, 1, 2] as const).map(qos => ({
	title: `an unknown TopicId is refused at QoS ${qos}`,
	clause: `6.10 unknown TopicId at QoS ${qos}`,
	async script(on) {
		const {gateway} = await on.subscriber();
		const message = publish(0x4444, {qos});
		const answer = {type: 'PUBACK', topicId: 0x4444, msgId: message.msgId, returnCode: 2} as const;
		await gateway.ask(message, answer);
		await on.undelivered();
	},
}));

const reserved: readonly Case<ClientBench>[] = [0, 0xffff].map(topicId => ({
	title: `REGISTER of the reserved TopicId ${topicId} is refused`,
	clause: '5.3.11 reserved TopicIds in REGISTER',
	async script(on) {
		const {gateway} = await on.subscriber();
		gateway.send({...register('a/b', 9), topicId});
		const answer = await gateway.expect({type: 'REGACK', msgId: 9});
		if (answer.returnCode === 0) throw new Deviation('accepted');
	},
}));

const odd: readonly Case<ClientBench>[] = [
	['the reserved TopicIdType', '0c 23 0002 0007 6869', '5.3.4 reserved TopicIdType'],
	['QoS 1 and MsgId 0', '0c 21 0002 0000 6869', '5.3.7 MsgId 0 at QoS 1'],
	['QoS -1', '0c 61 0002 0000 6869', '6.8 QoS -1 to a client'],
].map(([what, octetsOf, clause]) => ({
	title: `PUBLISH with ${what} is not delivered`,
	clause: clause!,
	async script(on: ClientBench) {
		const {gateway} = await on.subscriber();
		gateway.send(framed(octetsOf!));
		await on.undelivered();
		await gateway.all(0);
		await isAtRest(gateway);
	},
}));

export const receiving = family<ClientBench>('CL-RCV', 'Subscribing and receiving', [
	...levels,
	...refusals,
	...unknown,
	...reserved,
	...odd,
	{
		title: 'a SUBSCRIBE that is not answered is sent again',
		clause: '6.13 SUBSCRIBE again',
		async script(on) {
			const gateway = await on.connected();
			const {msgId, topic} = await gateway.expect({type: 'SUBSCRIBE'});
			await gateway.silence(on.facts.tretryMs * 0.95);
			await gateway.expect({type: 'SUBSCRIBE', msgId, topic}, on.facts.tretryMs * 0.1);
		},
	},
	{
		title: 'a SUBSCRIBE that is sent again has DUP set',
		clause: '5.4.15 DUP in SUBSCRIBE',
		async script(on) {
			const gateway = await on.connected();
			await gateway.expect({type: 'SUBSCRIBE', dup: false});
			await gateway.expect({type: 'SUBSCRIBE', dup: true}, on.facts.tretryMs * 1.1);
		},
	},
	{
		title: 'a SUBACK with another MsgId does not count',
		clause: '5.4.16 MsgId of SUBACK',
		async script(on) {
			const gateway = await on.connected();
			const {msgId} = await gateway.expect({type: 'SUBSCRIBE'});
			const answer = {type: 'SUBACK', qos: 1, topicId: 2, returnCode: 0} as const;
			gateway.send({...answer, msgId: msgId ^ 0x100});
			await gateway.expect({type: 'SUBSCRIBE', msgId}, on.facts.tretryMs * 1.1);
		},
	},
	{
		title: 'after SUBACK congestion the client is silent for TWAIT, then it asks again',
		clause: '6.9 SUBACK congestion',
		async script(on) {
			const gateway = await on.connected();
			const {msgId} = await gateway.expect({type: 'SUBSCRIBE'});
			gateway.send({type: 'SUBACK', qos: 0, topicId: 0, msgId, returnCode: 1});
			await gateway.silence(on.facts.twaitMs * 0.95);
			await gateway.expect({type: 'SUBSCRIBE'}, on.facts.twaitMs * 0.1);
		},
	},
	{
		title: 'a message of QoS 0 is delivered, and not acknowledged',
		clause: '6.10 QoS 0',
		async script(on) {
			const {gateway, topicId} = await on.subscriber();
			gateway.send(publish(topicId, {qos: 0, ...PREDEFINED}));
			await on.delivered('hi');
			const acknowledged = (await gateway.all(500)).some(({type}) => type === 'PUBACK');
			if (acknowledged) throw new Deviation('PUBACK at QoS 0');
		},
	},
	{
		title: 'a message of QoS 1 is acknowledged with its TopicId and MsgId',
		clause: '6.10 QoS 1',
		async script(on) {
			const {gateway, topicId} = await on.subscriber();
			const answer = {type: 'PUBACK', topicId, msgId: 7, returnCode: 0} as const;
			await gateway.ask(publish(topicId, PREDEFINED), answer);
			await on.delivered('hi');
		},
	},
	{
		title: 'a message with DUP is delivered like any other',
		clause: '5.3.4 DUP to a client',
		async script(on) {
			const {gateway, topicId} = await on.subscriber();
			await gateway.ask(publish(topicId, {dup: true, ...PREDEFINED}), {type: 'PUBACK'});
			await on.delivered('hi');
		},
	},
	{
		title: 'a retained message is delivered like any other',
		clause: '5.3.4 Retain to a client',
		async script(on) {
			const {gateway, topicId} = await on.subscriber();
			await gateway.ask(publish(topicId, {retain: true, ...PREDEFINED}), {type: 'PUBACK'});
			await on.delivered('hi');
		},
	},
	{
		title: 'bits that mean nothing in PUBLISH do no harm',
		clause: '5.4.12 Will and CleanSession in PUBLISH',
		async script(on) {
			const {gateway, topicId} = await on.subscriber();
			gateway.send(framed(`0c 2d ${u16(topicId)} 0007 6869`));
			await gateway.expect({type: 'PUBACK', msgId: 7, returnCode: 0});
			await on.delivered('hi');
		},
	},
	{
		title: 'an empty payload is delivered',
		clause: '5.3.2 empty Data',
		async script(on) {
			const {gateway, topicId} = await on.subscriber();
			gateway.send(publish(topicId, {data: octets(''), ...PREDEFINED}));
			await on.delivered('');
		},
	},
	{
		title: 'several messages back to back are all delivered, in order',
		clause: '6.10 a burst',
		async script(on) {
			const {gateway, topicId} = await on.subscriber();
			for (const [at, words] of ['1', '2', '3', '4'].entries()) {
				const data = octets(words);
				gateway.send(publish(topicId, {qos: 0, data, msgId: 0, ...PREDEFINED}));
				await on.delivered(String(at + 1));
			}
		},
	},
	{
		title: 'the TopicId of SUBACK is the one that messages bear',
		clause: '6.9 TopicId of SUBACK',
		async script(on) {
			const {gateway, topicId} = await on.subscriber({topic: 'normal'});
			gateway.send(publish(topicId));
			await on.delivered('hi');
		},
	},
	{
		title: 'after SUBACK with TopicId 0 a REGISTER of the name tells the TopicId',
		clause: '6.9 SUBACK with TopicId 0',
		async script(on) {
			const gateway = await on.connected({topic: 'normal'});
			const first = await gateway.expect({type: 'REGISTER'});
			gateway.send({type: 'REGACK', topicId: 5, msgId: first.msgId, returnCode: 0});
			const {msgId, topic} = await gateway.expect({type: 'SUBSCRIBE'});
			if (topic.topicIdType !== TopicIdType.Normal) throw new Deviation('no topic name');
			gateway.send({type: 'SUBACK', qos: 1, topicId: 0, msgId, returnCode: 0});
			const named = {...register(topic.topicName, 9), topicId: 12};
			await gateway.ask(named, {type: 'REGACK', topicId: 12, msgId: 9, returnCode: 0});
			gateway.send(publish(12));
			await on.delivered('hi');
		},
	},
	{
		title: 'a short topic is known by its name whatever SUBACK says',
		clause: '6.9 SUBACK of a short topic name',
		async script(on) {
			const gateway = await on.connected({topic: 'short'});
			const {msgId, topic} = await gateway.expect({type: 'SUBSCRIBE'});
			if (topic.topicIdType !== TopicIdType.Short) throw new Deviation('no short topic name');
			gateway.send({type: 'SUBACK', qos: 1, topicId: 0, msgId, returnCode: 0});
			gateway.send(publish(topic.topicId, {topicIdType: TopicIdType.Short}));
			await on.delivered('hi');
		},
	},
	{
		title: 'a TopicId of one space is unknown in the others',
		clause: '5.3.11 spaces of TopicIds',
		async script(on) {
			const {gateway, topicId} = await on.subscriber();
			await gateway.ask(publish(topicId), {type: 'PUBACK', returnCode: 2});
			const short = {topicIdType: TopicIdType.Short};
			await gateway.ask(publish(topicId, short), {type: 'PUBACK', returnCode: 2});
		},
	},
	{
		title: 'REGISTER of the gateway is answered with its TopicId and MsgId',
		clause: '6.5 REGISTER of a gateway',
		async script(on) {
			const {gateway} = await on.subscriber();
			const answer = {type: 'REGACK', topicId: 12, msgId: 0xffff, returnCode: 0} as const;
			await gateway.ask({...register('a/b', 0xffff), topicId: 12}, answer);
		},
	},
	{
		title: 'a REGISTER that comes again is answered again',
		clause: '6.5 REGISTER of a gateway again',
		async script(on) {
			const {gateway} = await on.subscriber();
			const message = {...register('a/b', 9), topicId: 12};
			await gateway.ask(message, {type: 'REGACK', returnCode: 0});
			await gateway.ask(message, {type: 'REGACK', returnCode: 0});
		},
	},
	{
		title: 'a topic more than there is room for is congestion',
		clause: '6.5 REGACK congestion of a client',
		async script(on) {
			const {gateway} = await on.subscriber();
			for (let topicId = 11; topicId < 11 + on.facts.topicsMax; topicId++) {
				const message = {...register(`t/${topicId}`, topicId), topicId};
				await gateway.ask(message, {type: 'REGACK', returnCode: 0});
			}
			await gateway.ask({...register('more', 9), topicId: 99}, {type: 'REGACK', returnCode: 1});
		},
	},
	{
		title: 'REGISTER without a name is dropped or refused',
		clause: '5.4.10 empty TopicName to a client',
		async script(on) {
			const {gateway} = await on.subscriber();
			gateway.send('06 0a 000c 0009');
			const answer = await gateway.next(600);
			if (answer === undefined) return;
			if (answer.type === 'REGACK' && answer.returnCode !== 0) return;
			throw new Deviation(`${answer.type} instead of a refusal or silence`);
		},
	},
	{
		title: 'a MsgId of the gateway may be the one of a request that waits',
		clause: '5.3.7 two spaces of MsgIds',
		async script(on) {
			const gateway = await on.connected();
			const {msgId} = await gateway.expect({type: 'SUBSCRIBE'});
			const named = {...register('a/b', msgId), topicId: 12};
			await gateway.ask(named, {type: 'REGACK', msgId, returnCode: 0});
			gateway.send({type: 'SUBACK', qos: 1, topicId: 2, msgId, returnCode: 0});
			await isAtRest(gateway);
		},
	},
	{
		title: 'what comes from anybody but the gateway is not delivered',
		clause: '6.10 PUBLISH of another gateway',
		async script(on) {
			const {topicId} = await on.subscriber();
			on.gateway().send(publish(topicId, {qos: 0, ...PREDEFINED}));
			await on.undelivered();
		},
	},
	{
		title: 'before CONNACK nothing is delivered',
		clause: '6.10 PUBLISH before CONNACK',
		async script(on) {
			const {gateway} = await on.greeted();
			gateway.send(publish(2, {qos: 0, ...PREDEFINED}));
			await on.undelivered();
		},
	},
	{
		title: 'a subscription is renewed over a connection with CleanSession',
		clause: '6.3 SUBSCRIBE after CleanSession',
		async script(on) {
			const {gateway} = await on.subscriber({cleanSession: true});
			gateway.send({type: 'DISCONNECT'});
			await gateway.expect({type: 'CONNECT'}, on.facts.reconnectMs);
			gateway.send({type: 'CONNACK', returnCode: 0});
			await gateway.expect({type: 'SUBSCRIBE'});
		},
	},
	{
		title: 'a SUBACK that nobody waits for is ignored',
		clause: '6.9 SUBACK unasked',
		script: async on => isIgnored((await on.subscriber()).gateway, '08 13 00 0009 0063 00'),
	},
	{
		title: 'an UNSUBACK that nobody waits for is ignored',
		clause: '6.9 UNSUBACK unasked',
		script: async on => isIgnored((await on.subscriber()).gateway, '04 15 0063'),
	},
	{
		title: 'a REGACK that nobody waits for is ignored',
		clause: '6.5 REGACK unasked',
		script: async on => isIgnored((await on.subscriber()).gateway, '07 0b 0009 0063 00'),
	},
	{
		title: 'a PUBACK that nobody waits for is ignored',
		clause: '6.6 PUBACK unasked',
		script: async on => isIgnored((await on.subscriber()).gateway, '07 0d 0009 0063 00'),
	},
]);
