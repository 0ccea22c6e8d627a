/*
 * What a host tells a node before boot(): one u32 word a key, zero means "the default of
 * limits.ts". A simulator writes the words into the page, a board gets them by CONFIG.
 * Numbers are stable. Knows nothing of what the values cause.
 */
export enum ConfigKey {
	/** The upper half of the EUI-64, most significant octet first. */
	EuiHigh = 0,
	/** The lower half of the EUI-64. */
	EuiLow = 1,
	/** The number by which the app names this node in its payloads. */
	Node = 2,
	/** An AppKind. */
	App = 3,
	/** A TopicIdType: 0 normal, 1 predefined, 2 short. */
	TopicIdType = 4,
	/** The sensor publishes once in so many milliseconds. */
	PeriodMs = 5,
	/** Each period is longer or shorter by up to so many milliseconds. */
	JitterMs = 6,
	/** QoS of what the app publishes and subscribes: 0 or 1. */
	Qos = 7,
	/** Payloads are filled up to so many octets. */
	PayloadSize = 8,
	/** Keep-alive in seconds. */
	KeepAliveS = 9,
	/** Tretry, in milliseconds. */
	RetryMs = 10,
	/** Nretry. */
	RetryCount = 11,
	/** TSEARCHGW, in milliseconds. */
	SearchMs = 12,
	/** TWAIT, in milliseconds. */
	WaitMs = 13,
}

export const CONFIG_KEYS = 16;

/** What runs on top of the client. */
export enum AppKind {
	/** Nothing: the node never sends. */
	None = 0,
	/** Samples and publishes on a schedule. */
	Sensor = 1,
	/** Subscribes to commands and answers each. */
	Actuator = 2,
}
