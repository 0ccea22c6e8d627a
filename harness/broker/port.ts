/*
 * What the gateway asks of a broker, and what a broker answers. Nothing here waits: an answer is
 * an event that comes later, never from inside the question. A link is one MQTT connection.
 *
 * Knows no MQTT-SN and no socket; memory-broker.ts and mqtt-broker.ts have this shape.
 */

/** Names one MQTT connection. Chosen by whoever opens it; unique among the open ones. */
export type LinkId = number;
/** Names one question on a link, so that its answer can be told from others. */
export type Token = number;
/** From here on a token names the same message on every link of a kept session. */
export const STABLE_TOKEN_MIN = 2 ** 32;
export type Qos = 0 | 1 | 2;

export interface LinkOptions {
	readonly clientId: string;
	readonly cleanSession: boolean;
	/** Keep-alive of the MQTT connection in seconds; 0 is none. */
	readonly keepAliveS: number;
}

/** `refused` carries the MQTT 3.1.1 CONNACK return code (1 to 5). */
export type OpenOutcome =
	| {readonly kind: 'accepted'; readonly sessionPresent: boolean}
	| {readonly kind: 'refused'; readonly returnCode: number}
	| {readonly kind: 'unreachable'};

export type PublishOutcome = 'accepted' | 'refused' | 'unreachable';

/** A message from the broker. `delivery` is handed back in acknowledge(); 0 at QoS 0. */
export interface BrokerMessage {
	readonly delivery: number;
	readonly topicName: string;
	readonly payload: Uint8Array;
	readonly qos: Qos;
	readonly retain: boolean;
}

/** What a broker tells. Called from the broker's own turn, never from inside a BrokerPort call. */
export interface BrokerListener {
	opened(link: LinkId, outcome: OpenOutcome): void;
	published(link: LinkId, token: Token, outcome: PublishOutcome): void;
	/** `granted` is the QoS, or undefined where the broker refused (SUBACK 0x80). */
	subscribed(link: LinkId, token: Token, granted: Qos | undefined): void;
	unsubscribed(link: LinkId, token: Token): void;
	message(link: LinkId, message: BrokerMessage): void;
	/**
	 * The connection is gone without having been closed. Nothing follows for this link, not even
	 * answers that are still open; its id is free again.
	 */
	lost(link: LinkId): void;
}

/** Questions about a link that is not open are a RangeError. */
export interface BrokerPort {
	/**
	 * Opens `link`; answered by opened(). A link that is not accepted is over, its id free. A
	 * RangeError for an id that is in use, and for a kept session without a client id.
	 */
	open(link: LinkId, options: LinkOptions): void;
	/** Publishes; answered by published() at QoS 1 and 2, and at QoS 0 not at all. */
	publish(link: LinkId, token: Token, message: Omit<BrokerMessage, 'delivery'>): void;
	/** Subscribes; answered by subscribed(). */
	subscribe(link: LinkId, token: Token, filter: string, qos: Qos): void;
	/** Unsubscribes; answered by unsubscribed(). */
	unsubscribe(link: LinkId, token: Token, filter: string): void;
	/** Acknowledges a message of QoS 1 or 2; ignored where it does not wait for that. */
	acknowledge(link: LinkId, delivery: number): void;
	/** Closes `link` with DISCONNECT. Nothing follows for it. */
	close(link: LinkId): void;
}

/** Makes a port that tells `listener`. */
export type Broker = (listener: BrokerListener) => BrokerPort;
