/* CONNECT and CONNACK, clean session and who may have which name: MQTT-SN 1.2, 6.2 and 6.3. */
import {type Case, Deviation, family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {connect, framed, hex, publish, subscribe} from '../messages.js';
import {isNotAccepted, isServed} from './ignored.js';

const refusals: readonly Case<GatewayBench>[] = [1, 2, 4, 5].map(returnCode => ({
	title: `a broker that refuses with ${returnCode} makes CONNACK a rejection`,
	clause: `6.2 MQTT CONNACK ${returnCode}`,
	async script(on) {
		on.broker.refuse({kind: 'refused', returnCode});
		const peer = await on.peer();
		await peer.ask(connect(on.clientId()), {type: 'CONNACK', returnCode: 3});
	},
}));

const protocolIds: readonly Case<GatewayBench>[] = ['00', '02', 'ff'].map(protocolId => ({
	title: `ProtocolId 0x${protocolId} is not accepted`,
	clause: '5.3.8 ProtocolId',
	async script(on) {
		const peer = await on.peer();
		const octets = framed(`04 04 ${protocolId} 0000 ${hex(on.clientId())}`);
		await isNotAccepted(peer, octets, 'CONNACK');
		await on.connected();
	},
}));

const clientIds: readonly Case<GatewayBench>[] = [1, 23].map(size => ({
	title: `a ClientId may have ${size} characters`,
	clause: '5.3.1 size of ClientId',
	async script(on) {
		const peer = await on.peer();
		// One character cannot be told from others' on a shared gateway: it is what it is.
		const clientId = size === 1 ? '~' : on.clientId().padEnd(size, 'x');
		await peer.ask(connect(clientId), {type: 'CONNACK', returnCode: 0});
		await isServed(peer);
	},
}));

export const connecting = family<GatewayBench>('GW-CON', 'Connecting', [
	...refusals,
	...protocolIds,
	...clientIds,
	{
		title: 'a ClientId of no characters is not accepted',
		clause: '5.3.1 empty ClientId',
		async script(on) {
			await isNotAccepted(await on.peer(), '06 04 04 01 0000', 'CONNACK');
			await on.connected();
		},
	},
	{
		title: 'a ClientId of 24 characters is not accepted',
		clause: '5.3.1 ClientId too long',
		async script(on) {
			const octets = framed(`04 04 01 0000 ${hex('x'.repeat(24))}`);
			await isNotAccepted(await on.peer(), octets, 'CONNACK');
			await on.connected();
		},
	},
	{
		title: 'CONNECT without Will is answered by CONNACK at once',
		clause: '6.2 CONNECT without Will',
		async script(on) {
			const peer = await on.peer();
			await peer.ask(connect(on.clientId()), {type: 'CONNACK', returnCode: 0});
			await peer.silence();
		},
	},
	{
		title: 'a keep-alive of 65,535 s is taken',
		clause: '5.3.3 Duration at its limit',
		async script(on) {
			await on.connected({durationS: 0xffff});
		},
	},
	{
		title: 'a broker out of reach is congestion',
		clause: '6.2 congestion',
		async script(on) {
			on.broker.refuse({kind: 'unreachable'});
			const peer = await on.peer();
			await peer.ask(connect(on.clientId()), {type: 'CONNACK', returnCode: 1});
		},
	},
	{
		title: 'a broker that is not available is congestion',
		clause: '6.2 MQTT CONNACK 3',
		async script(on) {
			on.broker.refuse({kind: 'refused', returnCode: 3});
			const peer = await on.peer();
			await peer.ask(connect(on.clientId()), {type: 'CONNACK', returnCode: 1});
		},
	},
	{
		title: 'whoever was refused can connect when the broker is back',
		clause: '6.2 CONNECT after a rejection',
		async script(on) {
			on.broker.refuse({kind: 'unreachable'});
			const peer = await on.peer();
			const clientId = on.clientId();
			await peer.ask(connect(clientId), {type: 'CONNACK', returnCode: 1});
			on.broker.refuse(undefined);
			await peer.ask(connect(clientId), {type: 'CONNACK', returnCode: 0});
		},
	},
	{
		title: 'a client more than there is room for is told of congestion',
		clause: '6.2 no room',
		async script(on) {
			for (let count = 0; count < on.fact('clientsMax'); count++) await on.connected();
			const peer = await on.peer();
			await peer.ask(connect(on.clientId()), {type: 'CONNACK', returnCode: 1});
		},
	},
	{
		title: 'CONNECT of a connected client is answered by CONNACK',
		clause: '6.2 CONNECT while connected',
		async script(on) {
			const {peer, clientId} = await on.connected();
			await peer.ask(connect(clientId), {type: 'CONNACK', returnCode: 0});
			await isServed(peer);
		},
	},
	{
		title: 'CONNECT with another ClientId from the same address begins a new session',
		clause: '6.2 another ClientId at the same address',
		async script(on) {
			const {peer} = await on.connected();
			await peer.ask(connect(on.clientId()), {type: 'CONNACK', returnCode: 0});
			await isServed(peer);
		},
	},
	{
		title: 'a ClientId that comes from another address is served there',
		clause: '6.2 ClientId from another address',
		async script(on) {
			const {clientId} = await on.connected();
			const {peer} = await on.connected({clientId});
			await isServed(peer);
		},
	},
	{
		title: 'the address that a ClientId has left is told, or not',
		clause: '6.12 ClientId has moved',
		readings: ['DISCONNECT at once', 'DISCONNECT at its next message', 'silence'],
		async script(on) {
			const {peer, clientId} = await on.connected();
			await on.connected({clientId});
			const told = await peer.soon();
			if (told?.type === 'DISCONNECT') return 'DISCONNECT at once';
			peer.send({type: 'PINGREQ'});
			const answer = await peer.soon();
			if (answer === undefined) return 'silence';
			if (answer.type === 'DISCONNECT') return 'DISCONNECT at its next message';
			throw new Deviation(`${answer.type} for whoever has left`);
		},
	},
	{
		title: 'CleanSession ends the subscriptions of the session before',
		clause: '6.3 CleanSession set',
		async script(on) {
			const {peer, clientId} = await on.connected({cleanSession: false});
			await on.subscribed(peer);
			await peer.ask(connect(clientId), {type: 'CONNACK', returnCode: 0});
			on.publish(on.topic());
			await peer.silence();
		},
	},
	{
		title: 'without CleanSession subscriptions live on',
		clause: '6.3 CleanSession not set',
		async script(on) {
			const {peer, clientId} = await on.connected({cleanSession: false});
			await on.subscribed(peer);
			await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			await peer.ask(connect(clientId, {cleanSession: false}), {type: 'CONNACK', returnCode: 0});
			on.publish(on.topic());
			const {type} = (await peer.next()) ?? {};
			if (type !== 'REGISTER' && type !== 'PUBLISH') throw new Deviation('the message is lost');
		},
	},
	{
		title: 'without CleanSession what was published at QoS 1 meanwhile is delivered',
		clause: '6.3 messages kept for a client that is away',
		async script(on) {
			const {peer, clientId} = await on.connected({cleanSession: false});
			const topicId = await on.subscribed(peer);
			await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			on.publish(on.topic(), {payload: 'kept'});
			await on.settle();
			await peer.ask(connect(clientId, {cleanSession: false}), {type: 'CONNACK', returnCode: 0});
			let message = await peer.next();
			if (message?.type === 'REGISTER') {
				const {msgId} = message;
				peer.send({type: 'REGACK', topicId: message.topicId, msgId, returnCode: 0});
				message = await peer.next();
			}
			if (message?.type !== 'PUBLISH') throw new Deviation('the message is lost');
			if (message.topicId !== topicId) throw new Deviation('the name has two TopicIds');
		},
	},
	{
		title: 'after CleanSession a TopicId of the session before is unknown',
		clause: '6.3 TopicIds of the session before',
		readings: ['PUBACK invalid TopicId', 'published'],
		async script(on) {
			const {peer, clientId} = await on.connected();
			const topicId = await on.registered(peer);
			await peer.ask(connect(clientId), {type: 'CONNACK', returnCode: 0});
			const answer = await peer.ask(publish(topicId), {type: 'PUBACK'});
			return answer.returnCode === 2 ? 'PUBACK invalid TopicId' : 'published';
		},
	},
	{
		title: 'before CONNECT nothing is subscribed to',
		clause: '6.2 a message before CONNECT',
		async script(on) {
			const peer = await on.peer();
			peer.send(subscribe(on.topic()));
			const answer = await peer.soon();
			if (answer?.type === 'SUBACK' && answer.returnCode === 0) throw new Deviation('accepted');
			await on.connected();
		},
	},
]);
