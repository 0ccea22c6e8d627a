/*
 * The parent's side of joining: beacons for those who ask, addresses for those who associate, a
 * word for those who come back. IEEE 802.15.4, 5.1.3; ZigBee specification 3.6.1.4.
 *
 *   beacon request        a beacon, after a jitter, while there is room for anybody
 *   association request   an address by the tree, or "at capacity"; the response waits to be asked for
 *   rejoin request        taken in with the address that it has; the response follows
 *
 * An address that was given is given again to the same EUI-64, and to nobody else.
 */
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import {EUI_HIGH} from '../mac/addresses.js';
import type {MacOrigin} from '../mac/listener.js';
import {
	AssociationStatus,
	associationResponseMhr,
	BEACON_SIZE,
	beaconMhr,
	Capability,
	MacCommand,
	writeBeacon,
} from '../mac/mac-command.js';
import {BeaconPayload} from './beacon-payload.js';
import type {Counters} from './counters.js';
import type {Device} from './device.js';
import type {Luck} from './luck.js';
import type {ZigbeeMac} from './mac-port.js';
import {NO_ADDRESS, NWK_RADIUS, PAN_ID} from './nib.js';
import {writeRejoinResponse} from './nwk-command.js';
import {NwkHeader, NwkType} from './nwk-header.js';
import {writeU16} from './octets.js';
import type {Sender} from './sender.js';
import {cskip, endDeviceAddress, routerAddress, type TreeShape} from './tree.js';

/** Beacons of neighbours come one after the other, within a scan. */
const BEACON_JITTER_US = 200_000;
const NOBODY = 0xffff;

export interface FamilyWays {
	readonly mac: ZigbeeMac;
	readonly scheduler: Scheduler;
	readonly sender: Sender;
	readonly luck: Luck;
	readonly counters: Counters;
	readonly tree: TreeShape;
	deviceOf(radio: number): Device;
}

export class Family {
	readonly #ways: FamilyWays;
	readonly #beaconDue: Kind;
	/** By radio: a beacon is planned. */
	readonly #planned: Uint8Array;
	readonly #payload = new Uint8Array(64);
	readonly #beacon = new BeaconPayload();
	readonly #header = new NwkHeader();

	constructor(ways: FamilyWays, radioCount: number) {
		this.#ways = ways;
		this.#planned = new Uint8Array(radioCount);
		this.#beaconDue = ways.scheduler.register(radio => this.#sendBeacon(ways.deviceOf(radio)));
	}

	/** Somebody looks for a network. One beacon answers all who ask before it is out. */
	beaconRequested(device: Device): void {
		if (!device.joined || device.sleepy || this.#planned[device.radio] === 1) return;
		this.#planned[device.radio] = 1;
		const {luck, scheduler} = this.#ways;
		const delayUs = luck.below(device, BEACON_JITTER_US);
		scheduler.at(scheduler.now + delayUs, this.#beaconDue, device.radio);
	}

	/** A device without an address wants one. */
	associationRequested(device: Device, {srcHigh, srcLow}: MacOrigin, capabilities: number): void {
		if (!device.joined || device.sleepy || srcHigh !== EUI_HIGH) return;
		const {mac, counters} = this.#ways;
		const address = this.#addressFor(device, srcLow, capabilities);
		const granted = address !== NO_ADDRESS;
		if (!granted) counters.joinsRefused++;
		const payload = this.#payload;
		payload[0] = MacCommand.associationResponse;
		writeU16(payload, 1, granted ? address : NOBODY);
		payload[3] = granted ? AssociationStatus.success : AssociationStatus.panAtCapacity;
		const child = {high: srcHigh, low: srcLow};
		const self = {high: EUI_HIGH, low: device.euiLow};
		mac.sendFrameIndirect(device.radio, associationResponseMhr(PAN_ID, child, self), payload, 4);
	}

	/** A device with an address wants this one as its parent. */
	rejoinRequested(device: Device, header: NwkHeader, euiLow: number, capabilities: number): void {
		if (device.sleepy) return;
		const {source} = header;
		const rests = (capabilities & Capability.rxOnWhenIdle) === 0;
		const taken = !rests || this.#adopt(device, source, euiLow);
		const response = this.#header;
		response.begin(NwkType.command, device.address, source);
		response.sign(EUI_HIGH, device.euiLow);
		response.radius = 1;
		response.sequence = device.nextSequence();
		const at = response.write(this.#payload);
		const status = taken ? AssociationStatus.success : AssociationStatus.panAtCapacity;
		const size = writeRejoinResponse(this.#payload, at, source, status);
		if (taken) this.#ways.sender.unicast(device, source, this.#payload, size, NWK_RADIUS);
		else this.#ways.counters.joinsRefused++;
	}

	/** A device with this EUI-64 has a parent elsewhere. */
	movedAway(device: Device, euiLow: number, address: number): void {
		const {neighbors} = device;
		if (neighbors.isChild(address)) neighbors.forgetEui(euiLow);
	}

	#sendBeacon(device: Device): void {
		this.#planned[device.radio] = 0;
		if (!device.joined) return;
		const {mac, tree} = this.#ways;
		const beacon = this.#beacon;
		beacon.depth = device.depth;
		beacon.routerRoom = this.#routerRoom(device);
		beacon.endDeviceRoom = this.#endDeviceRoom(device);
		const permits = cskip(tree, device.depth) > 0;
		writeBeacon(this.#payload, device.kind === 'coordinator', permits);
		const size = beacon.write(this.#payload, BEACON_SIZE);
		mac.sendFrame(device.radio, beaconMhr(PAN_ID, device.address), this.#payload, size);
	}

	#routerRoom({depth, routersGiven}: Device): boolean {
		const {tree} = this.#ways;
		return cskip(tree, depth) > 0 && routersGiven < tree.nwkMaxRouters;
	}

	#endDeviceRoom({depth, endDevicesGiven}: Device): boolean {
		const {tree} = this.#ways;
		const most = tree.nwkMaxChildren - tree.nwkMaxRouters;
		return cskip(tree, depth) > 0 && endDevicesGiven < most;
	}

	#addressFor(device: Device, euiLow: number, capabilities: number): number {
		const known = device.given.get(euiLow);
		const rests = (capabilities & Capability.rxOnWhenIdle) === 0;
		const address =
			known ?? this.#nextAddress(device, (capabilities & Capability.fullFunction) !== 0);
		if (address === NO_ADDRESS) return address;
		if (rests && !this.#adopt(device, address, euiLow)) return NO_ADDRESS;
		device.given.set(euiLow, address);
		return address;
	}

	#nextAddress(device: Device, isRouter: boolean): number {
		const {tree} = this.#ways;
		const {address, depth} = device;
		if (isRouter) {
			if (!this.#routerRoom(device)) return NO_ADDRESS;
			return routerAddress(tree, address, depth, device.routersGiven++);
		}
		if (!this.#endDeviceRoom(device)) return NO_ADDRESS;
		return endDeviceAddress(tree, address, depth, device.endDevicesGiven++);
	}

	#adopt(device: Device, address: number, euiLow: number): boolean {
		return device.neighbors.adopt(address, euiLow, this.#ways.scheduler.now);
	}
}
