/* ADVERTISE, SEARCHGW and GWINFO: MQTT-SN 1.2, 6.1. */
import {type Case, Deviation, family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {connect} from '../messages.js';

const MS_PER_S = 1000;

const radii: readonly Case<GatewayBench>[] = [0, 1, 255].map(radius => ({
	title: `SEARCHGW of radius ${radius} is answered at once`,
	clause: '5.3.9 Radius',
	async script(on) {
		const gwId = on.fact('gwId');
		on.fact('discovery');
		const peer = await on.peer();
		await peer.ask({type: 'SEARCHGW', radius}, {type: 'GWINFO', gwId});
	},
}));

export const discovery = family<GatewayBench>('GW-DIS', 'Discovery', [
	...radii,
	{
		title: 'GWINFO of a gateway bears no GwAdd',
		clause: '5.4.3 GwAdd only from clients',
		async script(on) {
			on.fact('discovery');
			const peer = await on.peer();
			const {gwAdd} = await peer.ask({type: 'SEARCHGW', radius: 0}, {type: 'GWINFO'});
			if (gwAdd !== undefined) throw new Deviation('GWINFO of a gateway with GwAdd');
		},
	},
	{
		title: 'GWINFO is heard by others than the one who asked',
		clause: '6.1 GWINFO is broadcast',
		async script(on) {
			on.fact('discovery');
			// Where ADVERTISE is not heard, nothing is that goes to everybody.
			on.fact('tadvS');
			const [asking, other] = [await on.peer(), await on.peer()];
			asking.send({type: 'SEARCHGW', radius: 0});
			await other.expect({type: 'GWINFO'});
		},
	},
	{
		title: 'every SEARCHGW is answered',
		clause: '6.1 SEARCHGW again',
		async script(on) {
			on.fact('discovery');
			const peer = await on.peer();
			await peer.ask({type: 'SEARCHGW', radius: 0}, {type: 'GWINFO'});
			await peer.ask({type: 'SEARCHGW', radius: 0}, {type: 'GWINFO'});
		},
	},
	{
		title: 'a client that is connected may still search',
		clause: '6.1 SEARCHGW of a connected client',
		async script(on) {
			on.fact('discovery');
			const {peer} = await on.connected();
			await peer.ask({type: 'SEARCHGW', radius: 0}, {type: 'GWINFO'});
			await peer.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'ADVERTISE bears the GwId and the time to the next one',
		clause: '5.4.1 ADVERTISE',
		async script(on) {
			const [gwId, durationS] = [on.fact('gwId'), on.fact('tadvS')];
			const peer = await on.peer();
			await peer.expect({type: 'ADVERTISE', gwId, durationS}, durationS * MS_PER_S + 1000);
		},
	},
	{
		title: 'the next ADVERTISE comes after TADV, not sooner',
		clause: '6.1 TADV',
		async script(on) {
			const durationS = on.fact('tadvS');
			const peer = await on.peer();
			await peer.expect({type: 'ADVERTISE'}, durationS * MS_PER_S + 1000);
			const early = await peer.next(durationS * MS_PER_S * 0.95, 'ADVERTISE');
			if (early !== undefined) throw new Deviation(`${early.type} before its time`);
			await peer.expect({type: 'ADVERTISE'}, durationS * MS_PER_S * 0.1);
		},
	},
	{
		title: 'a gateway that has lost its broker does not advertise',
		clause: '6.1 ADVERTISE only while connected to the server',
		async script(on) {
			const durationS = on.fact('tadvS');
			const {broker} = on;
			const {peer} = await on.connected();
			await peer.expect({type: 'ADVERTISE'}, durationS * MS_PER_S + 1000);
			broker.refuse({kind: 'unreachable'});
			broker.cut();
			await peer.expect({type: 'DISCONNECT'});
			const heard = await peer.next(2.5 * durationS * MS_PER_S, 'ADVERTISE');
			if (heard !== undefined) throw new Deviation(`${heard.type} without a broker`);
		},
	},
	{
		title: 'a gateway that has its broker back advertises again',
		clause: '6.1 ADVERTISE when the server is back',
		async script(on) {
			const durationS = on.fact('tadvS');
			const {broker} = on;
			const {peer, clientId} = await on.connected();
			await peer.expect({type: 'ADVERTISE'}, durationS * MS_PER_S + 1000);
			broker.cut();
			await peer.expect({type: 'DISCONNECT'});
			await peer.ask(connect(clientId), {type: 'CONNACK', returnCode: 0});
			await peer.expect({type: 'ADVERTISE'}, durationS * MS_PER_S + 1000);
		},
	},
]);
