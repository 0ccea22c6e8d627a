/* A client that sleeps and fetches its messages: MQTT-SN 1.2, 6.14. */
import {TopicIdType} from '../../wire/flags.js';
import {Deviation, family} from '../case.js';
import type {ClientBench} from '../client-bench.js';
import {octets, publish} from '../messages.js';
import type {Peer} from '../peer.js';

const MS_PER_S = 1000;

export const sleeping = family<ClientBench>('CL-SLP', 'Sleeping', [
	{
		title: 'a client goes to sleep by DISCONNECT with Duration',
		clause: '6.14 DISCONNECT with Duration',
		async script(on) {
			const {gateway} = await on.subscriber({does: 'fetch'});
			await gateway.expect({type: 'DISCONNECT', durationS: on.facts.sleepS}, 60_000);
		},
	},
	{
		title: 'a DISCONNECT that is not answered is sent again',
		clause: '6.13 DISCONNECT with Duration again',
		async script(on) {
			const {gateway} = await on.subscriber({does: 'fetch'});
			const first = await gateway.expect({type: 'DISCONNECT'}, 60_000);
			await gateway.expect(first, on.facts.tretryMs * 1.1);
		},
	},
	{
		title: 'a client that sleeps sends nothing before it wakes',
		clause: '6.14 asleep',
		async script(on) {
			const gateway = await asleep(on);
			await gateway.silence(on.facts.sleepS * MS_PER_S * 0.5);
		},
	},
	{
		title: 'a client wakes in time by PINGREQ with its ClientId',
		clause: '6.14 PINGREQ with ClientId',
		async script(on) {
			const gateway = await asleep(on);
			const {clientId} = await gateway.expect({type: 'PINGREQ'}, awakeMs(on));
			if (clientId === undefined) throw new Deviation('no ClientId in PINGREQ');
		},
	},
	{
		title: 'the answer to its DISCONNECT may bear a Duration',
		clause: '5.4.21 Duration in the answer',
		async script(on) {
			const {gateway} = await on.subscriber({does: 'fetch'});
			await gateway.expect({type: 'DISCONNECT'}, 60_000);
			gateway.send({type: 'DISCONNECT', durationS: on.facts.sleepS});
			await gateway.silence(on.facts.sleepS * MS_PER_S * 0.5);
			await gateway.expect({type: 'PINGREQ'}, awakeMs(on));
		},
	},
	{
		title: 'messages while awake are delivered and acknowledged',
		clause: '6.14 messages while awake',
		async script(on) {
			const gateway = await asleep(on);
			await gateway.expect({type: 'PINGREQ'}, awakeMs(on));
			gateway.send(message('one', 7));
			await gateway.expect({type: 'PUBACK', msgId: 7, returnCode: 0});
			await on.delivered('one');
			gateway.send({type: 'PINGRESP'});
		},
	},
	{
		title: 'several messages back to back while awake are all delivered',
		clause: '6.14 a burst while awake',
		async script(on) {
			const gateway = await asleep(on);
			await gateway.expect({type: 'PINGREQ'}, awakeMs(on));
			gateway.send(message('one', 7), message('two', 8), message('three', 9));
			gateway.send({type: 'PINGRESP'});
			for (const words of ['one', 'two', 'three']) await on.delivered(words);
		},
	},
	{
		title: 'after PINGRESP the client sleeps again, and wakes again',
		clause: '6.14 asleep after PINGRESP',
		async script(on) {
			const gateway = await asleep(on);
			await gateway.expect({type: 'PINGREQ'}, awakeMs(on));
			gateway.send({type: 'PINGRESP'});
			await gateway.silence(on.facts.sleepS * MS_PER_S * 0.5);
			await gateway.expect({type: 'PINGREQ'}, awakeMs(on));
		},
	},
	{
		title: 'a PINGREQ without PINGRESP is sent again after Tretry',
		clause: '6.14 supervision while awake',
		async script(on) {
			const gateway = await asleep(on);
			await gateway.expect({type: 'PINGREQ'}, awakeMs(on));
			await gateway.expect({type: 'PINGREQ'}, on.facts.tretryMs * 1.1);
		},
	},
	{
		title: 'DISCONNECT to PINGREQ leads to CONNECT',
		clause: '6.14 DISCONNECT of a client that is not known any more',
		async script(on) {
			const gateway = await asleep(on);
			await gateway.expect({type: 'PINGREQ'}, awakeMs(on));
			gateway.send({type: 'DISCONNECT'});
			await gateway.expect({type: 'CONNECT'}, on.facts.reconnectMs);
		},
	},
]);

async function asleep(on: ClientBench): Promise<Peer> {
	const {gateway} = await on.subscriber({does: 'fetch'});
	await gateway.expect({type: 'DISCONNECT'}, 60_000);
	gateway.send({type: 'DISCONNECT'});
	return gateway;
}

/** Half as long again as it sleeps, or a tenth: then the gateway has given it up. 7.2. */
function awakeMs(on: ClientBench): number {
	const {sleepS} = on.facts;
	return sleepS * MS_PER_S * (sleepS > 60 ? 1.1 : 1.5);
}

function message(words: string, msgId: number): ReturnType<typeof publish> {
	return publish(2, {topicIdType: TopicIdType.Predefined, data: octets(words), msgId});
}
