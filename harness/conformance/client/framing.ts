/*
 * Length, MsgType and the size of every message that a gateway sends: MQTT-SN 1.2, 5.2 and 5.4.
 * What is no message is dropped, and the client goes on as it was.
 */
import {type Case, family} from '../case.js';
import type {ClientBench} from '../client-bench.js';
import {framed, hex} from '../messages.js';
import {isIgnored} from './ignored.js';

type Cases = readonly Case<ClientBench>[];

interface Sample {
	readonly name: string;
	readonly clause: string;
	/** MsgType and body. */
	readonly body: string;
	/** Octets that the message has at least, MsgType and Length counted. */
	readonly sizeMin: number;
	/** Whether an octet more makes it another valid message. */
	readonly open: boolean;
}

const samples: readonly Sample[] = [
	{name: 'ADVERTISE', clause: '5.4.1', body: '00 01 0384', sizeMin: 5, open: false},
	{name: 'GWINFO', clause: '5.4.3', body: '02 01', sizeMin: 3, open: true},
	{name: 'CONNACK', clause: '5.4.5', body: '05 00', sizeMin: 3, open: false},
	{name: 'REGISTER', clause: '5.4.10', body: `0a 0009 0031 ${hex('a/b')}`, sizeMin: 7, open: true},
	{name: 'REGACK', clause: '5.4.11', body: '0b 0001 0001 00', sizeMin: 7, open: false},
	{name: 'PUBLISH', clause: '5.4.12', body: '0c 21 0002 0007 6869', sizeMin: 7, open: true},
	{name: 'PUBACK', clause: '5.4.13', body: '0d 0001 0007 00', sizeMin: 7, open: false},
	{name: 'PUBREC', clause: '5.4.14', body: '0f 0007', sizeMin: 4, open: false},
	{name: 'PUBREL', clause: '5.4.14', body: '10 0007', sizeMin: 4, open: false},
	{name: 'PUBCOMP', clause: '5.4.14', body: '0e 0007', sizeMin: 4, open: false},
	{name: 'SUBACK', clause: '5.4.16', body: '13 00 0001 0001 00', sizeMin: 8, open: false},
	{name: 'UNSUBACK', clause: '5.4.18', body: '15 0001', sizeMin: 4, open: false},
];

const wrongLengths: Cases = samples.flatMap(({name, clause, body}) => [
	{
		title: `${name} that is an octet shorter than its Length is dropped`,
		clause: `${clause} ${name} shorter than Length`,
		script: async on => isIgnored((await on.subscriber()).gateway, framed(body).slice(0, -2)),
	},
	{
		title: `${name} with an octet behind its Length is dropped`,
		clause: `${clause} ${name} longer than Length`,
		script: async on => isIgnored((await on.subscriber()).gateway, `${framed(body)}00`),
	},
]);

const truncations: Cases = samples.flatMap(({name, clause, body, sizeMin}) => {
	const octets = body.replaceAll(' ', '');
	return Array.from({length: sizeMin - 2}, (_, index) => index + 2).map(size => ({
		title: `${name} that ends after ${size} octets is dropped`,
		clause: `${clause} ${name} truncated`,
		script: async (on: ClientBench) =>
			isIgnored((await on.subscriber()).gateway, framed(octets.slice(0, 2 * (size - 1)))),
	}));
});

const overlong: Cases = samples
	.filter(({open}) => !open)
	.map(({name, clause, body}) => ({
		title: `${name} with an octet that it does not have is dropped`,
		clause: `${clause} ${name} too long`,
		script: async on => isIgnored((await on.subscriber()).gateway, framed(`${body}00`)),
	}));

const reserved: Cases = ['03', '11', '19', '1e', '7f', 'fd', 'ff'].map(msgType => ({
	title: `the reserved MsgType 0x${msgType} is dropped`,
	clause: '5.2.2 reserved MsgType',
	script: async on => isIgnored((await on.subscriber()).gateway, framed(`${msgType}0001`)),
}));

const otherDirection: Cases = [
	['CONNECT', `09 04 04 01 0000 ${hex('abc')}`],
	['WILLTOPIC', '04 07 00 77'],
	['WILLMSG', '05 09 627965'],
	['SUBSCRIBE', '07 12 01 0001 0001'],
	['UNSUBSCRIBE', '07 14 01 0001 0001'],
	['WILLTOPICUPD', '02 1a'],
	['WILLMSGUPD', '03 1c 78'],
	['an envelope', '04 fe 00 01 02 16'],
].map(([name, octets]) => ({
	title: `${name}, which no gateway sends to its client, is ignored`,
	clause: `5.2.2 ${name} in the wrong direction`,
	script: async (on: ClientBench) => isIgnored((await on.subscriber()).gateway, octets!),
}));

const headers: Cases = [
	['an empty datagram', ''],
	['a single octet', '02'],
	['a Length of 0', '00 16'],
	['a Length of 1 octet and nothing else', '01'],
	['a three-octet Length without MsgType', '01 0003'],
	['a three-octet Length one too small', '01 0003 16'],
	['a three-octet Length one too big', '01 0005 16'],
].map(([what, octets]) => ({
	title: `${what} is dropped`,
	clause: `5.2.1 ${what}`,
	script: async (on: ClientBench) => isIgnored((await on.subscriber()).gateway, octets!),
}));

export const framing = family<ClientBench>('CL-LEN', 'Length, MsgType and sizes', [
	...wrongLengths,
	...truncations,
	...overlong,
	...reserved,
	...otherDirection,
	...headers,
	{
		title: 'a short message may come with a three-octet Length',
		clause: '5.2.1 three-octet form of a short message',
		async script(on) {
			const {gateway} = await on.subscriber();
			await gateway.ask('01 0004 16', {type: 'PINGRESP'});
		},
	},
	{
		title: 'the payload of a PUBLISH with a three-octet Length is neither longer nor shorter',
		clause: '5.2.1 payload after a three-octet Length',
		async script(on) {
			const {gateway, topicId} = await on.subscriber();
			gateway.send(`01 000c 0c 01 ${topicId.toString(16).padStart(4, '0')} 0000 414243`);
			await on.delivered('ABC');
		},
	},
]);
