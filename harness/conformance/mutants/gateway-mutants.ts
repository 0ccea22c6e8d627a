/* Our gateway, wrong in one thing each. */
import type {Broker, BrokerListener, BrokerPort} from '../../broker/port.js';
import type {Message} from '../../wire/wire.js';
import type {Alterations} from '../targets/in-process-gateway.js';
import {changing, losing, type Mutant, replacing} from './mutation.js';

type GatewayMutant = Mutant<Alterations>;

/** What it sends is not what it meant. */
const speaking: readonly GatewayMutant[] = [
	says('never sends PUBACK', 'GW-PUB-13', losing('PUBACK')),
	says('puts another MsgId into PUBACK', 'GW-PUB-13', changing('PUBACK', off)),
	says('takes unknown TopicIds for granted', 'GW-PUB-05', changing('PUBACK', accepted)),
	says('puts a stray TopicId into PUBACK', 'GW-PUB-25', changing('PUBACK', stray)),
	says('never sends REGACK', 'GW-REG-01', losing('REGACK')),
	says('puts another MsgId into REGACK', 'GW-REG-01', changing('REGACK', off)),
	says(
		'gives out the TopicId 0',
		'GW-REG-08',
		changing('REGACK', () => ({topicId: 0})),
	),
	says(
		'gives one TopicId to all names',
		'GW-REG-09',
		changing('REGACK', () => ({topicId: 1})),
	),
	says('never runs out of topics', 'GW-REG-17', changing('REGACK', accepted)),
	says('puts another MsgId into SUBACK', 'GW-SUB-04', changing('SUBACK', off)),
	says(
		'grants QoS 0 to all',
		'GW-SUB-02',
		changing('SUBACK', () => ({qos: 0})),
	),
	says('gives a TopicId to wildcards', 'GW-SUB-06', changing('SUBACK', stray)),
	says('grants unknown predefined TopicIds', 'GW-SUB-19', changing('SUBACK', accepted)),
	says('never sends UNSUBACK', 'GW-SUB-22', losing('UNSUBACK')),
	says('never sends PINGRESP', 'GW-LIF-11', losing('PINGRESP')),
	says('sends PINGRESP twice', 'GW-LIF-11', twice('PINGRESP')),
	says('says nothing to strangers', 'GW-NOC-01', losing('DISCONNECT')),
	says('puts a Duration into DISCONNECT', 'GW-LIF-15', changing('DISCONNECT', tenSeconds)),
	says('accepts whom the broker refuses', 'GW-CON-01', changing('CONNACK', accepted)),
	says('calls congestion "not supported"', 'GW-CON-15', changing('CONNACK', unsupported)),
	says('sends CONNACK twice', 'GW-CON-12', twice('CONNACK')),
	says('never answers SEARCHGW', 'GW-DIS-01', losing('GWINFO')),
	says('puts GwAdd into its GWINFO', 'GW-DIS-04', changing('GWINFO', addressed)),
	says(
		'announces half of TADV',
		'GW-DIS-08',
		changing('ADVERTISE', () => ({durationS: 450})),
	),
	says(
		'repeats without DUP',
		'GW-DEL-10',
		changing('PUBLISH', () => ({dup: false})),
	),
	says(
		'sets DUP in every PUBLISH',
		'GW-DEL-02',
		changing('PUBLISH', () => ({dup: true})),
	),
	says('forgets that a message is retained', 'GW-PUB-27', changing('PUBLISH', unretained)),
	says('cuts the last octet off', 'GW-DEL-18', changing('PUBLISH', shortened)),
	says('delivers twice', 'GW-SUB-17', twice('PUBLISH')),
	says('publishes without REGISTER', 'GW-DEL-06', losing('REGISTER')),
];

