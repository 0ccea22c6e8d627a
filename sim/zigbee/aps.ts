/*
 * APS: messages between endpoints of devices, wherever they are. ZigBee specification 2.2.
 *
 *   port 61616 of a gateway   endpoint 1         profile 7f01, cluster 1: MQTT-SN, endpoints.ts
 *   port 61617 of a client    endpoint 2
 *   device announce           endpoint 0         profile 0, cluster 13: who has this address now
 *
 * Unicast messages ask for an ACK and are sent again without one; broadcasts are not. Knows
 * nothing of what a message says.
 */
import type {DatagramListener, Ports} from '../datagram.js';
import type {Scheduler} from '../kernel/scheduler.js';
import {EUI_HIGH} from '../mac/addresses.js';
import {Capability} from '../mac/mac-command.js';
import {ApsHeader, ApsType} from './aps-header.js';
import {Assembly} from './assembly.js';
import type {Broadcasts} from './broadcasts.js';
import type {Counters} from './counters.js';
import {Delivery} from './delivery.js';
import type {Device} from './device.js';
import {CLUSTER, endpointOf, PROFILE} from './endpoints.js';
import type {Luck} from './luck.js';
import {NWK_RADIUS} from './nib.js';
import {Everybody, NwkHeader, NwkType} from './nwk-header.js';
import {move, readU16, readU32, writeU16, writeU32} from './octets.js';
import type {Router} from './router.js';
import {
	BLOCK_SIZE,
	MESSAGE_SIZE_MAX,
	type Transfer,
	Transfers,
	WHOLE_SIZE_MAX,
} from './transfers.js';

const DEVICE_PROFILE = 0x0000;
const DEVICE_ANNOUNCE = 0x0013;
const DEVICE_ENDPOINT = 0;
/** Sequence 1, address 2, EUI-64 8, capabilities 1. */
const ANNOUNCE_SIZE = 12;

/** Where a frame of APS comes from: its source, and who has sent it last. */
export interface ApsOrigin {
	readonly source: number;
	readonly hop: number;
	readonly broadcast: boolean;
	readonly rssiCdbm: number;
	/** How many hops it took; 0 where that is not known. */
	readonly hops: number;
}

export interface ApsWays {
	readonly scheduler: Scheduler;
	readonly counters: Counters;
	readonly luck: Luck;
	readonly router: Router;
	readonly broadcasts: Broadcasts;
	readonly listener: DatagramListener;
	/** A device out of earshot says what address it has: whoever was its parent lets it go. */
	announced(device: Device, address: number, euiLow: number): void;
	/** The device has said or heard something, and an answer may come. */
	waits(device: Device): void;
}

export class Aps {
	readonly transfers: Transfers;
	readonly #ways: ApsWays;
	/** By radio. */
	readonly #assemblies: (Assembly | undefined)[] = [];
	readonly #header = new ApsHeader();
	readonly #nwk = new NwkHeader();
	readonly #npdu = new Uint8Array(256);
	readonly #delivery: Delivery;

	constructor(ways: ApsWays) {
		this.#ways = ways;
		const {scheduler, counters, luck} = ways;
		const send = (transfer: Transfer) => this.#sendBlock(transfer);
		this.#delivery = new Delivery(ways.listener);
		this.transfers = new Transfers({scheduler, counters, luck, send});
	}

	/** Sends a message to one device; false if it was refused, and a counter says why. */
	send(
		device: Device,
		destination: number,
		ports: Ports,
		octets: Uint8Array,
		at: number,
		size: number,
	): boolean {
		const {counters} = this.#ways;
		if (size > MESSAGE_SIZE_MAX) {
			counters.oversize++;
			return false;
		}
		const transfer = this.transfers.take(device);
		if (transfer === undefined) {
			counters.queueFull++;
			return false;
		}
		transfer.destination = destination;
		transfer.sourceEndpoint = endpointOf(ports.from);
		transfer.destinationEndpoint = endpointOf(ports.to);
		transfer.counter = device.nextApsCounter();
		transfer.size = size;
		move(octets, at, transfer.octets, 0, size);
		counters.sent++;
		this.transfers.begin(transfer);
		this.#ways.waits(device);
		return true;
	}

	/** Sends a message to all, `radius` hops far; 0 is the whole network. */
	broadcast(
		device: Device,
		to: {everybody: number; radius: number; ports: Ports},
		octets: Uint8Array,
		at: number,
		size: number,
	): boolean {
		if (size > WHOLE_SIZE_MAX) {
			this.#ways.counters.oversize++;
			return false;
		}
		const header = this.#header;
		header.destinationEndpoint = endpointOf(to.ports.to);
		header.sourceEndpoint = endpointOf(to.ports.from);
		header.profile = PROFILE;
		header.cluster = CLUSTER;
		this.#ways.counters.sent++;
		const radius = to.radius === 0 ? NWK_RADIUS : to.radius;
		this.#broadcastAs(device, {everybody: to.everybody, radius}, octets, at, size);
		this.#ways.waits(device);
		return true;
	}

