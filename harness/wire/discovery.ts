/*
 * How clients find gateways: MQTT-SN 1.2, 5.4.1 to 5.4.3.
 *
 *   ADVERTISE   GwId(1) Duration(2)
 *   SEARCHGW    Radius(1)
 *   GWINFO      GwId(1) [GwAdd(n)]     GwAdd where a client answers for a gateway
 */
import type {Codec} from './codec.js';
import {malformed} from './malformed.js';
import {readU16, sizeFault, writeU8, writeU16} from './octets.js';

export interface Advertise {
	readonly type: 'ADVERTISE';
	readonly gwId: number;
	/** Until the next ADVERTISE. */
	readonly durationS: number;
}

export interface SearchGw {
	readonly type: 'SEARCHGW';
	/** In hops; 0 is the whole network. */
	readonly radius: number;
}

export interface GwInfo {
	readonly type: 'GWINFO';
	readonly gwId: number;
	/** The address as it stands: which form it has is the network's affair. Never empty. */
	readonly gwAdd?: Uint8Array;
}

export const advertise: Codec<Advertise> = {
	msgType: 0x00,
	size: () => 3,
	write(message, octets, at) {
		writeU8(octets, at, message.gwId);
		writeU16(octets, at + 1, message.durationS);
	},
	read: (octets, at) =>
		sizeFault(octets, at, 3) ?? {
			type: 'ADVERTISE',
			gwId: octets[at]!,
			durationS: readU16(octets, at + 1),
		},
};

export const searchGw: Codec<SearchGw> = {
	msgType: 0x01,
	size: () => 1,
	write: (message, octets, at) => writeU8(octets, at, message.radius),
	read: (octets, at) => sizeFault(octets, at, 1) ?? {type: 'SEARCHGW', radius: octets[at]!},
};

export const gwInfo: Codec<GwInfo> = {
	msgType: 0x02,
	size: message => 1 + (message.gwAdd?.length ?? 0),
	write(message, octets, at) {
		writeU8(octets, at, message.gwId);
		if (message.gwAdd !== undefined) octets.set(message.gwAdd, at + 1);
	},
	read(octets, at) {
		if (octets.length === at) return malformed.truncated;
		const gwId = octets[at]!;
		if (octets.length === at + 1) return {type: 'GWINFO', gwId};
		return {type: 'GWINFO', gwId, gwAdd: octets.subarray(at + 1)};
	},
};
