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
	/**
	 * QoS of what the app publishes and subscribes: 0, 1 or 2. A sensor takes 3 as -1, where its
	 * topic is no normal one, and then never connects.
	 */
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
	/** A SessionKind. */
	CleanSession = 14,
	/** A WillKind. */
	Will = 15,
	/** QoS of the will: 0, 1 or 2. */
	WillQos = 16,
	/** 1: the will is retained. */
	WillRetain = 17,
	/** A node with nothing to say sleeps so many seconds; 0 is never. */
	SleepS = 18,
	/** TGWINFO, in milliseconds. */
	GwinfoMs = 19,
	/** 1: normal topics have the names of the short ones. */
	ShortNames = 20,
	/** Forms of records that a provisioned node offers: 1 full alone, 5 compact as well (default). */
	Suites = 21,
	/** The first sample comes within so many milliseconds; 0: within the first period. */
	FirstMs = 22,
}

export const CONFIG_KEYS = 24;

/** What CONNECT asks for after the first. MQTT-SN 1.2, 6.3. */
export enum SessionKind {
	/** Kept at QoS 2, which cannot keep its promise otherwise; else clean. */
	Default = 0,
	/** CleanSession in every CONNECT. */
	Clean = 1,
	/** CleanSession in none, the first after a boot included. */
	Kept = 2,
}

/** What the first CONNECT does about the will. */
export enum WillKind {
	/** Nothing. */
	None = 0,
	/** It leaves one: what it says, app/last-words.ts knows. */
	Left = 1,
	/** It takes back one that was left before. */
	TakenBack = 2,
}

/** What runs on top of the client. */
export enum AppKind {
	/** Nothing: the node never sends. */
	None = 0,
	/** Samples and publishes on a schedule. */
	Sensor = 1,
	/** Subscribes to commands and answers each. */
	Actuator = 2,
}
