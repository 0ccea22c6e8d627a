/*
 * What border routers have to say: the one prefix of a network here, and context 0 for it. They are
 * one virtual root behind their wire, and so one 6LBR with one version; it does not change, so that
 * no context ever has to be phased in or out (RFC 6775 clause 7.2, MIN_CONTEXT_CHANGE_DELAY).
 */
import {ADDRESS_SIZE} from '../ipv6.js';
import {PREFIX, PREFIX_BITS, VIRTUAL_ROOT, writeGlobal} from '../routing/addresses.js';
import type {RouterAdvertisement} from './router-advertisement.js';

/** All of a Router Advertisement but who sends it. */
export type Announcement = Omit<RouterAdvertisement, 'source'>;

/** Of packets that nodes send. */
const HOP_LIMIT = 64;
/** Three hours: a node asks again after half of it. RFC 6775 allows 18. */
const ROUTER_LIFETIME_S = 10_800;
/** 30 and 7 days: the defaults of RFC 4861 clause 6.2.1. */
const VALID_S = 2_592_000;
const PREFERRED_S = 604_800;
/** Seven days. */
const CONTEXT_MIN = 10_080;
const BORDER_MIN = 10_000;

const prefix = new Uint8Array(ADDRESS_SIZE);
prefix.set(PREFIX);
const virtualRoot = new Uint8Array(ADDRESS_SIZE);
writeGlobal(virtualRoot, 0, VIRTUAL_ROOT);

export const ANNOUNCEMENT: Announcement = {
	hopLimit: HOP_LIMIT,
	routerLifetimeS: ROUTER_LIFETIME_S,
	prefixes: [
		{
			prefix,
			lengthBits: PREFIX_BITS,
			onLink: false,
			autonomous: true,
			validS: VALID_S,
			preferredS: PREFERRED_S,
		},
	],
	contexts: [
		{id: 0, prefix: PREFIX, lengthBits: PREFIX_BITS, compresses: true, validMin: CONTEXT_MIN},
	],
	border: {version: 1, validMin: BORDER_MIN, address: virtualRoot},
};
