/* Keep-alive, and how a connection ends: MQTT-SN 1.2, 6.11 to 6.13. */
import {Deviation, family} from '../case.js';
import {type ClientBench, GW_ID} from '../client-bench.js';
import {isAtRest} from './ignored.js';

const MS_PER_S = 1000;

export const lifetime = family<ClientBench>('CL-LIF', 'Keep-alive and disconnecting', [
	{
		title: 'PINGREQ comes within each keep-alive',
		clause: '6.11 PINGREQ of a client',
		async script(on) {
			const {gateway} = await on.subscriber();
			for (let count = 0; count < 3; count++) {
				await gateway.expect({type: 'PINGREQ'}, on.facts.keepAliveS * MS_PER_S);
				gateway.send({type: 'PINGRESP'});
			}
		},
	},
	{
		title: 'an active client bears no ClientId in PINGREQ',
		clause: '5.4.19 ClientId of an active client',
		readings: ['none', 'its own'],
		async script(on) {
			const {gateway} = await on.subscriber();
			const {clientId} = await gateway.expect({type: 'PINGREQ'}, on.facts.keepAliveS * MS_PER_S);
			return clientId === undefined ? 'none' : 'its own';
		},
	},
	{
		title: 'a PINGREQ that is not answered is sent again after Tretry',
		clause: '6.13 PINGREQ again',
		async script(on) {
			const {gateway} = await on.subscriber();
			await gateway.expect({type: 'PINGREQ'}, on.facts.keepAliveS * MS_PER_S);
			await gateway.silence(on.facts.tretryMs * 0.95);
			await gateway.expect({type: 'PINGREQ'}, on.facts.tretryMs * 0.1);
		},
	},
	{
		title: 'a gateway that does not answer PINGREQ Nretry times is given up',
		clause: '6.11 Nretry of PINGREQ',
		async script(on) {
			const {gateway} = await on.subscriber();
			const {tretryMs, nretry, keepAliveS} = on.facts;
			await gateway.expect({type: 'PINGREQ'}, keepAliveS * MS_PER_S);
			const heard = await gateway.all(tretryMs * (nretry + 1) + 100);
			const count = heard.filter(({type}) => type === 'PINGREQ').length;
			if (count !== nretry) throw new Deviation(`${count} repetitions, not ${nretry}`);
		},
	},
	{
		title: 'a client that lost its gateway tries another that it knows',
		clause: '6.11 another gateway',
		async script(on) {
			const {gateway} = await on.subscriber();
			const other = on.gateway();
			other.send({type: 'ADVERTISE', gwId: GW_ID + 1, durationS: 900});
			await gateway.expect({type: 'PINGREQ'}, on.facts.keepAliveS * MS_PER_S);
			const {tretryMs, nretry} = on.facts;
			await other.expect({type: 'CONNECT'}, tretryMs * (nretry + 2));
		},
	},
	{
		title: 'messages at QoS 0 do not keep a dead gateway alive for ever',
		clause: '6.11 PINGREQ although messages go out',
		async script(on) {
			const {gateway} = await on.publisher({qos: 0, often: true});
			const heard = await gateway.all(on.facts.keepAliveS * MS_PER_S * 1.5);
			if (!heard.some(({type}) => type === 'PINGREQ')) throw new Deviation('no PINGREQ');
		},
	},
	{
		title: 'PINGREQ of the gateway is answered',
		clause: '6.11 PINGREQ of a gateway',
		async script(on) {
			await isAtRest((await on.subscriber()).gateway);
		},
	},
	{
		title: 'PINGREQ of another gateway is ignored',
		clause: '6.11 PINGREQ of another gateway',
		async script(on) {
			await on.subscriber();
			const other = on.gateway();
			other.send({type: 'PINGREQ'});
			await other.silence();
		},
	},
	{
		title: 'a PINGRESP that nobody waits for is ignored',
		clause: '6.11 PINGRESP unasked',
		async script(on) {
			const {gateway} = await on.subscriber();
			gateway.send({type: 'PINGRESP'});
			await isAtRest(gateway);
		},
	},
	{
		title: 'DISCONNECT of the gateway leads to CONNECT',
		clause: '6.12 DISCONNECT of a gateway',
		async script(on) {
			const {gateway} = await on.subscriber();
			gateway.send({type: 'DISCONNECT'});
			await gateway.expect({type: 'CONNECT'}, on.facts.reconnectMs);
		},
	},
	{
		title: 'a DISCONNECT with Duration of the gateway, while nobody sleeps',
		clause: '5.4.21 Duration from a gateway',
		readings: ['ends the connection', 'is ignored'],
		async script(on) {
			const {gateway} = await on.subscriber();
			gateway.send({type: 'DISCONNECT', durationS: 300});
			const message = await gateway.next(on.facts.reconnectMs);
			if (message?.type === 'CONNECT') return 'ends the connection';
			if (message !== undefined) throw new Deviation(`${message.type} instead of CONNECT`);
			await isAtRest(gateway);
			return 'is ignored';
		},
	},
	{
		title: 'DISCONNECT of another gateway is ignored',
		clause: '6.12 DISCONNECT of another gateway',
		async script(on) {
			const {gateway} = await on.subscriber();
			on.gateway().send({type: 'DISCONNECT'});
			await isAtRest(gateway);
		},
	},
	{
		title: 'DISCONNECT while CONNECT waits is of the connection before',
		clause: '6.12 DISCONNECT before CONNACK',
		async script(on) {
			const {gateway} = await on.greeted();
			gateway.send({type: 'DISCONNECT'}, {type: 'CONNACK', returnCode: 0});
			await on.subscribed(gateway);
		},
	},
	{
		title: 'a malformed PINGRESP is no sign of life',
		clause: '5.4.20 malformed PINGRESP',
		async script(on) {
			const {gateway} = await on.subscriber();
			await gateway.expect({type: 'PINGREQ'}, on.facts.keepAliveS * MS_PER_S);
			gateway.send('03 17 00');
			await gateway.expect({type: 'PINGREQ'}, on.facts.tretryMs * 1.1);
		},
	},
	{
		title: 'a client that missed its ADVERTISE does not drop the gateway that answers',
		clause: '6.1 NADV and an answering gateway',
		async script(on) {
			const {gateway} = await on.subscriber();
			gateway.send({type: 'ADVERTISE', gwId: GW_ID, durationS: 10});
			for (let count = 0; count < 3; count++) {
				await gateway.expect({type: 'PINGREQ'}, on.facts.keepAliveS * MS_PER_S);
				gateway.send({type: 'PINGRESP'});
			}
			await isAtRest(gateway);
		},
	},
]);
