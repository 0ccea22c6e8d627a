/*
 * Many hops, route-over: a router on each radio, a border router beside each gateway, one wire
 * between border routers.
 *
 *   send()                -> up to the root, or down by source route, or over the wire
 *   a packet from the air -> DataPlane: here, on to a neighbour, over the wire, to all, or dropped
 *   here                  -> UDP to the listener, RPL to the router
 *   what became of frames -> the router
 *
 * Datagrams for everybody: a node's go to the border routers' group and come out at the root of its
 * tree; a border router's go down its tree to all. A node outside the tree asks its neighbours.
 * Knows no MAC and no compression; time is the scheduler's.
 */
import {draw, fraction, type StreamKey} from '../../kernel/random.js';
import type {Kind, Scheduler} from '../../kernel/scheduler.js';
import {BROADCAST} from '../../mac/frame.js';
import type {MacIndication} from '../../mac/mac.js';
import type {Counters} from '../counters.js';
import type {Ports} from '../datagram.js';
import type {Delivery} from '../delivery.js';
import {
	DESTINATION,
	HOP_LIMIT,
	IPV6_SIZE,
	isLinkLocal,
	isMulticast,
	isPacket,
	MTU,
	SOURCE,
	writeAllNodes,
	writeLinkLocal,
} from '../ipv6.js';
import {setShort, shortOf} from '../link-addresses.js';
import {move} from '../octets.js';
import {checksumHolds, isDatagram, UDP, UDP_SIZE, writeUdp} from '../udp.js';
import {isGlobal, shortIn, writeBorderRouters, writeGlobal, writeRealmNodes} from './addresses.js';
import {Backbone} from './backbone.js';
import {carriedIn} from './carried.js';
import {ControlPlane, HOP_LIMIT_FAR, type PacketSender} from './control-plane.js';
import type {Dao} from './dao.js';
import {ALL, DataPlane, DROPPED, HERE, WIRE} from './data-plane.js';
import {ICMPV6} from './icmpv6.js';
import {aim, extensionsSize, layOut, type Outline} from './layout.js';
import {type LinkUse, type Role, Router} from './router.js';

export interface RoutingOptions {
	readonly scheduler: Scheduler;
	readonly luck: StreamKey;
	/** By radio; a radio without a role takes no part. */
	readonly roles: readonly Role[];
	/** Global repair: how often border routers begin the DODAG anew; never, if not said. */
	readonly repairEveryUs?: number;
	/** Whether routers send fragments on as they come, or put packets together: `forwarded`. */
	readonly fragments?: 'forwarded' | 'reassembled';
}

interface NetworkWays {
	readonly send: PacketSender;
	readonly delivery: Delivery;
	readonly counters: Counters;
}

/** A packet for all is sent on within this, so that neighbours do not speak at once. */
const SPREAD_US = 100_000;

export class Network {
	readonly #options: RoutingOptions;
	readonly #ways: NetworkWays;
	readonly #routers: readonly Router[];
	readonly #control: ControlPlane;
	readonly #data: DataPlane;
	readonly #backbone: Backbone;
	readonly #packet = new Uint8Array(MTU);
	readonly #iid = new Uint8Array(8);
	readonly #wakes: Kind;
	/** By node: when its next wake is, and how much luck it has had. */
	readonly #wakeUs: Float64Array;
	readonly #draws: Float64Array;
	readonly #spreads: Kind;
	readonly #toAll = new Map<number, {node: number; packet: Uint8Array}>();
	#spreadCount = 0;

	constructor(options: RoutingOptions, ways: NetworkWays) {
		const {scheduler, roles, repairEveryUs} = options;
		this.#options = options;
		this.#ways = ways;
		this.#wakeUs = new Float64Array(roles.length).fill(Infinity);
		this.#draws = new Float64Array(roles.length);
		this.#control = new ControlPlane(ways.send, ways.counters);
		this.#control.onDao = (router, dao) => this.#daoArrived(router, dao);
		this.#routers = roles.map((role, node) => this.#router(role, node));
		const roots = this.#routers.filter(({role}) => role === 'root').map(({address}) => address);
		this.#backbone = new Backbone(scheduler, roots, (to, packet) => this.#outOfWire(to, packet));
		const isRoot = (address: number) => this.#backbone.topology.isRoot(address);
		this.#data = new DataPlane(ways.counters, () => scheduler.now, isRoot);
		this.#wakes = scheduler.register(node => this.#wake(node));
		this.#spreads = scheduler.register(number => this.#spread(number));
		if (repairEveryUs !== undefined) this.#repairEvery(repairEveryUs);
	}

