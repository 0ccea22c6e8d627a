/*
 * Where a unicast frame goes next: ZigBee specification 3.6.3.3.
 *
 *   a sleepy device                               to its parent
 *   a source route in the frame                   to its next relay
 *   the destination is a child, or heard well     there
 *   a route record of a gateway                   by that way, written into the frame
 *   a route                                       to its next hop; if it leads to a gateway that
 *                                                 wants to know the way back, a route record first
 *   the tree, by a link that carries              along it
 *   the frame may look for a way                  it waits for a route discovery
 *
 * No frame goes back to whom it has just come from: a route that says so is forgotten.
 *
 * A link that fails is told here, with the frame: another way is looked for at the place, and only
 * if there is none the source is told. Filled from frames alone.
 */
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import type {Counters} from './counters.js';
import type {Device} from './device.js';
import type {FrameStore, Kept} from './frame-store.js';
import type {Luck} from './luck.js';
import {NeighborKind, NO_NEIGHBOR} from './neighbors.js';
import {NWK_RADIUS, nwkcUnicastRetries, nwkcUnicastRetryDelayUs} from './nib.js';
import {appendRelay, NetworkStatus, writeNetworkStatus, writeRouteRecord} from './nwk-command.js';
import {NwkHeader, NwkType} from './nwk-header.js';
import {move} from './octets.js';
import {NO_ENTRY, NO_HOP} from './routes.js';
import type {Sender} from './sender.js';
import {isBelow, nextDown, type TreeShape} from './tree.js';

/** A neighbour that costs more is not spoken to directly, unless a discovery says so. */
const DIRECT_COST_MAX = 3;
/** A frame that is tried once, and no more. */
export const NO_MORE_TRIES = nwkcUnicastRetries;
const NOWHERE = -1;

export interface RouterWays {
	readonly scheduler: Scheduler;
	readonly luck: Luck;
	readonly sender: Sender;
	readonly store: FrameStore;
	readonly counters: Counters;
	readonly tree: TreeShape;
	deviceOf(radio: number): Device;
	/** Keeps a frame until there is a way to `destination`, or none. */
	discover(device: Device, destination: number, npdu: Uint8Array, size: number): void;
	/** What the device itself has sent to `destination` may be lost. */
	wayFailed(device: Device, destination: number): void;
}

export class Router {
	readonly #ways: RouterWays;
	readonly #header = new NwkHeader();
	readonly #own = new NwkHeader();
	readonly #npdu = new Uint8Array(256);
	readonly #command = new Uint8Array(64);

	/** By kept frame: how often it was tried, and by whom. */
	readonly #tries: number[] = [];
	readonly #hop: number[] = [];
	readonly #again: Kind;

