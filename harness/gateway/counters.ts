/*
 * What a gateway counts. Only upwards; whoever wants rates subtracts.
 */
export function zeroCounters() {
	return {
		/** Datagrams that came in, of any kind. */
		datagrams: 0,
		/** Datagrams that hold no message. */
		malformed: 0,
		/** Envelopes of forwarders, nested ones each. */
		forwarded: 0,
		/** PUBLISH at QoS -1. */
		withoutConnection: 0,
		/** Messages from an address that has no connection. */
		strangers: 0,
		/** Messages that mean nothing from this client in this state. */
		unexpected: 0,
		/** Requests that came again before their answer. */
		duplicates: 0,
		/** CONNACK accepted. */
		connects: 0,
		/** CONNACK with another ReturnCode. */
		connectsRefused: 0,
		/** Clients that came back from another address while connected. */
		takeovers: 0,
		/** Clients that came with a session that another gateway had. */
		arrivals: 0,
		/** Clients whose session another gateway has now. */
		departures: 0,
		/** DISCONNECT from clients that were connected. */
		disconnects: 0,
		/** Clients that fell silent, or did not answer Nretry times. */
		lost: 0,
		/** DISCONNECT with Duration. */
		sleeps: 0,
		/** Wills that were handed to the broker. */
		willsPublished: 0,
		/** Records that were read at the start but hold no session. */
		recordsDropped: 0,
		/** MQTT connections that ended of themselves. */
		linksLost: 0,
		/** PUBLISH handed to the broker. */
		published: 0,
		/** Messages and wills that the access list does not let pass. */
		accessRefused: 0,
		/** PUBLISH answered with a ReturnCode other than accepted. */
		publishesRefused: 0,
		/** Messages sent to a client at QoS 0, or acknowledged by it. */
		delivered: 0,
		/** Messages that a client refused, by PUBACK or REGACK. */
		deliveriesRefused: 0,
		/** REGISTER and PUBLISH sent again after Tretry. */
		resent: 0,
		/** Messages for a client that found its queue full, or made room in it. */
		droppedQueueFull: 0,
		/** Messages for a client that are longer than messageSizeMax, with or without topic. */
		droppedTooLong: 0,
		/** Messages for a client whose topic table has no room for their topic. */
		droppedTopicsFull: 0,
	};
}

export type Counters = ReturnType<typeof zeroCounters>;
