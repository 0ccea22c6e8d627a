/* REGISTER of a client: MQTT-SN 1.2, 6.5. */
import {type Case, Deviation, family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {framed, hex, publish, register} from '../messages.js';
import {isNotAccepted, isServed} from './ignored.js';

const msgIds: readonly Case<GatewayBench>[] = [1, 0x0100, 0xffff].map(msgId => ({
	title: `REGACK bears the MsgId ${msgId} of REGISTER`,
	clause: '5.4.11 MsgId of REGACK',
	async script(on) {
		const {peer} = await on.connected();
		await peer.ask(register(on.topic(), msgId), {type: 'REGACK', msgId, returnCode: 0});
	},
}));

const wildcards: readonly Case<GatewayBench>[] = ['#', '+', '+/a', 'a/#'].map(name => ({
	title: `REGISTER of "${name}", which names no topic`,
	clause: '6.5 REGISTER of a wildcard',
	readings: ['refused', 'accepted'],
	async script(on) {
		const {peer} = await on.connected();
		const {returnCode} = await peer.ask(register(name), {type: 'REGACK', msgId: 1});
		return returnCode === 0 ? 'accepted' : 'refused';
	},
}));

export const registering = family<GatewayBench>('GW-REG', 'Registering', [
	...msgIds,
	...wildcards,
	{
		title: 'the TopicId of REGACK is neither 0x0000 nor 0xffff',
		clause: '5.3.11 reserved TopicIds',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			if (topicId === 0 || topicId === 0xffff) throw new Deviation(`TopicId ${topicId}`);
		},
	},
	{
		title: 'two names have two TopicIds',
		clause: '6.5 a TopicId a name',
		async script(on) {
			const {peer} = await on.connected();
			const first = await on.registered(peer, on.topic('a'));
			const second = await on.registered(peer, on.topic('b'));
			if (first === second) throw new Deviation(`both have TopicId ${first}`);
		},
	},
	{
		title: 'a name that is registered again',
		clause: '6.5 REGISTER again',
		readings: ['has the same TopicId', 'has another TopicId'],
		async script(on) {
			const {peer} = await on.connected();
			const first = await on.registered(peer);
			const second = await on.registered(peer);
			return first === second ? 'has the same TopicId' : 'has another TopicId';
		},
	},
	{
		title: 'the TopicId of one client means nothing to another',
		clause: '7.3 a table for each client',
		async script(on) {
			const [one, other] = [await on.connected(), await on.connected()];
			const ids: number[] = [];
			for (const name of ['a', 'b']) ids.push(await on.registered(one.peer, on.topic(name)));
			await on.registered(other.peer, on.topic('c'));
			await other.peer.ask(publish(ids[1]!), {type: 'PUBACK', returnCode: 2});
		},
	},
	{
		title: 'REGISTER without TopicName is not accepted',
		clause: '5.4.10 empty TopicName',
		async script(on) {
			const {peer} = await on.connected();
			await isNotAccepted(peer, framed('0a 0000 0001'), 'REGACK');
			await isServed(peer);
		},
	},
	{
		title: 'a TopicName that is not UTF-8 is not accepted',
		clause: '5.3.12 TopicName in UTF-8',
		async script(on) {
			const {peer} = await on.connected();
			await isNotAccepted(peer, framed('0a 0000 0001 61ff62'), 'REGACK');
			await isServed(peer);
		},
	},
	{
		title: 'a TopicName with U+0000 is not accepted',
		clause: '5.3.12 U+0000 in TopicName',
		async script(on) {
			const {peer} = await on.connected();
			await isNotAccepted(peer, framed('0a 0000 0001 610062'), 'REGACK');
			await isServed(peer);
		},
	},
	{
		title: 'a TopicId in the REGISTER of a client is not looked at',
		clause: '5.4.10 TopicId of a client is 0',
		async script(on) {
			const {peer} = await on.connected();
			const octets = framed(`0a abcd 0001 ${hex(on.topic())}`);
			await peer.ask(octets, {type: 'REGACK', msgId: 1, returnCode: 0});
		},
	},
	{
		title: 'a TopicName of 200 octets is taken',
		clause: '5.3.12 long TopicName',
		async script(on) {
			const {peer} = await on.connected();
			const topicName = on.topic('x'.repeat(200)).slice(0, 200);
			const topicId = await on.registered(peer, topicName);
			await peer.ask(publish(topicId), {type: 'PUBACK', returnCode: 0});
			await on.published(topicName);
		},
	},
	{
		title: 'the last topic there is room for is taken, and one more is congestion',
		clause: '6.5 REGACK congestion',
		async script(on) {
			const {peer} = await on.connected();
			const most = on.fact('topicsMax');
			for (let count = 0; count < most; count++) await on.registered(peer, on.topic(`${count}`));
			await peer.ask(register(on.topic('more')), {type: 'REGACK', returnCode: 1});
		},
	},
]);
