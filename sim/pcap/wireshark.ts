/*
 * A configuration of Wireshark in which a capture of ours is read to the end: a folder that tshark
 * takes as its own (WIRESHARK_CONFIG_DIR), and Wireshark as a profile.
 *
 *   preferences          context 0 of routes; UDP checksums are looked at
 *   decode_as_entries    UDP port 61616 is MQTT-SN
 *   init.lua             so is what ZigBee carries in our profile
 *   zigbee_pc_keys       the network key
 *   ieee802154_keys      the link key, and in
 *   802154_addresses     who stands behind each short address: its nonce wants to know
 *
 * The last three hold secrets, if only of a simulation: not for logs.
 */

/** What there is to know of an air. */
export interface AirKeys {
	/** Of ZigBee's network layer. */
	readonly networkKey?: Uint8Array | undefined;
	/** Of the MAC. */
	readonly linkKey?: Uint8Array | undefined;
	readonly panId: number;
	/** Short addresses, and the EUI-64 behind each as hex digits. */
	readonly addresses: readonly (readonly [short: number, extended: string])[];
}

const PREFERENCES = `6lowpan.context0: 2001:db8:0:1::/64
udp.check_checksum: TRUE
`;
const DECODE_AS = 'decode_as_entry: udp.port,61616,(none),MQTT-SN\n';

/** Has tshark dissect what is in profile 7f01 as MQTT-SN. */
export const MQTT_SN_OVER_ZIGBEE = `local zigbee = Proto("mqttsn_zigbee", "MQTT-SN over ZigBee")
function zigbee.dissector(octets, packet, tree)
	return DissectorTable.get("udp.port"):try(61616, octets, packet, tree)
end
DissectorTable.get("zbee.profile"):add(0x7f01, zigbee)
`;

/** The files of the configuration by name. */
export function wiresharkFiles({
	networkKey,
	linkKey,
	panId,
	addresses,
}: AirKeys): [string, string][] {
	const files: [string, string][] = [
		['preferences', PREFERENCES],
		['decode_as_entries', DECODE_AS],
		['init.lua', MQTT_SN_OVER_ZIGBEE],
	];
	if (networkKey !== undefined) files.push(['zigbee_pc_keys', `${zigbeeKeyRow(networkKey)}\n`]);
	if (linkKey === undefined) return files;
	const rows = addresses.map(
		([short, extended]) => `"${hex(short, 4)}","${hex(panId, 4)}",${extended}\n`,
	);
	return [
		...files,
		['ieee802154_keys', `"${digitsOf(linkKey, '')}","1","No hash"\n`],
		['802154_addresses', rows.join('')],
	];
}

/** The options of tshark that have it decrypt the network layer of ZigBee with `key`. */
export function zigbeeKeyOptions(key: Uint8Array): string[] {
	return ['-o', `uat:zigbee_pc_keys:${zigbeeKeyRow(key)}`];
}

function zigbeeKeyRow(key: Uint8Array): string {
	return `"${digitsOf(key, ':')}","Normal","network key"`;
}

function digitsOf(key: Uint8Array, between: string): string {
	return Array.from(key, octet => hex(octet, 2)).join(between);
}

function hex(value: number, digits: number): string {
	return value.toString(16).padStart(digits, '0');
}
