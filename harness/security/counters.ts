/*
 * What a guard counts. Only upwards; whoever wants rates subtracts. No key and no payload is here.
 */
export function zeroCounters() {
	return {
		/** HELLO that are well-formed and meant for this gateway. */
		hellos: 0,
		/** HELLO that name another gateway. */
		hellosElsewhere: 0,
		/** HELLO that found their token bucket empty. */
		hellosLimited: 0,
		/** HELLO for which there was no room: no SID, or too many questions. */
		hellosNoRoom: 0,
		/** ACCEPT that went out, the repeated ones too. */
		accepts: 0,
		/** HELLO that the key server refused. */
		refused: 0,
		/** Answers of the key server that nobody waits for, or that grant nothing new. */
		grantsIgnored: 0,
		/** Sessions whose first record was valid and newer than the last session. */
		activations: 0,
		/** Sessions that ended because the key server said so. */
		drops: 0,
		/** Records whose message was taken. */
		records: 0,
		/** Records whose tag is wrong. */
		badTags: 0,
		/** Valid records that were there before, or are too old to tell. */
		replays: 0,
		/** Valid records of one device that waited for the store in too great a number. */
		recordsNoRoom: 0,
		/** Records of a session that is over, or never was. */
		unknownSessions: 0,
		/** Protected datagrams that are no frame of SNAKE-128, and messages within that are none. */
		malformed: 0,
		/** Messages in a record that must not be there: Protection, Forwarder, AUTH of a gateway. */
		nested: 0,
		/** CONNECT and PINGREQ with a ClientId of another device. */
		foreignClientIds: 0,
		/** Messages in clear that the policy does not let in. */
		plaintextRefused: 0,
		/** Messages of the gateway that fit into no record, or have no session to go in. */
		unsealed: 0,
		/** SYNC, asked or not. */
		syncs: 0,
		/** RESUME that asked for more than the protocol allows. */
		resumesRefused: 0,
		/** CONF that were handed to the key server. */
		confs: 0,
		/** CONF-ACK. */
		confAcks: 0,
		/** REKEY-REQ. */
		rekeyRequests: 0,
		/** GROUPKEY. */
		groupKeys: 0,
		/** GK-ACK for the newest epoch. */
		groupAcks: 0,
		/** Group frames of this gateway. */
		broadcasts: 0,
		/** ADVERTISE and GWINFO that could not be proved for want of a group key. */
		broadcastsUnproved: 0,
		/** Group frames of others that were taken. */
		groupFrames: 0,
		/** Group frames whose tag, epoch or counter is wrong. */
		groupFramesRefused: 0,
		/** Stored records that cannot be read. */
		recordsDropped: 0,
	};
}

export type GuardCounters = ReturnType<typeof zeroCounters>;
