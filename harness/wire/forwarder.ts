/*
 * The envelope of a forwarder: MQTT-SN 1.2, 5.5.
 *
 *   0        1      2      3..Length-1        Length..
 *   Length   0xfe   Ctrl   WirelessNodeId     a whole message, its own Length first
 *
 * Length ends with the WirelessNodeId and has one octet only, so the datagram is longer than it
 * says. What stands within is not read here.
 */
import {type Malformed, malformed} from './malformed.js';
import {writeU8} from './octets.js';

export const FORWARDER_MSG_TYPE = 0xfe;

const HEADER_SIZE = 3;
/** Length and MsgType of the message within. */
const INNER_SIZE_MIN = 2;
const LENGTH_MAX = 255;
const DATAGRAM_SIZE_MAX = 0xffff;
const RADIUS_MASK = 0x03;

export interface Forwarder {
	readonly type: 'FORWARDER';
	/** The radius and six reserved bits; see radiusOf(). */
	readonly ctrl: number;
	/** Opaque, 1 to 252 octets, given by the forwarder. */
	readonly wirelessNodeId: Uint8Array;
	readonly inner: Uint8Array;
}

/** In hops, 0 to 3; it means something on the way from a gateway only. */
export function radiusOf(message: Forwarder): number {
	return message.ctrl & RADIUS_MASK;
}

/** Throws RangeError for a node or a message within that no datagram could carry. */
export function encodeForwarder(message: Forwarder): Uint8Array {
	const length = HEADER_SIZE + message.wirelessNodeId.length;
	const size = length + message.inner.length;
	if (length > LENGTH_MAX || length === HEADER_SIZE) throw new RangeError('no WirelessNodeId');
	if (message.inner.length < INNER_SIZE_MIN || size > DATAGRAM_SIZE_MAX) {
		throw new RangeError(`not one message: ${message.inner.length} octets`);
	}
	const octets = new Uint8Array(size);
	octets[0] = length;
	octets[1] = FORWARDER_MSG_TYPE;
	writeU8(octets, 2, message.ctrl);
	octets.set(message.wirelessNodeId, HEADER_SIZE);
	octets.set(message.inner, length);
	return octets;
}

/** Reads a datagram whose second octet is 0xfe. */
export function decodeForwarder(octets: Uint8Array): Forwarder | Malformed {
	const length = octets[0]!;
	if (length <= HEADER_SIZE) return malformed.truncated;
	if (length > octets.length) return malformed.lengthMismatch;
	if (octets.length - length < INNER_SIZE_MIN) return malformed.truncated;
	return {
		type: 'FORWARDER',
		ctrl: octets[2]!,
		wirelessNodeId: octets.subarray(HEADER_SIZE, length),
		inner: octets.subarray(length),
	};
}