/** What it hears is not what was said. */
const hearing: readonly GatewayMutant[] = [
	hears(
		'takes any ProtocolId',
		'GW-CON-05',
		changing('CONNECT', () => ({protocolId: 1})),
	),
	hears('takes a ClientId of 24 characters', 'GW-CON-11', changing('CONNECT', trimmed)),
	hears(
		'never ends a session',
		'GW-CON-22',
		changing('CONNECT', () => ({cleanSession: false})),
	),
	hears(
		'keeps no session',
		'GW-CON-23',
		changing('CONNECT', () => ({cleanSession: true})),
	),
	hears('has no patience', 'GW-LIF-03', changing('CONNECT', scaled(0.6))),
	hears('has too much patience', 'GW-LIF-06', changing('CONNECT', scaled(2))),
	hears(
		'ignores the keep-alive',
		'GW-LIF-04',
		changing('CONNECT', () => ({durationS: 0})),
	),
	hears('reads no further than Length', 'GW-LEN-10', cutToLength),
	hears('knows no three-octet Length', 'GW-LEN-97', octets => (octets[0] === 1 ? [] : [octets])),
	hears('takes short names for TopicIds', 'GW-PUB-32', changing('PUBLISH', normal)),
	hears('takes QoS 1 for QoS 0', 'GW-PUB-24', changing('PUBLISH', unguarded)),
	hears('forgets the MsgIds of QoS 2', 'GW-QOS2-04', forgetting),
	hears('takes PUBACK for granted', 'GW-DEL-16', changing('PUBACK', accepted)),
	hears('does not hear PUBACK', 'GW-DEL-13', losing('PUBACK')),
	hears('wants the TopicId in PUBACK', 'GW-DEL-14', withTopicId),
	hears('answers before the broker does', 'GW-PUB-26', octets => [octets, Uint8Array.of(2, 0x16)]),
];

/** What it is set to is not what it says. */
const set: readonly GatewayMutant[] = [
	options('never repeats', 'GW-DEL-10', {nretry: 0}),
	options('repeats once too often', 'GW-DEL-11', {nretry: 4}),
	options('repeats too late', 'GW-DEL-10', {tretryMs: 20_000}),
	options('repeats too early', 'GW-DEL-10', {tretryMs: 5000}),
	options('does not keep TWAIT', 'GW-DEL-17', {twaitMs: 1000}),
	options('advertises too often', 'GW-DIS-09', {tadvS: 300}),
	options('bears another GwId', 'GW-DIS-01', {gwId: 8}),
	options('sends messages that are too long', 'GW-DEL-20', {messageSizeMax: 0xffff}),
];

/** What it tells the broker is not what it heard. */
const brokering: readonly GatewayMutant[] = [
	asks('publishes twice', 'GW-PUB-24', port => ({
		publish(link, token, message) {
			port.publish(link, token, message);
			port.publish(link, 0, {...message, qos: 0});
		},
	})),
	asks('loses Retain', 'GW-PUB-27', port => ({
		publish: (link, token, message) => port.publish(link, token, {...message, retain: false}),
	})),
	asks('unsubscribes from something else', 'GW-SUB-21', port => ({
		unsubscribe: (link, token, filter) => port.unsubscribe(link, token, `${filter}/x`),
	})),
	asks('subscribes at QoS 0', 'GW-DEL-02', port => ({
		subscribe: (link, token, filter) => port.subscribe(link, token, filter, 0),
	})),
	tells('acknowledges the broker at once', 'GW-DEL-09', (listener, port) => ({
		message(link, message) {
			if (message.qos > 0) port().acknowledge(link, message.delivery);
			listener.message(link, message);
		},
	})),
	tells('does not notice that its link is lost', 'GW-LIF-20', () => ({lost() {}})),
];

export const gatewayMutants = [...speaking, ...hearing, ...set, ...brokering];

type Change = (octets: Uint8Array) => readonly Uint8Array[];

function says(name: string, caughtBy: string, change: Change): GatewayMutant {
	return {name, caughtBy, alter: () => ({says: change})};
}

