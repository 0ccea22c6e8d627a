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
}

/** Words that are kept for counters. */
export const COUNTERS = 16;
