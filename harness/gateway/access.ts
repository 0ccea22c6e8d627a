/*
 * Who may publish to what, and subscribe to what: decided elsewhere, asked here wherever a name is
 * known. Asked again with each message, so that it may change while clients are connected.
 *
 *   PUBLISH               PUBACK not supported; at QoS -1 nothing
 *   REGISTER              REGACK not supported
 *   SUBSCRIBE             SUBACK not supported
 *   WILLTOPICUPD          WILLTOPICRESP not supported
 *   the will of a lost    not published
 */

export interface Access {
	/** `clientId` is empty for PUBLISH at QoS -1 from somebody who is not connected. */
	mayPublish(clientId: string, topicName: string): boolean;
	/** `filter` may have + and #. */
	maySubscribe(clientId: string, filter: string): boolean;
}

export const everybody: Access = {
	mayPublish: () => true,
	maySubscribe: () => true,
};
