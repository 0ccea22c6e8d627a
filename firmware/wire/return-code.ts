/* ReturnCode, MQTT-SN 1.2 section 5.3.10. Any other value is a rejection too. */
export enum ReturnCode {
	Accepted = 0,
	Congestion = 1,
	InvalidTopicId = 2,
	NotSupported = 3,
}
