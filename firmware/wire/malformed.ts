/* Why octets from the air are no message. They are dropped and counted; nobody is told. */
export enum Malformed {
	None = 0,
	/** The datagram, or an optional field that has begun, ends too early. */
	Truncated = 1,
	/** Length is not the size of the datagram. */
	LengthMismatch = 2,
	/** More octets than this message, or any message at a node, may have. */
	TooLong = 3,
	/** MsgType is reserved. */
	UnknownType = 4,
	/** MsgType is that of another message. */
	WrongType = 5,
	/** TopicIdType is reserved, or normal where there is no connection. */
	TopicIdType = 6,
	/** QoS -1 where only 0, 1 and 2 have a meaning. */
	Qos = 7,
	/** QoS 1 or 2 with MsgId 0. */
	MsgId = 8,
	/** An empty name. */
	TopicName = 9,
	/** Not 1 to 23 characters. */
	ClientId = 10,
	/** Not 1. */
	ProtocolId = 11,
}
