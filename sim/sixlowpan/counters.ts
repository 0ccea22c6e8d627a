/* What the 6LoWPAN layers of all nodes have counted, datagrams unless it says fragments. */
export class Counters {
	/** Handed to the MAC in whole, or in fragments that were all acknowledged. */
	sent = 0;
	/** Of those that were to be sent, the ones too large for a frame. */
	fragmented = 0;
	/** Refused because the MAC, or the queue of datagrams in fragments, had no room. */
	queueFull = 0;
	/** Refused because they exceed the MTU. */
	oversize = 0;
	/** Given up because one of their fragments did not get through. */
	fragmentsFailed = 0;

	/** Handed up. */
	received = 0;
	/** Frames and packets that contradict the specification or themselves. */
	malformed = 0;
	/** Frames and packets that are well-formed as far as looked at, but of a kind not known here. */
	unsupported = 0;
	checksumBad = 0;
	/** Frames whose addresses are compressed with a context that the node does not know. */
	contextUnknown = 0;
	/** Packets whose addresses are not those of this hop. */
	foreign = 0;
	/** Fragments that had arrived before, octet for octet. */
	repeated = 0;
	/** Dropped because a fragment overlaps another one and is not its equal. */
	overlapping = 0;
	/** Dropped because not all of their fragments came in time. */
	reassemblyTimeouts = 0;
	/** Dropped, though in time, to make room for the fragments of a newer one. */
	reassemblyEvictions = 0;

	/* Of networks of many hops: packets. */
	/** Sent on for others. */
	forwarded = 0;
	/** Dropped, or not sent at all, because no way was known. */
	noRoute = 0;
	hopLimitExceeded = 0;
	/** Dropped because ranks did not agree twice: they went round. */
	loops = 0;
	/** For all nodes, and not from the preferred parent: it comes from there, too. */
	notFromParent = 0;
	/** RPL control messages. */
	controlSent = 0;
	controlReceived = 0;
	/** Messages of neighbour discovery. */
	discoverySent = 0;
	discoveryReceived = 0;
	/** Addresses that routers did not take: somebody else has them, or there is no room. */
	registrationsRefused = 0;
}
