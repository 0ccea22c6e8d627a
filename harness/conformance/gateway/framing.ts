/*
 * Length, MsgType and the size of every message that a client sends: MQTT-SN 1.2, 5.2 and 5.4.
 * A datagram that is no message is dropped, and the connection it came over lives on.
 *
 *   each message    an octet short of its Length, and an octet more
 *   each message    cut off after each octet of its fixed part, its Length right
 *   MsgType         reserved, or of the other direction
 */
import {type Case, family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {framed, hex} from '../messages.js';
import {isIgnored} from './ignored.js';

type Cases = readonly Case<GatewayBench>[];

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
	{name: 'SEARCHGW', clause: '5.4.2', body: '01 00', sizeMin: 3, open: false},
	{name: 'CONNECT', clause: '5.4.4', body: `04 04 01 0000 ${hex('x')}`, sizeMin: 6, open: true},
	{name: 'REGISTER', clause: '5.4.10', body: `0a 0000 0001 ${hex('a/b')}`, sizeMin: 7, open: true},
	{name: 'REGACK', clause: '5.4.11', body: '0b 0001 0001 00', sizeMin: 7, open: false},
	{name: 'PUBLISH', clause: '5.4.12', body: '0c 20 0001 0007 6869', sizeMin: 7, open: true},
	{name: 'PUBACK', clause: '5.4.13', body: '0d 0001 0007 00', sizeMin: 7, open: false},
	{name: 'PUBREC', clause: '5.4.14', body: '0f 0007', sizeMin: 4, open: false},
	{name: 'PUBREL', clause: '5.4.14', body: '10 0007', sizeMin: 4, open: false},
	{name: 'PUBCOMP', clause: '5.4.14', body: '0e 0007', sizeMin: 4, open: false},
	{name: 'SUBSCRIBE', clause: '5.4.15', body: `12 20 0001 ${hex('a/b')}`, sizeMin: 6, open: true},
	{name: 'UNSUBSCRIBE', clause: '5.4.17', body: `14 00 0001 ${hex('a/b')}`, sizeMin: 6, open: true},
	{name: 'DISCONNECT', clause: '5.4.21', body: '18 0010', sizeMin: 4, open: false},
];

const wrongLengths: Cases = samples.flatMap(({name, clause, body}) => [
	{
		title: `${name} that is an octet shorter than its Length is dropped`,
		clause: `${clause} ${name} shorter than Length`,
		script: async on => isIgnored((await on.connected()).peer, framed(body).slice(0, -2)),
	},
	{
		title: `${name} with an octet behind its Length is dropped`,
		clause: `${clause} ${name} longer than Length`,
		script: async on => isIgnored((await on.connected()).peer, `${framed(body)}00`),
	},
]);

/** DISCONNECT of 2 octets is complete, and its test is of 3. */
const truncations: Cases = samples.flatMap(({name, clause, body, sizeMin}) => {
	const octets = body.replaceAll(' ', '');
	const sizes = Array.from({length: sizeMin - 2}, (_, index) => index + 2);
	return sizes
		.filter(size => name !== 'DISCONNECT' || size > 2)
		.map(size => ({
			title: `${name} that ends after ${size} octets is dropped`,
			clause: `${clause} ${name} truncated`,
			script: async (on: GatewayBench) =>
				isIgnored((await on.connected()).peer, framed(octets.slice(0, 2 * (size - 1)))),
		}));
});

const overlong: Cases = samples
	.filter(({open}) => !open)
	.map(({name, clause, body}) => ({
		title: `${name} with an octet that it does not have is dropped`,
		clause: `${clause} ${name} too long`,
		script: async on => isIgnored((await on.connected()).peer, framed(`${body}00`)),
	}));

const reserved: Cases = ['03', '11', '19', '1e', '7f', 'fd', 'ff'].map(msgType => ({
	title: `the reserved MsgType 0x${msgType} is dropped`,
	clause: '5.2.2 reserved MsgType',
	script: async on => isIgnored((await on.connected()).peer, framed(`${msgType}0001`)),
}));

const otherDirection: Cases = [
	['ADVERTISE', '05 00 01 0384'],
	['GWINFO', '03 02 01'],
	['CONNACK', '03 05 00'],
	['WILLTOPICREQ', '02 06'],
	['WILLMSGREQ', '02 08'],
	['SUBACK', '08 13 00 0001 0001 00'],
	['UNSUBACK', '04 15 0001'],
	['PINGRESP', '02 17'],
	['WILLTOPICRESP', '03 1b 00'],
	['WILLMSGRESP', '03 1d 00'],
].map(([name, octets]) => ({
	title: `${name}, which no client sends to its gateway, is ignored`,
	clause: `5.2.2 ${name} in the wrong direction`,
	script: async (on: GatewayBench) => isIgnored((await on.connected()).peer, octets!),
}));

const headers: Cases = [
	['an empty datagram', ''],
	['a single octet', '02'],
	['a Length of 0', '00 16'],
	['a Length of 1 octet and nothing else', '01'],
	['a three-octet Length without MsgType', '01 0003'],
	['a three-octet Length one too small', '01 0003 16'],
	['a three-octet Length one too big', '01 0005 16'],
	['a three-octet Length of 0', '01 0000 16'],
].map(([what, octets]) => ({
	title: `${what} is dropped`,
	clause: `5.2.1 ${what}`,
	script: async (on: GatewayBench) => isIgnored((await on.connected()).peer, octets!),
}));

const accepted: Cases = [
	{
		title: 'a short message may come with a three-octet Length',
		clause: '5.2.1 three-octet form of a short message',
		async script(on) {
			const {peer} = await on.connected();
			await peer.ask('01 0004 16', {type: 'PINGRESP'});
		},
	},
	{
		title: 'the payload of a PUBLISH with a three-octet Length is neither longer nor shorter',
		clause: '5.2.1 payload after a three-octet Length',
		async script(on) {
			const {peer} = await on.connected();
			const topicId = await on.registered(peer);
			const id = topicId.toString(16).padStart(4, '0');
			peer.send(`01 000c 0c 00 ${id} 0000 414243`);
			await on.published(on.topic(), {payload: 'ABC'});
		},
	},
];

export const framing = family('GW-LEN', 'Length, MsgType and sizes', [
	...wrongLengths,
	...truncations,
	...overlong,
	...reserved,
	...otherDirection,
	...headers,
	...accepted,
]);
