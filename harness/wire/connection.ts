/*
 * A connection from first to last: MQTT-SN 1.2, 5.4.4, 5.4.5 and 5.4.19 to 5.4.21.
 *
 *   CONNECT      Flags(1) ProtocolId(1) Duration(2) ClientId(n)
 *   CONNACK      ReturnCode(1)
 *   PINGREQ      [ClientId(n)]     from a client that sleeps
 *   PINGRESP     -
 *   DISCONNECT   [Duration(2)]     from a client that goes to sleep
 *
 * A CONNECT with another ProtocolId, or with a ClientId of no or too many characters, is read all
 * the same: the gateway must be able to refuse it with CONNACK.
 */
import {type Bare, bare, type Codec, type Returned, returned} from './codec.js';
import {CLEAN_SESSION, WILL} from './flags.js';
import {malformed} from './malformed.js';
import {readText, readU16, sizeFault, textSize, writeText, writeU8, writeU16} from './octets.js';

/** MQTT-SN 1.2, 5.3.8. */
export const PROTOCOL_ID = 1;
/** In characters: MQTT-SN 1.2, 5.3.1. */
const CLIENT_ID_SIZE_MAX = 23;

export interface Connect {
	readonly type: 'CONNECT';
	readonly will: boolean;
	readonly cleanSession: boolean;
	readonly protocolId: number;
	/** The keep-alive; 0 is none. */
	readonly durationS: number;
	readonly clientId: string;
}

export type Connack = Returned<'CONNACK'>;

export interface Pingreq {
	readonly type: 'PINGREQ';
	readonly clientId?: string;
}

export type Pingresp = Bare<'PINGRESP'>;

export interface Disconnect {
	readonly type: 'DISCONNECT';
	/** How long the client sleeps. */
	readonly durationS?: number;
}

/** Whether the specification allows `clientId`: 1 to 23 characters. */
export function isClientId(clientId: string): boolean {
	return clientId.length >= 1 && clientId.length <= CLIENT_ID_SIZE_MAX;
}

export const connect: Codec<Connect> = {
	msgType: 0x04,
	size: message => 4 + textSize(message.clientId),
	write(message, octets, at) {
		octets[at] = (message.will ? WILL : 0) | (message.cleanSession ? CLEAN_SESSION : 0);
		writeU8(octets, at + 1, message.protocolId);
		writeU16(octets, at + 2, message.durationS);
		writeText(octets, at + 4, message.clientId);
	},
	read(octets, at) {
		if (octets.length - at < 4) return malformed.truncated;
		const clientId = readText(octets, at + 4);
		if (clientId === undefined) return malformed.clientId;
		const flags = octets[at]!;
		return {
			type: 'CONNECT',
			will: (flags & WILL) !== 0,
			cleanSession: (flags & CLEAN_SESSION) !== 0,
			protocolId: octets[at + 1]!,
			durationS: readU16(octets, at + 2),
			clientId,
		};
	},
};

export const connack = returned('CONNACK', 0x05);

export const pingreq: Codec<Pingreq> = {
	msgType: 0x16,
	size: message => (message.clientId === undefined ? 0 : textSize(message.clientId)),
	write(message, octets, at) {
		if (message.clientId === undefined) return;
		if (!isClientId(message.clientId)) throw new RangeError('not 1 to 23 characters of ClientId');
		writeText(octets, at, message.clientId);
	},
	read(octets, at) {
		if (octets.length === at) return {type: 'PINGREQ'};
		const clientId = readText(octets, at);
		if (clientId === undefined || !isClientId(clientId)) return malformed.clientId;
		return {type: 'PINGREQ', clientId};
	},
};

export const pingresp = bare('PINGRESP', 0x17);

export const disconnect: Codec<Disconnect> = {
	msgType: 0x18,
	size: message => (message.durationS === undefined ? 0 : 2),
	write(message, octets, at) {
		if (message.durationS !== undefined) writeU16(octets, at, message.durationS);
	},
	read(octets, at) {
		if (octets.length === at) return {type: 'DISCONNECT'};
		const fault = sizeFault(octets, at, 2);
		return fault ?? {type: 'DISCONNECT', durationS: readU16(octets, at)};
	},
};