	/** The router of `node`; undefined where it takes no part. */
	router(node: number): Router | undefined {
		return this.#routers[node];
	}

	/** `node` has power from now on. */
	start(node: number): void {
		const router = this.#routers[node];
		if (router === undefined || router.running) return;
		router.start(this.#now, this.#backbone.version);
		this.#schedule(node);
	}

	/** `node` has lost power, and with it all that it knew. */
	stop(node: number): void {
		this.#routers[node]?.stop();
	}

	/** `node` has switched its receiver off, or on again. */
	rest(node: number, resting: boolean): void {
		const router = this.#routers[node];
		if (router === undefined || router.role !== 'leaf') return;
		router.rest(resting);
		this.#schedule(node);
	}

	/** Global repair. */
	repair(): void {
		const version = this.#backbone.repair();
		for (const [node, router] of this.#routers.entries()) {
			if (router.role !== 'root' || !router.running) continue;
			router.repair(this.#now, version);
			this.#schedule(node);
		}
	}

	/* Datagrams on their way out. */

	/** As SixLowpan.send(); `radius` in hops limits what is for everybody, 0 is everybody. */
	send(
		node: number,
		destination: number,
		ports: Ports,
		octets: Uint8Array,
		at: number,
		size: number,
		radius: number,
	): boolean {
		const router = this.#routers[node];
		const plan = router?.running ? this.#plan(router, destination, radius) : undefined;
		if (plan === undefined) {
			this.#ways.counters.noRoute++;
			return false;
		}
		const outline = {...plan.outline, protocol: UDP, size: UDP_SIZE + size};
		if (IPV6_SIZE + extensionsSize(outline) + outline.size > MTU) {
			this.#ways.counters.oversize++;
			return false;
		}
		const packet = this.#packet;
		const udpAt = layOut(packet, outline);
		plan.address(packet);
		move(octets, at, packet, udpAt + UDP_SIZE, size);
		writeUdp(packet, udpAt, ports, udpAt + UDP_SIZE + size);
		aim(packet, outline.hops ?? []);
		this.#sendTo(node, plan.next, packet, udpAt + UDP_SIZE + size);
		return true;
	}

	#plan(router: Router, destination: number, radius: number): Plan | undefined {
		if (router.role === 'root') return this.#planDown(router, destination, radius);
		const {parent, rank} = router.dodag;
		if (parent === undefined) return destination === BROADCAST ? this.#planNear(router) : undefined;
		return {
			next: parent,
			outline: {hopLimit: HOP_LIMIT_FAR, rank},
			address: packet => {
				writeGlobal(packet, SOURCE, router.address);
				if (destination === BROADCAST) writeBorderRouters(packet, DESTINATION);
				else writeGlobal(packet, DESTINATION, destination);
			},
		};
	}

	/** To neighbours: all that a node outside can do. */
	#planNear({address}: Router): Plan {
		return {
			next: BROADCAST,
			outline: {hopLimit: HOP_LIMIT_FAR},
			address: packet => {
				setShort(this.#iid, address);
				writeLinkLocal(packet, SOURCE, this.#iid);
				writeAllNodes(packet, DESTINATION);
			},
		};
	}

	#planDown(router: Router, destination: number, radius: number): Plan | undefined {
		const from = (packet: Uint8Array) => writeGlobal(packet, SOURCE, router.address);
		if (destination === BROADCAST) {
			return {
				next: BROADCAST,
				outline: {hopLimit: radius === 0 ? HOP_LIMIT_FAR : radius},
				address: packet => {
					from(packet);
					writeRealmNodes(packet, DESTINATION);
				},
			};
		}
		const hops = this.#hopsTo(router, destination);
		if (hops === undefined) return undefined;
		return {
			next: hops[0],
			outline: {hopLimit: HOP_LIMIT_FAR, hops},
			address: packet => {
				from(packet);
				writeGlobal(packet, DESTINATION, destination);
			},
		};
	}

	/** From a border router: the way begins on the wire where it begins at another one. */
	#hopsTo({address}: Router, destination: number): number[] | undefined {
		const route = this.#backbone.topology.routeTo(destination, this.#now);
		return route?.[0] === address ? route.slice(1) : route;
	}

