/*
 * Clients behind forwarders: MQTT-SN 1.2, 5.5.
 *
 *   node 0a0b  ->  forwarder at "u:1"                        address "u:1>0a0b"
 *   node 0c    ->  forwarder 0a0b  ->  forwarder at "u:1"    address "u:1>0a0b>0c"
 *
 * The address names the way back, so that nothing is remembered of a forwarder. The envelope
 * that is outermost on the wire is leftmost in the address. An address of a transport has no ">".
 */
import type {Address} from '../transport/transport.js';
import {encodeForwarder, type Forwarder} from '../wire/forwarder.js';
import {messageSize} from '../wire/wire.js';

/** How many forwarders may stand between a client and its gateway. */
export const FORWARDERS_MAX = 8;

const STEP = '>';
/** Two bits of Ctrl: a wider radius is the whole network, as 0 is. */
const RADIUS_MAX = 3;
const ENVELOPE_SIZE = 3;
const DATAGRAM_SIZE_MAX = 0xffff;

/** The address of a node behind the forwarder at `from`. */
export function addressBehind(from: Address, {wirelessNodeId}: Forwarder): Address {
	return `${from}${STEP}${Buffer.from(wirelessNodeId).toString('hex')}`;
}

export function isForwarded(address: Address): boolean {
	return address.includes(STEP);
}

/** Whom the transport is to send to for `address`: the outermost forwarder, or itself. */
export function transportAddress(address: Address): Address {
	return address.split(STEP, 1)[0]!;
}

/** How many octets the envelopes add to each datagram for `address`. */
export function envelopesSize(address: Address): number {
	if (!isForwarded(address)) return 0;
	const [, ...nodes] = address.split(STEP);
	return nodes.reduce((size, node) => size + ENVELOPE_SIZE + node.length / 2, 0);
}

/** Where to send `datagram` for `address`, and in which envelopes. `radius` in hops. */
export function enveloped(
	address: Address,
	datagram: Uint8Array,
	radius: number,
): {to: Address; datagram: Uint8Array} {
	const [to, ...nodes] = address.split(STEP) as [Address, ...string[]];
	const ctrl = radius > RADIUS_MAX ? 0 : radius;
	const wrap = (inner: Uint8Array, node: string) =>
		encodeForwarder({
			type: 'FORWARDER',
			ctrl,
			wirelessNodeId: Buffer.from(node, 'hex'),
			inner,
		});
	return {to, datagram: nodes.reduceRight(wrap, datagram)};
}

/** Whether a message whose body has `bodySize` octets fits in `sizeMax` octets, envelopes aside. */
export function fits(bodySize: number, sizeMax: number, address: Address): boolean {
	const size = messageSize(bodySize);
	return size <= sizeMax && size + envelopesSize(address) <= DATAGRAM_SIZE_MAX;
}
