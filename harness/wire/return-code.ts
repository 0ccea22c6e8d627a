/*
 * ReturnCode: MQTT-SN 1.2, 5.3.10. The others are reserved; whoever reads one takes it for a
 * rejection.
 */
export const ReturnCode = {
	Accepted: 0,
	Congestion: 1,
	InvalidTopicId: 2,
	NotSupported: 3,
} as const;
