/* Our client, wrong in one thing each. Some of it was seen in clients that are in use. */
import type {Message} from '../../wire/wire.js';
import {type ClientAlterations, ConfigKey} from '../targets/simulated-client.js';
import {changing, losing, type Mutant, replacing} from './mutation.js';

type ClientMutant = Mutant<ClientAlterations>;
type Change = (octets: Uint8Array) => readonly Uint8Array[];

const speaking: readonly ClientMutant[] = [
	says('never sends PUBACK', 'CL-RCV-20', losing('PUBACK')),
	says('puts another MsgId into PUBACK', 'CL-RCV-20', changing('PUBACK', off)),
	says('takes unknown TopicIds for granted', 'CL-RCV-08', changing('PUBACK', accepted)),
	says('repeats PUBLISH without DUP', 'CL-PUB-15', changing('PUBLISH', fresh)),
	says(
		'sets DUP in the first PUBLISH',
		'CL-PUB-04',
		changing('PUBLISH', () => ({dup: true})),
	),
	says('publishes twice', 'CL-PUB-12', twice('PUBLISH')),
	says('loses an octet of the payload', 'CL-PUB-15', changingSome(shortened)),
	says('never answers PINGREQ', 'CL-LIF-07', losing('PINGRESP')),
	says('answers PINGREQ twice', 'CL-LIF-07', twice('PINGRESP')),
	says('never sends PINGREQ', 'CL-LIF-01', losing('PINGREQ')),
	says(
		'speaks ProtocolId 2',
		'CL-JOI-11',
		changing('CONNECT', () => ({protocolId: 2})),
	),
	says(
		'announces another keep-alive',
		'CL-JOI-11',
		changing('CONNECT', () => ({durationS: 9})),
	),
	says(
		'has no ClientId',
		'CL-JOI-11',
		changing('CONNECT', () => ({clientId: ''})),
	),
	says(
		'announces a will that it has not',
		'CL-JOI-12',
		changing('CONNECT', () => ({will: true})),
	),
	says('never sets CleanSession', 'CL-JOI-22', changing('CONNECT', kept)),
	says(
		'asks for nothing but QoS 0',
		'CL-RCV-02',
		changing('SUBSCRIBE', () => ({qos: 0})),
	),
	says('repeats SUBSCRIBE without DUP', 'CL-RCV-16', changing('SUBSCRIBE', fresh)),
	says('never sends REGACK', 'CL-RCV-30', losing('REGACK')),
	says('puts another MsgId into REGACK', 'CL-RCV-30', changing('REGACK', off)),
	says('takes every name', 'CL-RCV-32', changing('REGACK', accepted)),
	says(
		'makes up its own TopicIds',
		'CL-PUB-06',
		changing('REGISTER', () => ({topicId: 1})),
	),
	says('never searches', 'CL-JOI-05', losing('SEARCHGW')),
	{name: 'has another ClientId each time', caughtBy: 'CL-JOI-13', alter: renaming},
];

const hearing: readonly ClientMutant[] = [
	hears('ignores DISCONNECT', 'CL-LIF-10', losing('DISCONNECT')),
	hears('ignores ADVERTISE', 'CL-JOI-08', losing('ADVERTISE')),
	hears(
		'ignores PUBLISH with DUP',
		'CL-RCV-21',
		replacing('PUBLISH', m => (m.dup ? [] : [m])),
	),
	hears(
		'drops what is retained',
		'CL-RCV-22',
		replacing('PUBLISH', m => (m.retain ? [] : [m])),
	),
	hears('wants the TopicId in PUBACK', 'CL-PUB-12', withTopicId),
	hears('takes any PUBACK', 'CL-PUB-13', changing('PUBACK', first)),
	hears('takes any REGACK', 'CL-PUB-08', changing('REGACK', first)),
	hears('takes any SUBACK', 'CL-RCV-17', changing('SUBACK', first)),
	hears('takes rejections for congestion', 'CL-PUB-20', changing('PUBACK', congested)),
	hears('takes a rejected CONNACK', 'CL-JOI-01', changing('CONNACK', accepted)),
	hears('has one space of TopicIds', 'CL-RCV-28', changing('PUBLISH', predefined)),
	hears('knows no three-octet Length', 'CL-LEN-95', octets => (octets[0] === 1 ? [] : [octets])),
	hears('reads no further than Length', 'CL-LEN-12', cutToLength),
	hears('wants no Duration in DISCONNECT', 'CL-SLP-05', withoutDuration),
];

const set: readonly ClientMutant[] = [
	config('gives up too early', 'CL-PUB-16', {[ConfigKey.RetryCount]: 1}),
	config('gives up too late', 'CL-PUB-16', {[ConfigKey.RetryCount]: 5}),
	config('repeats too early', 'CL-PUB-15', {[ConfigKey.RetryMs]: 4000}),
	config('repeats too late', 'CL-PUB-15', {[ConfigKey.RetryMs]: 15_000}),
	config('does not keep TWAIT', 'CL-PUB-19', {[ConfigKey.WaitMs]: 1000}),
];

export const clientMutants = [...speaking, ...hearing, ...set];

function says(name: string, caughtBy: string, change: Change): ClientMutant {
	return {name, caughtBy, alter: () => ({says: change})};
}

function hears(name: string, caughtBy: string, change: Change): ClientMutant {
	return {name, caughtBy, alter: () => ({hears: change})};
}

function config(name: string, caughtBy: string, words: Record<number, number>): ClientMutant {
	return {name, caughtBy, alter: () => ({config: words})};
}

function renaming(): ClientAlterations {
	let count = 0;
	return {says: changing('CONNECT', () => ({clientId: `c${++count}`}))};
}

function twice(type: Message['type']): Change {
	return replacing(type, message => [message, message]);
}

/** Changes repetitions only: the first PUBLISH cannot be held against anything. */
function changingSome(change: (of: {readonly data: Uint8Array}) => {data: Uint8Array}): Change {
	return replacing('PUBLISH', m => [m.dup ? {...m, ...change(m)} : m]);
}

function off({msgId}: {readonly msgId: number}): {msgId: number} {
	return {msgId: msgId ^ 0x10};
}

function first(): {msgId: number} {
	return {msgId: 1};
}

function accepted(): {returnCode: number} {
	return {returnCode: 0};
}

function congested({returnCode}: {readonly returnCode: number}): {returnCode: number} {
	return {returnCode: returnCode === 0 ? 0 : 1};
}

function fresh(): {dup: false} {
	return {dup: false};
}

function kept(): {cleanSession: false} {
	return {cleanSession: false};
}

function predefined(): {topicIdType: 1} {
	return {topicIdType: 1};
}

function shortened({data}: {readonly data: Uint8Array}): {data: Uint8Array} {
	return {data: data.subarray(0, -1)};
}

function withTopicId(octets: Uint8Array): readonly Uint8Array[] {
	return octets[1] === 0x0d && octets[2] === 0 && octets[3] === 0 ? [] : [octets];
}

function cutToLength(octets: Uint8Array): readonly Uint8Array[] {
	const length = octets[0] ?? 0;
	return [length > 1 ? octets.subarray(0, length) : octets];
}

function withoutDuration(octets: Uint8Array): readonly Uint8Array[] {
	return octets[1] === 0x18 && octets.length > 2 ? [] : [octets];
}
