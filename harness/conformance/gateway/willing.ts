/* The will: asked for at CONNECT, published for the lost, changed on the way: 6.2 to 6.4, 6.14. */
import type {Connect} from '../../wire/connection.js';
import {type Case, Deviation, family} from '../case.js';
import type {Connected, GatewayBench} from '../gateway-bench.js';
import {connect, framed, octets} from '../messages.js';

const SHORT_MS = 15_000;
const KEEP_ALIVE = {durationS: 10};

interface Will {
	readonly qos?: 0 | 1 | 2;
	readonly retain?: boolean;
	readonly willMsg?: string;
	readonly fields?: Partial<Connect>;
}

const qualities: readonly Case<GatewayBench>[] = ([0, 1, 2] as const).map(qos => ({
	title: `a will of QoS ${qos} is published at QoS ${qos}`,
	clause: '5.4.7 QoS of the will',
	async script(on) {
		await withWill(on, {qos, fields: KEEP_ALIVE});
		await on.elapse(SHORT_MS);
		await on.published(on.topic('will'), {payload: 'bye', qos});
	},
}));

/** Keep-alive, and when after the last message the will must not yet, and must, be published. */
const times: readonly Case<GatewayBench>[] = [
	[1, 1.5],
	[10, 1.5],
	[30, 1.5],
	[60, 1.5],
	[61, 1.1],
	[90, 1.1],
].map(([durationS, factor]) => ({
	title: `the will of a keep-alive of ${durationS} s is published ${factor} times as late`,
	clause: `6.14 will ${durationS! > 60 ? '10' : '50'} % after the keep-alive`,
	async script(on: GatewayBench) {
		on.needsMargin(durationS! * factor! * 20);
		await withWill(on, {fields: {durationS: durationS!}});
		await on.unpublished(on.topic('will'), durationS! * factor! * 980);
		await on.elapse(durationS! * 50);
		await on.published(on.topic('will'), {payload: 'bye'});
	},
}));

