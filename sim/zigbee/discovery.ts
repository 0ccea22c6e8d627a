/*
 * Finding ways: ZigBee specification 3.6.3.5.
 *
 *   source       RREQ to all routers          the cost of its path grows from hop to hop
 *   router       new, or cheaper than before  noted with its sender, and passed on after a jitter
 *   responder    the destination, or the parent of it if it rests: RREP to whom it had it from
 *   router       RREP                         the way to the responder is its sender; passed back
 *   source       RREP                         frames that wait go out
 *
 *   many to one  RREQ of a gateway, to nobody: every router that hears it has a way to the gateway,
 *                and answers nothing
 *
 *   waiting      a reply              -> frames go out
 *   waiting      routeReplyWait       -> the next request, routeRequestsMax of them
 *   waiting      none left            -> frames are given up, and their sources told
 *
 * The jitter grows with the cost of the link, so that good ways come first. A request is repeated
 * each nwkcRREQRetryInterval; it is not passed on, or not again, once three others within earshot
 * have done so at no better cost. Links carry both ways, so a request also leaves the way back to
 * its source.
 */
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import {EUI_HIGH} from '../mac/addresses.js';
import type {Counters} from './counters.js';
import type {Device} from './device.js';
import {type FrameStore, type Kept, NONE_KEPT} from './frame-store.js';
import {COST_MAX} from './link-cost.js';
import type {Luck} from './luck.js';
import {
	NWK_RADIUS,
	nwkcInitialRREQRetries,
	nwkcMaxRREQJitterUs,
	nwkcMinRREQJitterUs,
	nwkcRouteDiscoveryTimeUs,
	nwkcRREQRetries,
	nwkcRREQRetryIntervalUs,
	routeReplyWaitUs,
	routeRequestsMax,
} from './nib.js';
import {RouteReply, RouteRequest} from './nwk-command.js';
import {Everybody, NwkHeader, NwkType} from './nwk-header.js';
import type {Router} from './router.js';
import {DISCOVERIES_MAX, NO_ENTRY} from './routes.js';
import type {Sender} from './sender.js';

/** Frames of one node that wait for ways; one more is given up. */
const WAITING_MAX = 16;
const COST_LIMIT = 0xff;
/** Neighbours whose relays make our repetition needless. */
const OVERHEARD_ENOUGH = 3;

export interface DiscoveryWays {
	readonly scheduler: Scheduler;
	readonly sender: Sender;
	readonly store: FrameStore;
	readonly counters: Counters;
	readonly luck: Luck;
	/** Where frames go that have waited. */
	readonly router: () => Router;
	deviceOf(radio: number): Device;
}

/** A way that is looked for, and what waits for it. */
interface Search {
	readonly device: Device;
	readonly destination: number;
	readonly frames: Kept[];
	requests: number;
	/** Counts its deadlines. */
	stamp: number;
}

export class Discovery {
	readonly #ways: DiscoveryWays;
	readonly #passOn: Kind;
	readonly #late: Kind;
	readonly #searches: (Search | undefined)[] = [];
	/** Deadlines so far. */
	#stamps = 0;
	readonly #header = new NwkHeader();
	readonly #request = new RouteRequest();
	readonly #reply = new RouteReply();
	readonly #npdu = new Uint8Array(64);

	constructor(ways: DiscoveryWays) {
		this.#ways = ways;
		const {scheduler} = ways;
		this.#passOn = scheduler.register((radio, name) => this.#passNow(ways.deviceOf(radio), name));
		this.#late = scheduler.register((place, stamp) => this.#waitedFor(place, stamp));
	}

	/** Keeps a frame until there is a way to `destination`; the first one looks for it. */
	discover(device: Device, destination: number, npdu: Uint8Array, size: number): void {
		const {store, counters} = this.#ways;
		const search = this.#searchOf(device, destination);
		if (search.frames.length === WAITING_MAX) {
			counters.queueFull++;
			return;
		}
		search.frames.push(store.keep(npdu, size));
		if (search.frames.length === 1 && search.requests === 0) this.#ask(search);
	}

	/** The device has lost its power, and what waited with it. */
	drop(device: Device): void {
		for (const search of this.#searches) {
			if (search?.device === device) this.#end(search, () => {});
		}
	}

	/** Has everybody find the way to a gateway. */
	callMany(device: Device): void {
		this.#sendRequest(device, Everybody.routers, true);
	}

