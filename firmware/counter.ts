/*
 * What a node counts: one u32 word each, in the page at `counters`, from nought at boot.
 * Numbers are stable. They wrap; whoever reads them subtracts.
 */
export enum Counter {
	/** A datagram was no message. */
	Malformed = 0,
	/** Its MsgType is reserved. */
	UnknownType = 1,
	/** A message that only our gateway may send came from somebody else. */
	WrongPeer = 2,
	/** A message that nobody waits for, or that no client receives. */
	Unexpected = 3,
	/** A request was sent again. */
	Retransmissions = 4,
	/** A message of the app was given up. */
	OutboxDropped = 5,
	/** A connection was accepted after an earlier one. */
	Reconnects = 6,
	/** A request was never answered. */
	GivenUp = 7,
	/** A message of QoS 2 came again before its PUBREL, and was not delivered again. */
	Duplicates = 8,
	/** A sleeper woke, and nobody answered. */
	WakingsMissed = 9,
	/** A provisioned node dropped a message that was not protected. */
	Plaintext = 10,
	/** A protected datagram was none: size, flags or scheme are wrong, or what it holds. */
	MalformedProtection = 11,
	/** A record of no session that the node has. */
	UnknownSession = 12,
	/** A record or group frame whose counter was taken already. */
	Replayed = 13,
	/** A record or group frame with a wrong tag. */
	WrongTag = 14,
	/** An ACCEPT with a wrong MAC. */
	WrongMac = 15,
	/** Records that went out. */
	RecordsSent = 16,
	/** Records that were opened. */
	RecordsOpened = 17,
	/** Attempts to agree on keys. */
	Handshakes = 18,
	/** Those that led to keys. */
	KeysAgreed = 19,
	/** HELLO was sent again. */
	HelloRepeated = 20,
	/** Keys were given up because the gateway did not use them: older ones are used again. */
	FallenBack = 21,
	/** Flash did not keep what was written. */
	FlashFailures = 22,
	/** Somebody without proof said something about our gateway that was looked into. */
	HintsFollowed = 23,
}

/** Words that are kept for counters. */
export const COUNTERS = 32;
