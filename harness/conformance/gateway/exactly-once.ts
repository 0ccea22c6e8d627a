/* PUBLISH of a client at QoS 2: MQTT-SN 1.2, 6.6. Once at the broker, however often it comes. */
import {type Case, family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {publish} from '../messages.js';
import type {Peer} from '../peer.js';
import {isServed} from './ignored.js';

const MSG_ID = 7;

const msgIds: readonly Case<GatewayBench>[] = [1, 0xffff].map(msgId => ({
	title: `PUBREC and PUBCOMP bear the MsgId ${msgId}`,
	clause: '5.4.14 MsgId of PUBREC and PUBCOMP',
	async script(on) {
		const {peer} = await on.connected();
		const message = publish(await on.registered(peer), {qos: 2, msgId});
		await peer.ask(message, {type: 'PUBREC', msgId});
		await peer.ask({type: 'PUBREL', msgId}, {type: 'PUBCOMP', msgId});
	},
}));

export const exactlyOnce = family<GatewayBench>('GW-QOS2', 'Publishing at QoS 2', [
	...msgIds,
	{
		title: 'PUBLISH at QoS 2 is published once, at QoS 2',
		clause: '6.6 QoS 2',
		async script(on) {
			const {peer} = await on.connected();
			await complete(peer, await on.registered(peer));
			await on.published(on.topic(), {payload: 'hi', qos: 2});
			await on.unpublished(on.topic());
		},
	},
	{
		title: 'a PUBLISH that comes twice before PUBREL is published once',
		clause: '6.6 duplicate PUBLISH at QoS 2',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			await peer.ask(publish(topicId, {qos: 2}), {type: 'PUBREC', msgId: MSG_ID});
			const again = publish(topicId, {qos: 2, dup: true});
			await peer.ask(again, {type: 'PUBREC', msgId: MSG_ID});
			await peer.ask({type: 'PUBREL', msgId: MSG_ID}, {type: 'PUBCOMP', msgId: MSG_ID});
			await on.published(on.topic());
			await on.unpublished(on.topic());
		},
	},
	{
		title: 'a duplicate without DUP is a duplicate',
		clause: '6.6 duplicate PUBLISH at QoS 2 without DUP',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			await peer.ask(publish(topicId, {qos: 2}), {type: 'PUBREC'});
			await peer.ask(publish(topicId, {qos: 2}), {type: 'PUBREC'});
			await peer.ask({type: 'PUBREL', msgId: MSG_ID}, {type: 'PUBCOMP'});
			await on.published(on.topic());
			await on.unpublished(on.topic());
		},
	},
	{
		title: 'a PUBREL that comes again is answered by PUBCOMP again',
		clause: '6.13 PUBREL again',
		async script(on) {
			const {peer} = await on.connected();
			await complete(peer, await on.registered(peer));
			await peer.ask({type: 'PUBREL', msgId: MSG_ID}, {type: 'PUBCOMP', msgId: MSG_ID});
			await on.published(on.topic());
			await on.unpublished(on.topic());
		},
	},
	{
		title: 'PUBREL of a message that nobody knows is answered by PUBCOMP',
		clause: '6.6 PUBREL of an unknown MsgId',
		async script(on) {
			const {peer} = await on.connected();
			await peer.ask({type: 'PUBREL', msgId: 99}, {type: 'PUBCOMP', msgId: 99});
		},
	},
	{
		title: 'after PUBCOMP the MsgId stands for a new message',
		clause: '6.6 MsgId used again',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			await complete(peer, topicId);
			await complete(peer, topicId);
			await on.published(on.topic());
			await on.published(on.topic());
		},
	},
	{
		title: 'a MsgId at QoS 1 is none at QoS 2',
		clause: '5.3.7 MsgId and message type',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			await peer.ask(publish(topicId), {type: 'PUBACK', returnCode: 0});
			await complete(peer, topicId);
		},
	},
	{
		title: 'PUBREC waits for the broker or PUBCOMP does: no promise before',
		clause: '6.6 acknowledged after the server',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			on.broker.hold();
			peer.send(publish(topicId, {qos: 2}));
			const early = await peer.soon();
			if (early !== undefined) peer.send({type: 'PUBREL', msgId: MSG_ID});
			await peer.silence();
			on.broker.release();
			if (early === undefined) await peer.expect({type: 'PUBREC', msgId: MSG_ID});
			else await peer.expect({type: 'PUBCOMP', msgId: MSG_ID});
		},
	},
	{
		title: 'a PUBREC that nobody asked for ends nothing',
		clause: '6.6 PUBREC of an unknown MsgId',
		async script(on) {
			const {peer} = await on.connected();
			peer.send({type: 'PUBREC', msgId: 99});
			// PUBREL would be as good an answer as none: it lets the client come to its end.
			await peer.all();
			await isServed(peer);
		},
	},
	{
		title: 'a PUBCOMP that nobody asked for is ignored',
		clause: '6.6 PUBCOMP of an unknown MsgId',
		async script(on) {
			const {peer} = await on.connected();
			peer.send({type: 'PUBCOMP', msgId: 99});
			await isServed(peer);
		},
	},
]);

async function complete(peer: Peer, topicId: number): Promise<void> {
	await peer.ask(publish(topicId, {qos: 2}), {type: 'PUBREC', msgId: MSG_ID});
	await peer.ask({type: 'PUBREL', msgId: MSG_ID}, {type: 'PUBCOMP', msgId: MSG_ID});
}
