/*
 * Router Solicitation, ICMPv6 type 133: RFC 4861 clause 4.1.
 *
 *   0..3   4..
 *   0      options: the sender's link-layer address, always in a 6LoWPAN
 *
 * Bodies begin behind the checksum, here and in the other three.
 */
import {type LinkLayerAddress, readLinkLayer, writeLinkLayer} from './link-layer-option.js';
import {allOf, NdOption, readNdOptions} from './options.js';

export const ROUTER_SOLICITATION = 133;

export interface RouterSolicitation {
	readonly source: LinkLayerAddress;
}

const FIXED_SIZE = 4;

/** Reads the body from `at` to `end`; undefined where it is malformed. */
export function readRouterSolicitation(
	octets: Uint8Array,
	at: number,
	end: number,
): RouterSolicitation | undefined {
	const options = readNdOptions(octets, at + FIXED_SIZE, end);
	if (at + FIXED_SIZE > end || options === undefined) return undefined;
	const [source] = allOf(octets, options, NdOption.sourceLinkLayer, readLinkLayer) ?? [];
	return source && {source};
}

/** Writes the body at `at`; returns its end. */
export function writeRouterSolicitation(
	{source}: RouterSolicitation,
	octets: Uint8Array,
	at: number,
): number {
	octets.fill(0, at, at + FIXED_SIZE);
	return writeLinkLayer(source, octets, at + FIXED_SIZE);
}
