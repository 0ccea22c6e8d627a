/* PINGREQ, keep-alive, DISCONNECT and the end of the broker's link: MQTT-SN 1.2, 6.11 and 6.12. */
import {type Case, Deviation, family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {connect, publish} from '../messages.js';

const MS_PER_S = 1000;
/** How near to its end a time is looked at, as a part of it. */
const MARGIN = 0.02;

/** Keep-alive and how much of it is tolerated: 7.2. */
const keepAlives = [
	[1, 1.5],
	[10, 1.5],
	[60, 1.5],
	[61, 1.1],
	[600, 1.1],
] as const;

const tolerances: readonly Case<GatewayBench>[] = keepAlives.flatMap(([durationS, factor]) => [
	{
		title: `a client with a keep-alive of ${durationS} s is served just before its tolerance ends`,
		clause: `7.2 tolerance of ${durationS > 60 ? 'long' : 'short'} keep-alives`,
		async script(on) {
			on.needsMargin(durationS * factor * MS_PER_S * MARGIN);
			const {peer} = await on.connected({durationS});
			await on.elapse(durationS * factor * MS_PER_S * (1 - MARGIN));
			await peer.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
		},
	},
	{
		title: `a client with a keep-alive of ${durationS} s is lost when its tolerance is over`,
		clause: `6.14 lost after ${durationS > 60 ? 'long' : 'short'} keep-alives`,
		async script(on) {
			on.needsMargin(durationS * factor * MS_PER_S * MARGIN);
			const {peer} = await on.connected({durationS});
			await on.elapse(durationS * factor * MS_PER_S * (1 + MARGIN));
			await peer.ask({type: 'PINGREQ'}, {type: 'DISCONNECT'});
		},
	},
]);

export const lifetime = family<GatewayBench>('GW-LIF', 'Keep-alive and disconnecting', [
	...tolerances,
	{
		title: 'PINGREQ is answered by PINGRESP',
		clause: '6.11 PINGREQ',
		async script(on) {
			const {peer} = await on.connected();
			await peer.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
			await peer.silence();
		},
	},
	{
		title: 'PINGREQ with the ClientId of an active client is answered by PINGRESP',
		clause: '5.4.19 ClientId in PINGREQ',
		async script(on) {
			const {peer, clientId} = await on.connected();
			await peer.ask({type: 'PINGREQ', clientId}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'any message restarts the keep-alive',
		clause: '6.14 any message of an active client',
		async script(on) {
			const {peer} = await on.connected({durationS: 10});
			const topicId = await on.registered(peer);
			for (let count = 0; count < 3; count++) {
				await on.elapse(9000);
				await peer.ask(publish(topicId), {type: 'PUBACK', returnCode: 0});
			}
		},
	},
	{
		title: 'a keep-alive of 0 never ends',
		clause: '5.4.4 keep-alive of 0',
		async script(on) {
			const {peer} = await on.connected({durationS: 0});
			await on.elapse(100_000);
			await peer.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'DISCONNECT is answered by DISCONNECT without Duration',
		clause: '6.12 DISCONNECT',
		async script(on) {
			const {peer} = await on.connected();
			const {durationS} = await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			if (durationS !== undefined) throw new Deviation('DISCONNECT with Duration');
		},
	},
	{
		title: 'after DISCONNECT a client is not served',
		clause: '6.12 a message after DISCONNECT',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			await peer.ask(publish(topicId), {type: 'DISCONNECT'});
			await on.unpublished(on.topic());
		},
	},
	{
		title: 'after DISCONNECT nothing is delivered',
		clause: '6.14 disconnected',
		async script(on) {
			const {peer} = await on.connected();
			await on.subscribed(peer);
			await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			on.publish(on.topic());
			await peer.silence();
		},
	},
	{
		title: 'a DISCONNECT that comes again is answered again',
		clause: '6.13 DISCONNECT again',
		async script(on) {
			const {peer} = await on.connected();
			await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
		},
	},
	{
		title: 'after DISCONNECT a client may connect again',
		clause: '6.12 CONNECT after DISCONNECT',
		async script(on) {
			const {peer, clientId} = await on.connected();
			await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			await peer.ask(connect(clientId), {type: 'CONNACK', returnCode: 0});
			await peer.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'a client is told when the link to the broker is lost',
		clause: '6.12 unsolicited DISCONNECT',
		async script(on) {
			const {broker} = on;
			const {peer} = await on.connected();
			broker.cut();
			await peer.expect({type: 'DISCONNECT'});
		},
	},
	{
		title: 'every client is told when the link to the broker is lost',
		clause: '6.12 unsolicited DISCONNECT to all',
		async script(on) {
			const {broker} = on;
			const clients = [await on.connected(), await on.connected(), await on.connected()];
			broker.cut();
			for (const {peer} of clients) await peer.expect({type: 'DISCONNECT'});
		},
	},
	{
		title: 'a client that is lost is told nothing',
		clause: '6.14 a lost client',
		async script(on) {
			const {peer} = await on.connected({durationS: 10});
			const heard = await peer.all(60_000);
			const told = heard.filter(({type}) => type !== 'PINGREQ');
			if (told.length > 0) throw new Deviation(`${told[0]!.type} to a lost client`);
		},
	},
	{
		title: 'a client that is lost may connect again',
		clause: '6.14 CONNECT of a lost client',
		async script(on) {
			const {peer, clientId} = await on.connected({durationS: 10});
			await on.elapse(60_000);
			await peer.ask(connect(clientId), {type: 'CONNACK', returnCode: 0});
			await peer.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
		},
	},
]);
