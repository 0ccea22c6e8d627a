/* MsgType, MQTT-SN 1.2 section 5.2.2. PUBCOMP stands before PUBREC, whatever the order of sending. */
export enum MsgType {
	Advertise = 0x00,
	Searchgw = 0x01,
	Gwinfo = 0x02,
	Connect = 0x04,
	Connack = 0x05,
	Willtopicreq = 0x06,
	Willtopic = 0x07,
	Willmsgreq = 0x08,
	Willmsg = 0x09,
	Register = 0x0a,
	Regack = 0x0b,
	Publish = 0x0c,
	Puback = 0x0d,
	Pubcomp = 0x0e,
	Pubrec = 0x0f,
	Pubrel = 0x10,
	Subscribe = 0x12,
	Suback = 0x13,
	Unsubscribe = 0x14,
	Unsuback = 0x15,
	Pingreq = 0x16,
	Pingresp = 0x17,
	Disconnect = 0x18,
	Willtopicupd = 0x1a,
	Willtopicresp = 0x1b,
	Willmsgupd = 0x1c,
	Willmsgresp = 0x1d,
}

/** True where a message of that type may reach a node. The forwarder encapsulation never does. */
export function isMsgType(value: i32): bool {
	if (value > MsgType.Willmsgresp) return false;
	return value !== 0x03 && value !== 0x11 && value !== 0x19;
}
