/*
 * What ZigBee says in a beacon: ZigBee specification 3.6.7.
 *
 *   protocol id 00   profile 0-3, version 4-7   flags   extended PAN id 8   TxOffset 3   update id
 *
 *   flags   2 room for a router   3-6 depth   7 room for an end device
 *
 * The stack profile is 0, a network's own: addresses by the tree are those of profile 1, ways from
 * many to one those of profile 2.
 */
export const BEACON_PAYLOAD_SIZE = 15;

const PROTOCOL_ID = 0;
const PROFILE_AND_VERSION = 0x20;
const ROUTER_ROOM = 0x04;
const DEPTH_SHIFT = 3;
const DEPTH_MASK = 0xf;
const END_DEVICE_ROOM = 0x80;
const EXTENDED_PAN_ID = 3;
/** The network that all our devices are in. */
const NETWORK = Uint8Array.of(0x6d, 0x6f, 0x74, 0x65, 0x62, 0x65, 0x6e, 0x63);
const NO_BEACONS = 0xff;

export class BeaconPayload {
	depth = 0;
	routerRoom = false;
	endDeviceRoom = false;

	/** False where it is cut short, or of another network. */
	read(octets: Uint8Array, at: number, end: number): boolean {
		if (end - at < BEACON_PAYLOAD_SIZE) return false;
		if (octets[at] !== PROTOCOL_ID || octets[at + 1] !== PROFILE_AND_VERSION) return false;
		for (let index = 0; index < NETWORK.length; index++) {
			if (octets[at + EXTENDED_PAN_ID + index] !== NETWORK[index]) return false;
		}
		this.depth = (octets[at + 2] >>> DEPTH_SHIFT) & DEPTH_MASK;
		this.routerRoom = (octets[at + 2] & ROUTER_ROOM) !== 0;
		this.endDeviceRoom = (octets[at + 2] & END_DEVICE_ROOM) !== 0;
		return true;
	}

	/** Returns where it ends. */
	write(octets: Uint8Array, at: number): number {
		octets[at] = PROTOCOL_ID;
		octets[at + 1] = PROFILE_AND_VERSION;
		octets[at + 2] =
			(this.depth << DEPTH_SHIFT) |
			(this.routerRoom ? ROUTER_ROOM : 0) |
			(this.endDeviceRoom ? END_DEVICE_ROOM : 0);
		octets.set(NETWORK, at + EXTENDED_PAN_ID);
		octets.fill(NO_BEACONS, at + 11, at + 14);
		octets[at + 14] = 0;
		return at + BEACON_PAYLOAD_SIZE;
	}
}