export const willing = family<GatewayBench>('GW-WIL', 'Wills', [
	...qualities,
	...times,
	{
		title: 'CONNECT with Will is answered by WILLTOPICREQ, WILLMSGREQ and CONNACK, in turn',
		clause: '6.2 CONNECT with Will',
		async script(on) {
			const peer = await on.peer();
			await peer.ask(connect(on.clientId(), {will: true}), {type: 'WILLTOPICREQ'});
			await peer.silence();
			const target = {qos: 1, retain: false, willTopic: on.topic('will')} as const;
			await peer.ask({type: 'WILLTOPIC', target}, {type: 'WILLMSGREQ'});
			await peer.silence();
			const answer = {type: 'CONNACK', returnCode: 0} as const;
			await peer.ask({type: 'WILLMSG', willMsg: octets('bye')}, answer);
		},
	},
	{
		title: 'an empty WILLTOPIC is a CONNECT without will',
		clause: '6.3 empty WILLTOPIC',
		async script(on) {
			const peer = await on.peer();
			await peer.ask(connect(on.clientId(), {will: true}), {type: 'WILLTOPICREQ'});
			await peer.ask('02 07', {type: 'CONNACK', returnCode: 0});
			await peer.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
		},
	},
	{
		title: 'a will with Retain is retained',
		clause: '5.4.7 Retain of the will',
		async script(on) {
			await withWill(on, {retain: true, fields: KEEP_ALIVE});
			await on.elapse(SHORT_MS);
			const {peer} = await on.connected();
			const {message} = await on.retained(peer, on.topic('will'));
			if (Buffer.from(message.data).toString() !== 'bye') throw new Deviation('another message');
		},
	},
	{
		title: 'an empty will message is published',
		clause: '5.4.9 empty WILLMSG',
		async script(on) {
			await withWill(on, {willMsg: '', fields: KEEP_ALIVE});
			await on.elapse(SHORT_MS);
			await on.published(on.topic('will'), {payload: ''});
		},
	},
	{
		title: 'DISCONNECT spares the will',
		clause: '6.12 no will after DISCONNECT',
		async script(on) {
			const {peer} = await withWill(on, {fields: KEEP_ALIVE});
			await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			await on.unpublished(on.topic('will'), 2 * SHORT_MS);
		},
	},
	{
		title: 'a will is published once',
		clause: '6.14 one will',
		async script(on) {
			await withWill(on, {fields: KEEP_ALIVE});
			await on.elapse(SHORT_MS);
			await on.published(on.topic('will'));
			await on.unpublished(on.topic('will'), 2 * SHORT_MS);
		},
	},
	{
		title: 'WILLTOPIC that never comes leaves the client unconnected',
		clause: '6.2 WILLTOPIC missing',
		async script(on) {
			const peer = await on.peer();
			await peer.ask(connect(on.clientId(), {will: true}), {type: 'WILLTOPICREQ'});
			peer.send({type: 'PINGREQ'});
			const answer = await peer.soon();
			if (answer?.type === 'PINGRESP') throw new Deviation('served before CONNACK');
		},
	},
	{
		title: 'CONNECT that comes again is answered by WILLTOPICREQ again',
		clause: '6.13 CONNECT with Will again',
		async script(on) {
			const peer = await on.peer();
			const clientId = on.clientId();
			await peer.ask(connect(clientId, {will: true}), {type: 'WILLTOPICREQ'});
			await peer.ask(connect(clientId, {will: true}), {type: 'WILLTOPICREQ'});
		},
	},
	{
		title: 'a WILLTOPIC that comes again is answered by WILLMSGREQ again',
		clause: '6.13 WILLTOPIC again',
		async script(on) {
			const peer = await on.peer();
			await peer.ask(connect(on.clientId(), {will: true}), {type: 'WILLTOPICREQ'});
			const target = {qos: 1, retain: false, willTopic: on.topic('will')} as const;
			await peer.ask({type: 'WILLTOPIC', target}, {type: 'WILLMSGREQ'});
			await peer.ask({type: 'WILLTOPIC', target}, {type: 'WILLMSGREQ'});
		},
	},
	{
		title: 'WILLTOPICUPD is answered, and changes where the will goes',
		clause: '6.4 WILLTOPICUPD',
		async script(on) {
			const {peer} = await withWill(on, {fields: KEEP_ALIVE});
			const target = {qos: 0, retain: false, willTopic: on.topic('other')} as const;
			await peer.ask({type: 'WILLTOPICUPD', target}, {type: 'WILLTOPICRESP', returnCode: 0});
			await on.elapse(SHORT_MS);
			await on.published(on.topic('other'), {payload: 'bye'});
			await on.unpublished(on.topic('will'));
		},
	},
	{
		title: 'WILLMSGUPD is answered, and changes what the will says',
		clause: '6.4 WILLMSGUPD',
		async script(on) {
			const {peer} = await withWill(on, {fields: KEEP_ALIVE});
			const answer = {type: 'WILLMSGRESP', returnCode: 0} as const;
			await peer.ask({type: 'WILLMSGUPD', willMsg: octets('later')}, answer);
			await on.elapse(SHORT_MS);
			await on.published(on.topic('will'), {payload: 'later'});
		},
	},
	{
		title: 'an empty WILLTOPICUPD deletes the will',
		clause: '6.4 empty WILLTOPICUPD',
		async script(on) {
			const {peer} = await withWill(on, {fields: KEEP_ALIVE});
			await peer.ask('02 1a', {type: 'WILLTOPICRESP', returnCode: 0});
			await on.unpublished(on.topic('will'), 2 * SHORT_MS);
		},
	},
	{
		title: 'without CleanSession and Will the will of before is kept',
		clause: '6.3 CleanSession 0, Will 0',
		async script(on) {
			const fields = {...KEEP_ALIVE, cleanSession: false};
			const {peer, clientId} = await withWill(on, {fields});
			await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			await peer.ask(connect(clientId, fields), {type: 'CONNACK', returnCode: 0});
			await on.elapse(SHORT_MS);
			await on.published(on.topic('will'), {payload: 'bye'});
		},
	},
	{
		title: 'CleanSession without Will deletes the will of before',
		clause: '6.3 CleanSession 1, Will 0',
		async script(on) {
			const {peer, clientId} = await withWill(on, {fields: {...KEEP_ALIVE, cleanSession: false}});
			await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			await peer.ask(connect(clientId, KEEP_ALIVE), {type: 'CONNACK', returnCode: 0});
			await on.unpublished(on.topic('will'), 2 * SHORT_MS);
		},
	},
	{
		title: 'an empty WILLTOPIC without CleanSession deletes the will of before',
		clause: '6.3 CleanSession 0, Will 1, empty WILLTOPIC',
		async script(on) {
			const fields = {...KEEP_ALIVE, cleanSession: false};
			const {peer, clientId} = await withWill(on, {fields});
			await peer.ask({type: 'DISCONNECT'}, {type: 'DISCONNECT'});
			await peer.ask(connect(clientId, {...fields, will: true}), {type: 'WILLTOPICREQ'});
			await peer.ask('02 07', {type: 'CONNACK', returnCode: 0});
			await on.unpublished(on.topic('will'), 2 * SHORT_MS);
		},
	},
	{
		title: 'WILLTOPIC that nobody asked for is ignored',
		clause: '5.4.7 WILLTOPIC unasked',
		async script(on) {
			const {peer} = await on.connected(KEEP_ALIVE);
			const target = {qos: 0, retain: false, willTopic: on.topic('will')} as const;
			peer.send({type: 'WILLTOPIC', target});
			await peer.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
			await on.unpublished(on.topic('will'), 2 * SHORT_MS);
		},
	},
	{
		title: 'a WillTopic of QoS -1 is not accepted',
		clause: '5.4.7 QoS -1 of the will',
		async script(on) {
			const peer = await on.peer();
			await peer.ask(connect(on.clientId(), {will: true}), {type: 'WILLTOPICREQ'});
			peer.send(framed('07 60 61'));
			const answer = await peer.soon();
			if (answer?.type === 'WILLMSGREQ') throw new Deviation('accepted');
		},
	},
]);

async function withWill(on: GatewayBench, will: Will): Promise<Connected> {
	const {qos = 1, retain = false, willMsg = 'bye', fields = {}} = will;
	const peer = await on.peer();
	const clientId = on.clientId();
	await peer.ask(connect(clientId, {...fields, will: true}), {type: 'WILLTOPICREQ'});
	const target = {qos, retain, willTopic: on.topic('will')};
	await peer.ask({type: 'WILLTOPIC', target}, {type: 'WILLMSGREQ'});
	const message = {type: 'WILLMSG', willMsg: octets(willMsg)} as const;
	await peer.ask(message, {type: 'CONNACK', returnCode: 0});
	return {peer, clientId};
}
