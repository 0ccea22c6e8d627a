/*
 * Whoever is within range of a network and does not have its key: all he can do is to speak in
 * clear, in frames whose headers are right, and hope that somebody listens.
 *
 *   MHR 9   NWK 8, not secured   APS 8   message   FCS 2
 *
 * He gives himself an address that no parent in the tree has to give. Knows no route: his
 * frames go one hop.
 */
import type {Ports} from '../datagram.js';
import {ApsHeader, ApsType} from './aps-header.js';
import type {Counters} from './counters.js';
import type {Device} from './device.js';
import {CLUSTER, endpointOf, PROFILE} from './endpoints.js';
import type {ZigbeeMac} from './mac-port.js';
import {NO_ADDRESS} from './nib.js';
import {Everybody, isBroadcast, NwkHeader, NwkType} from './nwk-header.js';
import {move} from './octets.js';

/** The first address of outsiders: those of the largest tree here end before. */
const OUTSIDE = 0x8000;
const ONE_HOP = 1;
const EVERYBODY_IN_RANGE = 0xffff;

export class Outsider {
	readonly #nwk = new NwkHeader();
	readonly #aps = new ApsHeader();
	readonly #npdu = new Uint8Array(256);

	constructor(
		private readonly mac: ZigbeeMac,
		private readonly counters: Counters,
	) {}

	/** A message in clear to a short address, or to all in range; false if it does not fit. */
	send(device: Device, destination: number, ports: Ports, octets: Uint8Array): boolean {
		if (device.address === NO_ADDRESS) {
			device.address = OUTSIDE + device.radio;
			this.mac.addresses.assign(device.radio, device.address);
		}
		const at = this.#writeHeaders(device, destination, ports);
		if (at + octets.length > this.mac.payloadMax) {
			this.counters.oversize++;
			return false;
		}
		const size = move(octets, 0, this.#npdu, at, octets.length);
		const hop = isBroadcast(destination) ? EVERYBODY_IN_RANGE : destination;
		return this.mac.send(device.radio, hop, this.#npdu, 0, size) !== -1;
	}

	/** Returns where the message goes. */
	#writeHeaders(device: Device, destination: number, ports: Ports): number {
		const nwk = this.#nwk;
		const toAll = isBroadcast(destination);
		nwk.begin(NwkType.data, device.address, toAll ? Everybody.all : destination);
		nwk.secured = false;
		nwk.radius = ONE_HOP;
		nwk.sequence = device.nextSequence();
		const aps = this.#aps;
		aps.type = ApsType.data;
		aps.broadcast = toAll;
		aps.destinationEndpoint = endpointOf(ports.to);
		aps.sourceEndpoint = endpointOf(ports.from);
		aps.profile = PROFILE;
		aps.cluster = CLUSTER;
		aps.counter = device.nextApsCounter();
		return aps.write(this.#npdu, nwk.write(this.#npdu));
	}
}
