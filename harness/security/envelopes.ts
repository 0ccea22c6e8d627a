/*
 * Forwarders' envelopes, from outside to inside and back: they stand around what is protected, and
 * forwarders hold no key.
 *
 *   fe(node) | fe(node) | record        place "outer>node>node"
 */
import {addressBehind, FORWARDERS_MAX} from '../gateway/forwarding.js';
import type {Address} from '../transport/transport.js';
import {decodeForwarder, encodeForwarder, FORWARDER_MSG_TYPE} from '../wire/forwarder.js';

/** The first octet of a Length of three. */
const LONG_LENGTH = 0x01;

/** What stands in the innermost envelope, and where the way back begins. */
export interface Unwrapped {
	readonly place: Address;
	readonly inner: Uint8Array;
}

/** Opens the envelopes of forwarders. Undefined where there are too many, or one is broken. */
export function unwrapped(from: Address, datagram: Uint8Array): Unwrapped | undefined {
	let place = from;
	let inner = datagram;
	for (let depth = 0; depth <= FORWARDERS_MAX; depth += 1) {
		if (inner[0] === LONG_LENGTH || inner[1] !== FORWARDER_MSG_TYPE) return {place, inner};
		const envelope = decodeForwarder(inner);
		if (envelope.type === 'MALFORMED') return undefined;
		place = addressBehind(place, envelope);
		inner = envelope.inner;
	}
	return undefined;
}

/** `datagram` with another message in its innermost envelope. It was well-formed. */
export function rewrapped(datagram: Uint8Array, inner: Uint8Array): Uint8Array {
	if (datagram[0] === LONG_LENGTH || datagram[1] !== FORWARDER_MSG_TYPE) return inner;
	const envelope = decodeForwarder(datagram);
	if (envelope.type === 'MALFORMED') throw new RangeError('not our envelope');
	return encodeForwarder({...envelope, inner: rewrapped(envelope.inner, inner)});
}