function hears(name: string, caughtBy: string, change: Change): GatewayMutant {
	return {name, caughtBy, alter: () => ({hears: change})};
}

function options(name: string, caughtBy: string, set: Alterations['options']): GatewayMutant {
	return {name, caughtBy, alter: () => ({...(set && {options: set})})};
}

function asks(
	name: string,
	caughtBy: string,
	change: (port: BrokerPort) => Partial<BrokerPort>,
): GatewayMutant {
	const broker = (inner: Broker): Broker => {
		return listener => {
			const port = inner(listener);
			return {...bound(port), ...change(port)};
		};
	};
	return {name, caughtBy, alter: () => ({broker})};
}

function tells(
	name: string,
	caughtBy: string,
	change: (listener: BrokerListener, port: () => BrokerPort) => Partial<BrokerListener>,
): GatewayMutant {
	const broker = (inner: Broker): Broker => {
		return listener => {
			let port: BrokerPort;
			const changed = {...listener, ...change(listener, () => port)};
			port = inner(changed);
			return port;
		};
	};
	return {name, caughtBy, alter: () => ({broker})};
}

/** The questions of a port as functions of their own. */
function bound(port: BrokerPort): BrokerPort {
	return {
		open: (...asked) => port.open(...asked),
		publish: (...asked) => port.publish(...asked),
		subscribe: (...asked) => port.subscribe(...asked),
		unsubscribe: (...asked) => port.unsubscribe(...asked),
		acknowledge: (...asked) => port.acknowledge(...asked),
		close: link => port.close(link),
	};
}

function twice(type: Message['type']): Change {
	return replacing(type, message => [message, message]);
}

function off({msgId}: {readonly msgId: number}): {msgId: number} {
	return {msgId: msgId ^ 0x10};
}

function accepted(): {returnCode: number} {
	return {returnCode: 0};
}

function unsupported({returnCode}: {readonly returnCode: number}): {returnCode: number} {
	return {returnCode: returnCode === 1 ? 3 : returnCode};
}

function stray(): {topicId: number} {
	return {topicId: 0x0f0f};
}

function tenSeconds(): {durationS: number} {
	return {durationS: 10};
}

function addressed(): {gwAdd: Uint8Array} {
	return {gwAdd: Uint8Array.of(1)};
}

function unretained(): {retain: false} {
	return {retain: false};
}

function shortened({data}: {readonly data: Uint8Array}): {data: Uint8Array} {
	return {data: data.subarray(0, -1)};
}

function trimmed({clientId}: {readonly clientId: string}): {clientId: string} {
	return {clientId: clientId.slice(0, 23)};
}

function scaled(factor: number): (of: {readonly durationS: number}) => {durationS: number} {
	return ({durationS}) => ({durationS: Math.min(0xffff, Math.round(durationS * factor))});
}

/** At QoS -1 there is no normal TopicId to take it for. */
function normal({qos}: {readonly qos: number}): {topicIdType?: 0} {
	return qos === -1 ? {} : {topicIdType: 0};
}

function unguarded({qos}: {readonly qos: number}): {qos?: 0; msgId?: number} {
	return qos === 1 ? {qos: 0, msgId: 0} : {};
}

function cutToLength(octets: Uint8Array): readonly Uint8Array[] {
	const length = octets[0] ?? 0;
	return [length > 1 && octets[1] !== 0xfe ? octets.subarray(0, length) : octets];
}

function forgetting(octets: Uint8Array): readonly Uint8Array[] {
	const again = octets[1] === 0x0c && (octets[2]! & 0xe0) === 0xc0;
	return again ? [Uint8Array.of(4, 0x10, octets[5]!, octets[6]!), octets] : [octets];
}

function withTopicId(octets: Uint8Array): readonly Uint8Array[] {
	return octets[1] === 0x0d && octets[2] === 0 && octets[3] === 0 ? [] : [octets];
}
