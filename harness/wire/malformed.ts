/*
 * Why a datagram holds no message. One object a reason, made once: refusing what came off the
 * air costs nothing.
 */

export type Reason =
	/** The datagram ends before the message does. */
	| 'Truncated'
	/** More octets than the message has. */
	| 'TooLong'
	/** Length disagrees with the size of the datagram. */
	| 'LengthMismatch'
	| 'UnknownType'
	/** The reserved TopicIdType, or one that does not go with the QoS. */
	| 'TopicIdType'
	/** QoS -1 where there is none. */
	| 'Qos'
	/** MsgId 0 where an answer must name it. */
	| 'MsgId'
	/** Empty, or not UTF-8. */
	| 'TopicName'
	/** Not UTF-8, or in PINGREQ longer than 23 characters. */
	| 'ClientId';

export interface Malformed {
	readonly type: 'MALFORMED';
	readonly reason: Reason;
}

function because(reason: Reason): Malformed {
	return Object.freeze({type: 'MALFORMED', reason});
}

export const malformed = {
	truncated: because('Truncated'),
	tooLong: because('TooLong'),
	lengthMismatch: because('LengthMismatch'),
	unknownType: because('UnknownType'),
	topicIdType: because('TopicIdType'),
	qos: because('Qos'),
	msgId: because('MsgId'),
	topicName: because('TopicName'),
	clientId: because('ClientId'),
} as const;