	/** To a neighbour, or over the wire to a border router. */
	#sendTo(node: number, next: number, packet: Uint8Array, size: number): void {
		const isWire = this.#routers[node].role === 'root' && this.#backbone.topology.isRoot(next);
		if (isWire) this.#backbone.carry(next, packet, size);
		else this.#ways.send(node, next, packet, size);
	}

	/* Packets on their way in. */

	packetArrived(node: number, frame: MacIndication, packet: Uint8Array, size: number): void {
		const router = this.#routers[node];
		if (router === undefined || !router.running) return;
		if (!isPacket(packet, size)) {
			this.#ways.counters.malformed++;
			return;
		}
		this.#step(node, frame, packet, size);
		this.#schedule(node);
	}

	/** Where a packet goes on to whose headers alone are there; HERE where all of it is needed. */
	onward(node: number, from: number, packet: Uint8Array, size: number): number {
		const router = this.#routers[node];
		if (router === undefined || !router.running) return DROPPED;
		const next = this.#data.next(router, from, packet, size);
		this.#schedule(node);
		if (next === DROPPED) return DROPPED;
		if (next <= HERE) return HERE;
		this.#ways.counters.forwarded++;
		return next;
	}

	#step(node: number, frame: Arrival, packet: Uint8Array, size: number): void {
		const next = this.#data.next(this.#routers[node], frame.source, packet, size);
		if (next === DROPPED) return;
		if (next === HERE) this.#take(node, frame, packet, size);
		else if (next === WIRE) this.#backbone.carry(shortIn(packet, DESTINATION), packet, size);
		else if (next === ALL) this.#takeAndSpread(node, frame, packet, size);
		else {
			this.#ways.counters.forwarded++;
			this.#sendTo(node, next, packet, size);
		}
	}

	#outOfWire(to: number, packet: Uint8Array): void {
		const node = this.#routers.findIndex(({address}) => address === to);
		if (!this.#routers[node].running) {
			this.#ways.counters.noRoute++;
			return;
		}
		this.#step(node, {source: to, destination: to, rssiCdbm: 0}, packet, packet.length);
		this.#schedule(node);
	}

	#take(node: number, frame: Arrival, packet: Uint8Array, size: number): void {
		const {counters} = this.#ways;
		const carried = carriedIn(packet, size);
		if (carried === undefined) counters.malformed++;
		else if (!this.#isFromWhereItSays(packet, frame)) counters.foreign++;
		else if (carried.protocol === UDP) this.#takeDatagram(node, frame, packet, carried.at, size);
		else if (carried.protocol === ICMPV6) {
			const {source: from, destination, rssiCdbm} = frame;
			const heard = {from, toAll: destination === BROADCAST, rssiCdbm, nowUs: this.#now};
			this.#control.arrived(this.#routers[node], packet, carried.at, size, heard);
		} else counters.unsupported++;
	}

	#takeDatagram(node: number, frame: Arrival, packet: Uint8Array, at: number, size: number): void {
		const {counters, delivery} = this.#ways;
		if (!isDatagram(packet, at, size)) counters.malformed++;
		else if (!checksumHolds(packet, at, size)) counters.checksumBad++;
		else {
			const hops = Math.max(1, HOP_LIMIT_FAR - packet[HOP_LIMIT] + 1);
			const {rssiCdbm} = frame;
			const source = shortIn(packet, SOURCE);
			delivery.handUp(node, packet, at, size, {source, rssiCdbm, hops});
		}
	}

	/** A link-local source is that of the frame; any other is one of this network. */
	#isFromWhereItSays(packet: Uint8Array, {source}: Arrival): boolean {
		setShort(this.#iid, source);
		return isGlobal(packet, SOURCE) || isLinkLocal(packet, SOURCE, this.#iid);
	}

	#takeAndSpread(node: number, frame: Arrival, packet: Uint8Array, size: number): void {
		const {role} = this.#routers[node];
		if (role === 'router' && packet[HOP_LIMIT] > 1 && isMulticast(packet, DESTINATION)) {
			const copy = packet.slice(0, size);
			copy[HOP_LIMIT]--;
			const number = this.#spreadCount++ & 0x7fff_ffff;
			this.#toAll.set(number, {node, packet: copy});
			const delayUs = Math.floor(SPREAD_US * this.#luckOf(node));
			this.#options.scheduler.at(this.#now + delayUs, this.#spreads, number);
		}
		this.#take(node, frame, packet, size);
	}

	#spread(number: number): void {
		const {node, packet} = this.#toAll.get(number)!;
		this.#toAll.delete(number);
		if (!this.#routers[node].running) return;
		this.#ways.counters.forwarded++;
		this.#ways.send(node, BROADCAST, packet, packet.length);
	}

	/* Routers. */

	/** The MAC is done with a frame of `node` to `neighbour`. */
	linkUsed(node: number, neighbour: number, use: LinkUse): void {
		const router = this.#routers[node];
		if (router === undefined || !router.running) return;
		router.linkUsed(neighbour, use, this.#now);
		this.#schedule(node);
	}

	#daoArrived(router: Router, dao: Dao): void {
		const {topology} = this.#backbone;
		const unitUs = router.dodag.config.lifetimeUnitS * 1_000_000;
		if (!topology.learn(dao, this.#now, unitUs) || !dao.wantsAck) return;
		const hops = this.#hopsTo(router, dao.target);
		if (hops === undefined) return;
		const {packet, size} = this.#control.daoAck(router.address, dao.sequence, hops);
		this.#sendTo(router.address - 1, hops[0], packet, size);
	}

	#router(role: Role, node: number): Router {
		const control = this.#control;
		const address = shortOf(node);
		const router: Router = new Router(address, role, {
			sendDis: to => control.sendDis(node, address, to),
			sendDio: (to, dio) => control.sendDio(node, address, to, dio),
			sendDao: dao => control.sendDao(node, dao, router.dodag.rank),
			luck: () => this.#luckOf(node),
		});
		return router;
	}

	#wake(node: number): void {
		if (this.#wakeUs[node] > this.#now) return;
		this.#wakeUs[node] = Infinity;
		const router = this.#routers[node];
		if (router.running) router.poll(this.#now);
		this.#schedule(node);
	}

	/** An earlier wake that is still to come serves a later wish: the router is asked again then. */
	#schedule(node: number): void {
		const pollAtUs = Math.max(this.#routers[node].pollAtUs, this.#now);
		if (pollAtUs >= this.#wakeUs[node]) return;
		this.#wakeUs[node] = pollAtUs;
		this.#options.scheduler.at(pollAtUs, this.#wakes, node);
	}

	#repairEvery(everyUs: number): void {
		const {scheduler} = this.#options;
		const kind = scheduler.register(() => {
			this.repair();
			scheduler.at(scheduler.now + everyUs, kind, 0);
		});
		scheduler.at(everyUs, kind, 0);
	}

	#luckOf(node: number): number {
		return fraction(draw(this.#options.luck, node, 0, this.#draws[node]++));
	}

	get #now(): number {
		return this.#options.scheduler.now;
	}
}

/** How a packet begins its way. */
interface Plan {
	/** A neighbour's short address, a border router's, or BROADCAST. */
	readonly next: number;
	readonly outline: Omit<Outline, 'protocol' | 'size'>;
	/** Writes the source and the last destination. */
	readonly address: (packet: Uint8Array) => void;
}

type Arrival = Pick<MacIndication, 'source' | 'destination' | 'rssiCdbm'>;
