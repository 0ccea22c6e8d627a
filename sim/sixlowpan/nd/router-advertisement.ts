/*
 * Router Advertisement, ICMPv6 type 134: RFC 4861 clause 4.2.
 *
 *   0               1          2..3                   4..7             8..11           12..
 *   Cur Hop Limit   M O 0(6)   Router Lifetime in s   Reachable Time   Retrans Timer   options
 *
 * M, O and the two timers are nought here: no DHCPv6, and the link layer says who can be reached.
 * With short addresses all of it fits one frame: 99 octets.
 */
import {readU16, writeU16} from '../octets.js';
import {type BorderRouter, readBorderRouter, writeBorderRouter} from './border-router-option.js';
import {type ContextInformation, readContext, writeContext} from './context-option.js';
import {type LinkLayerAddress, readLinkLayer, writeLinkLayer} from './link-layer-option.js';
import {allOf, NdOption, readNdOptions} from './options.js';
import {type PrefixInformation, readPrefix, writePrefix} from './prefix-option.js';

export const ROUTER_ADVERTISEMENT = 134;

export interface RouterAdvertisement {
	/** For packets that nodes send. */
	readonly hopLimit: number;
	/** 0 says that the sender is no default router. */
	readonly routerLifetimeS: number;
	readonly source: LinkLayerAddress;
	readonly prefixes: readonly PrefixInformation[];
	readonly contexts: readonly ContextInformation[];
	readonly border?: BorderRouter | undefined;
}

const FIXED_SIZE = 12;
const LIFETIME = 2;

/** Reads the body from `at` to `end`; undefined where it is malformed. */
export function readRouterAdvertisement(
	octets: Uint8Array,
	at: number,
	end: number,
): RouterAdvertisement | undefined {
	const options = readNdOptions(octets, at + FIXED_SIZE, end);
	if (at + FIXED_SIZE > end || options === undefined) return undefined;
	const [source] = allOf(octets, options, NdOption.sourceLinkLayer, readLinkLayer) ?? [];
	const prefixes = allOf(octets, options, NdOption.prefix, readPrefix);
	const contexts = allOf(octets, options, NdOption.context, readContext);
	const borders = allOf(octets, options, NdOption.borderRouter, readBorderRouter);
	if (!source || !prefixes || !contexts || !borders) return undefined;
	const routerLifetimeS = readU16(octets, at + LIFETIME);
	const [border] = borders;
	return {hopLimit: octets[at], routerLifetimeS, source, prefixes, contexts, border};
}

/** Writes the body at `at`; returns its end. */
export function writeRouterAdvertisement(
	content: RouterAdvertisement,
	octets: Uint8Array,
	at: number,
): number {
	octets.fill(0, at, at + FIXED_SIZE);
	octets[at] = content.hopLimit;
	writeU16(octets, at + LIFETIME, content.routerLifetimeS);
	let end = writeLinkLayer(content.source, octets, at + FIXED_SIZE);
	for (const prefix of content.prefixes) end = writePrefix(prefix, octets, end);
	for (const context of content.contexts) end = writeContext(context, octets, end);
	return content.border === undefined ? end : writeBorderRouter(content.border, octets, end);
}