	/** Tells all which address the device has. */
	announce(device: Device): void {
		const payload = new Uint8Array(ANNOUNCE_SIZE);
		payload[0] = device.nextApsCounter();
		writeU16(payload, 1, device.address);
		writeU32(payload, 3, device.euiLow);
		writeU32(payload, 7, EUI_HIGH);
		const awake = Capability.fullFunction | Capability.mains | Capability.rxOnWhenIdle;
		payload[11] = Capability.allocateAddress | (device.sleepy ? 0 : awake);
		const header = this.#header;
		header.destinationEndpoint = DEVICE_ENDPOINT;
		header.sourceEndpoint = DEVICE_ENDPOINT;
		header.profile = DEVICE_PROFILE;
		header.cluster = DEVICE_ANNOUNCE;
		const to = {everybody: Everybody.awake, radius: NWK_RADIUS};
		this.#broadcastAs(device, to, payload, 0, ANNOUNCE_SIZE);
	}

	/** A frame of APS from `source`: what lies at `at` of the frame, which has `size` octets. */
	received(device: Device, from: ApsOrigin, npdu: Uint8Array, at: number, size: number): void {
		const header = this.#header;
		const {counters, scheduler} = this.#ways;
		if (!header.read(npdu, at, size) || (header.broadcast && !from.broadcast)) {
			counters.malformed++;
			return;
		}
		if (header.type === ApsType.ack) {
			this.transfers.acknowledged(device, from.source, header.counter, header.block);
			return;
		}
		const {counter, block, blockCount} = header;
		const start = at + header.size;
		if (header.acknowledge && !from.broadcast) this.#acknowledge(device, from.source);
		const assembly = this.#assemblyOf(device);
		if (assembly.repeats(from.source, counter, block, scheduler.now)) {
			counters.repeated++;
			return;
		}
		if (block < 0) {
			this.#handUp(device, from, npdu, start, size - start);
			return;
		}
		const part = {source: from.source, counter, block, blockCount, nowUs: scheduler.now};
		const complete = assembly.take(part, npdu, start, size - start);
		counters.incomplete += assembly.incomplete;
		assembly.incomplete = 0;
		if (complete) this.#handUp(device, from, assembly.octets, 0, assembly.size);
	}

	#assemblyOf({radio}: Device): Assembly {
		this.#assemblies[radio] ??= new Assembly();
		return this.#assemblies[radio];
	}

	#handUp(device: Device, from: ApsOrigin, octets: Uint8Array, at: number, size: number): void {
		const header = this.#header;
		const {counters} = this.#ways;
		if (header.profile === DEVICE_PROFILE && header.cluster === DEVICE_ANNOUNCE) {
			if (size < ANNOUNCE_SIZE) counters.malformed++;
			else if (from.hop !== from.source) {
				this.#ways.announced(device, readU16(octets, at + 1), readU32(octets, at + 3));
			}
			return;
		}
		if (header.profile !== PROFILE || header.cluster !== CLUSTER) {
			counters.malformed++;
			return;
		}
		counters.received++;
		if (!from.broadcast) this.#ways.waits(device);
		this.#delivery.handUp(device.radio, header, from, {octets, at, size});
	}

	#sendBlock(transfer: Transfer): void {
		const {block, size} = transfer;
		const device = transfer.device!;
		if (!device.joined) return;
		const header = this.#header;
		header.type = ApsType.data;
		header.broadcast = false;
		header.acknowledge = true;
		header.destinationEndpoint = transfer.destinationEndpoint;
		header.sourceEndpoint = transfer.sourceEndpoint;
		header.profile = PROFILE;
		header.cluster = CLUSTER;
		header.counter = transfer.counter;
		header.block = block;
		header.blockCount = transfer.blockCount;
		const from = block < 0 ? 0 : block * BLOCK_SIZE;
		const length = block < 0 ? size : Math.min(BLOCK_SIZE, size - from);
		const at = header.write(this.#npdu, this.#begin(device, transfer.destination));
		const end = move(transfer.octets, from, this.#npdu, at, length);
		this.#ways.router.route(device, this.#npdu, end);
	}

	/** ACKs the data frame whose header is in hand, which stays as it is. */
	#acknowledge(device: Device, source: number): void {
		const header = this.#header;
		const {destinationEndpoint, sourceEndpoint, size} = header;
		header.type = ApsType.ack;
		header.acknowledge = false;
		header.destinationEndpoint = sourceEndpoint;
		header.sourceEndpoint = destinationEndpoint;
		const end = header.write(this.#npdu, this.#begin(device, source));
		this.#ways.router.route(device, this.#npdu, end);
		header.type = ApsType.data;
		header.destinationEndpoint = destinationEndpoint;
		header.sourceEndpoint = sourceEndpoint;
		header.size = size;
	}

	/** Writes the NWK header of a unicast frame; returns its end. */
	#begin(device: Device, destination: number): number {
		const nwk = this.#nwk;
		nwk.begin(NwkType.data, device.address, destination);
		nwk.discover = true;
		nwk.radius = NWK_RADIUS;
		nwk.sequence = device.nextSequence();
		return nwk.write(this.#npdu);
	}

	/** Endpoints, profile and cluster are in the header in hand. */
	#broadcastAs(
		device: Device,
		{everybody, radius}: {everybody: number; radius: number},
		octets: Uint8Array,
		at: number,
		size: number,
	): void {
		const nwk = this.#nwk;
		nwk.begin(NwkType.data, device.address, everybody);
		nwk.radius = radius;
		nwk.sequence = device.nextSequence();
		const header = this.#header;
		header.type = ApsType.data;
		header.broadcast = true;
		header.acknowledge = false;
		header.counter = device.nextApsCounter();
		header.block = -1;
		const start = header.write(this.#npdu, nwk.write(this.#npdu));
		const end = move(octets, at, this.#npdu, start, size);
		this.#ways.broadcasts.send(device, this.#npdu, end);
	}
}
