/*
 * QoS 2 in both directions: MQTT-SN 1.2, 6.6, 6.10 and 6.13. Once, however often it comes. A
 * client may hand a message on at PUBLISH or at PUBREL, and say something of its own at either.
 */
import {Deviation, family} from '../case.js';
import type {ClientBench} from '../client-bench.js';
import {octets, publish} from '../messages.js';

const MSG_ID = 7;
const SECOND = {qos: 2} as const;

export const exactlyOnce = family<ClientBench>('CL-QOS2', 'QoS 2', [
	{
		title: 'PUBREC is answered by PUBREL with the same MsgId, and PUBCOMP ends it',
		clause: '6.6 QoS 2 of a client',
		async script(on) {
			const {gateway, message} = await on.publisher(SECOND);
			const {msgId} = message;
			await gateway.ask({type: 'PUBREC', msgId}, {type: 'PUBREL', msgId});
			gateway.send({type: 'PUBCOMP', msgId});
			await gateway.silence(on.facts.tretryMs * 1.5);
		},
	},
	{
		title: 'a PUBLISH without PUBREC is sent again with DUP',
		clause: '6.13 PUBLISH at QoS 2 again',
		async script(on) {
			const {gateway, message} = await on.publisher(SECOND);
			await gateway.expect({...message, dup: true}, on.facts.tretryMs * 1.1);
		},
	},
	{
		title: 'after PUBREC it is PUBREL that is sent again, never PUBLISH',
		clause: '6.13 PUBREL again',
		async script(on) {
			const {gateway, message} = await on.publisher(SECOND);
			const {msgId} = message;
			await gateway.ask({type: 'PUBREC', msgId}, {type: 'PUBREL', msgId});
			await gateway.silence(on.facts.tretryMs * 0.95);
			await gateway.expect({type: 'PUBREL', msgId}, on.facts.tretryMs * 0.1);
		},
	},
	{
		title: 'a PUBREC that comes again is answered by PUBREL again',
		clause: '6.6 PUBREC again',
		async script(on) {
			const {gateway, message} = await on.publisher(SECOND);
			const {msgId} = message;
			await gateway.ask({type: 'PUBREC', msgId}, {type: 'PUBREL', msgId});
			await gateway.ask({type: 'PUBREC', msgId}, {type: 'PUBREL', msgId});
		},
	},
	{
		title: 'a PUBREC with another MsgId does not count',
		clause: '5.4.14 MsgId of PUBREC',
		async script(on) {
			const {gateway, message} = await on.publisher(SECOND);
			gateway.send({type: 'PUBREC', msgId: message.msgId ^ 0x100});
			const heard = await gateway.all(on.facts.tretryMs * 0.5);
			const released = heard.some(one => one.type === 'PUBREL' && one.msgId === message.msgId);
			if (released) throw new Deviation('PUBREL before its PUBREC');
			await gateway.expect({...message, dup: true}, on.facts.tretryMs);
		},
	},
	{
		title: 'a PUBACK with a rejection ends a PUBLISH at QoS 2',
		clause: '6.6 PUBACK at QoS 2',
		async script(on) {
			const {gateway, message} = await on.publisher(SECOND);
			const {topicId, msgId} = message;
			gateway.send({type: 'PUBACK', topicId, msgId, returnCode: 3});
			await gateway.silence(on.facts.tretryMs * 1.5);
		},
	},
	{
		title: 'a message between PUBREC and PUBCOMP is released over the next connection',
		clause: '6.3 QoS 2 over a new connection',
		async script(on) {
			const {gateway, message} = await on.publisher({...SECOND, cleanSession: false});
			const {msgId} = message;
			await gateway.ask({type: 'PUBREC', msgId}, {type: 'PUBREL', msgId});
			gateway.send({type: 'DISCONNECT'});
			await gateway.expect({type: 'CONNECT'}, on.facts.reconnectMs);
			gateway.send({type: 'CONNACK', returnCode: 0});
			await gateway.expect({type: 'PUBREL', msgId});
		},
	},
	{
		title: 'a message at QoS 2 is answered by PUBREC, and PUBREL by PUBCOMP',
		clause: '6.10 QoS 2 to a client',
		async script(on) {
			const {gateway, topicId} = await on.subscriber(SECOND);
			const message = publish(topicId, {qos: 2, topicIdType: 1});
			gateway.send(message);
			await gateway.seek({type: 'PUBREC', msgId: MSG_ID});
			gateway.send({type: 'PUBREL', msgId: MSG_ID});
			await gateway.seek({type: 'PUBCOMP', msgId: MSG_ID});
			await on.delivered('hi');
		},
	},
	{
		title: 'a message that comes again before PUBREL is answered again and delivered once',
		clause: '6.10 duplicate at QoS 2',
		async script(on) {
			const {gateway, topicId} = await on.subscriber(SECOND);
			const message = publish(topicId, {qos: 2, topicIdType: 1});
			gateway.send(message);
			await gateway.seek({type: 'PUBREC', msgId: MSG_ID});
			gateway.send({...message, dup: true});
			await gateway.seek({type: 'PUBREC', msgId: MSG_ID});
			gateway.send({type: 'PUBREL', msgId: MSG_ID});
			await on.delivered('hi');
			await on.undelivered();
		},
	},
	{
		title: 'a duplicate without DUP is a duplicate',
		clause: '6.10 duplicate at QoS 2 without DUP',
		async script(on) {
			const {gateway, topicId} = await on.subscriber(SECOND);
			const message = publish(topicId, {qos: 2, topicIdType: 1});
			gateway.send(message);
			await gateway.seek({type: 'PUBREC'});
			gateway.send(message);
			await gateway.seek({type: 'PUBREC'});
			gateway.send({type: 'PUBREL', msgId: MSG_ID});
			await on.delivered('hi');
			await on.undelivered();
		},
	},
	{
		title: 'after PUBREL the MsgId stands for a new message',
		clause: '6.10 MsgId used again',
		async script(on) {
			const {gateway, topicId} = await on.subscriber(SECOND);
			for (const words of ['one', 'two']) {
				const message = publish(topicId, {qos: 2, topicIdType: 1, data: octets(words)});
				gateway.send(message);
				await gateway.all(0);
				gateway.send({type: 'PUBREL', msgId: MSG_ID});
				await on.delivered(words);
				await gateway.all(0);
			}
		},
	},
	{
		title: 'PUBREL of a message that nobody knows is answered by PUBCOMP',
		clause: '6.10 PUBREL of an unknown MsgId',
		async script(on) {
			const {gateway} = await on.subscriber(SECOND);
			await gateway.ask({type: 'PUBREL', msgId: 99}, {type: 'PUBCOMP', msgId: 99});
		},
	},
]);
