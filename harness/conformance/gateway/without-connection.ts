/* PUBLISH at QoS -1, and what a gateway says to peers that it does not know: 6.8 and 6.12. */
import {TopicIdType} from '../../wire/flags.js';
import {type Case, Deviation, family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {framed, octets, publish, register, subscribe, unsubscribe} from '../messages.js';

const WITHOUT = {qos: -1, msgId: 0} as const;

const strangers: readonly Case<GatewayBench>[] = [
	['REGISTER', register('a')],
	['PUBLISH at QoS 1', publish(1)],
	['PUBLISH at QoS 0', publish(1, {qos: 0})],
	['SUBSCRIBE', subscribe('a')],
	['UNSUBSCRIBE', unsubscribe('a')],
	['PINGREQ', {type: 'PINGREQ'} as const],
	['PUBREL', {type: 'PUBREL', msgId: 1} as const],
	['WILLTOPICUPD', {type: 'WILLTOPICUPD'} as const],
].map(([name, message]) => ({
	title: `${name} of a peer that is not connected is answered by DISCONNECT`,
	clause: `6.12 ${name} without a connection`,
	async script(on: GatewayBench) {
		const peer = await on.peer();
		await peer.ask(message as ReturnType<typeof publish>, {type: 'DISCONNECT'});
		await peer.silence();
	},
}));

export const withoutConnection = family<GatewayBench>('GW-NOC', 'Without a connection', [
	...strangers,
	{
		title: 'PUBLISH at QoS -1 to a predefined TopicId is published',
		clause: '6.8 QoS -1 with a predefined TopicId',
		alone: true,
		async script(on) {
			const {topicId, topicName} = on.fact('predefined');
			const peer = await on.peer();
			peer.send(publish(topicId, {...WITHOUT, topicIdType: TopicIdType.Predefined}));
			await on.published(topicName, {payload: 'hi', qos: 0});
			await peer.silence();
		},
	},
	{
		title: 'PUBLISH at QoS -1 to a short topic name is published',
		clause: '6.8 QoS -1 with a short topic name',
		async script(on) {
			const peer = await on.peer();
			const data = octets('minus one');
			peer.send(publish(0x7a77, {...WITHOUT, topicIdType: TopicIdType.Short, data}));
			await on.published('zw', {payload: 'minus one', qos: 0});
			await peer.silence();
		},
	},
	{
		title: 'a connected client may publish at QoS -1 as well',
		clause: '6.8 QoS -1 of a connected client',
		async script(on) {
			const {peer} = await on.connected();
			peer.send(publish(0x7a76, {...WITHOUT, topicIdType: TopicIdType.Short}));
			await on.published('zv', {payload: 'hi', qos: 0});
			await peer.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'PUBLISH at QoS -1 with an unknown predefined TopicId',
		clause: '6.8 QoS -1 with an unknown TopicId',
		readings: ['PUBACK invalid TopicId', 'silence'],
		async script(on) {
			const peer = await on.peer();
			peer.send(publish(0x7777, {...WITHOUT, topicIdType: TopicIdType.Predefined}));
			const answer = await peer.soon();
			await on.connected();
			if (answer === undefined) return 'silence';
			if (answer.type === 'PUBACK' && answer.returnCode === 2) return 'PUBACK invalid TopicId';
			throw new Deviation(`${answer.type} instead of PUBACK or silence`);
		},
	},
	{
		title: 'PUBLISH at QoS -1 with a normal TopicId is not allowed',
		clause: '6.8 QoS -1 with a normal TopicId',
		readings: ['silence', 'refused', 'taken for a long topic name'],
		async script(on) {
			const peer = await on.peer();
			peer.send(framed('0c 60 0003 0000 7a7a7a 6869'));
			const answer = await peer.soon();
			await on.connected();
			if (answer !== undefined) return 'refused';
			try {
				await on.unpublished('zzz');
				return 'silence';
			} catch (error) {
				if (error instanceof Deviation) return 'taken for a long topic name';
				throw error;
			}
		},
	},
	{
		title: 'malformed octets of a stranger are not answered',
		clause: '5.2.1 malformed octets without a connection',
		async script(on) {
			const peer = await on.peer();
			peer.send('05 0c 20 00');
			await peer.silence();
			await on.connected();
		},
	},
]);
