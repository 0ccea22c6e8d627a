/*
 * Source Link-Layer Address option, RFC 4861 clause 4.6.1 with the addresses of RFC 4944 clause 8.
 *
 *   0   1   2..3            4..7          short address
 *   1   1   short address   0
 *   1   2   EUI-64 2..9     10..15: 0     EUI-64
 */
import {move} from '../octets.js';
import {beginNdOption, NdOption, type NdOptionPlace} from './options.js';

/** A short address in two octets, or an EUI-64 in eight, the most significant first. */
export type LinkLayerAddress = Uint8Array;

export const SHORT_SIZE = 2;
const EUI64_SIZE = 8;
const ADDRESS = 2;
const SHORT_OPTION_SIZE = 8;
const EUI64_OPTION_SIZE = 16;

export function readLinkLayer(
	octets: Uint8Array,
	{at, size}: NdOptionPlace,
): LinkLayerAddress | undefined {
	if (size !== SHORT_OPTION_SIZE && size !== EUI64_OPTION_SIZE) return undefined;
	const addressSize = size === SHORT_OPTION_SIZE ? SHORT_SIZE : EUI64_SIZE;
	return octets.slice(at + ADDRESS, at + ADDRESS + addressSize);
}

/** Writes the option at `at`; returns its end. */
export function writeLinkLayer(address: LinkLayerAddress, octets: Uint8Array, at: number): number {
	const size = address.length === SHORT_SIZE ? SHORT_OPTION_SIZE : EUI64_OPTION_SIZE;
	beginNdOption(octets, at, NdOption.sourceLinkLayer, size);
	move(address, 0, octets, at + ADDRESS, address.length);
	return at + size;
}
