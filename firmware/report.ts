/* What a node tells its host. Numbers are stable: traces and boards carry them. */
export enum Report {
	/** The app made a message: `value` is its QoS, -1 to 2, the octets are its payload. */
	Published = 1,
	/** PUBACK or PUBCOMP came for a message: `value` is its MsgId, the octets its payload. */
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
	/**
	 * The node falls asleep, the gateway knows: `value` is for how long, in seconds. The host may
	 * switch its receiver off until Awake.
	 */
	Asleep = 8,
	/** It wakes: `value` is 0 to fetch what waits for it, 1 to say something itself. */
	Awake = 9,
	/** The gateway answered an update of the will: `value` is the ReturnCode. */
	WillUpdated = 10,
	/**
	 * A provisioned node has keys with a gateway, and had none: `value` is their generation, the
	 * octet is the form of records, 1 full or 4 compact.
	 */
	Secured = 11,
	/** New keys took the place of others: the same. */
	Rekeyed = 12,
	/** No keys were agreed on: `value` is the rest before the next attempt, in milliseconds. */
	KeysRefused = 13,
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
	/** At QoS 2 it was under way when its clean session ended: nobody knows whether it arrived. */
	SessionEnded = 5,
}
