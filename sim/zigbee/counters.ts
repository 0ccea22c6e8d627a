/* What the ZigBee layers of all nodes have counted: messages, frames where it says so. */
export class Counters {
	/** Handed to APS, and taken. */
	sent = 0;
	/** Handed up. */
	received = 0;
	/** Acknowledged by the APS of their receiver. */
	acknowledged = 0;
	/** Given up: no ACK after all retries. */
	unacknowledged = 0;
	/** Blocks and whole messages that APS has sent again. */
	apsRetries = 0;
	/** Refused because the node is in no network. */
	notJoined = 0;
	/** Refused because they are too long. */
	oversize = 0;
	/** Refused because a queue, or a table, had no room. */
	queueFull = 0;
	/** Given up because there is no way to their destination. */
	noRoute = 0;

	/** Frames that contradict the specification or themselves, or are of a kind not known here. */
	malformed = 0;
	/** Frames without the protection that they should have. */
	unsecured = 0;
	/** Frames whose MIC does not fit. */
	micBad = 0;
	/** Frames whose counter has been there before. */
	replays = 0;
	/** Frames of APS that had come before. */
	repeated = 0;
	/** Messages whose other blocks did not come in time. */
	incomplete = 0;

	/** Devices that have joined, and that have joined again. */
	joined = 0;
	rejoined = 0;
	/** Joins that nobody granted. */
	joinsRefused = 0;
	/** Links that four attempts have shown to be dead. */
	linksFailed = 0;
	/** Route requests that sources have sent, those of gateways for all not among them. */
	routeRequests = 0;
	/** Frames that routers have passed on. */
	relayed = 0;
	/** Frames for others whose radius was spent, or that had come to a device which rests. */
	notPassedOn = 0;
	/** Frames that no child has come for. */
	expired = 0;
}
