/*
 * Constants and attributes of the network layer and of APS, by their own names; times in
 * microseconds. ZigBee specification, 3.5 and 2.2.7; where it leaves a choice, what ns-3 takes.
 */

/** The PAN of all networks here. */
export const PAN_ID = 0x1a62;
/** The coordinator's address. */
export const COORDINATOR = 0x0000;
/** No address: whoever has not joined. */
export const NO_ADDRESS = 0xfffe;
/** Radius of what may go anywhere: twice the depth of a network by the book. */
export const NWK_RADIUS = 30;

/** Broadcasts: jitter before each, how long relays are listened for, how often it is repeated. */
export const nwkcMaxBroadcastJitterUs = 40_000;
export const nwkPassiveAckTimeoutUs = 500_000;
export const nwkMaxBroadcastRetries = 2;
export const nwkBroadcastDeliveryTimeUs = 9_000_000;

/** Route discovery. */
export const nwkcRouteDiscoveryTimeUs = 10_000_000;
export const nwkcInitialRREQRetries = 3;
export const nwkcRREQRetries = 2;
export const nwkcRREQRetryIntervalUs = 254_000;
export const nwkcMinRREQJitterUs = 2_000;
export const nwkcMaxRREQJitterUs = 128_000;
/** How long a source waits for a reply before it asks once more, and how often it asks. */
export const routeReplyWaitUs = 1_500_000;
export const routeRequestsMax = 3;

/** How often a unicast frame that has no ACK of the MAC is tried again, and how much later. */
export const nwkcUnicastRetries = 3;
export const nwkcUnicastRetryDelayUs = 50_000;

/** How often a gateway has everybody find the way to it. */
export const nwkConcentratorDiscoveryTimeUs = 60_000_000;

/** Link status: its period, and how many a neighbour may miss. */
export const nwkLinkStatusPeriodUs = 15_000_000;
export const nwkRouterAgeLimit = 3;

/** APS: how long an ACK may take, how often a block is sent again. */
export const apscAckWaitDurationUs = 1_600_000;
export const apscMaxFrameRetries = 3;

/**
 * How often a sleepy end device asks its parent: as long as it expects an answer to what it has
 * said or heard, while it is awake, and while it sleeps.
 */
export const fastPollUs = 100_000;
export const expectingUs = 2_000_000;
export const idlePollUs = 1_000_000;
export const longPollUs = 300_000_000;
/** Polls in a row without an ACK after which the parent is lost. */
export const pollsMissedMax = 3;
/** A child that has not asked for so long is forgotten. */
export const endDeviceTimeoutUs = 960_000_000;