	constructor(ways: RouterWays) {
		this.#ways = ways;
		this.#again = ways.scheduler.register((radio, kept) => {
			this.#tryAgain(ways.deviceOf(radio), kept);
		});
	}

	/**
	 * Sends a unicast frame on: its own, or one that has come from the neighbour at `from`; after
	 * `tries` links that have failed.
	 */
	route(device: Device, npdu: Uint8Array, size: number, tries = 0, from = NOWHERE): void {
		const header = this.#header;
		if (!header.read(npdu, size)) throw new RangeError('a frame to route has no header');
		const {destination} = header;
		if (header.relayCount > 0) {
			const {relayIndex, relays} = header;
			const begins = header.source === device.address;
			if (!begins && relays[relayIndex] !== device.address) {
				this.#ways.counters.malformed++;
				return;
			}
			const nextHop = begins ? relays[relayIndex] : this.#follow();
			header.write(npdu);
			this.#send(device, nextHop, npdu, size, tries);
			return;
		}
		const nextHop = this.#nextHop(device, destination);
		if (nextHop !== NOWHERE) this.#send(device, nextHop, npdu, size, tries);
		else if (!this.#routeBySource(device, npdu, size)) {
			const hop = this.#tableHop(device, from);
			if (hop !== NOWHERE) this.#send(device, hop, npdu, size, tries);
			else if (header.discover) this.#ways.discover(device, destination, npdu, size);
			else this.#giveUp(device, NetworkStatus.noRoute);
		}
	}

	/** A way was looked for, and there is none. */
	noWay(device: Device, npdu: Uint8Array, size: number): void {
		if (this.#header.read(npdu, size)) this.#giveUp(device, NetworkStatus.noRoute);
	}

	/** Four attempts have not got a frame to `nextHop`. */
	linkFailed(device: Device, nextHop: number, kept: Kept, tries: number): void {
		const {store} = this.#ways;
		const index = device.neighbors.find(nextHop);
		if (index !== NO_NEIGHBOR) device.neighbors.failed(index);
		if (index === NO_NEIGHBOR || device.neighbors.cost(index) === 0)
			device.routes.forgetBy(nextHop);
		const header = this.#header;
		if (!device.joined || !header.read(store.octets(kept), store.size(kept))) store.give(kept);
		else if (tries < nwkcUnicastRetries && !device.sleepy) {
			this.#hop[kept] = nextHop;
			this.#later(device, kept, tries);
		} else {
			const bySource = header.relayCount > 0;
			this.#giveUp(device, bySource ? NetworkStatus.sourceRouteFailure : NetworkStatus.linkFailure);
			store.give(kept);
		}
	}

	/** The same frame, in a while: by then there may be quiet, or another way. */
	#later(device: Device, kept: Kept, tries: number): void {
		const {scheduler, luck} = this.#ways;
		const delayUs = nwkcUnicastRetryDelayUs + luck.below(device, nwkcUnicastRetryDelayUs);
		this.#tries[kept] = tries + 1;
		scheduler.at(scheduler.now + delayUs, this.#again, device.radio, kept);
	}

	#tryAgain(device: Device, kept: Kept): void {
		const {store} = this.#ways;
		const [npdu, size, tries] = [store.octets(kept), store.size(kept), this.#tries[kept]];
		const header = this.#header;
		if (device.joined && header.read(npdu, size)) {
			// A source route has but one next hop, and it stands behind it already.
			if (header.relayCount > 0) this.#send(device, this.#hop[kept], npdu, size, tries);
			else this.route(device, npdu, size, tries);
		}
		store.give(kept);
	}

	/** A network status has come: there is no way to `address` as it was tried. */
	statusHeard(device: Device, code: number, address: number): void {
		const {routes, records} = device;
		const entry = routes.find(address);
		if (entry !== NO_ENTRY && routes.manyToOne[entry] === 0) routes.forget(address);
		if (entry !== NO_ENTRY && code === NetworkStatus.noRoute) routes.forget(address);
		records?.forget(address);
		this.#ways.wayFailed(device, address);
	}

	/** One for another device passes, who may be a child: what it used, this device uses no more. */
	statusPasses(device: Device, address: number): void {
		device.routes.forget(address);
	}

	/** A neighbour that is nearer to a gateway than the device itself may stand in for its next hop. */
	alternateHeard(device: Device, gateway: number, neighbor: number): void {
		const {routes} = device;
		const index = routes.find(gateway);
		if (index !== NO_ENTRY && routes.nextHop[index] !== neighbor)
			routes.alternate[index] = neighbor;
	}

	/** Has all who hear it find the way to a gateway: they have to tell it the way back. */
	gatewayHeard(device: Device, gateway: number, nextHop: number): void {
		const {routes, neighbors} = device;
		const index = routes.learn(gateway, nextHop, this.#ways.scheduler.now);
		if (routes.alternate[index] === nextHop) routes.alternate[index] = NO_HOP;
		routes.manyToOne[index] = 1;
		routes.recordRequired[index] = 1;
		neighbors.recordRequired.fill(1);
	}

	/** The next relay of a source route; the index in the header goes with it. */
	#follow(): number {
		const header = this.#header;
		if (header.relayIndex === 0) return header.destination;
		header.relayIndex--;
		return header.relays[header.relayIndex];
	}

	/** Where there is no doubt: the parent, a child, a neighbour that is heard well. */
	#nextHop(device: Device, destination: number): number {
		if (device.sleepy) return device.parent;
		const {neighbors} = device;
		const index = neighbors.find(destination);
		if (index === NO_NEIGHBOR) return NOWHERE;
		if (neighbors.kind[index] === NeighborKind.endDevice) return destination;
		const cost = neighbors.cost(index);
		return cost > 0 && cost <= DIRECT_COST_MAX ? destination : NOWHERE;
	}

	/** Writes the way that a route record has told into a frame of our own. */
	#routeBySource(device: Device, npdu: Uint8Array, size: number): boolean {
		const header = this.#header;
		if (device.records === undefined || header.source !== device.address) return false;
		const before = header.size;
		const count = device.records.copy(header.destination, header.relays);
		if (count <= 0) return false;
		header.relayCount = count;
		header.relayIndex = count - 1;
		const after = header.write(this.#npdu);
		move(npdu, before, this.#npdu, after, size - before);
		this.#ways.sender.unicast(device, header.relays[count - 1], this.#npdu, after + size - before);
		return true;
	}

	/** By a route, and where there is none along the tree. */
	#tableHop(device: Device, from: number): number {
		const {routes} = device;
		const {destination, source} = this.#header;
		const entry = routes.find(destination);
		if (entry !== NO_ENTRY && routes.nextHop[entry] !== from) {
			if (routes.manyToOne[entry] === 1) this.#tellWayBack(device, entry, source);
			return routes.use(entry, this.#ways.scheduler.now);
		}
		if (entry !== NO_ENTRY) routes.forget(destination);
		const hop = this.#treeHop(device, destination);
		return hop === from ? NOWHERE : hop;
	}

	/** A route record goes before the first frame since the gateway has asked. */
	#tellWayBack(device: Device, entry: number, source: number): void {
		const {routes, neighbors} = device;
		const child = neighbors.isChild(source) ? neighbors.find(source) : NO_NEIGHBOR;
		if (child !== NO_NEIGHBOR) {
			if (neighbors.recordRequired[child] === 0) return;
			neighbors.recordRequired[child] = 0;
		} else {
			if (source !== device.address || routes.recordRequired[entry] === 0) return;
			routes.recordRequired[entry] = 0;
		}
		const command = this.#command;
		let size = writeRouteRecord(command, 0);
		if (child !== NO_NEIGHBOR) size = appendRelay(command, 0, device.address);
		const destination = routes.destination[entry];
		this.#sendCommand(device, {source, destination, nextHop: routes.nextHop[entry]}, size);
	}

	#treeHop(device: Device, destination: number): number {
		const {tree} = this.#ways;
		const {address, depth, parent, neighbors} = device;
		if (!isBelow(tree, address, depth, destination)) {
			return neighbors.cost(neighbors.find(parent)) === 0 ? NOWHERE : parent;
		}
		const child = nextDown(tree, address, depth, destination);
		return neighbors.cost(neighbors.find(child)) === 0 ? NOWHERE : child;
	}

	#send(device: Device, nextHop: number, npdu: Uint8Array, size: number, tries: number): void {
		this.#ways.sender.unicast(device, nextHop, npdu, size, tries);
	}

	/** Tells the source of the frame in hand that it does not get on from here. */
	#giveUp(device: Device, code: number): void {
		const {destination, source, type} = this.#header;
		this.#ways.counters.noRoute++;
		if (type !== NwkType.data) return;
		if (source === device.address) {
			this.statusHeard(device, code, destination);
			return;
		}
		const size = writeNetworkStatus(this.#command, 0, code, destination);
		const nextHop = this.#nextHop(device, source);
		if (nextHop !== NOWHERE) {
			this.#sendCommand(device, {source: device.address, destination: source, nextHop}, size);
			return;
		}
		const entry = device.routes.find(source);
		if (entry === NO_ENTRY) return;
		const way = device.routes.nextHop[entry];
		this.#sendCommand(device, {source: device.address, destination: source, nextHop: way}, size);
	}

	#sendCommand(
		device: Device,
		to: {source: number; destination: number; nextHop: number},
		size: number,
	): void {
		const header = this.#own;
		header.begin(NwkType.command, to.source, to.destination);
		header.radius = NWK_RADIUS;
		header.sequence = device.nextSequence();
		const at = header.write(this.#npdu);
		move(this.#command, 0, this.#npdu, at, size);
		this.#ways.sender.unicast(device, to.nextHop, this.#npdu, at + size, NO_MORE_TRIES);
	}
}
