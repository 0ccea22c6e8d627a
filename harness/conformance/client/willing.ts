/* The will of a client: MQTT-SN 1.2, 6.2 and 6.3. */
import {type Case, Deviation, family} from '../case.js';
import type {ClientBench} from '../client-bench.js';

const WILL = {will: {qos: 1, retain: true}} as const;
const PLAIN_WILL = {will: {qos: 0, retain: false}} as const;

const levels: readonly Case<ClientBench>[] = ([0, 1, 2] as const).map(qos => ({
	title: `WILLTOPIC bears QoS ${qos}`,
	clause: `5.4.7 will of QoS ${qos}`,
	async script(on) {
		const {gateway} = await on.greeted({will: {qos, retain: false}});
		const {target} = await gateway.ask({type: 'WILLTOPICREQ'}, {type: 'WILLTOPIC'});
		if (target?.qos !== qos) throw new Deviation(`QoS ${target?.qos}, not ${qos}`);
		if (target.retain) throw new Deviation('Retain');
	},
}));

export const willing = family<ClientBench>('CL-WIL', 'Wills', [
	...levels,
	{
		title: 'CONNECT of a client with a will says so',
		clause: '5.3.4 Will in CONNECT set',
		async script(on) {
			const {connect} = await on.greeted(WILL);
			if (!connect.will) throw new Deviation('no Will in CONNECT');
		},
	},
	{
		title: 'WILLTOPICREQ is answered by WILLTOPIC, and WILLMSGREQ by WILLMSG',
		clause: '6.2 WILLTOPICREQ and WILLMSGREQ',
		async script(on) {
			const {gateway} = await on.greeted(WILL);
			const {target} = await gateway.ask({type: 'WILLTOPICREQ'}, {type: 'WILLTOPIC'});
			if (target === undefined || !target.retain) throw new Deviation('no topic, or no Retain');
			await gateway.ask({type: 'WILLMSGREQ'}, {type: 'WILLMSG'});
			gateway.send({type: 'CONNACK', returnCode: 0});
			await on.subscribed(gateway);
		},
	},
	{
		title: 'a WILLTOPICREQ that comes again is answered again',
		clause: '6.2 WILLTOPICREQ again',
		async script(on) {
			const {gateway} = await on.greeted(PLAIN_WILL);
			await gateway.ask({type: 'WILLTOPICREQ'}, {type: 'WILLTOPIC'});
			await gateway.ask({type: 'WILLTOPICREQ'}, {type: 'WILLTOPIC'});
		},
	},
	{
		title: 'a WILLMSGREQ that comes again is answered again',
		clause: '6.2 WILLMSGREQ again',
		async script(on) {
			const {gateway} = await on.greeted(PLAIN_WILL);
			await gateway.ask({type: 'WILLTOPICREQ'}, {type: 'WILLTOPIC'});
			await gateway.ask({type: 'WILLMSGREQ'}, {type: 'WILLMSG'});
			await gateway.ask({type: 'WILLMSGREQ'}, {type: 'WILLMSG'});
		},
	},
	{
		title: 'a gateway that asks for no will is taken as it is',
		clause: '6.2 CONNACK without WILLTOPICREQ',
		async script(on) {
			const {gateway} = await on.greeted(PLAIN_WILL);
			gateway.send({type: 'CONNACK', returnCode: 0});
			await on.subscribed(gateway);
		},
	},
	{
		title: 'a gateway that never goes on is given up after Nretry',
		clause: '6.13 Nretry of the will',
		async script(on) {
			const {gateway} = await on.greeted(PLAIN_WILL);
			await gateway.ask({type: 'WILLTOPICREQ'}, {type: 'WILLTOPIC'});
			const {tretryMs, nretry} = on.facts;
			const again = await gateway.all(tretryMs * (nretry + 4));
			if (again.length > nretry * 2) throw new Deviation(`${again.length} repetitions`);
			gateway.send({type: 'CONNACK', returnCode: 0});
			const late = await gateway.next(500);
			if (late?.type === 'SUBSCRIBE') throw new Deviation('connected after it had given up');
		},
	},
	{
		title: 'WILLTOPICREQ of another gateway is ignored',
		clause: '6.2 WILLTOPICREQ of another gateway',
		async script(on) {
			await on.greeted(PLAIN_WILL);
			const other = on.gateway();
			other.send({type: 'WILLTOPICREQ'});
			await other.silence();
		},
	},
]);
