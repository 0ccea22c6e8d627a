/*
 * How tshark and Wireshark are told of ZigBee: the network key, and that what travels in our
 * profile is MQTT-SN, which takes six lines of Lua. docs/zigbee.md shows both.
 */

/** The options of tshark that have it decrypt the network layer with `key`. */
export function zigbeeKeyOptions(key: Uint8Array): string[] {
	return ['-o', `uat:zigbee_pc_keys:${zigbeeKeyRow(key)}`];
}

/** A row of the table zigbee_pc_keys of a Wireshark profile. A key is a secret: not for logs. */
export function zigbeeKeyRow(key: Uint8Array): string {
	const digits = Array.from(key, octet => octet.toString(16).padStart(2, '0')).join(':');
	return `"${digits}","Normal","network key"`;
}

/** Has tshark dissect what is in profile 7f01 as MQTT-SN: a script for its -X lua_script. */
export const MQTT_SN_OVER_ZIGBEE = `local zigbee = Proto("mqttsn_zigbee", "MQTT-SN over ZigBee")
function zigbee.dissector(octets, packet, tree)
	return DissectorTable.get("udp.port"):try(61616, octets, packet, tree)
end
DissectorTable.get("zbee.profile"):add(0x7f01, zigbee)
`;
