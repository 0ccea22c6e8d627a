/* What a node tells its host. Numbers are stable: traces and boards carry them. */
export enum Report {
	/** The app made a message: `value` is its QoS, the octets are its payload. */
	Published = 1,
	/** A QoS 1 message was acknowledged by the gateway: `value` is its MsgId, the octets its payload. */
	Acknowledged = 2,
	/** A message was given up before it was acknowledged: `value` is a Refusal, the octets its payload. */
	Dropped = 3,
	/** CONNACK accepted: `value` is the GwId. */
	Connected = 4,
	/** The connection is gone: `value` is the GwId. */
	Lost = 5,
	/** A command arrived: `value` is its QoS, the octets are its payload. */
	Commanded = 6,
	/** A peer asked for silence (congestion): `value` is how long, in milliseconds. */
	Congested = 7,
}

/** Why a message was dropped. */
export enum Refusal {
	/** The outbox had no room for it. */
	OutboxFull = 1,
	/** The gateway answered PUBACK with "rejected: not supported". */
	NotSupported = 2,
	/** It is longer than an entry of the outbox. */
	TooLong = 3,
	/** The gateway gives no TopicId for its topic, or does not know the one it gave. */
	InvalidTopicId = 4,
}