	/** A request from the neighbour at `from`, whose link costs `linkCost`. */
	requestHeard(
		device: Device,
		header: NwkHeader,
		npdu: Uint8Array,
		from: {address: number; linkCost: number},
	): void {
		if (header.source === device.address || device.sleepy || from.linkCost === 0) return;
		const request = this.#request;
		request.read(npdu, header.size);
		const cost = Math.min(COST_LIMIT, request.cost + from.linkCost);
		const {discoveries} = device;
		const {now} = this.#ways.scheduler;
		let index = discoveries.find(header.source, request.id, now);
		if (index !== NO_ENTRY) {
			if (cost >= discoveries.forwardCost[index]) {
				if (discoveries.overheard[index] < 0xff) discoveries.overheard[index]++;
				this.#noteAlternate(device, header.source, index, from.address);
				return;
			}
		} else {
			index = discoveries.begin(header.source, request.id, now + nwkcRouteDiscoveryTimeUs);
			if (index === NO_ENTRY) return;
		}
		discoveries.sender[index] = from.address;
		discoveries.forwardCost[index] = cost;
		discoveries.overheard[index] = 0;
		this.#believe(device, header, from.address);
		const {manyToOne, destination} = request;
		const mine = destination === device.address || device.neighbors.isChild(destination);
		if (!manyToOne && mine) this.#answer(device, header.source, from.address);
		else if (header.radius > 1) {
			this.#plan(device, index, {header, cost, linkCost: from.linkCost});
		}
	}

	/** A reply from the neighbour at `from`. */
	replyHeard(
		device: Device,
		header: NwkHeader,
		npdu: Uint8Array,
		from: {address: number; linkCost: number},
	): void {
		const reply = this.#reply;
		reply.read(npdu, header.size);
		const {discoveries, routes} = device;
		const {now} = this.#ways.scheduler;
		const index = discoveries.find(reply.originator, reply.id, now);
		if (index === NO_ENTRY || from.linkCost === 0) return;
		const cost = Math.min(COST_LIMIT, reply.cost + from.linkCost);
		if (cost >= discoveries.residualCost[index]) return;
		discoveries.residualCost[index] = cost;
		// Whoever knows the way need not be asked again.
		discoveries.overheard[index] = OVERHEARD_ENOUGH;
		routes.learn(reply.responder, from.address, now);
		if (reply.originator === device.address) {
			this.#found(device, reply.responder);
			return;
		}
		reply.cost = cost;
		this.#sendReply(device, discoveries.sender[index]);
	}

	/* Sources. */

