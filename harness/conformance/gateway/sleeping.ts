/* Clients that sleep: MQTT-SN 1.2, 6.14. */
import {Deviation, family} from '../case.js';
import type {Connected, GatewayBench} from '../gateway-bench.js';
import {connect, octets} from '../messages.js';
import type {Peer} from '../peer.js';

const SLEEP_S = 20;
const MS_PER_S = 1000;

export const sleeping = family<GatewayBench>('GW-SLP', 'Sleeping', [
	{
		title: 'DISCONNECT with Duration is answered by DISCONNECT',
		clause: '6.14 falling asleep',
		async script(on) {
			const {peer} = await on.connected();
			await peer.ask({type: 'DISCONNECT', durationS: SLEEP_S}, {type: 'DISCONNECT'});
			await peer.silence();
		},
	},
	{
		title: 'the answer to DISCONNECT with Duration bears none',
		clause: '5.4.21 no Duration from a gateway',
		async script(on) {
			const {peer} = await on.connected();
			const asked = {type: 'DISCONNECT', durationS: SLEEP_S} as const;
			const {durationS} = await peer.ask(asked, {type: 'DISCONNECT'});
			if (durationS !== undefined) throw new Deviation('DISCONNECT with Duration');
		},
	},
	{
		title: 'nothing is sent to a client that sleeps',
		clause: '6.14 asleep',
		async script(on) {
			const {peer} = await asleep(on);
			on.publish(on.topic());
			await peer.silence(SLEEP_S * 500);
		},
	},
	{
		title: 'PINGREQ with nothing to deliver is answered by PINGRESP at once',
		clause: '6.14 awake, nothing buffered',
		async script(on) {
			const {peer, clientId} = await asleep(on);
			await peer.ask({type: 'PINGREQ', clientId}, {type: 'PINGRESP'});
			await peer.silence();
		},
	},
	{
		title: 'what was published meanwhile comes after PINGREQ, and PINGRESP at the end',
		clause: '6.14 awake, messages buffered',
		async script(on) {
			const {peer, clientId} = await asleep(on);
			for (const payload of ['1', '2', '3']) on.publish(on.topic(), {payload});
			await on.settle();
			peer.send({type: 'PINGREQ', clientId});
			for (const payload of ['1', '2', '3']) await take(peer, payload);
			await peer.expect({type: 'PINGRESP'});
		},
	},
	{
		title: 'a message of QoS 0 is kept for a client that sleeps',
		clause: '6.14 QoS 0 for a sleeping client',
		async script(on) {
			const {peer, clientId} = await asleep(on);
			on.publish(on.topic(), {payload: 'zero', qos: 0});
			await on.settle();
			peer.send({type: 'PINGREQ', clientId});
			await peer.expect({type: 'PUBLISH', data: octets('zero')});
			await peer.expect({type: 'PINGRESP'});
		},
	},
	{
		title: 'after PINGRESP the client sleeps again',
		clause: '6.14 asleep again after PINGRESP',
		async script(on) {
			const {peer, clientId} = await asleep(on);
			await peer.ask({type: 'PINGREQ', clientId}, {type: 'PINGRESP'});
			on.publish(on.topic());
			await peer.silence(SLEEP_S * 500);
			peer.send({type: 'PINGREQ', clientId});
			await take(peer, 'hi');
			await peer.expect({type: 'PINGRESP'});
		},
	},
	{
		title: 'PINGREQ restarts the time that a client may sleep',
		clause: '6.14 sleep timer restarted',
		async script(on) {
			const {peer, clientId} = await asleep(on);
			for (let count = 0; count < 3; count++) {
				await on.elapse(SLEEP_S * MS_PER_S * 0.9);
				await peer.ask({type: 'PINGREQ', clientId}, {type: 'PINGRESP'});
			}
		},
	},
	{
		title: 'a client that sleeps half as long again is still known',
		clause: '7.2 tolerance of short sleeps',
		async script(on) {
			on.needsMargin(SLEEP_S * MS_PER_S * 0.03);
			const {peer, clientId} = await asleep(on);
			await on.elapse(SLEEP_S * MS_PER_S * 1.47);
			await peer.ask({type: 'PINGREQ', clientId}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'a client that sleeps longer is lost',
		clause: '6.14 lost while asleep',
		async script(on) {
			const {peer, clientId} = await asleep(on);
			await on.elapse(SLEEP_S * MS_PER_S * 1.6);
			await peer.ask({type: 'PINGREQ', clientId}, {type: 'DISCONNECT'});
		},
	},
	{
		title: 'of a long sleep a tenth more is tolerated, not more',
		clause: '7.2 tolerance of long sleeps',
		async script(on) {
			on.needsMargin(1000);
			const {peer, clientId} = await asleep(on, 100);
			await on.elapse(109_000);
			await peer.ask({type: 'PINGREQ', clientId}, {type: 'PINGRESP'});
			await on.elapse(112_000);
			await peer.ask({type: 'PINGREQ', clientId}, {type: 'DISCONNECT'});
		},
	},
	{
		title: 'the keep-alive does not count while a client sleeps',
		clause: '6.14 no keep-alive while asleep',
		async script(on) {
			const {peer, clientId} = await asleep(on, 100, 5);
			await on.elapse(90_000);
			await peer.ask({type: 'PINGREQ', clientId}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'DISCONNECT with Duration of a client that sleeps sets a new time',
		clause: '6.14 a new sleep duration',
		async script(on) {
			const {peer, clientId} = await asleep(on);
			await peer.ask({type: 'DISCONNECT', durationS: 100}, {type: 'DISCONNECT'});
			await on.elapse(90_000);
			await peer.ask({type: 'PINGREQ', clientId}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'DISCONNECT of a client that sleeps disconnects it',
		clause: '6.14 DISCONNECT while asleep',
		async script(on) {
			const {peer, clientId} = await asleep(on);
			await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			await peer.ask({type: 'PINGREQ', clientId}, {type: 'DISCONNECT'});
		},
	},
	{
		title: 'CONNECT of a client that sleeps makes it active, and brings what waited',
		clause: '6.14 CONNECT while asleep',
		async script(on) {
			const {peer, clientId} = await asleep(on);
			on.publish(on.topic());
			await on.settle();
			const again = connect(clientId, {cleanSession: false});
			await peer.ask(again, {type: 'CONNACK', returnCode: 0});
			await take(peer, 'hi');
		},
	},
	{
		title: 'PINGREQ with the ClientId of nobody is answered by DISCONNECT',
		clause: '6.14 PINGREQ with an unknown ClientId',
		async script(on) {
			const peer = await on.peer();
			await peer.ask({type: 'PINGREQ', clientId: on.clientId()}, {type: 'DISCONNECT'});
		},
	},
	{
		title: 'a client that sleeps is known by its ClientId where its address has changed',
		clause: '5.4.19 PINGREQ from another address',
		async script(on) {
			const {clientId} = await asleep(on);
			on.publish(on.topic());
			await on.settle();
			const elsewhere = await on.peer();
			elsewhere.send({type: 'PINGREQ', clientId});
			await take(elsewhere, 'hi');
			await elsewhere.expect({type: 'PINGRESP'});
		},
	},
	{
		title: 'an unanswered message of a client that was awake comes again the next time',
		clause: '6.14 unacknowledged while awake',
		async script(on) {
			const {peer, clientId} = await asleep(on, 300);
			on.publish(on.topic(), {payload: 'kept'});
			await on.settle();
			peer.send({type: 'PINGREQ', clientId});
			await peer.expect({type: 'PUBLISH', data: octets('kept')});
			await on.elapse(100_000);
			await peer.all(0);
			peer.send({type: 'PINGREQ', clientId});
			await take(peer, 'kept');
		},
	},
]);

async function asleep(on: GatewayBench, durationS = SLEEP_S, keepAliveS = 0): Promise<Connected> {
	const client = await on.connected({cleanSession: false, durationS: keepAliveS});
	await on.subscribed(client.peer);
	await client.peer.ask({type: 'DISCONNECT', durationS}, {type: 'DISCONNECT'});
	return client;
}

/** The next message is a PUBLISH of `payload`, after a REGISTER if need be; it is acknowledged. */
async function take(peer: Peer, payload: string): Promise<void> {
	let message = await peer.next();
	if (message?.type === 'REGISTER') {
		const {topicId, msgId} = message;
		peer.send({type: 'REGACK', topicId, msgId, returnCode: 0});
		message = await peer.next();
	}
	if (message?.type !== 'PUBLISH') throw new Deviation(`no PUBLISH of "${payload}"`);
	const {topicId, msgId, qos, data} = message;
	const seen = Buffer.from(data).toString();
	if (seen !== payload) throw new Deviation(`PUBLISH of "${seen}", not "${payload}"`);
	if (qos === 1) peer.send({type: 'PUBACK', topicId, msgId, returnCode: 0});
}
