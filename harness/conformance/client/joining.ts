/* How a client finds its gateway and connects: MQTT-SN 1.2, 6.1 to 6.3. */
import {type Case, Deviation, family} from '../case.js';
import {type ClientBench, GW_ID} from '../client-bench.js';

const rejections: readonly Case<ClientBench>[] = [2, 3, 4, 255].map(returnCode => ({
	title: `a CONNACK of ${returnCode} is a rejection, and the client does not go on as connected`,
	clause: `6.2 CONNACK ${returnCode}`,
	async script(on) {
		const {gateway} = await on.greeted();
		gateway.send({type: 'CONNACK', returnCode});
		const message = await gateway.next(1000);
		if (message !== undefined) throw new Deviation(`${message.type} after a rejection`);
	},
}));

export const joining = family<ClientBench>('CL-JOI', 'Discovery and connecting', [
	...rejections,
	{
		title: 'SEARCHGW goes to everybody within TSEARCHGW',
		clause: '6.1 SEARCHGW after a random delay',
		async script(on) {
			const gateway = await on.start();
			const other = on.gateway();
			await gateway.expect({type: 'SEARCHGW'}, on.facts.tsearchgwMs);
			await other.expect({type: 'SEARCHGW'}, 0);
		},
	},
	{
		title: 'a SEARCHGW that is not answered is sent again, and ever more rarely',
		clause: '6.1 SEARCHGW with exponential back-off',
		async script(on) {
			const gateway = await on.start();
			const {tsearchgwMs} = on.facts;
			await gateway.expect({type: 'SEARCHGW'}, tsearchgwMs);
			const counts: number[] = [];
			for (const ms of [8, 16, 32]) {
				counts.push((await gateway.all(tsearchgwMs * ms, 'SEARCHGW')).length);
			}
			const rarer = counts.every((count, at) => at === 0 || count <= counts[at - 1]! + 1);
			if (counts[0] === 0 || !rarer) throw new Deviation(`SEARCHGW ${counts.join(', ')} times`);
		},
	},
	{
		title: 'GWINFO is answered by CONNECT to that gateway',
		clause: '6.1 GWINFO',
		async script(on) {
			const gateway = await on.start();
			const other = on.gateway();
			gateway.send({type: 'GWINFO', gwId: GW_ID});
			await gateway.expect({type: 'CONNECT'});
			await other.silence();
		},
	},
	{
		title: 'ADVERTISE is as good as GWINFO',
		clause: '6.1 ADVERTISE',
		async script(on) {
			const gateway = await on.start();
			gateway.send({type: 'ADVERTISE', gwId: GW_ID, durationS: 900});
			await gateway.expect({type: 'CONNECT'});
		},
	},
	{
		title: 'GWINFO of a client leads to the gateway that it names',
		clause: '6.1 GWINFO of a client',
		async script(on) {
			const gateway = await on.start();
			const neighbour = on.gateway();
			const gwAdd = Buffer.from(on.facts.gwAdd, 'hex');
			neighbour.send({type: 'GWINFO', gwId: GW_ID, gwAdd});
			await gateway.expect({type: 'CONNECT'});
			await neighbour.silence();
		},
	},
	{
		title: 'a client that knows a gateway answers SEARCHGW of another, within TGWINFO',
		clause: '6.1 a client answers SEARCHGW',
		async script(on) {
			await on.subscriber();
			const neighbour = on.gateway();
			neighbour.send({type: 'SEARCHGW', radius: 1});
			await neighbour.expect({type: 'GWINFO', gwId: GW_ID}, on.facts.tgwinfoMs);
		},
	},
	{
		title: 'CONNECT bears ProtocolId 1, the keep-alive and 1 to 23 characters of ClientId',
		clause: '5.4.4 CONNECT',
		async script(on) {
			const {connect} = await on.greeted();
			const {protocolId, durationS, clientId} = connect;
			if (protocolId !== 1) throw new Deviation(`ProtocolId ${protocolId}`);
			if (durationS !== on.facts.keepAliveS) throw new Deviation(`keep-alive ${durationS} s`);
			const size = clientId.length;
			if (size < 1 || size > 23) throw new Deviation(`ClientId of ${size} characters`);
		},
	},
	{
		title: 'CONNECT without will does not say that there is one',
		clause: '5.3.4 Will in CONNECT',
		async script(on) {
			const {connect} = await on.greeted();
			if (connect.will) throw new Deviation('Will in CONNECT');
		},
	},
	{
		title: 'a client keeps its ClientId',
		clause: '5.3.1 one ClientId a client',
		async script(on) {
			const {gateway, connect} = await on.greeted();
			gateway.send({type: 'CONNACK', returnCode: 0});
			await on.subscribed(gateway);
			gateway.send({type: 'DISCONNECT'});
			await gateway.expect({type: 'CONNECT', clientId: connect.clientId}, on.facts.reconnectMs);
		},
	},
	{
		title: 'nothing but CONNECT is sent before CONNACK',
		clause: '6.2 nothing before CONNACK',
		async script(on) {
			const {gateway} = await on.greeted();
			await gateway.silence(on.facts.tretryMs * 0.9);
		},
	},
	{
		title: 'a CONNECT that is not answered is sent again after Tretry',
		clause: '6.13 CONNECT again',
		async script(on) {
			const {gateway, connect} = await on.greeted();
			await gateway.silence(on.facts.tretryMs * 0.95);
			await gateway.expect(connect, on.facts.tretryMs * 0.1);
		},
	},
	{
		title: 'CONNECT is sent again Nretry times, and then no more to this gateway',
		clause: '6.13 Nretry of CONNECT',
		async script(on) {
			const {gateway} = await on.greeted();
			const {tretryMs, nretry} = on.facts;
			const again = await gateway.all(tretryMs * (nretry + 3));
			const count = again.filter(({type}) => type === 'CONNECT').length;
			if (count !== nretry) throw new Deviation(`${count} repetitions, not ${nretry}`);
		},
	},
	{
		title: 'another gateway that is known is tried before the search begins again',
		clause: '6.13 another gateway first',
		async script(on) {
			const {gateway} = await on.greeted();
			const other = on.gateway();
			other.send({type: 'GWINFO', gwId: GW_ID + 1});
			const {tretryMs, nretry} = on.facts;
			await gateway.all(tretryMs * (nretry + 1) + 1000);
			await other.expect({type: 'CONNECT'});
		},
	},
	{
		title: 'a gateway that says congestion is left alone for TWAIT',
		clause: '6.2 CONNACK congestion',
		async script(on) {
			const {gateway} = await on.greeted();
			gateway.send({type: 'CONNACK', returnCode: 1});
			await gateway.silence(on.facts.twaitMs * 0.95);
		},
	},
	{
		title: 'a CONNACK of another gateway does not count',
		clause: '6.2 CONNACK of another gateway',
		async script(on) {
			const {gateway} = await on.greeted();
			on.gateway().send({type: 'CONNACK', returnCode: 0});
			await gateway.silence();
		},
	},
	{
		title: 'a second CONNACK does not end the connection',
		clause: '6.2 CONNACK again',
		readings: ['changes nothing', 'has the topics asked for again'],
		async script(on) {
			const {gateway} = await on.subscriber();
			gateway.send({type: 'CONNACK', returnCode: 0}, {type: 'CONNACK', returnCode: 3});
			gateway.send({type: 'PINGREQ'});
			let reading = 'changes nothing';
			for (;;) {
				const message = await gateway.next(on.facts.tretryMs);
				if (message === undefined) return reading;
				if (message.type === 'SUBSCRIBE' || message.type === 'REGISTER') {
					reading = 'has the topics asked for again';
				} else if (message.type !== 'PINGRESP') {
					throw new Deviation(`${message.type} after a second CONNACK`);
				}
			}
		},
	},
	{
		title: 'a client that keeps its session does not set CleanSession',
		clause: '6.3 CleanSession not set',
		async script(on) {
			const {connect} = await on.greeted({cleanSession: false});
			if (connect.cleanSession) throw new Deviation('CleanSession in CONNECT');
		},
	},
	{
		title: 'a client that keeps no session sets CleanSession',
		clause: '6.3 CleanSession set',
		async script(on) {
			const {connect} = await on.greeted({cleanSession: true});
			if (!connect.cleanSession) throw new Deviation('no CleanSession in CONNECT');
		},
	},
]);