	#searchOf(device: Device, destination: number): Search {
		for (const search of this.#searches) {
			if (search?.device === device && search.destination === destination) return search;
		}
		const search: Search = {device, destination, frames: [], requests: 0, stamp: 0};
		const place = this.#searches.indexOf(undefined);
		if (place === -1) this.#searches.push(search);
		else this.#searches[place] = search;
		return search;
	}

	#ask(search: Search): void {
		const {scheduler, counters} = this.#ways;
		search.requests++;
		counters.routeRequests++;
		this.#sendRequest(search.device, search.destination, false);
		const place = this.#searches.indexOf(search);
		// Nobody else's deadline has this stamp, though places are used again.
		search.stamp = ++this.#stamps;
		scheduler.at(scheduler.now + routeReplyWaitUs, this.#late, place, search.stamp);
	}

	#waitedFor(place: number, stamp: number): void {
		const search = this.#searches[place];
		if (search === undefined || search.stamp !== stamp) return;
		if (search.requests < routeRequestsMax && search.device.joined) {
			this.#ask(search);
			return;
		}
		this.#end(search, (npdu, size) => this.#ways.router().noWay(search.device, npdu, size));
	}

	#found(device: Device, destination: number): void {
		const search = this.#searches.find(
			each => each?.device === device && each.destination === destination,
		);
		if (search === undefined) return;
		this.#end(search, (npdu, size) => this.#ways.router().route(device, npdu, size));
	}

	#end(search: Search, release: (npdu: Uint8Array, size: number) => void): void {
		const {store} = this.#ways;
		this.#searches[this.#searches.indexOf(search)] = undefined;
		for (const kept of search.frames) {
			release(store.octets(kept), store.size(kept));
			store.give(kept);
		}
	}

	#sendRequest(device: Device, destination: number, manyToOne: boolean): void {
		const header = this.#header;
		const request = this.#request;
		header.begin(NwkType.command, device.address, Everybody.routers);
		header.sign(EUI_HIGH, device.euiLow);
		header.radius = NWK_RADIUS;
		header.sequence = device.nextSequence();
		request.id = device.nextRequestId();
		request.destination = destination;
		request.cost = 0;
		request.manyToOne = manyToOne;
		const {discoveries} = device;
		const overUs = this.#ways.scheduler.now + nwkcRouteDiscoveryTimeUs;
		const index = discoveries.begin(device.address, request.id, overUs);
		if (index === NO_ENTRY) return;
		discoveries.forwardCost[index] = 0;
		const size = request.write(this.#npdu, header.write(this.#npdu));
		this.#keep(device, index, {size, repetitions: nwkcInitialRREQRetries});
		this.#passNow(device, this.#nameOf(device, index));
	}

	/* Routers. */

	/** Of a gateway's call: whoever is nearer to the gateway than this device leads to no circle. */
	#noteAlternate(device: Device, gateway: number, index: number, neighbor: number): void {
		const request = this.#request;
		if (!request.manyToOne || request.cost >= device.discoveries.forwardCost[index]) return;
		this.#ways.router().alternateHeard(device, gateway, neighbor);
	}

	/** What a request says by itself: the way back to its source. */
	#believe(device: Device, header: NwkHeader, from: number): void {
		const {router, scheduler} = this.#ways;
		if (this.#request.manyToOne) router().gatewayHeard(device, header.source, from);
		else device.routes.learn(header.source, from, scheduler.now);
	}

	#answer(device: Device, originator: number, nextHop: number): void {
		const reply = this.#reply;
		reply.id = this.#request.id;
		reply.originator = originator;
		reply.responder = this.#request.destination;
		reply.cost = 0;
		this.#sendReply(device, nextHop);
	}

	/** From hop to hop, so the next one is its destination. */
	#sendReply(device: Device, nextHop: number): void {
		const header = this.#header;
		header.begin(NwkType.command, device.address, nextHop);
		header.sign(EUI_HIGH, device.euiLow);
		header.radius = NWK_RADIUS;
		header.sequence = device.nextSequence();
		const size = this.#reply.write(this.#npdu, header.write(this.#npdu));
		this.#ways.sender.unicast(device, nextHop, this.#npdu, size, COST_LIMIT);
	}

	/** Passes the request in hand on, at its new cost. */
	#plan(
		device: Device,
		index: number,
		{header, cost, linkCost}: {header: NwkHeader; cost: number; linkCost: number},
	): void {
		const {luck, scheduler} = this.#ways;
		header.radius--;
		this.#request.cost = cost;
		const size = this.#request.write(this.#npdu, header.write(this.#npdu));
		this.#keep(device, index, {size, repetitions: nwkcRREQRetries});
		const mostUs = Math.floor((nwkcMaxRREQJitterUs * linkCost) / COST_MAX);
		const jitterUs = luck.between(device, nwkcMinRREQJitterUs, mostUs);
		const name = this.#nameOf(device, index);
		scheduler.at(scheduler.now + jitterUs, this.#passOn, device.radio, name);
	}

	/** One more transmission than repetitions; a request that is kept already is replaced. */
	#keep(device: Device, index: number, what: {size: number; repetitions: number}): void {
		const {store} = this.#ways;
		const {discoveries} = device;
		if (discoveries.kept[index] !== NONE_KEPT) store.give(discoveries.kept[index]);
		discoveries.kept[index] = store.keep(this.#npdu, what.size);
		discoveries.left[index] = 1 + what.repetitions;
		discoveries.stamp[index]++;
	}

	#nameOf({discoveries}: Device, index: number): number {
		return discoveries.stamp[index] * DISCOVERIES_MAX + index;
	}

	#passNow(device: Device, name: number): void {
		const index = name % DISCOVERIES_MAX;
		const {discoveries} = device;
		if (Math.floor(name / DISCOVERIES_MAX) !== discoveries.stamp[index]) return;
		const kept = discoveries.kept[index];
		if (kept === NONE_KEPT) return;
		const {store, sender, scheduler} = this.#ways;
		const enough = discoveries.overheard[index] >= OVERHEARD_ENOUGH;
		if (device.joined && !enough) {
			sender.broadcast(device, store.octets(kept), store.size(kept));
			if (--discoveries.left[index] > 0) {
				scheduler.at(scheduler.now + nwkcRREQRetryIntervalUs, this.#passOn, device.radio, name);
				return;
			}
		}
		store.give(kept);
		discoveries.kept[index] = NONE_KEPT;
	}
}
